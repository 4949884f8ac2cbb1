"""What another policy would make of logged lines: the same cases on the same releases, counted under both, nothing stored."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from codes.fees import FeeSchedule
from codes.models import Release
from rvuedge.lib.decimals import round_half_up
from tracking.effect import MOST_LINES, line_of
from tracking.models.case import CaseLineQuerySet
from tracking.schedules import rows_of
from tracking.wrvu.credit import value_claim
from tracking.wrvu.policy import Policy
from tracking.wrvu.terms import Terms
from tracking.wrvu.types import NOTHING, Line

MOST_SHOWN = 20
_READ = ("case_id", "release_id", "ranked_on_id", "case__place_of_service", "code", "modifiers", "units", "details")
# The release of the values, that of the ranking where a contract freezes the values, and the lines.
Pattern = tuple[int, int | None, tuple[Line, ...]]


@dataclass(frozen=True, slots=True)
class LineEffect:
    """A code with its modifiers: how often it was logged, its credit now and under the other policy."""

    line: str
    times: int
    now: Decimal
    then: Decimal

    @property
    def change(self) -> Decimal:
        return self.then - self.now


@dataclass(frozen=True, slots=True)
class PolicyEffect:
    """The credit of logged lines under two policies; `is_cut` where only the latest lines were looked at."""

    lines: int
    now: Decimal
    then: Decimal
    is_cut: bool
    largest: tuple[LineEffect, ...]

    @property
    def change(self) -> Decimal:
        return self.then - self.now

    @property
    def percent(self) -> Decimal | None:
        """The change in percent of the credit now, two decimals; None where nothing counts now."""
        return round_half_up(self.change * 100 / self.now, 2) if self.now else None


def preview_of(now: Policy, then: Policy, lines: CaseLineQuerySet) -> PolicyEffect:
    """Return what `then` makes of these lines against `now`, each case on the release that its lines were counted with."""
    patterns = Counter(_cases(lines))
    schedules = _schedules(patterns)
    sums: dict[str, list[Decimal]] = defaultdict(lambda: [NOTHING, NOTHING, NOTHING])
    for (release, ranked_on, case), times in patterns.items():
        both = zip(*(value_claim(case, _terms(schedules, release, ranked_on, policy)) for policy in (now, then)), strict=True)
        for before, after in both:
            name = "-".join((before.line.code, *before.line.modifiers))
            for place, value in enumerate((Decimal(times), before.credit * times, after.credit * times)):
                sums[name][place] += value
    return effect_of_sums(sums, is_cut=sum(sum_[0] for sum_ in sums.values()) >= MOST_LINES)


def effect_of_sums(sums: Mapping[str, Sequence[Decimal]], *, is_cut: bool) -> PolicyEffect:
    """Return the effect of sums by line: how often it was logged, its credit now and then."""
    effects = [LineEffect(name, int(times), before, after) for name, (times, before, after) in sums.items()]
    moved = sorted((one for one in effects if one.change), key=lambda one: (-abs(one.change), one.line))
    count = sum(one.times for one in effects)
    total_now, total_then = sum((one.now for one in effects), NOTHING), sum((one.then for one in effects), NOTHING)
    return PolicyEffect(count, total_now, total_then, is_cut, tuple(moved[:MOST_SHOWN]))


def _cases(lines: CaseLineQuerySet) -> Iterator[Pattern]:
    """Yield each case with its release; a case whose lines name several releases is as many cases, which does not happen in practice."""
    counted = lines.filter(release__isnull=False).order_by("-date_of_service", "case_id", "release_id", "position")
    read = counted.values_list(*_READ)[:MOST_LINES]
    for (_case, release, ranked_on), rows in groupby(read.iterator(chunk_size=5_000), key=lambda row: row[:3]):
        yield (
            release,
            ranked_on,
            tuple(sorted((line_of(*row[3:]) for row in rows), key=lambda line: (line.code, line.modifiers, line.units))),
        )


def _terms(schedules: Mapping[int, FeeSchedule], release: int, ranked_on: int | None, policy: Policy) -> Terms:
    """As the engine counts: ranks follow the release of the day, also where the values are those of a frozen one."""
    if ranked_on is None:
        return Terms(schedules[release], policy)
    return Terms(schedules[ranked_on], policy, frozen=(schedules[release],))


def _schedules(patterns: Mapping[Pattern, int]) -> dict[int, FeeSchedule]:
    codes: dict[int, set[str]] = defaultdict(set)
    for release, ranked_on, case in patterns:
        for number in (release, ranked_on):
            if number is not None:
                codes[number] |= {line.code for line in case}
    releases = Release.objects.in_bulk(codes)
    return {number: rows_of(releases[number], sorted(found)) for number, found in codes.items()}
