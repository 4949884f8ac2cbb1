"""What another release would make of lines that are logged: the same cases valued under both, nothing stored."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from codes.fees import FeeSchedule
from codes.models import Release
from rvuedge.lib.decimals import round_half_up
from tracking.entry import stored_line
from tracking.models.case import CaseLineQuerySet
from tracking.schedules import rows_of
from tracking.wrvu.credit import credit_case
from tracking.wrvu.policy import Policy
from tracking.wrvu.presets import CMS_PARALLEL
from tracking.wrvu.types import NOTHING, Item, Line

MOST_LINES = 300_000
LARGEST = 10
_YEAR = timedelta(days=365)
_READ = ("case_id", "policy", "case__place_of_service", "code", "modifiers", "units", "details")
# The policy that a case was counted by, and its lines.
Pattern = tuple[str, tuple[Line, ...]]


@dataclass(frozen=True, slots=True)
class CodeEffect:
    """One code: how often it was logged, and its credit under the release before and the new one."""

    code: str
    lines: int
    before: Decimal
    after: Decimal

    @property
    def change(self) -> Decimal:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Effect:
    """The credit of logged lines under two releases; `is_cut` where only the latest lines were looked at."""

    lines: int
    before: Decimal
    after: Decimal
    lost: int
    is_cut: bool
    largest: tuple[CodeEffect, ...]

    @property
    def change(self) -> Decimal:
        return self.after - self.before

    @property
    def percent(self) -> Decimal | None:
        """The change in percent of the credit before, two decimals; None where nothing counted before."""
        return round_half_up(self.change * 100 / self.before, 2) if self.before else None


def last_year_of(lines: CaseLineQuerySet, today: date) -> CaseLineQuerySet:
    """Return the kept lines of the last twelve months."""
    return lines.kept().filter(date_of_service__gt=today - _YEAR, date_of_service__lte=today)


def effect_of(release: Release, former: Release, lines: CaseLineQuerySet, policies: Mapping[str, Policy]) -> Effect:
    """Return what `release` makes of these lines against `former`; whole cases are valued, since their lines decide about each other.

    Each case is valued by the policy it was counted by; what a contract counts on a frozen release is left out.
    """
    patterns = Counter(_cases(lines))
    codes = sorted({line.code for _policy, pattern in patterns for line in pattern})
    old, new = rows_of(former, codes), rows_of(release, codes)
    by_code: dict[str, list[Decimal]] = defaultdict(lambda: [NOTHING, NOTHING, NOTHING])
    lost = 0
    for (name, pattern), times in patterns.items():
        policy = policies.get(name, CMS_PARALLEL)
        for before, after in zip(_items(pattern, old, policy), _items(pattern, new, policy), strict=True):
            sums = by_code[before.line.code]
            for place, value in enumerate((Decimal(times), before.credit * times, after.credit * times)):
                sums[place] += value
            lost += times if before.credit and not after.credit else 0
    return _effect(by_code, lost)


def _effect(by_code: Mapping[str, list[Decimal]], lost: int) -> Effect:
    effects = [CodeEffect(code, int(count), before, after) for code, (count, before, after) in by_code.items()]
    moved = sorted((one for one in effects if one.change), key=lambda one: (-abs(one.change), one.code))
    count = sum(one.lines for one in effects)
    return Effect(
        lines=count,
        before=sum((one.before for one in effects), NOTHING),
        after=sum((one.after for one in effects), NOTHING),
        lost=lost,
        is_cut=count >= MOST_LINES,
        largest=tuple(moved[:LARGEST]),
    )


def _cases(lines: CaseLineQuerySet) -> Iterator[Pattern]:
    """Yield each case as the lines that decide its value, in one order, so that equal cases are counted together."""
    read = lines.filter(ranked_on=None).order_by("-date_of_service", "case_id", "position").values_list(*_READ)[:MOST_LINES]
    for (_case, policy), rows in groupby(read.iterator(chunk_size=5_000), key=lambda row: row[:2]):
        yield policy, tuple(sorted((line_of(*row[2:]) for row in rows), key=lambda line: (line.code, line.modifiers, line.units)))


def line_of(place: str, code: str, qualifiers: str, units: int, details: str = "") -> Line:
    """Return a stored line as the engine takes it."""
    entered = stored_line(code, qualifiers, units, details)
    return Line(entered.code, entered.modifiers, entered.units, place, entered.facts)


def _items(lines: Iterable[Line], schedule: FeeSchedule, policy: Policy) -> tuple[Item, ...]:
    return credit_case(lines, schedule, policy)
