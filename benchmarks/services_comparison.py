"""The only writer of what a comparison rests on: the specialties of a clinician by date, and how an organisation compares."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from benchmarks.models import ComparisonPolicy, SpecialtyShare
from codes.models import Specialty
from rvuedge.accounts.audit import record
from rvuedge.accounts.models import Organisation, User
from tracking.models import Clinician

WHOLE = Decimal(1)


@transaction.atomic
def keep_shares(*, clinician: Clinician, effective_from: date, shares: Mapping[Specialty, Decimal], by: User) -> None:
    """Keep how the clinical time is divided among specialties from a day on; the weights make a whole. It replaces that day's."""
    if sum(shares.values(), Decimal(0)) != WHOLE or min(shares.values(), default=Decimal(0)) <= 0:
        raise ValidationError("The shares add up to 100%, each above 0. Correct the one that is wrong.")
    Clinician.objects.select_for_update().get(pk=clinician.pk)
    SpecialtyShare.objects.filter(clinician=clinician, effective_from=effective_from).delete()
    SpecialtyShare.objects.bulk_create(
        SpecialtyShare(clinician=clinician, effective_from=effective_from, specialty=specialty, weight=weight)
        for specialty, weight in shares.items()
    )
    told = {specialty.code: str(weight) for specialty, weight in shares.items()}
    detail: dict[str, object] = {"from": effective_from.isoformat(), "shares": told}
    record(action="log.shares_changed", actor=by, organisation=clinician.organisation, subject=clinician.name, detail=detail)


@transaction.atomic
def remove_shares(*, clinician: Clinician, effective_from: date, by: User) -> bool:
    """Take the shares of a day away; False where there are none."""
    gone, _ = SpecialtyShare.objects.filter(clinician=clinician, effective_from=effective_from).delete()
    if gone:
        detail: dict[str, object] = {"from": effective_from.isoformat(), "shares": {}}
        record(action="log.shares_changed", actor=by, organisation=clinician.organisation, subject=clinician.name, detail=detail)
    return bool(gone)


@transaction.atomic
def keep_policy(
    *,
    organisation: Organisation,
    effective_from: date,
    method: str,
    weights: Mapping[str, Decimal],
    cut: str,
    target_percentile: Decimal | None,
    ramp: Sequence[Decimal],
    basis: str,
    by: User,
) -> ComparisonPolicy:
    """Keep how an organisation compares from a day on, in place of what was said for that day."""
    said: dict[str, object] = {
        "method": method,
        "weights": {code: str(weight) for code, weight in weights.items()},
        "cut": cut,
        "target_percentile": target_percentile,
        "ramp": [str(factor) for factor in ramp],
        "basis": basis,
    }
    kept, _ = ComparisonPolicy.objects.update_or_create(organisation=organisation, effective_from=effective_from, defaults=said)
    detail = said | {"target_percentile": str(target_percentile or ""), "from": effective_from.isoformat()}
    record(action="comparison.changed", actor=by, organisation=organisation, subject=str(kept), detail=detail)
    return kept


@transaction.atomic
def remove_policy(*, policy: ComparisonPolicy, by: User) -> None:
    """Take away what was said for a day; what was said before holds again."""
    detail: dict[str, object] = {"from": policy.effective_from.isoformat()}
    record(action="comparison.removed", actor=by, organisation=policy.organisation, subject=str(policy), detail=detail)
    policy.delete()
