"""What a query asks for: codes with their modifiers, or words, phrases and numbers with every way to say them."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from codes.search_lexicon import Lexicon, Words, split
from codes.search_sizes import Amount, amount_of

_CODE_WITH_MORE = re.compile(r"([0-9]{4}[0-9a-z]|[a-z][0-9]{4})((?:[-. ]?[0-9a-z]{2})*)(?:[x*][0-9]{1,3})?")
_BEGINNING = re.compile(r"[0-9]{1,5}|[0-9]{4}[a-z]|[a-z][0-9]{1,4}")
_BETWEEN_CODES = re.compile(r"[\s,;/+]+")
_SAID_OF_CODES = frozenset({"cpt", "hcpcs", "cdt", "code", "codes"})
_SMALL_WORDS = frozenset(
    {
        "a",
        "an",
        "and",
        "at",
        "by",
        "for",
        "from",
        "in",
        "of",
        "on",
        "or",
        "the",
        "to",
        "with",
        "w",
        "under",
        "using",
        "via",
        "only",
        "alone",
    }
)


@dataclass(frozen=True, slots=True)
class Term:
    """One word, phrase or amount of a query; `ways` are the words that also say it."""

    words: Words
    ways: tuple[Words, ...] = ()
    amount: Amount | None = None
    is_last: bool = False

    @property
    def is_small(self) -> bool:
        """Whether the term only joins others."""
        return len(self.words) == 1 and self.words[0] in _SMALL_WORDS


def codes_in(query: str) -> tuple[str, ...]:
    """Return what is shaped like a code in a query, in its order, without modifiers and units."""
    parts = _BETWEEN_CODES.split(plain(query))
    return tuple(dict.fromkeys(found[1].upper() for part in parts if (found := _CODE_WITH_MORE.fullmatch(part))))


def terms_of(query: str, lexicon: Lexicon) -> tuple[Term, ...]:
    """Return the terms of a query in its order."""
    words = split(plain(query))
    return tuple(_terms([word for word in words if word not in _SAID_OF_CODES] or words, lexicon))


def is_beginning_of_code(query: str) -> bool:
    """Return whether a query is the beginning of a code, or a whole one."""
    return bool(_BEGINNING.fullmatch(plain(query)))


def means_words(query: str, lexicon: Lexicon) -> bool:
    """Return whether a query in the shape of a code is something that people say: t4, b12."""
    return (plain(query),) in lexicon.typed


def plain(query: str) -> str:
    """Return a query in small letters, with look-alike characters brought to one form."""
    return unicodedata.normalize("NFKC", query).lower().strip()


def _terms(words: list[str], lexicon: Lexicon) -> Iterator[Term]:
    place = 0
    while place < len(words):
        amount = _amount_at(words, place)
        if amount is not None:
            yield Term((words[place],), amount=amount)
            place += 3 if words[place + 2 : place + 3] == ["old"] else 2
            continue
        length = next(
            length for length in range(min(lexicon.longest_phrase, len(words) - place), 0, -1) if _is_phrase(words, place, length, lexicon)
        )
        phrase = tuple(words[place : place + length])
        place += length
        yield Term(phrase, lexicon.typed.get(phrase, ()), is_last=place == len(words))


def _is_phrase(words: list[str], place: int, length: int, lexicon: Lexicon) -> bool:
    return length == 1 or tuple(words[place : place + length]) in lexicon.typed


def _amount_at(words: list[str], place: int) -> Amount | None:
    """Return the amount that a number and the unit behind it are."""
    number, unit = words[place], words[place + 1 : place + 2]
    if not unit or not number[0].isdigit() or not number.replace(".", "").isdigit():
        return None
    return amount_of(number, unit[0])
