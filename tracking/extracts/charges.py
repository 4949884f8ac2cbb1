"""A charge as a value: a code with its modifiers, units, tooth and details, read from and written as one word of text."""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from tracking.extracts.cells import MENDED

MOST_UNITS, MOST_MODIFIERS = 9_999, 4


class Charge(NamedTuple):
    """One code of a row with what belongs to it."""

    code: str
    modifiers: tuple[str, ...] = ()
    units: int = 1
    tooth: str = ""
    details: str = ""

    def key(self, *, with_tooth: bool) -> str:
        """Return what makes two charges of a day the same, their place apart; the order of modifiers does not count."""
        return f"{self.code} {' '.join(sorted(self.modifiers))} {self.units}{f' #{self.tooth}' if with_tooth else ''}"


def of_token(token: str, others: Iterable[str], units: int | None, tooth: str, details: str = "") -> Charge:
    """Return the charge of a code as `cells.codes` writes it ("45380-59x2", "00812-QZ@45"), joined by what other cells of its row say."""
    told, _, minutes = token.rstrip(MENDED).partition("@")
    told, _, own_tooth = told.partition("#")
    line, _, own_units = told.partition("x")
    code, *own = line.split("-")
    if minutes and "minutes=" not in details:
        details = ";".join(filter(None, (details, f"minutes={minutes}")))
    count = int(own_units or 1) * (1 if units is None else abs(units))
    return Charge(code, tuple(dict.fromkeys((*own, *others))), count, tooth or own_tooth, details)


def written(charges: Iterable[Charge]) -> str:
    """Return charges as words that `read` reads back."""
    return " ".join(":".join((one.code, ",".join(one.modifiers), str(one.units), one.tooth, one.details)) for one in charges)


@lru_cache(maxsize=20_000)
def read(text: str) -> tuple[Charge, ...]:
    """Return the charges that `written` wrote."""
    return tuple(_charge(word) for word in text.split(" "))


def _charge(word: str) -> Charge:
    code, modifiers, units, tooth, details = word.split(":")
    return Charge(code, tuple(modifiers.split(",")) if modifiers else (), int(units), tooth, details)
