"""The only writer of what is said of a trainee's case, and of its signature; each change is recorded."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from rvuedge.accounts.audit import record
from rvuedge.accounts.models import User
from tracking.models import Case, Clinician, TrainedCase
from tracking.training.terms import SignState

_UNSIGNED: Mapping[str, object] = {"signed_at": None, "signed_by": None, "returned_at": None, "return_reason": "", "typed_at": None}


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What a trainee says of a case; no claimed code is the one with the most work, no category those that name it."""

    role: str
    level: str
    setting: str
    attending: Clinician | None = None
    is_simulated: bool = False
    claimed_code: str = ""
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signing:
    """How many cases were signed, and how many were not since they had changed, or gone, in the meantime."""

    signed: int
    changed: int


def attendings_of(clinician: Clinician) -> QuerySet[Clinician]:
    """Return who may sign for a trainee: those of the same organisation who are no trainees and still there."""
    organisation = clinician.organisation_id
    there = Clinician.objects.filter(
        organisation=organisation, is_trainee=False, user__memberships__organisation=organisation, user__memberships__active=True
    )
    return there.exclude(pk=clinician.pk).order_by("name")


@transaction.atomic
def tell_case(*, case: Case, facts: CaseFacts, actor: User) -> TrainedCase:
    """Store what is said of a kept case and return it; a change takes the signature away, equal facts change nothing."""
    case = Case.objects.kept().select_for_update().get(pk=case.pk)
    clinician = Clinician.objects.select_related("organisation").get(pk=case.clinician_id)
    if facts.attending is not None and not attendings_of(clinician).filter(pk=facts.attending.pk).exists():
        raise ValidationError(_("This attending cannot sign here. Choose one of the list."))
    said = {
        "role": facts.role,
        "level": facts.level,
        "setting": facts.setting,
        "is_simulated": facts.is_simulated,
        "claimed_code": facts.claimed_code,
        "categories": list(facts.categories),
    }
    told = TrainedCase.objects.filter(case=case).first()
    attending_id = facts.attending.pk if facts.attending else None
    if told is not None and case.attending_id == attending_id and all(getattr(told, name) == value for name, value in said.items()):
        return told
    Case.objects.filter(pk=case.pk).update(attending=attending_id)
    told, _made = TrainedCase.objects.update_or_create(case=case, defaults={**said, **_UNSIGNED})
    detail: dict[str, object] = {**said, "attending": facts.attending.name if facts.attending else ""}
    record(action="training.told", actor=actor, organisation=clinician.organisation, subject=str(case.pk), detail=detail)
    return told


@transaction.atomic
def tell_many(*, cases: Iterable[Case], facts: CaseFacts, actor: User) -> int:
    """Say the same of several cases, all or none, and return of how many."""
    return len([tell_case(case=case, facts=facts, actor=actor) for case in cases])


@transaction.atomic
def sign_cases(*, user: User, seen: Mapping[UUID, datetime], at: datetime) -> Signing:
    """Sign cases as their attending, each only as it was seen: what changed since waits for another look."""
    signed = 0
    for case, told in _held(user, list(seen)):
        if told.seen_at == seen[case.pk] and told.state != SignState.SIGNED:
            TrainedCase.objects.filter(pk=told.pk).update(signed_at=at, signed_by=user, returned_at=None, return_reason="")
            _record("training.signed", case, user, {"trainee": case.clinician.name})
            signed += 1
    return Signing(signed, len(seen) - signed)


@transaction.atomic
def return_case(*, user: User, case_id: UUID, seen: datetime, reason: str, at: datetime) -> bool:
    """Give a case back to the trainee with what to correct; False where it is not the case that was seen."""
    for case, told in _held(user, [case_id]):
        if told.seen_at == seen:
            TrainedCase.objects.filter(pk=told.pk).update(returned_at=at, return_reason=reason, signed_at=None, signed_by=None)
            _record("training.returned", case, user, {"trainee": case.clinician.name, "reason": reason})
            return True
    return False


def mark_typed(*, clinician: Clinician, case_ids: Sequence[UUID], at: datetime) -> int:
    """Note that cases stand in the official system now, and return how many."""
    return TrainedCase.objects.kept().filter(case__clinician=clinician, case__in=case_ids).update(typed_at=at)


def unmark_typed(*, clinician: Clinician, at: datetime) -> int:
    """Take back what was noted at one moment, and return of how many cases."""
    return TrainedCase.objects.filter(case__clinician=clinician, typed_at=at).update(typed_at=None)


def record_sheet(*, clinician: Clinician, by: User, form: str, cases: int) -> None:
    """Record that cases left for the official system."""
    detail: dict[str, object] = {"as": form, "cases": cases}
    record(action="training.exported", actor=by, organisation=clinician.organisation, subject=clinician.name, detail=detail)


def _held(user: User, numbers: Sequence[UUID]) -> list[tuple[Case, TrainedCase]]:
    """The kept cases that the user signs, held against a correction at the same moment, in one order."""
    own = Clinician.objects.own(user).values("pk")
    held = Case.objects.kept().filter(pk__in=numbers, attending__in=own, trained__isnull=False)
    cases = held.select_for_update(of=("self",)).select_related("clinician__organisation").order_by("pk")
    by_number = {case.pk: case for case in cases}
    # Read once the cases are held: what is said of a case changes under the same lock.
    told = list(TrainedCase.objects.filter(case__in=by_number).order_by("case_id"))
    for one in told:
        one.case = by_number[one.case_id]
    return [(one.case, one) for one in told]


def _record(action: str, case: Case, by: User, detail: dict[str, object]) -> None:
    record(action=action, actor=by, organisation=case.clinician.organisation, subject=str(case.pk), detail=detail)
