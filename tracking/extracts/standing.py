"""Which charges of a remittance stand: told again they count once, a reversal takes its claim back, a correction counts in its place."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Served:
    """A service line of a claim as it was billed: its segment, what was done, when, how often, where and by whom."""

    number: int
    code: str
    units: str
    day: str
    place: str
    rendering: str


# A line to keep: the case it belongs to, the line, and whether it takes a charge back.
Told = tuple[str, Served, bool]


class Standing:
    """Takes the claims of a file in their order; of a claim's number it holds no more than its hash, but for reversals that wait."""

    def __init__(self) -> None:
        self._counts: dict[int, int] = {}
        self._rounds: dict[int, int] = {}
        self._reversed: set[int] = set()
        self._waiting: dict[int, list[Told]] = {}
        self.again = self.of_earlier = 0

    def billed(self, claim: str, lines: Iterable[Served]) -> Iterator[Told]:
        """Yield the lines of a claim that no earlier one with its number told."""
        mark = hash(claim)
        self.of_earlier += len(self._waiting.pop(mark, ()))
        if mark in self._reversed:
            self._reversed.discard(mark)
            self._rounds[mark] = self._rounds.get(mark, 0) + 1
        told: Counter[int] = Counter()
        for line in lines:
            key = _key(claim, line)
            told[key] += 1
            if told[key] <= self._counts.get(key, 0):
                self.again += 1
                continue
            self._counts[key] = told[key]
            yield self._case(claim, mark), line, False

    def reversed(self, claim: str, lines: Iterable[Served]) -> Iterator[Told]:
        """Yield the lines that take a charge of the file back; the others wait for the correction of their claim."""
        mark = hash(claim)
        self._reversed.add(mark)
        for line in lines:
            key = _key(claim, line)
            told = self._case(claim, mark), line, True
            if self._counts.get(key, 0):
                self._counts[key] -= 1
                yield told
            else:
                self._waiting.setdefault(mark, []).append(told)

    def left(self) -> Iterator[Told]:
        """Yield the lines that take back what is not in the file, and that nothing corrects."""
        for lines in self._waiting.values():
            yield from lines
        self._waiting.clear()

    def _case(self, claim: str, mark: int) -> str:
        """A claim and its reversal are one case, its correction is the next."""
        return f"{claim} {self._rounds.get(mark, 0)}"


def _key(claim: str, line: Served) -> int:
    return hash((claim, line.day, line.code, line.units))
