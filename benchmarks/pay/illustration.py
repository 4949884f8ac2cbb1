"""A plan put to work: the arithmetic line by line, what it adds up to, and how each period would be settled."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from benchmarks.pay.arithmetic import NOTHING, PayLine, Rule, Unit, sum_of
from benchmarks.pay.asa import asa_line
from benchmarks.pay.base import base_line, base_pay
from benchmarks.pay.cap import cap_line
from benchmarks.pay.dental import dental_line
from benchmarks.pay.draw import Settlement, settle
from benchmarks.pay.effective_rate import per_wrvu
from benchmarks.pay.encounters import encounter_line
from benchmarks.pay.guarantee import guarantee_line
from benchmarks.pay.payout import payout_line
from benchmarks.pay.per_diem import per_diem_line
from benchmarks.pay.plan import PlanTerms, Span
from benchmarks.pay.quality import quality_line, withheld, withhold_lines
from benchmarks.pay.stipend import stipend_line
from benchmarks.pay.threshold import threshold_lines
from benchmarks.pay.tiers import tier_lines
from benchmarks.pay.true_up import increments
from benchmarks.pay.work import Stretch, added

_MONTHS = 12
_EXTRAS = {Rule.STIPEND, Rule.PER_DIEM}
_REGULAR = {Rule.BASE, Rule.WITHHELD, *_EXTRAS}


@dataclass(frozen=True, slots=True)
class Illustration:
    """What a plan makes of some work: all lines, the settlement of each period with its last day, and the work itself."""

    work: Stretch
    lines: tuple[PayLine, ...]
    settlements: tuple[Settlement, ...]
    ends: tuple[date, ...]

    @property
    def periods(self) -> tuple[tuple[date, Settlement], ...]:
        """Each settlement after the last day of its period."""
        return tuple(zip(self.ends, self.settlements, strict=True))

    @property
    def total(self) -> Decimal:
        return sum_of(self.lines)

    @property
    def above_regular(self) -> Decimal:
        """What was earned beyond base, stipends and per diems."""
        return sum_of(line for line in self.lines if line.rule not in _REGULAR)

    @property
    def forgone(self) -> Decimal:
        """The dollars that caps took away."""
        return -sum_of(line for line in self.lines if line.rule in {Rule.CAP_PRODUCTION, Rule.CAP_TOTAL})

    @property
    def waits(self) -> bool:
        """Whether a line waits for a score."""
        return any(line.amount is None for line in self.lines)

    @property
    def per_wrvu(self) -> Decimal | None:
        return per_wrvu(self.total, self.work.wrvu)

    def sums(self) -> dict[Rule, Decimal]:
        """What each rule adds, in the order of the rules."""
        return {rule: sum_of(line for line in self.lines if line.rule is rule) for rule in Rule if self._has(rule)}

    def _has(self, rule: Rule) -> bool:
        return any(line.rule is rule and line.adds for line in self.lines)


def illustrate(terms: PlanTerms, work: Sequence[Stretch]) -> Illustration:
    """Return what a plan pays for work, one stretch a quarter in order; there must be at least one."""
    lines = lines_of(terms, work)
    ends = [len(work)] if terms.settled is Span.YEAR else list(range(1, len(work) + 1))
    earned = increments([sum_of(lines_of(terms, work[:end])) for end in ends])
    regular = increments([regular_pay(terms, added(work[:end])) for end in ends])
    days = tuple(work[end - 1].last_day for end in ends)
    return Illustration(added(work), lines, settle(earned, regular, terms.recovery), days)


def lines_of(terms: PlanTerms, work: Sequence[Stretch]) -> tuple[PayLine, ...]:
    """Return the lines of a plan in the order in which they apply."""
    whole = added(work)
    fixed = [*_base_lines(terms, whole), *_extra_lines(terms, whole)]
    stretches = list(work) if terms.resets is Span.QUARTER else [whole]
    parts = [one.period if terms.resets is Span.QUARTER else 0 for one in stretches]
    lines = [*fixed, *(line for part, one in zip(parts, stretches, strict=True) for line in _production(terms, one, part))]
    lines += _quality_lines(terms, whole)
    if terms.guarantee is not None:
        earned = sum_of(line for line in lines if line.rule not in _EXTRAS)
        lines.append(guarantee_line(terms.guarantee, whole.effective_years, earned))
    if terms.cap_total is not None:
        lines.append(cap_line(Rule.CAP_TOTAL, terms.cap_total, whole.fte_years, sum_of(lines)))
    return tuple(lines)


def regular_pay(terms: PlanTerms, whole: Stretch) -> Decimal:
    """Return what is paid without waiting for a true-up: base less the withhold, the draw, at least the guarantee, and extras."""
    base = base_pay(terms.base or NOTHING, whole.fte_years)
    steady = base - withheld(base, terms.withhold or NOTHING) + (terms.draw_monthly or NOTHING) * _MONTHS * whole.share_of_year
    floor = (terms.guarantee or NOTHING) * whole.effective_years
    return max(steady, floor) + sum_of(_extra_lines(terms, whole))


def _base_lines(terms: PlanTerms, whole: Stretch) -> Iterator[PayLine]:
    if terms.base is None:
        return
    yield base_line(terms.base, whole.fte_years)
    if terms.withhold is not None:
        yield withhold_lines(base_pay(terms.base, whole.fte_years), terms.withhold, terms.quality_score)[0]


def _extra_lines(terms: PlanTerms, whole: Stretch) -> Iterator[PayLine]:
    yield from (stipend_line(one, whole.share_of_year) for one in terms.stipends)
    yield from (per_diem_line(one, whole.share_of_year) for one in terms.per_diems)


def _production(terms: PlanTerms, one: Stretch, part: int) -> list[PayLine]:
    """Return the lines of what is paid for work, within one stretch that starts from nothing."""
    years = one.effective_years
    lines = _work_lines(terms, one)
    if terms.encounter_rate is not None:
        lines.append(encounter_line(one.encounters, terms.encounter_threshold or NOTHING, terms.encounter_rate, years))
    if terms.dental_rate is not None:
        lines.append(dental_line(one.dental, terms.dental_rate))
    if terms.asa_rate is not None:
        lines.append(asa_line(one.asa, terms.asa_rate))
    if terms.payout is not None:
        lines.append(payout_line(sum_of(lines), terms.payout))
    if terms.cap_production is not None:
        lines.append(cap_line(Rule.CAP_PRODUCTION, terms.cap_production, years, sum_of(lines)))
    return [_in_part(line, part) for line in lines]


def _work_lines(terms: PlanTerms, one: Stretch) -> list[PayLine]:
    years = one.effective_years
    lines = [PayLine(Rule.CREDITED, one.wrvu, adds=False, unit=Unit.WRVU)]
    work = credited_work(terms, one)
    if terms.cap_wrvu is not None:
        lines.append(cap_line(Rule.CAP_WRVU, terms.cap_wrvu, years, one.wrvu))
    if terms.tiers:
        lines += tier_lines(work, terms.tiers, terms.tier_method, years)
    elif terms.rate is not None:
        lines += threshold_lines(work, terms.annual_threshold or NOTHING, terms.rate, years)
    return lines


def credited_work(terms: PlanTerms, one: Stretch) -> Decimal:
    """Return the wRVU that a plan pays for: all, or up to its cap for the clinical time."""
    return one.wrvu if terms.cap_wrvu is None else min(one.wrvu, terms.cap_wrvu * one.effective_years)


def _quality_lines(terms: PlanTerms, whole: Stretch) -> Iterator[PayLine]:
    if terms.quality_rate is not None:
        yield quality_line(credited_work(terms, whole), terms.quality_rate, terms.quality_score)
    if terms.base is not None and terms.withhold is not None:
        yield withhold_lines(base_pay(terms.base, whole.fte_years), terms.withhold, terms.quality_score)[1]


def _in_part(line: PayLine, part: int) -> PayLine:
    return PayLine(line.rule, line.amount, line.figures, line.adds, line.unit, line.name, part)
