"""Many cases at once, by the same rules as one: schedules are built once for each stretch of days that shares them."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from codes.models import OtherSchedule, Release
from tracking.agreed import Agreements
from tracking.entry import CaseContent
from tracking.models import Case, CaseLine, Clinician, MonthTotal
from tracking.schedules import Schedules, for_case
from tracking.services import unsaved_lines
from tracking.valuing import value_lines
from tracking.wrvu.types import Outcome

CHUNK = 500


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case to store: its id, what it says, and the attending who signs a trainee's."""

    id: UUID
    content: CaseContent
    attending: Clinician | None = None


class StretchOfDays:
    """The schedules of one clinician by date of service; days between two changes of the catalogue share them."""

    def __init__(self, clinician: Clinician, codes: Iterable[str]) -> None:
        self._clinician, self._codes = clinician, sorted(set(codes))
        starts = set(Release.objects.active().values_list("effective_from", flat=True))
        starts |= set(OtherSchedule.objects.active().values_list("effective_from", flat=True))
        self._starts: Sequence[date] = sorted(starts)
        self._known: dict[tuple[int, int, int | None], Schedules] = {}

    def on(self, day: date, frozen: Release | None = None) -> Schedules:
        """Return the schedules that hold on a day; a year ends each stretch, since no official release outlives it."""
        stretch = (day.year, bisect_right(self._starts, day), frozen.pk if frozen else None)
        if stretch not in self._known:
            self._known[stretch] = for_case(self._codes, day, self._clinician.organisation, frozen)
        return self._known[stretch]


@transaction.atomic
def log_many(*, clinician: Clinician, cases: Sequence[NewCase], source: str) -> int:
    """Store cases that are new by their id, with credits and month totals, and return how many were stored."""
    taken = _taken(cases)
    fresh = [case for case in cases if case.id not in taken]
    stretches = StretchOfDays(clinician, (line.code for case in fresh for line in case.content.lines))
    agreements = Agreements(clinician)
    for start in range(0, len(fresh), CHUNK):
        _store(clinician, fresh[start : start + CHUNK], stretches, agreements, source)
    return len(fresh)


def _taken(cases: Sequence[NewCase]) -> set[UUID]:
    taken: set[UUID] = set()
    for start in range(0, len(cases), CHUNK):
        taken |= set(Case.objects.filter(pk__in=[case.id for case in cases[start : start + CHUNK]]).values_list("pk", flat=True))
    return taken


def _store(clinician: Clinician, chunk: Sequence[NewCase], stretches: StretchOfDays, agreements: Agreements, source: str) -> None:
    cases, lines = [], []
    for new in chunk:
        case = Case(
            id=new.id,
            clinician=clinician,
            attending=new.attending,
            date_of_service=new.content.date_of_service,
            place_of_service=new.content.place_of_service,
            source=source,
        )
        agreed = agreements.on(new.content.date_of_service, new.content.place_of_service)
        schedules = stretches.on(new.content.date_of_service, agreed.frozen)
        valued = value_lines(new.content.lines, new.content.place_of_service, schedules, agreed.policy)
        cases.append(case)
        lines += unsaved_lines(case, valued, schedules, agreed.policy)
    Case.objects.bulk_create(cases)
    CaseLine.objects.bulk_create(lines)
    _add_to_totals(clinician, lines)


def _add_to_totals(clinician: Clinician, lines: Iterable[CaseLine]) -> None:
    by_month: dict[int, list[CaseLine]] = defaultdict(list)
    for line in lines:
        by_month[line.month_index].append(line)
    for month_index, of_month in sorted(by_month.items()):
        total, _ = MonthTotal.objects.select_for_update().get_or_create(
            clinician=clinician, month_index=month_index, basis=MonthTotal.CURRENT
        )
        total.credit += sum((line.credit for line in of_month), Decimal(0))
        total.lines += len(of_month)
        total.not_counted += sum(line.outcome != Outcome.CREDITED for line in of_month)
        total.fee_amount += sum((line.fee_amount or Decimal(0) for line in of_month), Decimal(0))
        total.save(update_fields=["credit", "lines", "not_counted", "fee_amount"])
