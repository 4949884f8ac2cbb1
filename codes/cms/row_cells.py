"""Reads the cells of one record strictly: a fault is a finding with line, field and value, and marks the record."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from codes.cms.cells import CODE, SHORT_CODE
from codes.cms.findings import Findings
from codes.cms.lost_zeros import LostZeros

_NOTHING = Decimal(0)
_TO_DO = "Download the file again, or correct the line."
_PLAIN = re.compile(r"[0-9]{1,7}(\.[0-9]*)?|\.[0-9]+")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers that a column may hold: at most so many decimals, from `least` to `most`."""

    places: int
    least: Decimal
    most: Decimal


class RowCells:
    """The cells of the record under reading; `is_faulty` once one of them cannot be read."""

    def __init__(self, findings: Findings, zeros: LostZeros, headers: Mapping[str, str]) -> None:
        self._findings, self._zeros, self._headers = findings, zeros, headers
        self._texts: Mapping[str, str] = {}
        self.line = 0
        self.is_faulty = False

    def begin(self, line: int, texts: Mapping[str, str]) -> None:
        """Go on to the next record."""
        self.line, self._texts, self.is_faulty = line, texts, False

    def digits(self, field: str, length: int, shortest: int) -> str:
        """Return a number that is a name, such as a contractor; one that lost zeros in front is mended and counted."""
        text = self._texts[field]
        if text.isascii() and text.isdigit():
            if len(text) == length:
                return text
            if shortest <= len(text) < length:
                return self._zeros.take(field, self._headers[field], self.line, text, text.zfill(length))
        self.fault(field, f"is no number of {length} digits")
        return ""

    def number(self, field: str, allowed: Range) -> Decimal:
        """Return an exact number in plain digits; what would have to be rounded or lies out of range is a fault."""
        text = self._texts[field]
        value = exact(text, allowed.places)
        if value is not None and allowed.least <= value <= allowed.most:
            return value
        told = f"is no number from {allowed.least} to {allowed.most} in plain digits"
        self.fault(field, f"{told} with at most {allowed.places} decimal{'s' if allowed.places > 1 else ''}")
        return _NOTHING

    def one_of(self, field: str, allowed: Collection[str], told: str) -> str:
        """Return a text that is one of the allowed ones, in capitals."""
        text = self._texts[field].upper()
        if text not in allowed:
            self.fault(field, told)
        return text

    def matching(self, field: str, pattern: re.Pattern[str], told: str) -> str:
        """Return a text of a given shape, in capitals."""
        text = self._texts[field].upper()
        if not pattern.fullmatch(text):
            self.fault(field, told)
        return text

    def code(self, field: str) -> str:
        """Return a code of five characters in capitals; one that lost zeros in front is mended and counted."""
        text = self._texts[field].upper()
        if CODE.fullmatch(text):
            return text
        if SHORT_CODE.fullmatch(text):
            return self._zeros.take(field, self._headers[field], self.line, text, text.zfill(5))
        self.fault(field, "is no code of five characters, such as 00100 or G0105")
        return ""

    def words(self, field: str, most: int, *, is_needed: bool = True) -> str:
        """Return words with single blanks and without the asterisks that point to footnotes; control marks are made visible."""
        stripped = _BLANKS.sub(" ", self._texts.get(field, "")).rstrip("* ")
        if len(stripped) > most or (is_needed and not stripped):
            self.fault(field, f"is not between 1 and {most} characters long")
        return "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in stripped)

    def fault(self, field: str, told: str) -> None:
        """Note a fault of this cell, which refuses the file."""
        self.is_faulty = True
        text = self._texts[field]
        shown = f"'{text[:40]}' {told}" if text else "the cell is blank"
        self._findings.error(self.line, field, text[:40], f"{self._headers[field]}: {shown}. {_TO_DO}")


def exact(text: str, places: int) -> Decimal | None:
    """Return a number in plain ASCII digits with exactly so many decimals; None where there are more, or for any other text."""
    if not _PLAIN.fullmatch(text):
        return None
    whole, _, decimals = text.partition(".")
    if decimals[places:].strip("0"):
        return None
    return Decimal(f"{whole or 0}.{decimals[:places].ljust(places, '0')}")
