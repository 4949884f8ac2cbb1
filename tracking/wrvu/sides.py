"""Rules on sides: modifier 50, LT with RT, or two units, by the bilateral indicator of the row (payment rules 2.5)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from codes.fees import FeeRow
from tracking.wrvu.measures import LEFT, RIGHT, with_standing
from tracking.wrvu.policy import Policy, SideFactors
from tracking.wrvu.resolve import component_of
from tracking.wrvu.terms import Terms
from tracking.wrvu.tracks import policy_of
from tracking.wrvu.types import Item, Line, Reason, Track

BOTH = "50"
# Sides that two lines, or two units, fold into one service; with 3 each side stands for itself, with 9 there are none.
_FOLDED = ("0", "1", "2")
_WITH_SIDES = (*_FOLDED, "3")
# "Reported twice ... with a 2 in the units field": said of these indicators, not of 0 (RVU25D.pdf).
_BY_UNITS = ("1", "2")
_INDEPENDENT = "3"
# Two units are no two sides where a modifier says which side, or that they were distinct or repeated.
_DISTINCT = frozenset({LEFT, RIGHT, "59", "XE", "XP", "XS", "XU", "76", "77"})
# Modifiers that say how a service is paid: two lines that differ in one of them are not two sides of one service.
_PRICING = frozenset(
    {
        "22",
        "52",
        "53",
        "54",
        "55",
        "56",
        "62",
        "63",
        "66",
        "76",
        "77",
        "78",
        "79",
        "80",
        "81",
        "82",
        "AS",
        "XE",
        "CQ",
        "CO",
        "FS",
        "GC",
        "GE",
    }
)


@dataclass(frozen=True, slots=True)
class Count:
    """How a line counts: how many services, how many items they make in a ranking, the factor of both sides (None: no sides)."""

    units: int
    parts: int
    factor: Decimal | None = None
    flag: Reason | None = None


def has_both_sides(line: Line) -> bool:
    """Return whether one line says that both sides were done."""
    return BOTH in line.modifiers or {LEFT, RIGHT} <= set(line.modifiers)


def count_of(line: Line, row: FeeRow | None, policy: Policy) -> Count:
    """Return how a line counts by itself; lines of opposite sides are folded later."""
    if row is None or policy.sides is None:
        return Count(line.units, line.units)
    is_by_units = line.units == 2 and row.bilateral in _BY_UNITS and _DISTINCT.isdisjoint(line.modifiers)
    if not has_both_sides(line) and not is_by_units:
        return Count(line.units, line.units)
    if row.bilateral not in _WITH_SIDES:
        return Count(line.units, line.units, None, Reason.SIDES_NOT_APPLICABLE)
    # One unit with 50 is both sides; some payers ask for two.
    services = 1 if line.units == 2 else line.units
    parts = services * 2 if row.bilateral == _INDEPENDENT else services
    return Count(services, parts, policy.sides.of(row.bilateral), Reason.UNITS_AS_SIDES if line.units == 2 else None)


def count_sides(items: Sequence[Item], terms: Terms, track: Track) -> tuple[Item, ...]:
    """Return the items with the factor of both sides where one line says them."""
    return tuple(_sided(item, terms, track) if item.on(track).is_open else item for item in items)


def fold_sides(items: Sequence[Item], terms: Terms, track: Track) -> tuple[Item, ...]:
    """Return the items; a line of the right side is counted with its line of the left, the charges of both added up."""
    factors = policy_of(terms, track).sides
    if factors is None:
        return tuple(items)
    changed = list(items)
    for left, right in _pairs(items, track):
        changed[left], changed[right] = _fold(items[left], items[right], factors, terms, track)
    return tuple(changed)


def fold_key(item: Item, track: Track) -> tuple[object, ...] | None:
    """Return what the lines of the two sides of one service share; None for a line that folds with no other."""
    tally, line = item.on(track), item.line
    if not tally.is_open or tally.row is None or tally.row.bilateral not in _FOLDED:
        return None
    if len({LEFT, RIGHT} & set(line.modifiers)) != 1:
        return None
    pricing = tuple(sorted(_PRICING & set(line.modifiers)))
    return line.code, component_of(line), pricing, line.units, line.place_of_service, item.facts.encounter


def _sided(item: Item, terms: Terms, track: Track) -> Item:
    tally = item.on(track)
    count = count_of(item.line, tally.row, policy_of(terms, track))
    if count.flag is Reason.SIDES_NOT_APPLICABLE and tally.row:
        tally = tally.remarked(count.flag, "bilateral", tally.row.bilateral)
    elif count.flag:
        tally = tally.flagged(count.flag)
    if count.factor is not None and tally.row:
        tally = tally.scaled("bilateral", count.factor, "bilateral", tally.row.bilateral)
        tally = tally._replace(parts=count.parts, sides=count.factor * count.units / count.parts)
    return item if tally is item.on(track) else item.with_tally(track, tally)


def _pairs(items: Sequence[Item], track: Track) -> list[tuple[int, int]]:
    """Return the places of the lines that make one service on both sides, first with first."""
    lefts: dict[tuple[object, ...], list[int]] = defaultdict(list)
    rights: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for place in sorted(range(len(items)), key=lambda place: items[place].line.order):
        item = items[place]
        key = fold_key(item, track)
        if key is not None:
            (lefts if LEFT in item.line.modifiers else rights)[key].append(place)
    return [pair for key, found in lefts.items() for pair in zip(found, rights.get(key, ()), strict=False)]


def _fold(left: Item, right: Item, factors: SideFactors, terms: Terms, track: Track) -> tuple[Item, Item]:
    tally = left.on(track)
    indicator = tally.row.bilateral if tally.row else ""
    factor = factors.of(indicator)
    kept = tally.scaled("bilateral", factor, "bilateral", indicator)._replace(sides=factor)
    folded = right.on(track).closed(Reason.COUNTED_WITH_OTHER_SIDE, "bilateral", indicator)
    if track is Track.PAY:
        both = None if left.charge is None or right.charge is None else left.charge + right.charge
        left = left._replace(charge=both)
    return with_standing(left.with_tally(track, kept), terms, track), right.with_tally(track, folded)
