"""Which lines of a day form one endoscopy family, and what the family comes to (payment rules 2.4)."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from tracking.wrvu.sides import LEFT, RIGHT, has_both_sides
from tracking.wrvu.types import NOTHING, ONE, Item, Track

# XE is by its definition a separate encounter (59 alone does not leave the family).
_SEPARATE = "XE"


class Member(NamedTuple):
    """A line within a family: the value of one part, how many parts, the base in the same measure, what breaks ties."""

    value: Decimal
    parts: int
    base: Decimal
    is_base: bool
    tie: tuple[object, ...]


def families_of(items: Sequence[Item], track: Track) -> dict[tuple[str, ...], list[int]]:
    """Return the places of the lines of each family that has two lines, or one line of several units; its key begins with the base."""
    ranked = [(place, standing) for place, item in enumerate(items) if (standing := item.on(track).ranked)]
    known = {standing.base for _, standing in ranked} - {""}
    if not known:
        return {}
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, standing in ranked:
        base = standing.base or standing.code
        if base in known:
            groups[base, standing.role, session_of(items[place])].append(place)
    families: dict[tuple[str, ...], list[int]] = {}
    for key, places in groups.items():
        for side, found in _by_side(items, places, track).items():
            if len(found) > 1 or items[found[0]].on(track).parts > 1:
                families[*key, side] = found
    return families


def session_of(item: Item) -> str:
    """Return what tells the encounters of one day apart."""
    return item.facts.encounter or (_SEPARATE if _SEPARATE in item.line.modifiers else "")


def family_amounts(members: Sequence[Member]) -> list[Decimal]:
    """Return what each line comes to: the highest member full, each other its value above the base, never below 0.

    The base procedure is included in the others; several of it alone are one.
    """
    candidates = [member for member in members if not member.is_base] or members
    highest = min(candidates, key=lambda member: (-member.value, member.tie))
    return [_amount(member, member is highest) for member in members]


def _amount(member: Member, is_highest: bool) -> Decimal:
    above = NOTHING if member.is_base else max(NOTHING, member.value - member.base)
    return member.value + above * (member.parts - 1) if is_highest else above * member.parts


def _by_side(items: Sequence[Item], places: Sequence[int], track: Track) -> dict[str, list[int]]:
    """Return the lines by side where every one of them is done on one side, else all of them together.

    A side tells families apart only on rows with bilateral indicator 1 (payment rules 2.4, point 5); a line without a side,
    or with both, belongs to the whole family.
    """
    sides: dict[str, list[int]] = defaultdict(list)
    for place in places:
        sides[_side_of(items[place], track)].append(place)
    return {"": list(places)} if "" in sides else sides


def _side_of(item: Item, track: Track) -> str:
    tally, modifiers = item.on(track), item.line.modifiers
    if tally.row is None or tally.row.bilateral != "1" or tally.sides != ONE or has_both_sides(item.line):
        return ""
    return LEFT if LEFT in modifiers else (RIGHT if RIGHT in modifiers else "")
