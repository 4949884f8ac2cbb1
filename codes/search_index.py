"""An index of codes by digits, words and near words: built once per catalogue version, asked in memory."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from string import ascii_uppercase, digits
from typing import overload

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from codes.kinds import ANESTHESIA, Kind, kind_of
from codes.lanes import Lane
from codes.search_lexicon import Lexicon, load_lexicon
from codes.search_matching import Document, Matcher
from codes.search_query import codes_in, is_beginning_of_code, means_words, plain, terms_of
from codes.search_ranking import CATEGORY, NAME, OFFICIAL, SYNONYM, Said

CODE, SPELLING = "code", "spelling"
Keep = Callable[["Entry"], bool]


@dataclass(frozen=True, slots=True)
class Entry:
    """One code of the catalogue as the search knows it; `work_rvu` is None where the code has none, `work_before` is the former year's.

    `only_in` is the release that lists a code which the one in force does not; `ended_on` its last day by the national file.
    """

    code: str
    own_name: str
    work_rvu: Decimal | None
    lane: Lane
    also_known_as: tuple[str, ...] = ()
    official: str = ""
    work_before: Decimal | None = None
    year_before: int | None = None
    fee: Decimal | None = None
    grouped_as: str = ""
    only_in: str = ""
    ended_on: date | None = None

    @property
    def is_in_force(self) -> bool:
        return not self.only_in and self.ended_on is None

    @property
    def kind(self) -> Kind:
        return kind_of(self.code, self.lane)

    @property
    def called(self) -> str:
        """Our own name, else the first thing that people call it; "" where we know neither."""
        return self.own_name or next(iter(self.also_known_as), "")


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer; `why` names what matched (code, name, synonym, descriptor, category or spelling), `matched` is that name."""

    entry: Entry
    why: str
    matched: str = ""
    is_own: bool = False

    @property
    def code(self) -> str:
        return self.entry.code

    @property
    def name(self) -> str:
        """Our own name, else the official descriptor of an imported file (which a visitor is not shown)."""
        return self.entry.own_name or self.entry.official

    @property
    def synonyms(self) -> tuple[str, ...]:
        """Two things that people call it, the one that was asked for first; none that already stands as its name."""
        asked = (self.matched,) if self.why == SYNONYM else ()
        known = dict.fromkeys((*asked, *self.entry.also_known_as))
        return tuple(name for name in known if name != self.entry.called)[:2]

    @property
    def work_rvu(self) -> Decimal | None:
        return self.entry.work_rvu

    @property
    def lane(self) -> Lane:
        return self.entry.lane


class Found(Sequence[Hit]):
    """The codes that answer, best first; a hit is made when it is looked at."""

    def __init__(self, places: Sequence[int], hit_at: Callable[[int], Hit]) -> None:
        self._places, self._hit_at = places, hit_at

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, wanted: int) -> Hit: ...
    @overload
    def __getitem__(self, wanted: slice) -> list[Hit]: ...
    def __getitem__(self, wanted: int | slice) -> Hit | list[Hit]:
        if isinstance(wanted, slice):
            return [self._hit_at(place) for place in self._places[wanted]]
        return self._hit_at(self._places[wanted])


