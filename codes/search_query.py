"""What a query asks for: codes with their modifiers, or words, phrases and numbers with every way to say them."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from codes.modifiers import Modifier, load_modifiers
from codes.search_lexicon import Lexicon, Words, split
from codes.search_sizes import Amount, amount_of

_CODE_WITH_MORE = re.compile(r"([0-9]{4}[0-9a-z]|[a-z][0-9]{4})((?:[-. ]?[0-9a-z]{2})*)(?:[x*][0-9]{0,3}|[-.][0-9a-z]?)?")
_BEGINNING = re.compile(r"[0-9]{1,5}|[0-9]{4}[a-z]|[a-z][0-9]{1,4}")
_BETWEEN_CODES = re.compile(r"[\s,;/+]+")
_MODIFIER_SHAPE = re.compile(r"[-.]?([0-9a-z]{2})")
_SAID_OF_CODES = frozenset({"cpt", "hcpcs", "cdt", "code", "codes"})
_SAID_OF_MODIFIERS = frozenset({"modifier", "modifiers", "mod", "mods"})
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


def modifiers_in(query: str) -> tuple[Modifier, ...]:
    """Return the modifiers that we explain of those a query names: beside the word "modifier", behind a code, or behind a hyphen alone."""
    parts = _parts(query)
    named = [parts[place] for place in _places_of_modifiers(parts)]
    behind = [
        found[1] for part in parts if (found := _MODIFIER_SHAPE.fullmatch(part)) and (part[0] in "-." or _CODE_WITH_MORE.match(parts[0]))
    ]
    with_code = [two for part in parts if (found := _CODE_WITH_MORE.fullmatch(part)) for two in re.findall("[0-9a-z]{2}", found[2])]
    known = load_modifiers()
    asked = dict.fromkeys(word.strip("-.").upper() for word in (*with_code, *named, *behind))
    return tuple(known[word] for word in asked if word in known)


def is_of_modifiers(query: str) -> bool:
    """Return whether a query asks for modifiers in general, or for one by its name."""
    return not _SAID_OF_MODIFIERS.isdisjoint(_parts(query))


def terms_of(query: str, lexicon: Lexicon) -> tuple[Term, ...]:
    """Return the terms of a query in its order; a modifier that it names is none."""
    words = split(_beside_modifiers(plain(query)))
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


def _parts(query: str) -> list[str]:
    return [part for part in _BETWEEN_CODES.split(plain(query)) if part]


def _beside_modifiers(query: str) -> str:
    """What a query asks for beside the modifiers that it names; as it is where it names none."""
    parts = query.split()
    places = _places_of_modifiers([part.strip(",;") for part in parts])
    return " ".join(part for place, part in enumerate(parts) if place not in places) if places else query


def _places_of_modifiers(parts: list[str]) -> dict[int, None]:
    """The places of the word "modifier", of those that follow it, and of the one before it; nothing where none stands beside it."""
    found: dict[int, None] = {}
    for place, part in enumerate(parts):
        if part not in _SAID_OF_MODIFIERS:
            continue
        after = place + 1
        while after < len(parts) and (
            _is_modifier(parts[after]) or (parts[after] in ("and", "or") and _is_modifier(*parts[after + 1 :][:1]))
        ):
            after += 1
        places = range(place, after) if after > place + 1 else range(place - 1, after) if place and _is_modifier(parts[place - 1]) else ()
        found |= dict.fromkeys(places)
    return found


def _is_modifier(part: str = "") -> bool:
    shape = _MODIFIER_SHAPE.fullmatch(part)
    return shape is not None and (shape[1].isdigit() or shape[1].upper() in load_modifiers())


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
