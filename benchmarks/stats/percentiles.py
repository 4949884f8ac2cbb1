"""Where a value stands among published percentiles: on a point, between two, below the lowest, above the highest."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from rvuedge.lib.decimals import round_half_up

PLACES = 4
MEDIAN = Decimal(50)


class Kind(StrEnum):
    """How a percentile is known."""

    EXACT = "exact"
    BETWEEN = "between"
    BELOW = "below"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """A published percentile and its value."""

    percentile: Decimal
    value: Decimal


@dataclass(frozen=True, slots=True)
class Percentile:
    """A position. `percentile` is None outside the published range and on a flat run; `low` and `high` bound it.

    `distance` is how far the value lies outside the range, in the unit of the metric; 0 inside.
    """

    kind: Kind
    percentile: Decimal | None
    low: Decimal | None
    high: Decimal | None
    distance: Decimal

    @property
    def text(self) -> str:
        """The position in words: 58th, 50th-75th, below the 25th, above the 90th."""
        if self.kind is Kind.BELOW and self.high is not None:
            return f"below the {ordinal(self.high)}"
        if self.kind is Kind.ABOVE and self.low is not None:
            return f"above the {ordinal(self.low)}"
        if self.percentile is None and self.low is not None and self.high is not None:
            return f"{ordinal(self.low)}-{ordinal(self.high)}"
        return ordinal(self.percentile or Decimal(0))


def position(points: Sequence[CurvePoint], value: Decimal) -> Percentile:
    """Return where `value` stands on a curve of at least one point; piecewise linear, nothing outside the range."""
    curve = sorted(points, key=lambda point: point.percentile)
    first, last = curve[0], curve[-1]
    if value < first.value:
        return Percentile(Kind.BELOW, None, None, first.percentile, first.value - value)
    if value > last.value:
        return Percentile(Kind.ABOVE, None, last.percentile, None, value - last.value)
    equal = [point.percentile for point in curve if point.value == value]
    if len(equal) > 1:
        return Percentile(Kind.BETWEEN, None, equal[0], equal[-1], Decimal(0))
    if equal:
        return Percentile(Kind.EXACT, equal[0], equal[0], equal[0], Decimal(0))
    low, high = next((low, high) for low, high in zip(curve, curve[1:], strict=False) if low.value < value < high.value)
    share = (value - low.value) / (high.value - low.value)
    found = low.percentile + (high.percentile - low.percentile) * share
    return Percentile(Kind.BETWEEN, round_half_up(found, PLACES), low.percentile, high.percentile, Decimal(0))


def value_at(points: Sequence[CurvePoint], wanted: Decimal) -> Decimal | None:
    """Return the value at a wanted percentile, interpolated; None outside the published range."""
    curve = sorted(points, key=lambda point: point.percentile)
    for point in curve:
        if point.percentile == wanted:
            return point.value
    for low, high in zip(curve, curve[1:], strict=False):
        if low.percentile < wanted < high.percentile:
            share = (wanted - low.percentile) / (high.percentile - low.percentile)
            return round_half_up(low.value + (high.value - low.value) * share, PLACES)
    return None


def ordinal(number: Decimal) -> str:
    """Return a whole percentile with its suffix: 1st, 2nd, 53rd, 58th; half up."""
    whole = int(round_half_up(number, 0))
    if whole % 100 in (11, 12, 13):
        return f"{whole}th"
    return f"{whole}{({1: 'st', 2: 'nd', 3: 'rd'}).get(whole % 10, 'th')}"
