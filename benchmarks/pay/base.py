"""Base salary: so much a year of full time, for the time that was worked."""

from decimal import Decimal

from benchmarks.pay.arithmetic import PayLine, Rule


def base_pay(annual: Decimal, fte_years: Decimal) -> Decimal:
    """Return the base for so many total FTE-years."""
    return annual * fte_years


def base_line(annual: Decimal, fte_years: Decimal) -> PayLine:
    """Return the base with its arithmetic."""
    return PayLine(Rule.BASE, base_pay(annual, fte_years), (("annual", annual), ("years", fte_years)))
