"""What another policy would make of logged lines: their credit as stored, and the same cases on the same releases; nothing is stored."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from codes.fees import FeeSchedule
from codes.models import Release
from rvuedge.lib.decimals import round_half_up
from tracking.agreed import Agreements
from tracking.effect import MOST_LINES, line_of
from tracking.models import Contract, CreditPolicy
from tracking.models.case import CaseLineQuerySet
from tracking.schedules import rows_of
from tracking.wrvu.credit import value_claim
from tracking.wrvu.policy import Policy
from tracking.wrvu.terms import Terms
from tracking.wrvu.types import NOTHING, Line

MOST_SHOWN = 20
_READ = (
    *("case_id", "release_id", "ranked_on_id", "clinician_id", "date_of_service", "credit"),
    *("case__place_of_service", "code", "modifiers", "units", "details"),
)
# The release of the values, that of the ranking where a contract freezes the values, and the lines with the credit that is stored.
Pattern = tuple[int, int | None, tuple[tuple[Line, Decimal], ...]]
# Whether a policy would count a clinician's case of a day at a place.
Counts = Callable[[int, date, str], bool]


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
    """The credit of logged lines now and under another policy; `is_cut` where only the latest lines were looked at.

    `left_out` are lines that the other policy would not count, whatever its day.
    """

    lines: int
    now: Decimal
    then: Decimal
    is_cut: bool
    largest: tuple[LineEffect, ...]
    left_out: int = 0

    @property
    def change(self) -> Decimal:
        return self.then - self.now

    @property
    def percent(self) -> Decimal | None:
        """The change in percent of the credit now, two decimals; None where nothing counts now."""
        return round_half_up(self.change * 100 / self.now, 2) if self.now else None


def preview_of(then: Policy, lines: CaseLineQuerySet, counts: Counts = lambda _who, _day, _place: True) -> PolicyEffect:
    """Return what `then` makes of the lines that it counts against what is stored, each case on the release it was counted with."""
    patterns, left_out = _patterns(lines, counts)
    schedules = _schedules(patterns)
    sums: dict[str, list[Decimal]] = defaultdict(lambda: [NOTHING, NOTHING, NOTHING])
    for (release, ranked_on, case), times in patterns.items():
        counted = value_claim([line for line, _credit in case], _terms(schedules, release, ranked_on, then))
        for (line, credit), item in zip(case, counted, strict=True):
            name = "-".join((line.code, *line.modifiers))
            for place, value in enumerate((Decimal(times), credit * times, item.credit * times)):
                sums[name][place] += value
    looked_at = sum((sum_[0] for sum_ in sums.values()), Decimal(left_out))
    return replace(effect_of_sums(sums, is_cut=looked_at >= MOST_LINES), left_out=left_out)


def counted_by(policy: CreditPolicy) -> Counts:
    """Return whom a version would count as its organisation's default: those whose contract names it, or no policy at all."""
    contracts: dict[int, list[Contract]] = defaultdict(list)
    for contract in Contract.objects.filter(clinician__organisation=policy.organisation).select_related("clinician"):
        contracts[contract.clinician_id].append(contract)
    agreed = {number: Agreements(own[0].clinician, own) for number, own in contracts.items()}
    return lambda who, day, place: who not in agreed or agreed[who].named_on(day, place) in ("", policy.name)


def effect_of_sums(sums: Mapping[str, Sequence[Decimal]], *, is_cut: bool) -> PolicyEffect:
    """Return the effect of sums by line: how often it was logged, its credit now and then."""
    effects = [LineEffect(name, int(times), before, after) for name, (times, before, after) in sums.items()]
    moved = sorted((one for one in effects if one.change), key=lambda one: (-abs(one.change), one.line))
    count = sum(one.times for one in effects)
    total_now, total_then = sum((one.now for one in effects), NOTHING), sum((one.then for one in effects), NOTHING)
    return PolicyEffect(count, total_now, total_then, is_cut, tuple(moved[:MOST_SHOWN]))


def _patterns(lines: CaseLineQuerySet, counts: Counts) -> tuple[Counter[Pattern], int]:
    """Return the cases that count and how often there are equal ones, and how many lines do not count."""
    patterns: Counter[Pattern] = Counter()
    left_out = 0
    for (_case, release, ranked_on, who, day), rows in groupby(_rows(lines), key=lambda row: row[:5]):
        case = list(rows)
        if not counts(who, day, case[0][6]):
            left_out += len(case)
            continue
        told = sorted(((line_of(*row[6:]), row[5]) for row in case), key=lambda one: (one[0].code, one[0].modifiers, one[0].units, one[1]))
        patterns[release, ranked_on, tuple(told)] += 1
    return patterns, left_out


def _rows(lines: CaseLineQuerySet) -> Iterator[tuple[Any, ...]]:
    """Yield the latest lines; a case whose lines name several releases is as many cases, which does not happen in practice."""
    counted = lines.filter(release__isnull=False).order_by("-date_of_service", "case_id", "release_id", "position")
    return counted.values_list(*_READ)[:MOST_LINES].iterator(chunk_size=5_000)


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
                codes[number] |= {line.code for line, _credit in case}
    releases = Release.objects.in_bulk(codes)
    return {number: rows_of(releases[number], sorted(found)) for number, found in codes.items()}
