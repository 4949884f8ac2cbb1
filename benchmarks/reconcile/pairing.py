"""Lines that are left on both sides brought together by a key, in time that grows with their number; no order of lines matters."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import date, timedelta

from benchmarks.reconcile.lines import CountedLine, Match

# Beyond so many combinations in one group its ways are not weighed against each other: they go in order.
MOST_WEIGHED = 2_500
Lines = list[CountedLine]
Pair = tuple[CountedLine, CountedLine]
Pairs = Iterator[Pair]
Way = Hashable
Weigh = Callable[[CountedLine, CountedLine], tuple[object, ...]]


class Sides:
    """What is left of both sides; each round takes out what it brings together."""

    def __init__(self, own: Sequence[CountedLine], theirs: Sequence[CountedLine]) -> None:
        self.own, self.theirs = sorted(own), sorted(theirs)
        self.matches: list[Match] = []

    def round(self, key: Callable[[CountedLine], Hashable], match: Callable[[Lines, Lines], Iterator[Match]]) -> None:
        """Match, within each key that both sides have, what `match` says."""
        ours, others = grouped(self.own, key), grouped(self.theirs, key)
        found = [one for name, lines in ours.items() if name in others for one in match(lines, others[name])]
        if found:
            self.matches += found
            self.own = left(self.own, [line for one in found for line in one.own])
            self.theirs = left(self.theirs, [line for one in found for line in one.theirs])


def grouped(lines: Sequence[CountedLine], key: Callable[[CountedLine], Hashable]) -> dict[Hashable, Lines]:
    """Return lines by key, each group in the order of the lines."""
    groups: dict[Hashable, Lines] = defaultdict(list)
    for line in lines:
        groups[key(line)].append(line)
    return groups


def left(lines: Sequence[CountedLine], taken: Sequence[CountedLine]) -> Lines:
    """Return the lines without those that were taken."""
    gone = {id(line) for line in taken}
    return [line for line in lines if id(line) not in gone]


def in_order(own: Lines, theirs: Lines) -> Pairs:
    """Yield pairs of equal lines: those that count the same first, then the others in order."""
    waiting = grouped(theirs[::-1], lambda line: line.value)
    rest: Lines = []
    for line in own:
        same = waiting.get(line.value)
        if same:
            yield line, same.pop()
        else:
            rest.append(line)
    yield from zip(rest, sorted(line for lines in waiting.values() for line in lines), strict=False)


def nearest(own: Lines, theirs: Lines, way: Callable[[CountedLine], Way], weigh: Weigh) -> Pairs:
    """Yield pairs of lines of different ways (modifiers, codes), those first that `weigh` puts first; equal ways in order."""
    ours, others = grouped(own, way), grouped(theirs, way)
    if len(ours) * len(others) > MOST_WEIGHED:
        yield from zip(own, theirs, strict=False)
        return
    weighed = sorted((weigh(mine[0], other[0]), name, other_name) for name, mine in ours.items() for other_name, other in others.items())
    for _weight, name, other_name in weighed:
        mine, other = ours[name], others[other_name]
        count = min(len(mine), len(other))
        yield from zip(mine[:count], other[:count], strict=True)
        del mine[:count], other[:count]


def on_another_day(own: Lines, theirs: Lines, shift: int) -> Pairs:
    """Yield pairs of lines that are up to `shift` days apart, the closest first; of two equally close the later day."""
    ours, others = grouped(own, lambda line: line.day), grouped(theirs, lambda line: line.day)
    for apart in range(1, shift + 1):
        for day in sorted(date_of(name) for name in ours):
            for step in (apart, -apart):
                mine, other = ours[day], others.get(day + timedelta(days=step), [])
                count = min(len(mine), len(other))
                yield from zip(mine[:count], other[:count], strict=True)
                del mine[:count], other[:count]


def date_of(name: Hashable) -> date:
    """Return a key that is a day."""
    assert isinstance(name, date)
    return name
