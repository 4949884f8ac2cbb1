"""The only writer of pay plans and offers."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from benchmarks.models import PayOffer, PayPlan
from benchmarks.pay.codec import as_document
from benchmarks.pay.plan import PlanTerms
from rvuedge.accounts.audit import record
from rvuedge.accounts.models import User
from tracking.models import Clinician

MOST_OFFERS = 20


@transaction.atomic
def keep_plan(
    *,
    clinician: Clinician,
    row: PayPlan | None,
    by: User | None,
    effective_from: date,
    title: str,
    year_starts_in: int,
    schedule_year: int | None,
    terms: PlanTerms,
) -> PayPlan:
    """Keep what is agreed with a clinician from a day on, as a new plan or in place of one."""
    _lock(clinician)
    same_day = PayPlan.objects.filter(clinician=clinician, effective_from=effective_from)
    if (same_day.exclude(pk=row.pk) if row else same_day).exists():
        raise ValidationError({"effective_from": "There is a plan from this day already. Change that one, or choose another day."})
    before = _told(row)
    kept = row or PayPlan(clinician=clinician, created_by=by)
    kept.effective_from, kept.title, kept.year_starts_in, kept.schedule_year = effective_from, title, year_starts_in, schedule_year
    kept.terms = as_document(terms)
    kept.save()
    _record("changed" if row else "added", clinician, by, before, _told(kept))
    return kept


@transaction.atomic
def remove_plan(*, clinician: Clinician, row: PayPlan, by: User) -> bool:
    """Take a plan away; False where somebody did so in the meantime."""
    before = _told(row)
    gone, _ = PayPlan.objects.filter(pk=row.pk, clinician=clinician).delete()
    if gone:
        _record("removed", clinician, by, before, None)
    return bool(gone)


@transaction.atomic
def keep_offer(*, clinician: Clinician, row: PayOffer | None, title: str, terms: PlanTerms) -> PayOffer:
    """Keep terms that a clinician compares with; the audit trail, which others read, is not told."""
    _lock(clinician)
    if row is None and PayOffer.objects.filter(clinician=clinician).count() >= MOST_OFFERS:
        raise ValidationError(f"There are {MOST_OFFERS} offers, and more are not kept. Remove one first.")
    kept = row or PayOffer(clinician=clinician)
    kept.title, kept.terms = title, as_document(terms)
    kept.save()
    return kept


def remove_offer(*, clinician: Clinician, row: PayOffer) -> bool:
    """Take an offer away; False where it is gone already."""
    gone, _ = PayOffer.objects.filter(pk=row.pk, clinician=clinician).delete()
    return bool(gone)


def _lock(clinician: Clinician) -> None:
    # Two who enter at the same moment come one after the other, so that the second sees what the first kept.
    Clinician.objects.select_for_update().get(pk=clinician.pk)


def _told(plan: PayPlan | None) -> dict[str, object] | None:
    """What moves a number. Names of stipends and of the plan are free text and stay out of a trail that never forgets."""
    if plan is None:
        return None
    numbers = {name: value for name, value in plan.terms.items() if name not in {"stipends", "per_diems"}}
    extras = {name: [row[1:] for row in plan.terms.get(name, [])] for name in ("stipends", "per_diems")}
    year = plan.schedule_year
    return {"from": plan.effective_from.isoformat(), "year_starts_in": plan.year_starts_in, "schedule_year": year, **numbers, **extras}


def _record(done: str, clinician: Clinician, by: User | None, before: dict[str, object] | None, after: dict[str, object] | None) -> None:
    detail: dict[str, object] = {"before": before, "after": after}
    record(action=f"pay_plan.{done}", actor=by, organisation=clinician.organisation, subject=clinician.name, detail=detail)


def note_arithmetic(*, clinician: Clinician, by: User) -> None:
    """Record that somebody took the arithmetic of the own pay away."""
    record(action="pay.exported", actor=by, organisation=clinician.organisation, subject=clinician.name)
