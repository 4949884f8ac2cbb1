"""The only writer of what holds for a clinician: specialty, effort by date, leave and targets."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from codes.models import Specialty
from rvuedge.accounts.audit import record
from rvuedge.accounts.models import User
from tracking.models import Clinician, Effort, Leave, Target

Held = Effort | Leave | Target


@transaction.atomic
def set_specialty(*, clinician: Clinician, specialty: Specialty | None, by: User) -> bool:
    """Say in which specialty a log is kept and compared; False where that was said already."""
    before = clinician.specialty
    if before == specialty:
        return False
    clinician.specialty = specialty
    clinician.save(update_fields=["specialty"])
    detail: dict[str, object] = {"before": before.code if before else "", "after": specialty.code if specialty else ""}
    record(action="log.specialty_changed", actor=by, organisation=clinician.organisation, subject=clinician.name, detail=detail)
    return True


@transaction.atomic
def keep_effort(
    *, clinician: Clinician, row: Effort | None, by: User, effective_from: date, total_fte: Decimal, clinical_fte: Decimal, note: str
) -> Effort:
    """Keep total and clinical FTE from a day on, as a new row or in place of one."""
    _lock(clinician)
    _refuse_the_same_day(Effort.objects.filter(clinician=clinician, effective_from=effective_from), row)
    before = _told(row)
    kept = row or Effort(clinician=clinician)
    kept.effective_from, kept.total_fte, kept.clinical_fte, kept.note = effective_from, total_fte, clinical_fte, note
    kept.save()
    _record("effort", clinician, by, before, _told(kept))
    return kept


@transaction.atomic
def keep_leave(*, clinician: Clinician, row: Leave | None, by: User, first_day: date, last_day: date, kind: str, counts: bool) -> Leave:
    """Keep days away, as a new leave or in place of one; no two of a person overlap."""
    _lock(clinician)
    others = Leave.objects.filter(clinician=clinician, first_day__lte=last_day, last_day__gte=first_day)
    met = (others.exclude(pk=row.pk) if row else others).first()
    if met is not None:
        other = f"{met.first_day.isoformat()} to {met.last_day.isoformat()}"
        raise ValidationError({"first_day": f"These days overlap the leave of {other}. Change that one, or choose other days."})
    before = _told(row)
    kept = row or Leave(clinician=clinician)
    kept.first_day, kept.last_day, kept.kind, kept.counts = first_day, last_day, kind, counts
    kept.save()
    _record("leave", clinician, by, before, _told(kept))
    return kept


@transaction.atomic
def keep_target(*, clinician: Clinician, row: Target | None, by: User, effective_from: date, annual_wrvu: Decimal) -> Target:
    """Keep the wRVU a year that were agreed from a day on, as a new target or in place of one."""
    _lock(clinician)
    _refuse_the_same_day(Target.objects.filter(clinician=clinician, effective_from=effective_from), row)
    before = _told(row)
    kept = row or Target(clinician=clinician)
    kept.effective_from, kept.annual_wrvu = effective_from, annual_wrvu
    kept.save()
    _record("target", clinician, by, before, _told(kept))
    return kept


@transaction.atomic
def remove_held(*, clinician: Clinician, row: Held, by: User) -> bool:
    """Take an effort, a leave or a target away; False where somebody did so in the meantime."""
    before = _told(row)
    gone, _ = type(row).objects.filter(pk=row.pk, clinician=clinician).delete()
    if gone:
        _record(type(row).__name__.lower(), clinician, by, before, None)
    return bool(gone)


def _lock(clinician: Clinician) -> None:
    # Two administrators who enter at the same moment come one after the other, so that the second sees what the first kept.
    Clinician.objects.select_for_update().get(pk=clinician.pk)


def _refuse_the_same_day(of_day: QuerySet[Effort] | QuerySet[Target], row: Effort | Target | None) -> None:
    if (of_day.exclude(pk=row.pk) if row else of_day).exists():
        raise ValidationError({"effective_from": "There is an entry from this day already. Change that one, or choose another day."})


def _told(row: Held | None) -> dict[str, str] | None:
    """What moves a number. The trail never forgets: why somebody was away, and notes, are not for it."""
    if isinstance(row, Effort):
        return {"from": row.effective_from.isoformat(), "total_fte": f"{row.total_fte:.3f}", "clinical_fte": f"{row.clinical_fte:.3f}"}
    if isinstance(row, Leave):
        return {"first_day": row.first_day.isoformat(), "last_day": row.last_day.isoformat(), "counts": "yes" if row.counts else "no"}
    if isinstance(row, Target):
        return {"from": row.effective_from.isoformat(), "annual_wrvu": f"{row.annual_wrvu:.2f}"}
    return None


def _record(what: str, clinician: Clinician, by: User, before: dict[str, str] | None, after: dict[str, str] | None) -> None:
    done = "removed" if after is None else "added" if before is None else "changed"
    detail: dict[str, object] = {"before": before, "after": after}
    record(action=f"{what}.{done}", actor=by, organisation=clinician.organisation, subject=clinician.name, detail=detail)
