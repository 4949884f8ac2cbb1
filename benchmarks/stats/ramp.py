"""The months of a beginning: a second line of the benchmark that starts lower; it never changes a percentile."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from rvuedge.lib.months import Month

WHOLE = Decimal(1)


def ramp_factor(curve: Sequence[Decimal], started_on: date, month: Month) -> Decimal:
    """Return the factor of a month, the first being that of the start; 1 after the curve's end and without one."""
    place = month.index - Month.of(started_on).index
    return curve[place] if 0 <= place < len(curve) else WHOLE
