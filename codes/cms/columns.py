"""Cuts a file into texts by field: csv and sheet by the names in their header line, plain text by fixed positions."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import dropwhile, takewhile

from codes.cms.findings import Findings
from codes.cms.reading import Numbered, Opened
from codes.cms.tables import SEARCHED_LINES, SEPARATORS, key, records

Texts = Mapping[str, str]
_FIRST_LINES = 5
_END_OF_FILE = ("\x1a", "_X001A_")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A column of a kind: its field, its header as people read it, and the pattern of the header's letters and digits."""

    field: str
    header: str
    pattern: str
    is_needed: bool = True


@dataclass(frozen=True, slots=True)
class Header:
    """The line that names the columns: its number, its cells, and what separates them."""

    separator: str
    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fixed:
    """Records of a text with fixed positions, counted from 1 as record layouts do; `shape` is how a record begins.

    A `length` of 0 stands for records that end where their last words do; `has_notes` where titles or notes may stand around them.
    """

    positions: Mapping[str, tuple[int, int]]
    shape: re.Pattern[str]
    length: int = 0
    has_notes: bool = True

    def is_record(self, text: str) -> bool:
        """Return whether a line without blanks at its end is a record."""
        return self.shape.match(text) is not None and len(text) == (self.length or len(text))


class Cut:
    """The records of a file; what is blank is left out, notes are left out and counted while the records are read."""

    def __init__(self, layout: str, title: str = "", header: Texts | None = None) -> None:
        self.layout, self.title, self.header = layout, title, header or {}
        self.skipped = 0
        self.records: Iterator[tuple[int, Texts]] = iter(())


def header_of(opened: Opened, wanted: Sequence[Wanted], fewest: int) -> Header | None:
    """Return the first line that names at least so many of the wanted columns; None where none does."""
    first = Opened(opened.file_name, lines=opened.lines[:SEARCHED_LINES], cells=opened.cells[:SEARCHED_LINES])
    for separator in "," if opened.is_sheet else SEPARATORS:
        for line, cells in records(first, Findings(), separator):
            names = [key(cell) for cell in cells]
            if sum(any(re.fullmatch(one.pattern, name) for name in names) for one in wanted) >= fewest:
                return Header(separator, line, tuple(cells))
    return None


def begins_fixed(opened: Opened, fixed: Fixed) -> bool:
    """Return whether the first lines of a text begin as such records do."""
    first = [line for line in opened.lines[:_FIRST_LINES] if line.strip()]
    return bool(first) and all(fixed.shape.match(line) for line in first)


def cut(opened: Opened, wanted: Sequence[Wanted], fewest: int, fixed: Fixed | None, findings: Findings) -> Cut:
    """Return the records of a file: below its header line, or by fixed positions; a finding and no record where neither is there."""
    if opened.remark:
        findings.warning(None, "", "", opened.remark)
    header = header_of(opened, wanted, fewest)
    if header is not None:
        return _cut_table(opened, wanted, header, findings)
    if fixed is not None and any(fixed.is_record(line.rstrip()) for line in opened.lines[:SEARCHED_LINES]):
        return _cut_fixed(opened, fixed, findings)
    told = ", ".join(one.header for one in wanted if one.is_needed)
    message = f"No line of the first {SEARCHED_LINES} names the columns {told}. Bring the file with its header as CMS publishes it."
    findings.error(None, "", "", message)
    return Cut("")


def _cut_table(opened: Opened, wanted: Sequence[Wanted], header: Header, findings: Findings) -> Cut:
    """Every needed column that the header lacks or names twice is a finding, and no record is cut then."""
    if header.separator != ",":
        findings.warning(None, "", "", f"The cells are separated by {SEPARATORS[header.separator]}; the file was read so.")
    places = _places(header, wanted, findings)
    numbered = records(opened, Findings(), header.separator)
    above = [" ".join(cells) for _line, cells in takewhile(lambda one: one[0] < header.line, numbered)]
    found = Cut("xlsx" if opened.is_sheet else "csv", "\n".join(above), {field: header.cells[place] for field, place in places.items()})
    if {one.field for one in wanted if one.is_needed} <= set(places):
        below = dropwhile(lambda one: one[0] <= header.line, records(opened, findings, header.separator))
        found.records = _of_table(found, below, places, len(header.cells), findings)
    return found


def _cut_fixed(opened: Opened, fixed: Fixed, findings: Findings) -> Cut:
    """Lines above the first record are titles."""
    first = next(index for index, line in enumerate(opened.lines) if fixed.is_record(line.rstrip()))
    start = first if fixed.has_notes else 0
    found = Cut("fixed width", "\n".join(opened.lines[:start]))
    found.records = _of_text(found, enumerate(opened.lines[start:], start=start + 1), fixed, findings)
    return found


def _of_table(found: Cut, rows: Numbered, places: Mapping[str, int], width: int, findings: Findings) -> Iterator[tuple[int, Texts]]:
    for line, cells in rows:
        filled = [cell for cell in cells if cell.strip()]
        if not filled or _is_note(cells[0].strip(), len(filled)):
            found.skipped += bool(filled)
        elif len(cells) != width and (len(cells) < width or any(cell.strip() for cell in cells[width:])):
            findings.error(line, "", "", f"Line {line} has {len(cells)} cells, the header has {width}. Download the file again.")
        else:
            yield line, {field: cells[place].strip() for field, place in places.items()}


def _of_text(found: Cut, lines: Iterable[tuple[int, str]], fixed: Fixed, findings: Findings) -> Iterator[tuple[int, Texts]]:
    slices = {field: slice(start - 1, end) for field, (start, end) in fixed.positions.items()}
    for number, line in lines:
        text = line.rstrip()
        if fixed.is_record(text):
            yield number, {field: text[part].strip() for field, part in slices.items()}
        elif not text or text == _END_OF_FILE[0] or (fixed.has_notes and _is_note(text.strip(), 1)):
            found.skipped += bool(text)
        else:
            told = f" of {fixed.length} characters" if fixed.length else ""
            findings.error(number, "", "", f"Line {number} ({len(text)} characters) is no record{told}. Bring the csv of the same release.")


def _is_note(first: str, filled: int) -> bool:
    """Whether a line is the end-of-file mark or a remark: words in its first cell, and no values beside them."""
    return first.upper() in _END_OF_FILE or (filled <= 2 and not first[:1].isdigit() and (" " in first or first.startswith("*")))


def _places(header: Header, wanted: Sequence[Wanted], findings: Findings) -> dict[str, int]:
    names = [key(cell) for cell in header.cells]
    places = {}
    for one in wanted:
        found = [place for place, name in enumerate(names) if re.fullmatch(one.pattern, name)]
        if len(found) > 1:
            findings.error(header.line, one.field, "", f"The column '{one.header}' stands twice in the header. Download the file again.")
        elif found:
            places[one.field] = found[0]
        if not found and one.is_needed:
            findings.error(header.line, one.field, "", f"No column '{one.header}' in the header. Bring the file as CMS publishes it.")
    return places
