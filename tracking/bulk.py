"""Many cases at once, by the same rules as one: schedules are built once for each stretch of days that shares them, and what was
valued once is not valued again."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from codes.models import OtherSchedule, Release
from tracking.agreed import Agreements
from tracking.entry import CaseContent, EntryLine
from tracking.line_store import ReadyCase, ReadyLine, Storing, Tail, ready_lines
from tracking.models import Case, Clinician
from tracking.schedules import Schedules, for_case
from tracking.services import unsaved_lines
from tracking.valuing import ValuedLine, value_lines
from tracking.wrvu.policy import Policy
from tracking.wrvu.types import Item

CHUNK = 500
# A clinician's work repeats: some thousand different cases are a year of it. Each takes half a kilobyte, since equal lines are shared.
_MOST_CASES, _MOST_ITEMS = 10_000, 2_000


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


@dataclass(frozen=True, slots=True)
class _Holding:
    """What holds on some days at a place, and the cases that were valued by it."""

    schedules: Schedules
    policy: Policy
    cases: dict[tuple[EntryLine, ...], tuple[ReadyLine, ...]] = field(default_factory=dict)


class Valuer:
    """Values the cases of one clinician; cases of the same lines, place, schedules and policy are valued once."""

    def __init__(self, clinician: Clinician, codes: Iterable[str]) -> None:
        self._clinician, self._agreements, self._stretches = clinician, Agreements(clinician), StretchOfDays(clinician, codes)
        self._under: dict[tuple[date, str], _Holding] = {}
        self._holdings: dict[tuple[int, Policy, str], _Holding] = {}
        self._remembered = 0
        self._entries: dict[EntryLine, EntryLine] = {}
        self._lines: dict[Tail, ReadyLine] = {}
        # The engine gives the same item for the same line again: it is kept beside what is ready, so that its id stays its own.
        self._ready: dict[tuple[int, Policy, int, EntryLine], tuple[Item, ReadyLine]] = {}

    def lines_of(self, content: CaseContent) -> tuple[ReadyLine, ...]:
        """Return the lines of a case, valued and ready to be stored."""
        holding = self._under.get((content.date_of_service, content.place_of_service)) or self._holding_of(content)
        known = holding.cases.get(content.lines)
        if known is None:
            self._make_room()
            entered = tuple(self._entries.setdefault(line, line) for line in content.lines)
            known = holding.cases[entered] = self._valued(content, holding)
            self._remembered += 1
        return known

    def _holding_of(self, content: CaseContent) -> _Holding:
        day, place = content.date_of_service, content.place_of_service
        agreed = self._agreements.on(day, place)
        schedules = self._stretches.on(day, agreed.frozen)
        holding = self._holdings.setdefault((id(schedules), agreed.policy, place), _Holding(schedules, agreed.policy))
        self._under[day, place] = holding
        return holding

    def _make_room(self) -> None:
        """Forget all when there is too much of it: what repeats is soon there again."""
        if self._remembered >= _MOST_CASES:
            for holding in self._holdings.values():
                holding.cases.clear()
            self._entries.clear()
            self._lines.clear()
            self._remembered = 0

    def _valued(self, content: CaseContent, holding: _Holding) -> tuple[ReadyLine, ...]:
        case = Case(clinician=self._clinician, date_of_service=content.date_of_service, place_of_service=content.place_of_service)
        valued = value_lines(content.lines, content.place_of_service, holding.schedules, holding.policy)
        return tuple(self._ready_line(case, one, holding) for one in valued)

    def _ready_line(self, case: Case, one: ValuedLine, holding: _Holding) -> ReadyLine:
        """Return a valued line ready to be stored at any position of any case of these schedules."""
        key = (id(holding.schedules), holding.policy, id(one.item), one.line)
        known = self._ready.get(key)
        if known is None:
            if len(self._ready) >= _MOST_ITEMS:
                self._ready.clear()
            (ready,) = ready_lines(unsaved_lines(case, (one,), holding.schedules, holding.policy))
            known = self._ready[key] = (one.item, self._lines.setdefault(ready.tail, ready))
        return known[1]


@transaction.atomic
def log_many(*, clinician: Clinician, cases: Sequence[NewCase], source: str) -> int:
    """Store cases that are new by their id, with credits and month totals, and return how many were stored."""
    taken = _taken(cases)
    fresh = [case for case in cases if case.id not in taken]
    codes = {line.code for case in fresh for line in case.content.lines}
    storing = Storing(clinician, source=source, at=timezone.now())
    for batch in storing.batches(ready_cases(clinician, fresh, codes)):
        batch.write()
    storing.move_months()
    return len(fresh)


def ready_cases(clinician: Clinician, cases: Iterable[NewCase], codes: Iterable[str]) -> Iterator[ReadyCase]:
    """Yield cases of these codes as they come, valued and ready to be stored."""
    return _ready(cases, Valuer(clinician, codes))


def _ready(cases: Iterable[NewCase], valuer: Valuer) -> Iterator[ReadyCase]:
    for case in cases:
        content = case.content
        attending = case.attending.pk if case.attending else None
        yield ReadyCase(case.id, content.date_of_service, content.place_of_service, valuer.lines_of(content), attending)


def _taken(cases: Sequence[NewCase]) -> set[UUID]:
    taken: set[UUID] = set()
    for start in range(0, len(cases), CHUNK):
        taken |= set(Case.objects.filter(pk__in=[case.id for case in cases[start : start + CHUNK]]).values_list("pk", flat=True))
    return taken
