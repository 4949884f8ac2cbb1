"""The sections of the code sets by number, named in our own words: where a code stands and what range it stands in."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from django.utils.text import slugify

from codes.texts import CATALOGUE

_LENGTH = 5
_FIRST_OF_A_SERIES, _LAST_OF_A_SERIES = "0000", "9999"


@dataclass(frozen=True, slots=True)
class Section:
    """A range of codes and what it is called; `is_series` where every code with that letter belongs to it."""

    first: str
    last: str
    name: str
    slug: str

    @property
    def is_series(self) -> bool:
        return _number(self.first) == _FIRST_OF_A_SERIES and _number(self.last) == _LAST_OF_A_SERIES

    @property
    def begins_with_letter(self) -> bool:
        return self.first[0].isalpha()

    @property
    def letter(self) -> str:
        """The letter of a lettered range; empty for plain numbers."""
        return _letter(self.first)

    def holds(self, code: str) -> bool:
        """Return whether a code lies in the range."""
        return len(code) == _LENGTH and _shape(code) == _shape(self.first) and self.first <= code <= self.last


@cache
def sections() -> tuple[Section, ...]:
    """Return every section in the order of the file."""
    with (CATALOGUE / "sections.csv").open(encoding="ascii", newline="") as file:
        return tuple(Section(row["first"], row["last"], row["name"], slugify(row["name"])) for row in csv.DictReader(file))


def section_of(code: str) -> Section | None:
    """Return the section that a code stands in; None for a number between the sections."""
    of_shape = _by_shape().get(_shape(code), ()) if len(code) == _LENGTH else ()
    return next((section for section in of_shape if section.first <= code <= section.last), None)


def section_named(slug: str) -> Section | None:
    """Return the section of that name in an address; None where there is none."""
    return next((section for section in sections() if section.slug == slug), None)


def counted(codes: Iterable[str]) -> tuple[tuple[Section, int], ...]:
    """Return the sections that hold at least one of the codes, each with how many, in the order of the file."""
    counts: dict[Section, int] = {}
    for code in codes:
        section = section_of(code)
        if section is not None:
            counts[section] = counts.get(section, 0) + 1
    return tuple((section, counts[section]) for section in sections() if section in counts)


@cache
def _by_shape() -> Mapping[str, tuple[Section, ...]]:
    shapes: dict[str, tuple[Section, ...]] = {}
    for section in sections():
        shapes[_shape(section.first)] = (*shapes.get(_shape(section.first), ()), section)
    return MappingProxyType(shapes)


def _shape(code: str) -> str:
    """Five digits, four and a letter, or a letter and four: only codes of one shape lie in one range."""
    return f"{_letter(code)}{'<' if code[:1].isalpha() else ''}"


def _letter(code: str) -> str:
    if code[:1].isalpha():
        return code[0]
    return code[-1] if code[-1:].isalpha() else ""


def _number(code: str) -> str:
    return code.strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
