"""Guarantee: a floor under what was earned, without any debt."""

from decimal import Decimal

from benchmarks.pay.arithmetic import NOTHING, PayLine, Rule


def top_up(guarantee: Decimal, earned: Decimal) -> Decimal:
    """Return what a guarantee adds to lower earnings."""
    return max(NOTHING, guarantee - earned)


def above_guarantee(guarantee: Decimal, earned: Decimal) -> Decimal:
    """Return what was earned above a guarantee."""
    return max(NOTHING, earned - guarantee)


def guarantee_line(annual: Decimal, effective_years: Decimal, earned: Decimal) -> PayLine:
    """Return what the guarantee adds for the clinical time."""
    floor = annual * effective_years
    figures = (("annual", annual), ("years", effective_years), ("floor", floor), ("earned", earned))
    return PayLine(Rule.GUARANTEE, top_up(floor, earned), figures)
