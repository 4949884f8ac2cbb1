"""What is kept of a charge extract: rows of checked cells without anything of a patient, and what is known of their columns."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TextIO

from rvuedge.lib.phi import rule_met
from tracking.extracts import cells
from tracking.extracts.kinds import Kind

MOST_ROWS = 5_000_000
_MOST_REMEMBERED = 20_000
_MOST_HEADER = 60
_NPI_START = ("1", "2")


class TooMany(Exception):
    """The file has more rows than an extract may have."""


@dataclass(frozen=True, slots=True)
class KeptColumn:
    """A kept column: what it holds, its header text (empty without one) and its place in the file, from 0."""

    kind: Kind
    header: str
    place: int

    @property
    def name(self) -> str:
        """The column as people name it: its header, else its letter or number."""
        return self.header or (f"column {chr(65 + self.place)}" if self.place < 26 else f"column {self.place + 1}")


@dataclass(frozen=True, slots=True)
class Kept:
    """What came through the door: its layout, its columns, and how much was left outside."""

    layout: str
    columns: tuple[KeptColumn, ...]
    header_line: int = 0
    rows: int = 0
    patient_columns: int = 0
    other_columns: int = 0
    patient_segments: int = 0
    skipped: int = 0

    def stored(self) -> dict[str, object]:
        """Return plain values, to be kept as JSON."""
        columns = [[str(one.kind), one.header, one.place] for one in self.columns]
        counts = {name: getattr(self, name) for name in _COUNTS}
        return {"layout": self.layout, "columns": columns, **counts}

    def of(self, kind: Kind) -> tuple[int, ...]:
        """Return the positions of the kept columns of a kind."""
        return tuple(place for place, column in enumerate(self.columns) if column.kind is kind)


_COUNTS = ("header_line", "rows", "patient_columns", "other_columns", "patient_segments", "skipped")


def kept_of(stored: Mapping[str, object]) -> Kept:
    """Return what `stored` was made of."""
    columns = stored.get("columns")
    read = [KeptColumn(Kind(kind), header, place) for kind, header, place in columns] if isinstance(columns, list) else []
    counts = {name: value for name in _COUNTS if isinstance(value := stored.get(name), int)}
    return Kept(str(stored.get("layout", "")), tuple(read), **counts)


class Keeper:
    """Writes the rows that are kept: the number of the row in its file, then its cells in their notation."""

    def __init__(self, out: TextIO, key: bytes) -> None:
        self._write = csv.writer(out, lineterminator="\n").writerow
        self._key = key
        self.rows = 0

    def keep(self, number: int, kept: Sequence[str]) -> None:
        """Write one row."""
        self.rows += 1
        if self.rows > MOST_ROWS:
            raise TooMany
        self._write((number, *kept))

    def reader(self, kind: Kind) -> "Meaning":
        """Return what turns a cell of a kind into its notation, and remembers what it turned."""
        return Meaning(_READERS.get(kind) or (self.mark if kind is Kind.CASE else person))

    def mark(self, text: str) -> str:
        """Return a mark for a claim number: it groups rows of one file and says nothing, since its key is thrown away."""
        told = cells.plain(text)
        return blake2b(told.encode("utf-8", "replace"), key=self._key, digest_size=6).hexdigest() if told else ""


class Meaning(dict[str, str]):
    """The notation of a cell by its text; few texts make up a file."""

    def __init__(self, read: Callable[[str], str]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> str:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        kept = self[text] = self._read(text)
        return kept


def person(text: str) -> str:
    """Return the name or NPI of a clinician, without an id in brackets; a fault where it looks like a patient's."""
    told = cells.plain(cells.mended_text(text)).partition(" [")[0].partition(" (")[0]
    if len(told) == 10 and told.isascii() and told.isdigit() and told.startswith(_NPI_START):
        return told
    return told if len(told) <= cells.MOST_PERSON and rule_met(told) is None else cells.FAULT


def header_text(text: str) -> str:
    """Return a header text as it is kept: short, and nothing where it looks like a patient's."""
    told = cells.plain(cells.mended_text(text))[:_MOST_HEADER]
    return told if rule_met(told) is None else ""


def rows_of(kept: TextIO) -> Iterator[list[str]]:
    """Yield the rows that a `Keeper` wrote."""
    return csv.reader(kept)


_READERS: Mapping[Kind, Callable[[str], str]] = {
    Kind.DAY: cells.day,
    Kind.CODE: cells.codes,
    Kind.MODIFIER: cells.modifiers,
    Kind.UNITS: cells.units,
    Kind.PLACE: cells.place,
    Kind.TOOTH: cells.tooth,
    Kind.DETAILS: cells.details,
    Kind.VALUE: cells.value,
}
