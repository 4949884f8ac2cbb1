"""Rules on units: only whole, plausible numbers; work and money count once a unit."""

from collections.abc import Sequence
from decimal import Decimal

from tracking.wrvu.sides import count_of
from tracking.wrvu.terms import Terms
from tracking.wrvu.tracks import policy_of
from tracking.wrvu.types import Item, Reason, Track

MOST_UNITS = 9_999


def check_units(items: Sequence[Item], _terms: Terms) -> tuple[Item, ...]:
    """Return the items, those with units outside 1 to 9,999 invalid."""
    return tuple(item if 1 <= item.line.units <= MOST_UNITS else _refused(item) for item in items)


def multiply_units(items: Sequence[Item], terms: Terms, track: Track) -> tuple[Item, ...]:
    """Return the items with their value times units; two units that mean two sides are left to the rule on sides."""
    return tuple(_multiplied(item, terms, track) if item.on(track).is_open and item.line.units != 1 else item for item in items)


def _refused(item: Item) -> Item:
    return item.refused(Reason.UNITS_OUT_OF_RANGE, "units", str(item.line.units))


def _multiplied(item: Item, terms: Terms, track: Track) -> Item:
    tally = item.on(track)
    units = count_of(item.line, tally.row, policy_of(terms, track)).units
    if units != 1:
        tally = tally.scaled("units", Decimal(units), "units", str(units))
    return item.with_tally(track, tally._replace(parts=units))
