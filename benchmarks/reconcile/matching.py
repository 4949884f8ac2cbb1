"""Which lines of two sides belong together: the same first, then what was split, what changed, what moved; each round is one rule."""

from collections.abc import Iterator, Sequence

from benchmarks.reconcile.lines import CountedLine, Match, Reason, Terms, Why
from benchmarks.reconcile.pairing import Lines, Pairs, Sides, in_order, left, nearest, on_another_day

BOTH, RIGHT, LEFT = "50", "RT", "LT"
_SIDES = frozenset({BOTH, RIGHT, LEFT})
# Codes of one subsection share their first three characters: 99213 and 99214, 45380 and 45385.
FAMILY = 3


def matched(own: Sequence[CountedLine], theirs: Sequence[CountedLine], terms: Terms) -> Sides:
    """Return the lines that belong together, and what is left of both sides; the order of the rounds is the rule.

    1. the same day, code, modifiers and units; 2. the same units in other portions; 3. both sides on one line or on two;
    4. other units; 5. other modifiers; 6. other modifiers and units; 7. the same on another day, then with other modifiers or
    units; 8. another code of the same subsection on the same day. A charge that was taken back matches nothing.
    """
    sides = Sides(own, [line for line in theirs if not is_reversal(line)])
    sides.round(lambda line: line[:4], lambda mine, others: _paired(in_order(mine, others)))
    sides.round(lambda line: line[:3], _portions)
    sides.round(_without_sides, _both_sides)
    sides.round(lambda line: line[:3], lambda mine, others: _paired(_by_units(mine, others)))
    sides.round(lambda line: (line.day, line.code, line.units), lambda mine, others: _paired(_by_modifiers(mine, others)))
    sides.round(lambda line: line[:2], lambda mine, others: _paired(_by_modifiers(mine, others)))
    if terms.shift:
        sides.round(lambda line: line[1:4], lambda mine, others: _moved(mine, others, terms))
        sides.round(lambda line: line[1:3], lambda mine, others: _moved(mine, others, terms))
        sides.round(lambda line: line.code, lambda mine, others: _moved(mine, others, terms))
    sides.round(lambda line: (line.day, line.code[:FAMILY]), lambda mine, others: _paired(_by_codes(mine, others)))
    sides.theirs += sorted(line for line in theirs if is_reversal(line))
    return sides


def without_reversals(lines: Sequence[CountedLine]) -> tuple[list[CountedLine], int]:
    """Return lines without the charges that were taken back, with the rows that took them back, and how many charges that were.

    A reversal counts below zero. It takes a charge of the same day, code, modifiers and units that counts as much; one that finds
    none stays, and is found on one side alone.
    """
    if not any(is_reversal(line) for line in lines):
        return list(lines), 0
    sides = Sides([line for line in lines if not is_reversal(line)], [line for line in lines if is_reversal(line)])
    sides.round(lambda line: (*line[:3], abs(line.units), abs(line.value)), lambda mine, back: _paired(zip(mine, back, strict=False)))
    gone = [line for one in sides.matches for line in (*one.own, *one.theirs)]
    return left(lines, gone), len(sides.matches)


def is_reversal(line: CountedLine) -> bool:
    """Return whether a line takes a charge back: its units are below zero."""
    return line.units < 0


def moved_to(lines: Sequence[CountedLine], near: Sequence[CountedLine], terms: Terms) -> dict[int, CountedLine]:
    """Return, by the identity of lines left on one side, the same line just outside the compared days on the other side."""
    sides = Sides(lines, near)
    sides.round(lambda line: line[1:4], lambda mine, others: _moved(mine, others, terms))
    return {id(one.own[0]): one.theirs[0] for one in sides.matches}


def _paired(pairs: Pairs) -> Iterator[Match]:
    for mine, other in pairs:
        yield Match((mine,), (other,))


def _moved(mine: Lines, others: Lines, terms: Terms) -> Iterator[Match]:
    for one, other in on_another_day(mine, others, terms.shift):
        yield Match((one,), (other,), (Why(Reason.DATE_SHIFT, other.day.isoformat()),))


def _portions(mine: Lines, others: Lines) -> Iterator[Match]:
    """The same units in other portions are one match of several lines: two lines of one unit, one line of two."""
    if sum(line.units for line in mine) == sum(line.units for line in others):
        yield Match(tuple(mine), tuple(others), (Why(Reason.SPLIT),))


def _without_sides(line: CountedLine) -> tuple[object, ...]:
    return line.day, line.code, tuple(one for one in line.modifiers if one not in _SIDES)


def _both_sides(mine: Lines, others: Lines) -> Iterator[Match]:
    """A service on both sides is one line with 50, or one line for each side."""
    yield from [Match((one,), pair, (Why(Reason.SIDES),)) for one, pair in _sides_of(mine, others)]
    yield from [Match(pair, (one,), (Why(Reason.SIDES),)) for one, pair in _sides_of(others, mine)]


def _sides_of(whole: Lines, halves: Lines) -> Iterator[tuple[CountedLine, tuple[CountedLine, CountedLine]]]:
    both = [line for line in whole if BOTH in line.modifiers and not {RIGHT, LEFT} & set(line.modifiers)]
    right, left_side = ([line for line in halves if side in line.modifiers and BOTH not in line.modifiers] for side in (RIGHT, LEFT))
    for one, *pair in zip(both, right, left_side, strict=False):
        yield one, (pair[0], pair[1])


def _by_units(mine: Lines, others: Lines) -> Pairs:
    return zip(sorted(mine, key=lambda line: (-line.units, line)), sorted(others, key=lambda line: (-line.units, line)), strict=False)


def _by_modifiers(mine: Lines, others: Lines) -> Pairs:
    return nearest(mine, others, lambda line: line.modifiers, _less_shared)


def _less_shared(one: CountedLine, other: CountedLine) -> tuple[object, ...]:
    """The more modifiers two lines share, and the fewer they do not, the sooner they belong together."""
    ours, others = set(one.modifiers), set(other.modifiers)
    return len(ours ^ others) - len(ours & others), len(ours ^ others)


def _by_codes(mine: Lines, others: Lines) -> Pairs:
    return nearest(mine, others, lambda line: line[1:4], _less_alike)


def _less_alike(one: CountedLine, other: CountedLine) -> tuple[object, ...]:
    """Lines with the same modifiers and units first, then those whose codes are closest."""
    return one.modifiers != other.modifiers, one.units != other.units, abs(_number(one.code) - _number(other.code))


def _number(code: str) -> int:
    return int("".join(sign for sign in code if sign.isdigit()) or 0)
