"""What the log of a day reads: each statement is built once for a process, since the page is asked for more than any other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from rvuedge.lib.months import Month
from rvuedge.web.statements import Question, Values
from tracking.models import Case, CaseLine, Clinician, Favourite, MonthTotal, ProcedureSet
from tracking.models.case import CaseQuerySet

LINES_READ = 200
_LAST = Question(lambda user, log: _own(user, log).order_by("-created_at")[:1], takes=2)
_OF_DAY = Question(lambda user, log, day: _own(user, log).filter(date_of_service=day), takes=(int, int, date))
_LINES_OF_DAY = Question(
    lambda log, day: CaseLine.objects.filter(case__clinician=log, case__date_of_service=day, case__deleted_at=None), takes=(int, date)
)
_LINES_OF_CASE = Question(lambda case: CaseLine.objects.filter(case=case), takes=(UUID,))
_USED = Values(
    lambda user, log, month: (
        CaseLine.objects.visible_to(user)
        .kept()
        .filter(clinician=log, month_index__gte=month)
        .order_by("-date_of_service", "-pk")
        .values_list("code", "modifiers", "date_of_service")[:LINES_READ]
    ),
    takes=3,
)
_TOTAL = Question(
    lambda user, log, month: (
        MonthTotal.objects.visible_to(user)
        .filter(clinician=log, month_index=month, basis=MonthTotal.CURRENT)
        .with_asa_units()
        .order_by("pk")[:1]
    ),
    takes=3,
)
_FAVOURITES = Question(lambda log: Favourite.objects.filter(clinician=log))
_SETS = Question(lambda log: ProcedureSet.objects.filter(clinician=log))


@dataclass(frozen=True, slots=True)
class CaseRead:
    """A case with its lines in order."""

    case: Case
    lines: Sequence[CaseLine]


def cases_of(user_id: int, clinician: Clinician, day: date) -> tuple[CaseRead, ...]:
    """Return the cases of a day that count, with their lines; two queries."""
    cases = _OF_DAY.rows(user_id, clinician.pk, day)
    lines: dict[UUID, list[CaseLine]] = {case.pk: [] for case in cases}
    for line in _LINES_OF_DAY.rows(clinician.pk, day) if cases else ():
        if line.case_id in lines:
            lines[line.case_id].append(line)
    for case in cases:
        case.clinician = clinician
    return tuple(CaseRead(case, lines[case.pk]) for case in cases)


def last_case(user_id: int, clinician: Clinician, known: Sequence[CaseRead]) -> CaseRead | None:
    """Return the case that was logged last; its lines are read unless it is among those that are known."""
    last = _LAST.row(user_id, clinician.pk)
    if last is None:
        return None
    same = next((one for one in known if one.case.pk == last.pk), None)
    return same or CaseRead(last, _LINES_OF_CASE.rows(last.pk))


def used_since(user_id: int, clinician: Clinician, month: Month) -> list[tuple[str, str, date]]:
    """Return code, modifiers and day of the latest lines since a month, the latest first, at most LINES_READ."""
    return [(code, modifiers, on) for code, modifiers, on in _USED.rows(user_id, clinician.pk, month.index)]


def total_of(user_id: int, clinician: Clinician, month: Month) -> MonthTotal | None:
    """Return the roll-up of a month with its anesthesia units; None where nothing was logged."""
    return _TOTAL.row(user_id, clinician.pk, month.index)


def favourites_kept(clinician: Clinician) -> list[Favourite]:
    """Return the favourites that a clinician chose, in order."""
    return _FAVOURITES.rows(clinician.pk)


def sets_kept(clinician: Clinician) -> list[ProcedureSet]:
    """Return the sets that a clinician named, in order."""
    return _SETS.rows(clinician.pk)


def _own(user: int, clinician: int) -> CaseQuerySet:
    return Case.objects.visible_to(user).kept().filter(clinician=clinician)
