"""Finds the codes whose names say every term of a query, or the most telling of them, and puts them in order."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log2
from sys import intern

from codes.search_lexicon import Lexicon, Words, split
from codes.search_query import Term
from codes.search_ranking import OFFICIAL, SOURCES, Phrase, Said, Way, Weighed, best_said, weighed
from codes.search_sizes import Amount, spans_of
from codes.search_vocabulary import Vocabulary

SHORTEST_BEGINNING, MOST_TYPED_BEGINNINGS = 2, 6
MOST_BEGUN, MOST_BEGUN_SHORTLY = 3_000, 600
WEIGHED_CLOSELY = 32
_TYPED_COST, _CUT_COST, _BEGINNING_COST, _TYPO_COST, _LETTER_COST = 90, 60, 45, 150, 50
_COSTS_OF_SOURCES = (0, 10, 40, 120)
_COMMON = (120, 75, 20, 0)
# Rare words tell more, yet two common ones more than one that is rare.
_WORTH_OF_WORD, _WORTH_OF_RARITY = 48, 8
ENOUGH, LONG_QUERY = 3, 3
# A size that a code's names give tells much: of the codes of a family it is the one.
_WEIGHT_OF_AMOUNT = 90
_SMALL_PART = 4
_WORTH_OF_OWN = 150


@dataclass(frozen=True, slots=True)
class Document:
    """One code with its names by source, and how rarely it is asked for: 0 (explained) to 3."""

    code: str
    names: tuple[tuple[str, str], ...]
    rarity: int


@dataclass(frozen=True, slots=True)
class Question:
    """The terms of a query, weighed against the names of all codes."""

    needed: tuple[Weighed, ...]
    further: tuple[Weighed, ...]
    amounts: tuple[Amount, ...]
    weight: int

    @property
    def terms(self) -> tuple[Weighed, ...]:
        return self.needed + self.further


class Matcher:
    """The names of all codes as words, and the places of each word."""

    def __init__(self, documents: Sequence[Document], lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._rarity = [document.rarity for document in documents]
        self._phrases = [tuple(self._phrase(*name) for name in document.names) for document in documents]
        spans = (spans_of(document.code, *(text for _source, text in document.names)) for document in documents)
        self._spans = {place: found for place, found in enumerate(spans) if found}
        self._places = _places_of(self._phrases)
        typed = {words[0]: words[0] for words in lexicon.typed if len(words) == 1}
        heads = {word: head for word, head in lexicon.alike.items() if head in self._places}
        read = {word for document in documents for _source, text in document.names for word in split(text)}
        self._vocabulary = Vocabulary(typed | heads | {word: lexicon.canonical(word) for word in read})

    def question(self, terms: Sequence[Term]) -> Question:
        """Return the terms weighed; one that no name says is left aside, and small ones are not needed."""
        amounts = tuple(term.amount for term in terms if term.amount is not None)
        known = [(term, one) for term in terms if term.amount is None and (one := self._weighed(term)).weight]
        needed = tuple(one for term, one in known if not term.is_small)
        further = tuple(replace(one, weight=one.weight // _SMALL_PART) for term, one in known if term.is_small)
        weight = sum(one.weight for one in needed + further) + _WEIGHT_OF_AMOUNT * len(amounts)
        return Question(needed, further, amounts, weight) if needed else Question(further, (), amounts, weight)

    def places(self, question: Question) -> dict[int, int]:
        """Return the places that say every needed term with a rough cost, else those that say the most telling ones."""
        needed = question.needed
        found = self._saying_all(needed)
        if found and len(found) < ENOUGH and len(needed) >= LONG_QUERY:
            found = self._saying_most(needed, 1)
        left_out = 0
        while not found and left_out < len(needed) - 1:
            left_out += 1
            found = self._saying_most(needed, left_out)
        return found

    def ordered(self, found: Mapping[int, int], question: Question, own: Mapping[int, int]) -> tuple[list[int], dict[int, Said]]:
        """Return the places best first: own ones that say everything, then by score; the rest roughly. And how well the first say it."""
        places = len(self._phrases)
        rough = sorted((cost - _COMMON[self._rarity[place]] - 10_000 * (place in own)) * places + place for place, cost in found.items())
        order = [key % places for key in rough]
        close = order[:WEIGHED_CLOSELY]
        said = {place: self.said(place, question) for place in close}
        close.sort(key=lambda place: (*_rank(own, place, said[place]), len(said[place].phrase.text), place))
        return close + order[WEIGHED_CLOSELY:], said

    def said(self, place: int, question: Question) -> Said:
        """Return how well the names at a place say the question; common codes are worth a little more."""
        held = sum(_WEIGHT_OF_AMOUNT for amount in question.amounts if self._holds(place, amount))
        return best_said(self._phrases[place], question.terms, held, question.weight, _COMMON[self._rarity[place]])

    def _phrase(self, source: str, text: str) -> Phrase:
        words = self._lexicon.words_of_descriptor(text) if source == OFFICIAL else self._lexicon.words_of(text)
        return Phrase(source, tuple(sorted(intern(word) for word in words)), text)

    def _weighed(self, term: Term) -> Weighed:
        ways = [*self._known([term.words], 0), *self._known(term.ways, _TYPED_COST)]
        word = term.words[0]
        goes_on = term.is_last and not term.is_small and len(word) >= SHORTEST_BEGINNING
        if len(term.words) == 1 and (not ways or goes_on):
            begun = list(self._vocabulary.beginning_with(word))
            beginnings = list(self._beginnings(begun, MOST_BEGUN if len(word) > SHORTEST_BEGINNING else MOST_BEGUN_SHORTLY))
            ways += beginnings or ([] if ways else self._guessed(word, begun))
        size = sum(min(len(self._places[word]) for word in way.words) for way in ways)
        worth = _WORTH_OF_WORD + round(_WORTH_OF_RARITY * log2(1 + len(self._phrases) / size)) if size else 0
        return weighed(ways, worth * (1 + len(term.words)) // 2, size)

    def _beginnings(self, begun: Sequence[str], most: int) -> Iterator[Way]:
        """Yield the ways of words that begin so, until they stand in more places than anybody looks through."""
        for known in begun:
            most -= len(self._places.get(known, ()))
            if known in self._places:
                yield Way((known,), _BEGINNING_COST)
            if most < 0:
                return

    def _guessed(self, word: str, begun: Sequence[str]) -> list[Way]:
        """Return ways for a word that no name holds: what is typed so and goes on, near spellings, words cut off."""
        ways = [way for known in begun[:MOST_TYPED_BEGINNINGS] for way in self._meant(known, _TYPED_COST + _BEGINNING_COST)]
        if ways:
            return ways
        for known, distance in self._vocabulary.near(word):
            cost = _TYPO_COST + _LETTER_COST * distance
            ways += [Way(way.words, cost, is_typo=True) for way in self._meant(known, cost)]
        cut = None if ways else self._vocabulary.begun_by(word)
        return ways or list(self._known([(cut,)], _CUT_COST) if cut else ())

    def _meant(self, word: str, cost: int) -> list[Way]:
        """Return the ways of a known word: itself, and what it stands for when typed."""
        return [*self._known([(word,)], cost), *self._known(self._lexicon.typed.get((word,), ()), cost)]

    def _known(self, ways: Iterable[Words], cost: int) -> Iterator[Way]:
        for words in ways:
            canonical = tuple(dict.fromkeys(self._lexicon.canonical(word) for word in words))
            if all(word in self._places for word in canonical):
                yield Way(canonical, cost)

    def _holds(self, place: int, amount: Amount) -> bool:
        """Whether a code's sizes hold an amount, or one of its names says the number."""
        if any(span.holds(amount) for span in self._spans.get(place, ())):
            return True
        return place in self._places.get(amount.number, ())

    def _saying_all(self, needed: Sequence[Weighed]) -> dict[int, int]:
        """Return the places that say all terms, the rarest first."""
        found: dict[int, int] = {}
        for number, term in enumerate(sorted(needed, key=lambda one: one.size)):
            costs = self._costs(term, found if number else None)
            found = {place: cost + found[place] for place, cost in costs.items()} if number else costs
            if not found:
                break
        return found

    def _saying_most(self, needed: Sequence[Weighed], left_out: int) -> dict[int, int]:
        """Return the places that say all terms but some; leaving out a telling one costs more."""
        found: dict[int, int] = {}
        missed: dict[int, int] = {}
        lost = 0
        for number, term in enumerate(sorted(needed, key=lambda one: one.size)):
            may_begin = number <= left_out
            costs = self._costs(term, None if may_begin else found)
            begun = {place: cost + lost for place, cost in costs.items() if place not in found} if may_begin else {}
            missing = 4 * term.weight
            for place, cost in found.items():
                here = costs.get(place)
                missed[place] += here is None
                found[place] = cost + (missing if here is None else here)
            found = begun | {place: cost for place, cost in found.items() if missed[place] <= left_out}
            missed |= dict.fromkeys(begun, number)
            lost += missing
        return found

    def _costs(self, term: Weighed, among: Mapping[int, int] | None) -> dict[int, int]:
        """Return the places of a term with the cost of saying it there; `among` narrows to places that count."""
        costs: dict[int, int] = {}
        for way in (*term.singles.values(), *term.groups):
            fewest, *others = sorted((self._places[word] for word in way.words), key=len)
            by_source = [way.cost + cost for cost in _COSTS_OF_SOURCES]
            if among is not None and len(among) < len(fewest):
                said = {place: by_source[fewest[place]] for place in among if place in fewest}
            else:
                said = {place: by_source[source] for place, source in fewest.items() if among is None or place in among}
            if others:
                said = {place: cost for place, cost in said.items() if all(place in other for other in others)}
            if costs:
                said = {place: cost for place, cost in said.items() if place not in costs or cost < costs[place]}
            costs.update(said)
        return costs


def _places_of(phrases: Sequence[Sequence[Phrase]]) -> dict[str, dict[int, int]]:
    """Return the places of each word with the best source that it stands in there."""
    places: dict[str, dict[int, int]] = defaultdict(dict)
    for place, of_document in enumerate(phrases):
        for phrase in of_document:
            source = SOURCES.index(phrase.source)
            for word in phrase.words:
                at = places[word]
                if source < at.get(place, len(SOURCES)):
                    at[place] = source
    return dict(places)


def _rank(own: Mapping[int, int], place: int, said: Said) -> tuple[int, int]:
    """Own codes stand first, in their order; where a word was taken for another, they are worth more."""
    if said.is_typo:
        return len(own), -said.score - _WORTH_OF_OWN * (place in own)
    return own.get(place, len(own)), -said.score
