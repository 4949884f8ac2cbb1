"""Bytes of a csv or xlsx table to numbered lines of cells: one reading per sheet, or per way in which a csv may be divided."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.surveys.vocabulary import tidy
from benchmarks.surveys.workbook import WorkbookFault, sheets_of

MOST_BYTES = 10_000_000
MOST_LINES = 200_000
_DELIMITERS = (",", ";", "\t")
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True, slots=True)
class Line:
    """One line with its number in the file, the first being 1; the cells are tidied."""

    number: int
    cells: tuple[str, ...]

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in the line."""
        return not any(self.cells)


@dataclass(frozen=True, slots=True)
class Reading:
    """The lines of one sheet, or of a text divided in one way; `sheet` is "" for a text."""

    lines: tuple[Line, ...]
    sheet: str = ""


class LinesFault(Exception):
    """A file that cannot be read, with a sentence that says what to do."""


def readings(content: bytes) -> Iterator[Reading]:
    """Return the lines of the file, once for each visible sheet, or for each delimiter of a text; raises LinesFault."""
    if len(content) > MOST_BYTES:
        raise LinesFault(f"The file has more than {MOST_BYTES:,} bytes. Keep the table alone and save it again.")
    if not content.strip():
        raise LinesFault("The file is empty.")
    if content.startswith(_WORKBOOKS):
        yield from _of_workbook(content)
        return
    text = _decoded(content)
    for delimiter in _DELIMITERS:
        if delimiter in text:
            yield Reading(_bounded(_of_text(text, delimiter)))


def _of_workbook(content: bytes) -> Iterator[Reading]:
    try:
        for sheet, rows in sheets_of(content):
            lines = (Line(number, tuple(tidy(cell) for cell in cells)) for number, cells in enumerate(rows, start=1))
            yield Reading(_bounded(lines), tidy(sheet))
    except WorkbookFault as fault:
        raise LinesFault(str(fault)) from None


def _of_text(text: str, delimiter: str) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    before = 0
    try:
        for cells in reader:
            yield Line(before + 1, tuple(tidy(cell) for cell in cells))
            before = reader.line_num
    except csv.Error as error:
        raise LinesFault(f"Line {reader.line_num} is no csv ({error}). Save the table as csv or xlsx again.") from None


def _bounded(lines: Iterator[Line]) -> tuple[Line, ...]:
    kept: list[Line] = []
    for line in lines:
        if len(kept) == MOST_LINES:
            raise LinesFault(f"The file has more than {MOST_LINES:,} lines. Split it by survey and year.")
        kept.append(line)
    return tuple(kept)


def _decoded(content: bytes) -> str:
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    text = _attempt(content, encoding)
    if text is None and encoding == "utf-8-sig":
        text = _attempt(content, "cp1252")
    if text is None or "\0" in text:
        raise LinesFault("The file is neither an xlsx workbook nor text in UTF-8, UTF-16 or Windows-1252. Save the table as csv or xlsx.")
    return text


def _attempt(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None
