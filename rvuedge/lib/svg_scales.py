"""Linear scales of charts: a value of the data becomes a coordinate with one decimal."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from rvuedge.lib.decimals import round_half_up


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight line from `low`..`high` of the data to `start`..`end` of the drawing."""

    low: Decimal
    high: Decimal
    start: Decimal
    end: Decimal

    def at(self, value: Decimal) -> Decimal:
        """Return the coordinate of a value, held inside the drawing."""
        if self.high == self.low:
            return self.start
        share = min(max((value - self.low) / (self.high - self.low), Decimal(0)), Decimal(1))
        return round_half_up(self.start + (self.end - self.start) * share, 1)


def polyline(points: Iterable[tuple[Decimal, Decimal]]) -> str:
    """Return points as the text of an SVG attribute: "x,y x,y"."""
    return " ".join(f"{x},{y}" for x, y in points)


def nice_ceiling(value: Decimal) -> Decimal:
    """Return the next round number at or above a value: 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8 or 10 times a power of ten."""
    if value <= 0:
        return Decimal(1)
    power = Decimal(1).scaleb(value.adjusted())
    steps = (Decimal(step) / 10 for step in (10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100))
    return next(step * power for step in steps if step * power >= value)
