"""Caps: on the wRVU that are credited, on what production pays, or on all cash; what is forgone is shown."""

from decimal import Decimal

from benchmarks.pay.arithmetic import NOTHING, PayLine, Rule, Unit


def beyond(amount: Decimal, most: Decimal) -> Decimal:
    """Return what lies beyond a cap."""
    return max(NOTHING, amount - most)


def cap_line(rule: Rule, annual: Decimal, years: Decimal, amount: Decimal) -> PayLine:
    """Return what a cap for so many FTE-years takes away, as a negative amount."""
    most = annual * years
    taken = beyond(amount, most)
    is_work = rule is Rule.CAP_WRVU
    figures = (("annual", annual), ("years", years), ("most", most), ("before", amount))
    return PayLine(rule, -taken, figures, adds=not is_work, unit=Unit.WRVU if is_work else Unit.DOLLARS)
