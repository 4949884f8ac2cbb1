"""The only writer of policies and contracts: drafted, changed while a draft, activated from a day, withdrawn; every step is audited."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone
from django.utils.text import slugify

from codes.models import Release
from rvuedge.accounts.audit import record
from rvuedge.accounts.models import Organisation, User
from tracking.models import Clinician
from tracking.models.policy import Contract, CreditPolicy, PolicyState
from tracking.wrvu.policy import Policy
from tracking.wrvu.policy_choices import choices_of, differences, policy_from
from tracking.wrvu.presets import PRESETS


@transaction.atomic
def draft_policy(*, organisation: Organisation, title: str, base: Policy, effective_from: date, by: User) -> CreditPolicy:
    """Start a policy of the organisation from another one, as a draft that counts nobody yet."""
    name = slugify(title)[:40] or "policy"
    if name in PRESETS or CreditPolicy.objects.filter(organisation=organisation, name=name).exists():
        raise ValidationError(f"A policy is called '{name}' already. Choose another title, or start its next version.")
    policy = CreditPolicy.objects.create(
        organisation=organisation,
        name=name,
        title=title,
        effective_from=effective_from,
        source=base.source[:200],
        based_on=base.name[:60],
        choices=choices_of(base),
        created_by=by,
    )
    _record("policy.drafted", policy, by, based_on=base.name)
    return policy


@transaction.atomic
def next_version(*, policy: CreditPolicy, by: User) -> CreditPolicy:
    """Start the next version of a policy as a draft with the same choices; a draft that is there already is returned."""
    same = CreditPolicy.objects.select_for_update().filter(organisation=policy.organisation, name=policy.name)
    waiting = same.filter(state=PolicyState.DRAFT).first()
    if waiting is not None:
        return waiting
    last = same.aggregate(last=Max("version"))["last"] or 0
    draft = CreditPolicy.objects.create(
        organisation=policy.organisation,
        name=policy.name,
        title=policy.title,
        version=last + 1,
        effective_from=policy.effective_from,
        source=policy.source,
        based_on=policy.label,
        choices=policy.choices,
        is_default=policy.is_default,
        created_by=by,
    )
    _record("policy.drafted", draft, by, based_on=policy.label)
    return draft


@transaction.atomic
def change_policy(*, policy: CreditPolicy, title: str, effective_from: date, choices: Mapping[str, object], by: User) -> CreditPolicy:
    """Change a draft; a version that was active is never changed."""
    draft = CreditPolicy.objects.select_for_update().get(pk=policy.pk)
    if draft.state != PolicyState.DRAFT:
        raise ValidationError(f"{draft.label} was active, so it stays as it is. Start its next version.")
    before, after = policy_from("", "", draft.choices), policy_from("", "", choices)
    draft.title, draft.effective_from, draft.choices = title, effective_from, dict(choices)
    draft.save(update_fields=["title", "effective_from", "choices"])
    _record("policy.changed", draft, by, changed=list(differences(before, after)), effective_from=effective_from.isoformat())
    return draft


@transaction.atomic
def activate_policy(*, policy: CreditPolicy, is_default: bool, by: User) -> bool:
    """Let a version count from its day on; as the default it counts everybody without a contract. False where it counts already."""
    waiting = CreditPolicy.objects.filter(pk=policy.pk).exclude(state=PolicyState.ACTIVE)
    if not waiting.update(state=PolicyState.ACTIVE, activated_at=timezone.now(), is_default=is_default):
        return False
    policy.refresh_from_db()
    _record("policy.activated", policy, by, effective_from=policy.effective_from.isoformat(), is_default=is_default)
    return True


@transaction.atomic
def withdraw_policy(*, policy: CreditPolicy, by: User) -> bool:
    """Let a version count no more; what counted before it counts again. False where it does not count.

    Contracts that would be left without any version of the policy they name stand against it.
    """
    if not CreditPolicy.objects.filter(pk=policy.pk, state=PolicyState.ACTIVE).update(state=PolicyState.RETIRED):
        return False
    policy.refresh_from_db()
    _require_no_contract_left_alone(policy)
    _record("policy.withdrawn", policy, by)
    return True


@transaction.atomic
def agree_contract(
    *, clinician: Clinician, effective_from: date, policy: str, frozen_release: Release | None, places: Sequence[str], by: User
) -> Contract:
    """Keep what a clinician is counted under from a day on at some places; the same day and places again replace it."""
    _require_policy_in_force(policy, clinician.organisation_id, effective_from)
    # One at a time: of two contracts for one place the second finds the first.
    Clinician.objects.select_for_update().get(pk=clinician.pk)
    covered = sorted(set(places))
    same_day = list(clinician.contracts.filter(effective_from=effective_from).select_related("frozen_release"))
    former = next((one for one in same_day if sorted(one.places) == covered), None)
    _require_no_place_twice([one for one in same_day if one != former], covered)
    replaced = former.told if former else None
    contract = former or Contract(clinician=clinician, effective_from=effective_from)
    contract.policy, contract.frozen_release, contract.places, contract.created_by = policy, frozen_release, covered, by
    contract.save()
    detail = contract.told | ({"replaced": replaced} if replaced else {})
    record(action="contract.agreed", actor=by, organisation=clinician.organisation, subject=clinician.name, detail=detail)
    return contract


@transaction.atomic
def remove_contract(*, contract: Contract, by: User) -> None:
    """Take a contract away; the one before counts again."""
    of = contract.clinician
    record(action="contract.removed", actor=by, organisation=of.organisation, subject=of.name, detail=contract.told)
    contract.delete()


def _require_no_place_twice(contracts: Sequence[Contract], places: Sequence[str]) -> None:
    for other in contracts:
        if other.covers_any_of(places):
            covered = f"the places {', '.join(other.places)}" if other.places else "every place"
            told = f"A contract from this day covers {covered} already. Choose other places or another day, or remove that contract first."
            raise ValidationError({"places": told})


def _require_policy_in_force(name: str, organisation_id: int, day: date) -> None:
    # The versions are locked: none is withdrawn at the same moment.
    if not name or name in PRESETS:
        return
    active = CreditPolicy.objects.active().select_for_update().filter(organisation=organisation_id, name=name)
    first_days = sorted(active.values_list("effective_from", flat=True))
    if not first_days:
        told = f"No version of the policy '{name}' is active. Activate one first, or choose another policy."
    elif first_days[0] > day:
        told = f"The policy '{name}' counts from {first_days[0]} only. Choose that day or a later one, or another policy."
    else:
        return
    raise ValidationError({"policy": told})


def _require_no_contract_left_alone(policy: CreditPolicy) -> None:
    active = CreditPolicy.objects.active().filter(organisation=policy.organisation_id, name=policy.name)
    first_day = active.aggregate(first=Min("effective_from"))["first"]
    naming = Contract.objects.filter(clinician__organisation=policy.organisation_id, policy=policy.name)
    alone = naming if first_day is None else naming.filter(effective_from__lt=first_day)
    names = list(alone.order_by("clinician__name").values_list("clinician__name", flat=True).distinct())
    if names:
        told = f"Contracts name this policy: {', '.join(names)}."
        raise ValidationError(f"{told} Agree on another policy with them or remove the contracts first.")


def _record(action: str, policy: CreditPolicy, by: User, **detail: object) -> None:
    record(action=action, actor=by, organisation=policy.organisation, subject=policy.label, detail=detail)
