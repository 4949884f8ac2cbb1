"""A log on the values of another schedule year: the whole engine on the last release of that year, nothing stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import blake2b
from itertools import groupby
from operator import itemgetter

from django.db.models import CharField
from django.db.models.functions import Cast

from benchmarks.stats.revalue import OnSchedule, RevaluedMonth
from codes.effective import release_on
from codes.fees import FeeSchedule
from codes.models import Release
from rvuedge.lib.months import Month
from rvuedge.web.keeping import kept_or_made
from tracking.agreed import Agreements
from tracking.effect import line_of
from tracking.models.case import CaseLineQuerySet
from tracking.schedules import rows_of_each
from tracking.wrvu.credit import ENGINE_VERSION, value_claim
from tracking.wrvu.outcomes import Reason
from tracking.wrvu.policy import Policy
from tracking.wrvu.terms import Terms

_READ = ("of_case", "date_of_service", "case__place_of_service", "code", "modifiers", "units", "details", "credit", "month_index")
_ABSENT = frozenset({Reason.NOT_IN_SCHEDULE, Reason.NO_RELEASE})
_NOTHING = Decimal(0)
# Hours that what came of a log is kept: until the log changes, and no longer than somebody looks at it again on the same day.
_KEPT_FOR = 12 * 3600
# Case, day, place, code, modifiers, units, details, credit, month.
LoggedRow = tuple[str, date, str, str, str, int, str, Decimal, int]
Key = tuple[str, str, tuple[tuple[str, str, int, str], ...]]
# What each line of a case counts; None where the schedule does not list it.
Counted = tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class LoggedLines:
    """The credited cases of some months, line by line, as the engine needs them."""

    rows: tuple[LoggedRow, ...]

    @property
    def codes(self) -> list[str]:
        """The codes that occur, in order."""
        return sorted({row[3] for row in self.rows})


def logged_lines(lines: CaseLineQuerySet) -> LoggedLines:
    """Return these lines, those of a case together; one query."""
    # A case's number only holds its lines together: as text it is read in a fraction of the time.
    numbered = lines.annotate(of_case=Cast("case_id", CharField())).order_by("case_id", "position")
    return LoggedLines(tuple(numbered.values_list(*_READ)))


def last_releases(years: Sequence[int]) -> dict[int, Release]:
    """Return the last release of each year that is loaded, official before sample; one query."""
    active = {release.pk: release for release in Release.objects.active()}
    found = {}
    for year in years:
        key = release_on((release.key for release in active.values()), date(year, 12, 31))
        if key is not None and key.effective_from.year == year:
            found[year] = active[key.id]
    return found


def on_schedule(logged: LoggedLines, release: Release, rows: FeeSchedule, year: int, agreements: Agreements) -> OnSchedule:
    """Return the lines on the rows of a release; a code that it does not list keeps its credit, which is told."""
    valued = _Valued(rows, agreements)
    sums: dict[tuple[int, str], list[Decimal]] = {}
    for _case, group in groupby(logged.rows, key=itemgetter(0)):
        case = list(group)
        for row, counted in zip(case, valued.counted(case), strict=True):
            key = (row[8], row[3])
            found = sums.get(key)
            if found is None:
                found = sums[key] = [_NOTHING, _NOTHING, _NOTHING]
            credit = row[7]
            found[0] += credit
            found[1] += credit if counted is None else counted
            found[2] += credit if counted is None else _NOTHING
    months = (RevaluedMonth(Month.from_index(index), code, *of_code) for (index, code), of_code in sorted(sums.items()))
    return OnSchedule(year, release.name, tuple(months))


class _Valued:
    """Values cases on one release; cases that say the same are valued once."""

    def __init__(self, rows: FeeSchedule, agreements: Agreements) -> None:
        self._rows, self._agreements = rows, agreements
        self._agreed: dict[tuple[date, str], Policy] = {}
        self._terms: dict[str, Terms] = {}
        self._known: dict[Key, Counted] = {}

    def counted(self, case: Sequence[LoggedRow]) -> Counted:
        """Return what each line of a case counts."""
        day, place = case[0][1], case[0][2]
        policy = self._agreed.get((day, place))
        if policy is None:
            policy = self._agreed[(day, place)] = self._agreements.policy_on(day, place)
        key: Key = (place, policy.name, tuple([row[3:7] for row in case]))
        if key not in self._known:
            under = self._terms.setdefault(policy.name, Terms(self._rows, policy))
            items = value_claim([line_of(place, *row[3:7]) for row in case], under)
            self._known[key] = tuple(None if _ABSENT & set(item.flags) else item.credit for item in items)
        return self._known[key]


Schedules = Mapping[int, OnSchedule]


def on_schedules(lines: CaseLineQuerySet, years: Sequence[int], agreements: Agreements) -> Schedules:
    """Return lines on the values of each of these years that a release is loaded for. Four queries at most.

    What comes of it is kept under everything that it comes from: each line, each release, what was agreed, and the engine.
    So a log is valued anew after any change of these, and only then.
    """
    releases = last_releases(years)
    if not releases:
        return {}
    logged = logged_lines(lines)
    key = _key(logged, releases, agreements)

    def valued() -> Schedules:
        rows = rows_of_each(tuple(releases.values()), logged.codes)
        return {year: on_schedule(logged, release, rows[release.pk], year, agreements) for year, release in releases.items()}

    return kept_or_made(key, valued, _KEPT_FOR)


def _key(logged: LoggedLines, releases: Mapping[int, Release], agreements: Agreements) -> str:
    """Everything that the values come from, as one short name."""
    told = [(year, one.pk, one.name, one.source_sha256, one.row_count, one.activated_at) for year, one in releases.items()]
    digest = blake2b(repr((ENGINE_VERSION, told, agreements.written)).encode(), digest_size=24)
    digest.update(repr(logged.rows).encode())
    return f"revalued-{digest.hexdigest()}"
