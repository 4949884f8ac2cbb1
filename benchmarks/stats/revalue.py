"""A log on the work values of another year: the share that had to be approximated, and the estimate where totals alone are known."""

from dataclasses import dataclass
from decimal import Decimal

from rvuedge.lib.decimals import round_half_up

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


def before_efficiency(total: Decimal, subject_share: Decimal) -> Decimal:
    """Return a total of 2026 on the values before, where only the share subject to the adjustment is known; two decimals."""
    subject = total * subject_share
    return round_half_up(subject / AFTER_EFFICIENCY + (total - subject), 2)


def imputed_cfte(credit: Decimal, mean: Decimal) -> Decimal | None:
    """Return the clinical FTE-years that the mean of a survey would explain a credit by: a check of entries, never of pay."""
    return round_half_up(credit / mean, 4) if mean else None
