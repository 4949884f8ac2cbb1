"""A log on the work values of another year: the share that had to be approximated, and the estimate where totals alone are known."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from rvuedge.lib.decimals import round_half_up
from rvuedge.lib.months import Month

# CMS, CY2026 final rule: the efficiency adjustment of services that are not time-based.
AFTER_EFFICIENCY = Decimal("0.975")
# Beyond this share of the credit that the other year does not list, the total is called approximate (method choice).
MOST_APPROXIMATED = Decimal("0.02")


@dataclass(frozen=True, slots=True)
class Revalued:
    """Credit of a window on the values of its own days and on those of a schedule year; `absent` had no value in that year."""

    schedule_year: int
    release: str
    current: Decimal
    credit: Decimal
    absent: Decimal

    @property
    def absent_share(self) -> Decimal:
        """The part of the credit that stands with its current value."""
        return self.absent / self.credit if self.credit else Decimal(0)

    @property
    def is_approximate(self) -> bool:
        """Whether so much had no value in that year that the total is called approximate."""
        return self.absent_share > MOST_APPROXIMATED

    @property
    def schedule_effect(self) -> Decimal:
        """What the schedule of the days took from the credit, or gave to it: the difference that is not work."""
        return self.current - self.credit


@dataclass(frozen=True, slots=True)
class RevaluedMonth:
    """What one code of a month counted on its own days and counts on another schedule; `absent` has no value there."""

    month: Month
    code: str
    current: Decimal
    credit: Decimal
    absent: Decimal


@dataclass(frozen=True, slots=True)
class OnSchedule:
    """A log on the values of one schedule year, month by month and code by code."""

    schedule_year: int
    release: str
    months: tuple[RevaluedMonth, ...]

    def over(self, first: Month, last: Month) -> Revalued:
        """Return the sums of a stretch of months."""
        within = [one for one in self.months if first <= one.month <= last]
        return Revalued(
            self.schedule_year,
            self.release,
            _sum(one.current for one in within),
            _sum(one.credit for one in within),
            _sum(one.absent for one in within),
        )


@dataclass(frozen=True, slots=True)
class CodeChange:
    """What a code counted by its own days and would count on the other schedule."""

    code: str
    before: Decimal
    after: Decimal

    @property
    def change(self) -> Decimal:
        """What the schedule gave or took."""
        return self.after - self.before


def code_changes(log: OnSchedule, first: Month, last: Month) -> tuple[CodeChange, ...]:
    """Return the codes that the schedule changed, the largest change first; a code without a value there is none."""
    sums: dict[str, list[Decimal]] = {}
    for one in log.months:
        if first <= one.month <= last and not one.absent:
            found = sums.setdefault(one.code, [Decimal(0), Decimal(0)])
            found[0] += one.credit
            found[1] += one.current
    changed = (CodeChange(code, before, after) for code, (before, after) in sums.items() if before != after)
    return tuple(sorted(changed, key=lambda one: (-abs(one.change), one.code)))


def _sum(values: Iterable[Decimal]) -> Decimal:
    return sum(values, Decimal(0))


def before_efficiency(total: Decimal, subject_share: Decimal) -> Decimal:
    """Return a total of 2026 on the values before, where only the share subject to the adjustment is known; two decimals."""
    subject = total * subject_share
    return round_half_up(subject / AFTER_EFFICIENCY + (total - subject), 2)


def imputed_cfte(credit: Decimal, mean: Decimal) -> Decimal | None:
    """Return the clinical FTE-years that the mean of a survey would explain a credit by: a check of entries, never of pay."""
    return round_half_up(credit / mean, 4) if mean else None
