"""An index of codes by digits, words and near words: built once per catalogue version, asked in memory."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from codes.lanes import Lane

_WORD = re.compile(r"[a-z0-9]+")
_CODE = re.compile(r"[0-9]{1,5}|[0-9]{4}[a-z]|[a-z][0-9]{0,4}")
MOST_PER_WORD = 4_000
SHORTEST_WITH_TYPO = 4
_CODE_FIRST, _NAME, _SYNONYM, _OFFICIAL = 0, 1, 2, 3
_PREFIX_COSTS, _TYPO_COSTS = 4, 10


@dataclass(frozen=True, slots=True)
class Entry:
    """One code of the catalogue as the search knows it; `work_rvu` is None where the code has none."""

    code: str
    name: str
    work_rvu: Decimal | None
    lane: Lane
    also_known_as: tuple[str, ...] = ()
    official: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer of the search; `why` names what matched: code, name, synonym, descriptor or spelling."""

    code: str
    name: str
    work_rvu: Decimal | None
    lane: Lane
    why: str


_WHY = {_CODE_FIRST: "code", _NAME: "name", _SYNONYM: "synonym", _OFFICIAL: "descriptor"}


class SearchIndex:
    """Codes found by prefix, by words of names and synonyms, and by near spelling of the vocabulary's words."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries: Mapping[str, Entry] = {entry.code: entry for entry in sorted(entries, key=lambda entry: entry.code)}
        self._codes = list(self._entries)
        words: dict[str, dict[str, int]] = defaultdict(dict)
        for entry in self._entries.values():
            for word, source in _words_of(entry):
                words[word][entry.code] = min(source, words[word].get(entry.code, source))
        self._words: Mapping[str, Mapping[str, int]] = words
        self._vocabulary = sorted(words)

    def __len__(self) -> int:
        return len(self._entries)

    def search(self, query: str, limit: int) -> list[Hit]:
        """Return the best `limit` codes: exact code, prefix, own name, synonym, descriptor, near spelling."""
        asked = _WORD.findall(query.lower())
        if not asked:
            return []
        if len(asked) == 1 and _CODE.fullmatch(asked[0]):
            by_code = self._by_prefix(asked[0].upper(), limit)
            if by_code:
                return by_code
        return self._by_words(asked, query, limit)

    def _by_prefix(self, prefix: str, limit: int) -> list[Hit]:
        start = bisect_left(self._codes, prefix)
        found = []
        for code in self._codes[start : start + limit]:
            if not code.startswith(prefix):
                break
            found.append(self._hit(code, "code"))
        return found

    def _by_words(self, asked: list[str], query: str, limit: int) -> list[Hit]:
        costs: dict[str, int] | None = None
        reasons: dict[str, str] = {}
        for position, word in enumerate(asked):
            matched = self._matches(word, is_last=position == len(asked) - 1)
            costs = dict.fromkeys(matched, 0) if costs is None else {code: cost for code, cost in costs.items() if code in matched}
            for code in costs:
                cost, why = matched[code]
                costs[code] += cost
                reasons[code] = why if why == "spelling" or code not in reasons else reasons[code]
        ranked = sorted(costs or (), key=lambda code: ((costs or {})[code], self._length(code, query), code))
        return [self._hit(code, reasons[code]) for code in ranked[:limit]]

    def _matches(self, word: str, is_last: bool) -> dict[str, tuple[int, str]]:
        """Return the codes of one asked word with cost and reason: whole words, beginnings, then near spellings."""
        found: dict[str, tuple[int, str]] = {}
        for known, extra in self._known_words(word, is_last):
            for code, source in self._words[known].items():
                cost = source + extra
                if code not in found or cost < found[code][0]:
                    found[code] = (cost, "spelling" if extra >= _TYPO_COSTS else _WHY[source])
            if len(found) > MOST_PER_WORD:
                break
        return found

    def _known_words(self, word: str, is_last: bool) -> Iterator[tuple[str, int]]:
        start = bisect_left(self._vocabulary, word)
        beginning = [known for known in self._vocabulary[start : start + 400] if known.startswith(word)]
        if word in self._words:
            yield word, 0
        if len(word) >= 3 or is_last:
            for known in beginning:
                if known != word:
                    yield known, _PREFIX_COSTS
        if not beginning and len(word) >= SHORTEST_WITH_TYPO:
            allowed = 1 if len(word) < 8 else 2
            for known, distance, _ in process.extract(word, self._vocabulary, scorer=DamerauLevenshtein.distance, score_cutoff=allowed, limit=8):
                yield known, _TYPO_COSTS + int(distance)

    def _length(self, code: str, query: str) -> tuple[bool, int]:
        entry = self._entries[code]
        same = query.strip().lower() in (name.lower() for name in (entry.name, *entry.also_known_as))
        return not same, len(entry.name or entry.official)

    def _hit(self, code: str, why: str) -> Hit:
        entry = self._entries[code]
        return Hit(entry.code, entry.name or entry.official, entry.work_rvu, entry.lane, why)


def _words_of(entry: Entry) -> Iterator[tuple[str, int]]:
    yield entry.code.lower(), _CODE_FIRST
    for text, source in ((entry.name, _NAME), (" ".join(entry.also_known_as), _SYNONYM), (entry.official, _OFFICIAL)):
        for word in _WORD.findall(text.lower()):
            yield word, source
