"""The words that names of codes are made of: found whole, by their beginning, and by near spelling."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST_WITH_TYPO, LONGER_WORD = 4, 8
MOST_BEGINNINGS, MOST_NEAR = 400, 8


class Vocabulary:
    """Words as they are typed, each with the canonical word that it stands for."""

    def __init__(self, meanings: Mapping[str, str]) -> None:
        self._meanings = dict(meanings)
        self._sorted = sorted(self._meanings)
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for word in self._sorted:
            if word.isalpha() and len(word) >= SHORTEST_WITH_TYPO:
                self._by_length[len(word)].append(word)

    def __len__(self) -> int:
        return len(self._sorted)

    def beginning_with(self, start: str) -> Iterator[str]:
        """Return the canonical words of the longer words that begin so."""
        place = bisect_left(self._sorted, start)
        for word in self._sorted[place : place + MOST_BEGINNINGS]:
            if not word.startswith(start):
                return
            if word != start:
                yield self._meanings[word]

    def begun_by(self, word: str) -> str | None:
        """Return the canonical word of the longest shorter word that a word begins with, as descriptors cut words off."""
        for end in range(len(word) - 1, SHORTEST_WITH_TYPO - 1, -1):
            known = self._meanings.get(word[:end])
            if known is not None:
                return known
        return None

    def near(self, word: str) -> list[tuple[str, int]]:
        """Return the words spelled nearest, with their distance: one letter off, two in longer words."""
        if len(word) < SHORTEST_WITH_TYPO or not word.isalpha():
            return []
        allowed = 1 if len(word) < LONGER_WORD else 2
        for distance in range(1, allowed + 1):
            found = self._within(word, distance)
            if found:
                return [(known, distance) for known in found]
        return []

    def _within(self, word: str, distance: int) -> list[str]:
        lengths = range(len(word) - distance, len(word) + distance + 1)
        near: Iterable[tuple[str, float, int]] = (
            hit
            for length in lengths
            for hit in process.extract(word, self._by_length.get(length, ()), scorer=OSA.distance, score_cutoff=distance, limit=MOST_NEAR)
        )
        # A slip in the first letter is rarer than elsewhere.
        return [known for known, _distance, _ in sorted(near, key=lambda hit: (hit[1], hit[0][0] != word[0], hit[0]))][:MOST_NEAR]