class SearchIndex:
    """Codes found by prefix, by words of names and synonyms, and by near spelling of the vocabulary's words."""

    def __init__(self, entries: Iterable[Entry], lexicon: Lexicon | None = None) -> None:
        self._lexicon = lexicon or load_lexicon()
        self.entries: tuple[Entry, ...] = tuple(sorted(entries, key=lambda entry: entry.code))
        self._codes = [entry.code for entry in self.entries]
        self._place_of = {code: place for place, code in enumerate(self._codes)}
        self.in_force: tuple[Entry, ...] = tuple(entry for entry in self.entries if entry.is_in_force)
        self.kinds = Counter(entry.kind for entry in self.in_force)
        self.lanes = Counter(entry.lane for entry in self.in_force)
        self._matcher = Matcher([self._document(entry) for entry in self.entries], self._lexicon)

    def __len__(self) -> int:
        return len(self.entries)

    def __contains__(self, code: object) -> bool:
        return code in self._place_of

    def nearest(self, code: str, limit: int) -> list[Entry]:
        """Return the codes that are spelled nearest to one."""
        near = process.extract(code, self._codes, scorer=DamerauLevenshtein.distance, limit=limit)
        return [self.entries[place] for _found, _distance, place in near]

    def search(self, query: str, limit: int, own: Sequence[str] = ()) -> list[Hit]:
        """Return the best `limit` codes: exact code, own codes, prefix, own name, synonym, descriptor, near spelling."""
        return self.find(query, own=own)[: max(limit, 0)]

    def find(self, query: str, keep: Keep | None = None, own: Sequence[str] = ()) -> "Found":
        """Return every code that answers the query and is to be kept, best first."""
        ranks = {self._place_of[code]: rank for rank, code in enumerate(own) if code in self._place_of}
        places, why = self._by_code(query, ranks)
        if places:
            return Found(self._kept(places, keep), lambda place: Hit(self.entries[place], why, is_own=place in ranks))
        question = self._matcher.question(terms_of(query, self._lexicon))
        places, said = self._matcher.ordered(self._matcher.places(question), question, ranks)

        def hit_at(place: int) -> Hit:
            return self._hit(place, said.get(place) or self._matcher.said(place, question), place in ranks)

        return Found(self._kept(places, keep), hit_at)

    def _by_code(self, query: str, own: Mapping[int, int]) -> tuple[list[int], str]:
        """The codes that are named; else those that begin so: own ones, those with a text of ours, the others in order."""
        named = [self._place_of[code] for code in codes_in(query) if code in self._place_of]
        if named or not is_beginning_of_code(query) or means_words(query, self._lexicon):
            return named, CODE
        beginning = plain(query).upper()
        start, end = bisect_left(self._codes, beginning), bisect_left(self._codes, beginning + "~")
        places = sorted(range(start, end), key=lambda place: self._order_of(place, own))
        return (places, CODE) if places else (self._one_off(beginning), SPELLING)

    def _order_of(self, place: int, own: Mapping[int, int]) -> tuple[int, bool, bool, int]:
        entry = self.entries[place]
        return own.get(place, len(own)), not entry.is_in_force, not entry.own_name, place

    def _one_off(self, code: str) -> list[int]:
        """The codes that differ from one in a single place, the last place first."""
        ways = (code[:place] + other + code[place + 1 :] for place in reversed(range(len(code))) for other in ascii_uppercase + digits)
        return list(dict.fromkeys(self._place_of[way] for way in ways if way in self._place_of))

    def _kept(self, places: Sequence[int], keep: Keep | None) -> Sequence[int]:
        return places if keep is None else [place for place in places if keep(self.entries[place])]

    def _hit(self, place: int, said: Said, is_own: bool) -> Hit:
        return Hit(self.entries[place], SPELLING if said.is_typo else said.phrase.source, said.phrase.text, is_own)

    @staticmethod
    def _document(entry: Entry) -> Document:
        synonyms = ((SYNONYM, name) for name in entry.also_known_as)
        names = ((NAME, entry.own_name), *synonyms, (OFFICIAL, entry.official), (CATEGORY, entry.grouped_as))
        return Document(entry.code, tuple((source, text) for source, text in names if text) or ((OFFICIAL, entry.code),), _rarity(entry))


def _rarity(entry: Entry) -> int:
    """How rarely a code is asked for, 0 to 3; who names an operation means the operation, unless anesthesia is named with it."""
    if entry.kind == ANESTHESIA or not entry.is_in_force:
        return 3
    return 0 if entry.own_name else 1 if entry.also_known_as else 2 if entry.work_rvu else 3
