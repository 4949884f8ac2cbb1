"""A case set: the categories of a programme with their minimums, and which categories a code belongs to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

EVERY_CODE = "*"


@dataclass(frozen=True, slots=True)
class Cap:
    """At most so many cases of one role, of one level of responsibility, or simulated, count."""

    kind: str
    most: int


@dataclass(frozen=True, slots=True)
class Category:
    """One line of a case set; no role or level named is every one of them, and a code may be a span ("47562-47564")."""

    key: str
    name: str
    minimum: int
    parent: str = ""
    roles: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    caps: tuple[Cap, ...] = ()
    codes: tuple[str, ...] = ()

    @property
    def takes_every_code(self) -> bool:
        return EVERY_CODE in self.codes

    def names(self, code: str) -> bool:
        """Whether the category itself names a code, alone or within a span."""
        return any(_holds(span, code) for span in self.codes)


@dataclass(frozen=True)
class CaseSet:
    """The categories that hold for those who graduate on or after a day, until the next set begins."""

    name: str
    effective_from: date
    categories: tuple[Category, ...]
    counts_signed_only: bool = False
    source: str = ""

    @cached_property
    def by_key(self) -> Mapping[str, Category]:
        return {category.key: category for category in self.categories}

    def proposed(self, code: str) -> tuple[str, ...]:
        """The categories that name a code, in the order of the set."""
        return tuple(category.key for category in self.categories if category.names(code))

    def places_of(self, code: str, chosen: tuple[str, ...] = ()) -> frozenset[str]:
        """The categories in which a case of a code may count: the chosen ones, else the proposed, with all above them."""
        known = tuple(key for key in chosen if key in self.by_key) or self.proposed(code)
        found = {category.key for category in self.categories if category.takes_every_code}
        for key in known:
            while key and key not in found:
                found.add(key)
                key = self.by_key[key].parent
        return frozenset(found)


def shape_of(code: str) -> str:
    """Return the shape of a code, digits as 9 and letters as A: only codes of one shape have an order."""
    return "".join("9" if sign.isdigit() else "A" for sign in code)


def _holds(span: str, code: str) -> bool:
    low, _, high = span.partition("-")
    if not high:
        return span == code
    return shape_of(code) == shape_of(low) and low <= code <= high
