"""How well the names of a code say a query: how much of it one name says, from which source, and in which words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

NAME, SYNONYM, OFFICIAL, CATEGORY = "name", "synonym", "descriptor", "category"
SOURCES = (NAME, SYNONYM, OFFICIAL, CATEGORY)
# In thousandths of a name that is the query itself.
_OF_QUERY, _OF_NAME = 650, 350
_COSTS_OF_SOURCES = {NAME: 0, SYNONYM: 10, OFFICIAL: 80, CATEGORY: 250}


@dataclass(frozen=True, slots=True)
class Phrase:
    """One name of a code as canonical words, where it is from, and as people read it."""

    source: str
    words: tuple[str, ...]
    text: str


class Way(NamedTuple):
    """One way to say a term: words that all must stand in a name, and what saying it so costs."""

    words: tuple[str, ...]
    cost: int
    is_typo: bool = False


@dataclass(frozen=True, slots=True)
class Weighed:
    """A term of a query: the single words and the groups of words that say it, and its weight, as rare words tell more."""

    singles: Mapping[str, Way]
    groups: tuple[Way, ...]
    weight: int
    size: int

    def way_in(self, words: Sequence[str]) -> Way | None:
        """Return the cheapest way of the term that stands among words."""
        best: Way | None = None
        for word in words if len(words) < len(self.singles) else self.singles:
            if word in self.singles and word in words:
                way = self.singles[word]
                if best is None or way.cost < best.cost:
                    best = way
        for way in self.groups:
            if (best is None or way.cost < best.cost) and all(word in words for word in way.words):
                best = way
        return best


@dataclass(frozen=True, slots=True)
class Said:
    """How well one name says a query, and whether a word was taken for a near spelling."""

    score: int
    phrase: Phrase
    is_typo: bool = False


def weighed(ways: Iterable[Way], weight: int, size: int) -> Weighed:
    """Return a term of these ways; of two for one word the cheaper counts."""
    singles: dict[str, Way] = {}
    groups: list[Way] = []
    for way in ways:
        if len(way.words) > 1:
            groups.append(way)
        elif way.words[0] not in singles or way.cost < singles[way.words[0]].cost:
            singles[way.words[0]] = way
    return Weighed(singles, tuple(groups), weight, size)


def best_said(phrases: Sequence[Phrase], terms: Sequence[Weighed], told: int, total: int, more: int = 0) -> Said:
    """Return the score of the best of a code's names, and the first that says every term; a word of another name counts half.

    `told` is the weight of what the names say beside the terms (sizes), `total` that of the whole query; `more` is added to the score.
    """
    heard = []
    for phrase in phrases:
        ways = [term.way_in(phrase.words) for term in terms]
        if any(ways):
            heard.append((phrase, ways))
    elsewhere = heard[0][1] if len(heard) == 1 else [_cheapest(ways) for ways in zip(*(ways for _phrase, ways in heard), strict=True)]
    best, is_typo = 0, False
    told_by = said_whole_by = None
    for phrase, ways in heard:
        score, has_typo = _of_phrase(phrase, ways, elsewhere, terms, told, max(total, 1))
        if told_by is None or score > best:
            best, is_typo, told_by = score, has_typo, phrase
        if said_whole_by is None and None not in ways:
            said_whole_by = phrase
    return Said(best + more, said_whole_by or told_by or phrases[0], is_typo)


def _cheapest(ways: Iterable[Way | None]) -> Way | None:
    return min((way for way in ways if way is not None), key=lambda way: way.cost, default=None)


def _of_phrase(
    phrase: Phrase, ways: Sequence[Way | None], elsewhere: Sequence[Way | None], terms: Sequence[Weighed], told: int, total: int
) -> tuple[int, bool]:
    """Return the score of one name, and whether a word was taken for a near spelling."""
    halves, cost, is_typo = 2 * told, 0, False
    heard: set[str] = set()
    for term, here, other in zip(terms, ways, elsewhere, strict=True):
        taken = here or other
        if taken is None:
            continue
        halves += 2 * term.weight if here is not None else term.weight
        cost += taken.cost * term.weight
        is_typo = is_typo or taken.is_typo
        if here is not None:
            heard.update(here.words)
    of_query = _OF_QUERY * halves // (2 * total)
    of_name = _OF_NAME * len(heard) * halves // (2 * total * max(len(phrase.words), 1))
    return of_query + of_name - cost // total - _COSTS_OF_SOURCES[phrase.source], is_typo
