"""An index of codes by digits, words and near words: built once per catalogue version, asked in memory."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from codes.kinds import Kind, kind_of
from codes.lanes import Lane

_WORD = re.compile(r"[a-z0-9]+")
_CODE = re.compile(r"[0-9]{1,5}|[0-9]{4}[a-z]|[a-z][0-9]{1,4}")
_SMALL_WORDS = frozenset({"a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"})
MOST_PER_WORD = 4_000
SHORTEST_BEGINNING, SHORTEST_WITH_TYPO, LONGER_WORD = 3, 4, 8
_CODE_FIRST, _NAME, _SYNONYM, _OFFICIAL = 0, 1, 2, 3
_SINGULAR_COSTS, _PREFIX_COSTS, _TYPO_COSTS = 1, 4, 10
_WHY = {_CODE_FIRST: "code", _NAME: "name", _SYNONYM: "synonym", _OFFICIAL: "descriptor"}
Keep = Callable[["Entry"], bool]


@dataclass(frozen=True, slots=True)
class Entry:
    """One code of the catalogue as the search knows it; `work_rvu` is None where the code has none, `work_before` is the former year's."""

    code: str
    own_name: str
    work_rvu: Decimal | None
    lane: Lane
    also_known_as: tuple[str, ...] = ()
    official: str = ""
    work_before: Decimal | None = None
    year_before: int | None = None
    fee: Decimal | None = None

    @property
    def kind(self) -> Kind:
        return kind_of(self.code, self.lane)


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer of the search; `why` names what matched: code, name, synonym, descriptor or spelling."""

    entry: Entry
    why: str

    @property
    def code(self) -> str:
        return self.entry.code

    @property
    def name(self) -> str:
        """Our own name, else the official descriptor of an imported file (which a visitor is not shown)."""
        return self.entry.own_name or self.entry.official

    @property
    def work_rvu(self) -> Decimal | None:
        return self.entry.work_rvu

    @property
    def lane(self) -> Lane:
        return self.entry.lane


class SearchIndex:
    """Codes found by prefix, by words of names and synonyms, and by near spelling of the vocabulary's words."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries: Mapping[str, Entry] = {entry.code: entry for entry in sorted(entries, key=lambda entry: entry.code)}
        self._codes = list(self._entries)
        self.kinds = Counter(entry.kind for entry in self._entries.values())
        self.lanes = Counter(entry.lane for entry in self._entries.values())
        words: dict[str, dict[str, int]] = defaultdict(dict)
        for entry in self._entries.values():
            for word, source in _words_of(entry):
                words[word][entry.code] = min(source, words[word].get(entry.code, source))
        self._words: Mapping[str, Mapping[str, int]] = words
        self._vocabulary = sorted(words)

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def entries(self) -> Sequence[Entry]:
        """Every code in order."""
        return tuple(self._entries.values())

    def nearest(self, code: str, limit: int) -> list[Entry]:
        """Return the codes that are spelled nearest to one."""
        near = process.extract(code, self._codes, scorer=DamerauLevenshtein.distance, limit=limit)
        return [self._entries[found] for found, _distance, _ in near]

    def search(self, query: str, limit: int) -> list[Hit]:
        """Return the best `limit` codes: exact code, prefix, own name, synonym, descriptor, near spelling."""
        return self.find(query)[: max(limit, 0)]

    def find(self, query: str, keep: Keep | None = None) -> list[Hit]:
        """Return every code that answers the query and is to be kept, best first."""
        asked = _WORD.findall(query.lower())
        telling = [word for word in asked if word not in _SMALL_WORDS] or asked
        if not telling:
            return []
        found: list[Hit] = []
        if len(asked) == 1 and _CODE.fullmatch(asked[0]):
            found = self._by_prefix(asked[0].upper())
        found = found or self._by_words(telling, query)
        return [hit for hit in found if keep(hit.entry)] if keep else found

    def _by_prefix(self, prefix: str) -> list[Hit]:
        """The code itself, then those that have a text of ours, each in order."""
        start, end = bisect_left(self._codes, prefix), bisect_left(self._codes, prefix + "~")
        entries = [self._entries[code] for code in self._codes[start:end]]
        return [Hit(entry, "code") for entry in sorted(entries, key=lambda entry: (entry.code != prefix, not entry.own_name))]

    def _by_words(self, asked: list[str], query: str) -> list[Hit]:
        """Codes that have all the words; where none has, those that have all but one."""
        matched = [self._matches(word, is_last=position == len(asked) - 1) for position, word in enumerate(asked)]
        found = self._with(matched)
        if not found and len(asked) > 1:
            for missing in range(len(matched)):
                for code, (cost, why) in self._with(matched[:missing] + matched[missing + 1 :]).items():
                    if code not in found or cost < found[code][0]:
                        found[code] = (cost, why)
        ranked = sorted(found, key=lambda code: (found[code][0], *self._preference(code, query), code))
        return [Hit(self._entries[code], found[code][1]) for code in ranked]

    @staticmethod
    def _with(matched: Sequence[Mapping[str, tuple[int, str]]]) -> dict[str, tuple[int, str]]:
        """Return the codes that every one of the words found, with the sum of costs and the weakest reason."""
        if not matched:
            return {}
        shared = set(matched[0]).intersection(*matched[1:])
        joined = {code: [words[code] for words in matched] for code in shared}
        return {code: (sum(cost for cost, _ in parts), max(parts)[1]) for code, parts in joined.items()}

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
        singular = next((known for known in _singulars(word) if known in self._words), None)
        if word in self._words:
            yield word, 0
        if singular:
            yield singular, _SINGULAR_COSTS
        if len(word) >= SHORTEST_BEGINNING or is_last:
            yield from ((known, _PREFIX_COSTS) for known in beginning if known != word)
        if not beginning and not singular and len(word) >= SHORTEST_WITH_TYPO:
            allowed = 1 if len(word) < LONGER_WORD else 2
            for known, distance, _ in process.extract(
                word, self._vocabulary, scorer=DamerauLevenshtein.distance, score_cutoff=allowed, limit=8
            ):
                yield known, _TYPO_COSTS + int(distance)

    def _preference(self, code: str, query: str) -> tuple[bool, bool, int]:
        """Among equals: a name or synonym that is the whole query, our own names, then the shorter name."""
        entry = self._entries[code]
        asked = query.strip().lower()
        is_same = asked == entry.own_name.lower() or asked in (also.lower() for also in entry.also_known_as)
        return not is_same, not entry.own_name, len(entry.own_name or entry.official)


def _words_of(entry: Entry) -> Iterator[tuple[str, int]]:
    yield entry.code.lower(), _CODE_FIRST
    for text, source in ((entry.own_name, _NAME), (" ".join(entry.also_known_as), _SYNONYM), (entry.official, _OFFICIAL)):
        for word in _WORD.findall(text.lower()):
            yield word, source


def _singulars(word: str) -> Iterator[str]:
    """Return what a word may be the plural of: biopsies, biopsy; polyps, polyp."""
    if word.endswith("ies"):
        yield word[:-3] + "y"
    if word.endswith("es"):
        yield word[:-2]
    if word.endswith("s"):
        yield word[:-1]
