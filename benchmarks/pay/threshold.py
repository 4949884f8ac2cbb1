"""Bonus above a threshold: the threshold follows clinical time, the rate does not."""

from decimal import Decimal

from benchmarks.pay.arithmetic import NOTHING, PayLine, Rule, Unit


def excess_over(work: Decimal, threshold: Decimal) -> Decimal:
    """Return the work above a threshold, never below nothing."""
    return max(NOTHING, work - threshold)


def threshold_bonus(work: Decimal, threshold: Decimal, rate: Decimal) -> Decimal:
    """Return the rate on the work above a threshold."""
    return excess_over(work, threshold) * rate


def implied_threshold(dollars: Decimal, rate: Decimal) -> Decimal:
    """Return the work that earns so many dollars at a rate."""
    return dollars / rate


def threshold_lines(work: Decimal, annual: Decimal, rate: Decimal, effective_years: Decimal) -> tuple[PayLine, ...]:
    """Return the threshold for the clinical time, the work above it, and the bonus."""
    threshold = annual * effective_years
    excess = excess_over(work, threshold)
    return (
        PayLine(Rule.THRESHOLD, threshold, (("annual", annual), ("years", effective_years)), adds=False, unit=Unit.WRVU),
        PayLine(Rule.EXCESS, excess, (("work", work), ("threshold", threshold)), adds=False, unit=Unit.WRVU),
        PayLine(Rule.BONUS, threshold_bonus(work, threshold, rate), (("work", excess), ("rate", rate))),
    )
