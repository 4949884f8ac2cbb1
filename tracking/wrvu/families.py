"""Which lines of a day form one endoscopy family, and what the family comes to (payment rules 2.4)."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from tracking.wrvu.types import NOTHING, Item, Track


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
    groups: dict[tuple[str, str, str], list[tuple[int, str]]] = defaultdict(list)
    for place, standing in ranked:
        base = standing.base or standing.code
        if base in known:
            groups[base, standing.role, standing.session].append((place, standing.side))
    families = {(*key, side): places for key, found in groups.items() for side, places in _by_side(found).items()}
    return {key: places for key, places in families.items() if len(places) > 1 or items[places[0]].on(track).parts > 1}


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


def _by_side(found: Sequence[tuple[int, str]]) -> dict[str, list[int]]:
    """Return the lines by side where every one of them is done on one side, else all of them together.

    A line without a side, or with both, belongs to the whole family.
    """
    if any(not side for _, side in found):
        return {"": [place for place, _ in found]}
    sides: dict[str, list[int]] = defaultdict(list)
    for place, side in found:
        sides[side].append(place)
    return sides
