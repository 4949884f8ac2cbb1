"""Where a clinician is on a day, and the locality that a case lies in."""

from datetime import date

from codes.reference import current_reference
from rvuedge.web.statements import Question
from tracking.models import Case, Clinician, UsualPlace, WorkPlace

_USUAL = Question(
    lambda log, weekday: UsualPlace.objects.filter(clinician=log, weekday=weekday).select_related("work_place").order_by("pk")[:1], takes=2
)


def usual_place(clinician: Clinician, day: date) -> str:
    """Return the place of service that a clinician kept for the weekday of a day; empty without one."""
    kept = _USUAL.row(clinician.pk, day.weekday())
    return kept.code if kept else ""


def work_place_of(case: Case) -> WorkPlace | None:
    """Return the organisation's place that a case was in, where its place of service tells it: the usual one of that weekday, or
    the only open one of that kind; None where several could be meant."""
    kept = UsualPlace.objects.filter(clinician=case.clinician_id, weekday=case.date_of_service.weekday()).select_related("work_place")
    usual = next((one.work_place for one in kept if one.work_place), None)
    if usual and usual.place_of_service == case.place_of_service:
        return usual
    alike = WorkPlace.objects.open().filter(organisation=case.clinician.organisation_id, place_of_service=case.place_of_service)[:2]
    return alike[0] if len(alike) == 1 else None


def localities_on(day: date) -> list[tuple[str, str]]:
    """Return the Medicare localities that one may choose on a day, by their key; none where no table is loaded."""
    reference = current_reference()
    table = reference.table("gpci", day)
    return [(locality.key, locality.label) for locality in reference.localities(table).values()] if table else []
