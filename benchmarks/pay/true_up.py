"""Periods of a true-up: what was earned so far, taken apart into what each period added."""

from collections.abc import Sequence
from decimal import Decimal

from benchmarks.pay.arithmetic import NOTHING


def increments(cumulative: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Return what each period added to a running sum; it may be negative where a threshold rose faster than the work."""
    before = (NOTHING, *cumulative)
    return tuple(after - start for start, after in zip(before, cumulative, strict=False))
