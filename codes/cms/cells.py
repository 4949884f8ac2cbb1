"""Cells of a fee schedule as text, read strictly: what a spreadsheet or a parser would forgive is a fault here."""

import re
from decimal import Decimal

_AMOUNT = re.compile(r"[0-9]{0,3}\.[0-9]{1,2}|[0-9]{1,3}\.?")
_FACTOR = re.compile(r"[0-9]{1,3}(\.[0-9]{1,4})?")
CODE = re.compile(r"[0-9]{4}[0-9A-Z]|[A-Z][0-9]{4}")
# Codes that CMS has not numbered yet stand in a release under a placeholder such as GXXX1 (RVU26C).
PLACEHOLDER = re.compile(r"[A-Z]XXX[0-9]")
SHORT_CODE = re.compile(r"[0-9]{3,4}")


class Amounts:
    """Reads RVUs: 0 to 999.99, at most two decimals, ASCII digits; equal texts give the same Decimal once."""

    def __init__(self, pattern: re.Pattern[str] = _AMOUNT) -> None:
        self._pattern = pattern
        self._known: dict[str, Decimal | None] = {}

    def read(self, text: str) -> Decimal | None:
        """Return the amount; None where the text is no such number."""
        if text not in self._known:
            is_number = text.isascii() and self._pattern.fullmatch(text) is not None
            self._known[text] = self._exact(text) if is_number else None
        return self._known[text]

    def _exact(self, text: str) -> Decimal:
        value = Decimal(text)
        return value.quantize(Decimal("0.01")) if self._pattern is _AMOUNT else value.quantize(Decimal("0.0001"))


def factors() -> Amounts:
    """Return a reader of conversion factors: at most four decimals."""
    return Amounts(_FACTOR)


def tidy(text: str) -> str:
    """Return a cell without surrounding blanks, no-break spaces included, in capitals: codes and indicators."""
    return text.replace("\xa0", " ").strip().upper()
