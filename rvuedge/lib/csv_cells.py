"""Exports as csv whose text cells a spreadsheet will not run as a formula (CWE-1236)."""

import csv
import io
import re
from collections.abc import Iterable

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def safe_cell(text: str) -> str:
    """Return `text` with a leading apostrophe where a spreadsheet would read a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    """Return rows as csv (RFC 4180); every text that is no plain number is made safe."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([_safe(cell) for cell in row] for row in rows)
    return out.getvalue()


def _safe(cell: object) -> object:
    return safe_cell(cell) if isinstance(cell, str) and not _NUMBER.fullmatch(cell) else cell
