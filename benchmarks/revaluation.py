"""A log on the values of another schedule year: the whole engine on the last release of that year, nothing stored."""

from collections.abc import Collection, Iterable, Mapping, Sequence
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
from codes.models import Release
from codes.reference import Reference, current_reference
from rvuedge.lib.months import Month
from rvuedge.web.keeping import kept_or_made
from tracking.agreed import Agreements
from tracking.effect import line_of
from tracking.models.case import CaseLineQuerySet
from tracking.schedules import on_release
from tracking.wrvu.credit import ENGINE_VERSION, value_claim
from tracking.wrvu.outcomes import Reason
from tracking.wrvu.policy import Policy

_READ = ("of_case", "date_of_service", "case__place_of_service", "code", "modifiers", "units", "details", "credit", "month_index")
_ABSENT = frozenset({Reason.NOT_IN_SCHEDULE, Reason.NO_RELEASE})
_NOTHING = Decimal(0)
# Cases under one policy, and policies, that a process remembers at most: some 3 MiB.
_MOST_CASES, _MOST_POLICIES = 5_000, 50
# Hours that what came of a log is kept: until the log changes, and no longer than somebody looks at it again on the same day.
_KEPT_FOR = 12 * 3600
# Case, day, place, code, modifiers, units, details, credit, month.
LoggedRow = tuple[str, date, str, str, str, int, str, Decimal, int]
# Place, and code, modifiers, units and details of each line.
Key = tuple[str, tuple[tuple[str, str, int, str], ...]]
# What each line of a case counts on each release; None where the schedule does not list it.
Counted = tuple[tuple[Decimal | None, ...], ...]


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


def last_releases(active: Mapping[int, Release], years: Sequence[int]) -> dict[int, Release]:
    """Return the last of these releases, by their numbers, of each year that is loaded, official before sample."""
    found = {}
    for year in years:
        key = release_on((release.key for release in active.values()), date(year, 12, 31))
        if key is not None and key.effective_from.year == year:
            found[year] = active[key.id]
    return found


class _Valued:
    """Values cases on several releases; cases that say the same are valued once, whoever logged them."""

    def __init__(self, kept: Reference, releases: Collection[Release], codes: Sequence[str], agreements: Agreements) -> None:
        self._alone, self._agreements = [on_release(kept, release, codes) for release in releases], agreements
        self._known = _remembered(kept, releases)
        self._agreed: dict[tuple[date, str], tuple[Policy, dict[Key, Counted]]] = {}

    def counted(self, case: Sequence[LoggedRow]) -> Counted:
        """Return what each line of a case counts on each release."""
        day, place = case[0][1], case[0][2]
        agreed = self._agreed.get((day, place))
        if agreed is None:
            policy = self._agreements.policy_on(day, place)
            agreed = self._agreed[(day, place)] = policy, self._known.setdefault(policy, {})
        policy, known = agreed
        key: Key = (place, tuple([row[3:7] for row in case]))
        counted = known.get(key)
        if counted is None:
            if len(known) >= _MOST_CASES:
                known.clear()
            counted = known[key] = self._anew(place, case, policy)
        return counted

    def _anew(self, place: str, case: Sequence[LoggedRow], policy: Policy) -> Counted:
        lines = [line_of(place, *row[3:7]) for row in case]
        valued = [value_claim(lines, alone.terms_of(policy)) for alone in self._alone]
        return tuple(tuple(None if _ABSENT & set(item.flags) else item.credit for item in of_line) for of_line in zip(*valued, strict=True))


def _remembered(kept: Reference, releases: Iterable[Release]) -> dict[Policy, dict[Key, Counted]]:
    """What cases came to on these releases, under each policy: kept in this process until the catalogue moves."""
    known: dict[Policy, dict[Key, Counted]] = kept.worked_out.setdefault(("cases", *(release.pk for release in releases)), {})
    if len(known) >= _MOST_POLICIES:
        known.clear()
    return known


def _by_year(kept: Reference, logged: LoggedLines, releases: Mapping[int, Release], agreements: Agreements) -> "OnYears":
    """Return the lines on the rows of each release; a code that one does not list keeps its credit, which is told."""
    valued = _Valued(kept, releases.values(), logged.codes, agreements)
    sums: dict[tuple[int, str], list[Decimal]] = {}
    empty = [_NOTHING] * (1 + 2 * len(releases))
    for _case, group in groupby(logged.rows, key=itemgetter(0)):
        case = list(group)
        for row, of_line in zip(case, valued.counted(case), strict=True):
            key, credit = (row[8], row[3]), row[7]
            found = sums.get(key)
            if found is None:
                found = sums[key] = empty.copy()
            found[0] += credit
            for place, counted in enumerate(of_line):
                found[1 + 2 * place] += credit if counted is None else counted
                if counted is None:
                    found[2 + 2 * place] += credit
    months = [(Month.from_index(index), code, of_code) for (index, code), of_code in sorted(sums.items())]
    return {
        year: OnSchedule(
            year, release.name, tuple(RevaluedMonth(month, code, of[0], *of[1 + 2 * at : 3 + 2 * at]) for month, code, of in months)
        )
        for at, (year, release) in enumerate(releases.items())
    }


OnYears = Mapping[int, OnSchedule]


def on_schedules(lines: CaseLineQuerySet, years: Sequence[int], agreements: Agreements, *, is_kept: bool) -> OnYears:
    """Return lines on the values of each of these years that a release is loaded for. Two queries, more where codes are not at hand.

    Where it is to be asked for again, it is kept under everything that it comes from: each line, each release, what was agreed,
    and the engine. So a log is valued anew after any change of these, and only then.
    """
    kept = current_reference()
    releases = last_releases(kept.releases, years)
    if not releases:
        return {}
    logged = logged_lines(lines)
    if not is_kept:
        return _by_year(kept, logged, releases, agreements)
    return kept_or_made(_key(logged, releases, agreements), lambda: _by_year(kept, logged, releases, agreements), _KEPT_FOR)


def _key(logged: LoggedLines, releases: Mapping[int, Release], agreements: Agreements) -> str:
    """Everything that the values come from, as one short name."""
    told = [(year, one.pk, one.name, one.source_sha256, one.row_count, one.activated_at) for year, one in releases.items()]
    digest = blake2b(repr((ENGINE_VERSION, told, agreements.written)).encode(), digest_size=24)
    digest.update(repr(logged.rows).encode())
    return f"revalued-{digest.hexdigest()}"
