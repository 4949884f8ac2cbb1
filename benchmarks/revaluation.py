"""A log on the values of another schedule year: the whole engine on the last release of that year, nothing stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import itemgetter

from benchmarks.stats.revalue import OnSchedule, RevaluedMonth
from codes.effective import release_on
from codes.fees import FeeSchedule
from codes.models import Release
from rvuedge.lib.months import Month
from tracking.agreed import Agreements
from tracking.effect import line_of
from tracking.models.case import CaseLineQuerySet
from tracking.schedules import rows_of
from tracking.wrvu.credit import value_claim
from tracking.wrvu.outcomes import Reason
from tracking.wrvu.terms import Terms

_READ = ("case_id", "date_of_service", "case__place_of_service", "code", "modifiers", "units", "details", "credit", "month_index")
_ABSENT = frozenset({Reason.NOT_IN_SCHEDULE, Reason.NO_RELEASE})
_NOTHING = Decimal(0)
Key = tuple[str, str, tuple[tuple[object, ...], ...]]
# What each line of a case counts; None where the schedule does not list it.
Counted = tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class LoggedLines:
    """The credited cases of some months, line by line, as the engine needs them."""

    rows: tuple[tuple[object, ...], ...]

    @property
    def codes(self) -> list[str]:
        """The codes that occur, in order."""
        return sorted({str(row[3]) for row in self.rows})


def logged_lines(lines: CaseLineQuerySet) -> LoggedLines:
    """Return these lines, those of a case together; one query."""
    return LoggedLines(tuple(lines.order_by("case_id", "position").values_list(*_READ)))


def last_releases(years: Sequence[int]) -> dict[int, Release]:
    """Return the last release of each year that is loaded, official before sample; one query."""
    active = {release.pk: release for release in Release.objects.active()}
    found = {}
    for year in years:
        key = release_on((release.key for release in active.values()), date(year, 12, 31))
        if key is not None and key.effective_from.year == year:
            found[year] = active[key.id]
    return found


def on_schedule(logged: LoggedLines, release: Release, year: int, agreements: Agreements) -> OnSchedule:
    """Return the lines on the values of a release; a code that it does not list keeps its credit, which is told. One query."""
    rows = rows_of(release, logged.codes)
    terms: dict[str, Terms] = {}
    known: dict[Key, Counted] = {}
    sums: dict[tuple[int, str], list[Decimal]] = {}
    for _case, group in groupby(logged.rows, key=itemgetter(0)):
        case = list(group)
        for row, counted in zip(case, _counted(case, rows, agreements, terms, known), strict=True):
            found = sums.setdefault((int(str(row[8])), str(row[3])), [_NOTHING, _NOTHING, _NOTHING])
            credit = Decimal(str(row[7]))
            found[0] += credit
            found[1] += credit if counted is None else counted
            found[2] += credit if counted is None else _NOTHING
    months = (RevaluedMonth(Month.from_index(index), code, *of_code) for (index, code), of_code in sorted(sums.items()))
    return OnSchedule(year, release.name, tuple(months))


def _counted(
    case: Sequence[tuple[object, ...]], rows: FeeSchedule, agreements: Agreements, terms: dict[str, Terms], known: dict[Key, Counted]
) -> Counted:
    day, place = case[0][1], str(case[0][2])
    assert isinstance(day, date)
    policy = agreements.on(day, place).policy
    key: Key = (place, policy.name, tuple(row[3:7] for row in case))
    if key not in known:
        under = terms.setdefault(policy.name, Terms(rows, policy))
        entered = [line_of(place, str(row[3]), str(row[4]), int(str(row[5])), str(row[6])) for row in case]
        items = value_claim(entered, under)
        known[key] = tuple(None if _ABSENT & set(item.flags) else item.credit for item in items)
    return known[key]


Schedules = Mapping[int, OnSchedule]


def on_schedules(lines: CaseLineQuerySet, years: Sequence[int], agreements: Agreements) -> Schedules:
    """Return lines on the values of each of these years that a release is loaded for. Two queries, and one a year."""
    releases = last_releases(years)
    if not releases:
        return {}
    logged = logged_lines(lines)
    return {year: on_schedule(logged, release, year, agreements) for year, release in releases.items()}
