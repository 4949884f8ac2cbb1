"""Rules on units: only whole, plausible numbers; work counts once a unit."""

from collections.abc import Sequence
from decimal import Decimal

from tracking.wrvu.types import Item, Outcome, Reason, Terms

MOST_UNITS = 9_999


def check_units(items: Sequence[Item], _terms: Terms) -> tuple[Item, ...]:
    """Return the items, those with units outside 1 to 9,999 closed as invalid."""
    return tuple(item if not item.is_open or 1 <= item.line.units <= MOST_UNITS else _refused(item) for item in items)


def multiply_units(items: Sequence[Item], _terms: Terms) -> tuple[Item, ...]:
    """Return the items with their credit times units."""
    return tuple(_multiplied(item) if item.is_open and item.line.units != 1 else item for item in items)


def _refused(item: Item) -> Item:
    return item.closed(Outcome.INVALID, Reason.UNITS_OUT_OF_RANGE, "units", str(item.line.units))


def _multiplied(item: Item) -> Item:
    return item.stepped("units", item.credit * Decimal(item.line.units), "units", str(item.line.units))
