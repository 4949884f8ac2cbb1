"""What the tables of all kinds have in common: their records and header line, and money, days and codes read strictly."""

import csv
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from codes.cms.delimited import LONGEST_LINE
from codes.cms.findings import Findings
from codes.cms.reading import Numbered, Opened

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "pipes"}
SEARCHED_LINES = 40
# Notes of official tables run over two to five lines within their quotes; a quote that is not closed would swallow the file.
MOST_LINES_OF_A_CELL = 20
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_OPEN_QUOTE = "A quote is not closed or stands in the wrong place. Download the file again."
_NO_WORDS = re.compile(r"[^A-Z0-9]")
_MONEY = re.compile(r"\$? ?(?=[0-9.])([0-9]{1,3}(?:,[0-9]{3}){1,2}|[0-9]{0,9})(\.[0-9]*)?")
_MONTH_WORDS = "|".join(f"{month[:3]}(?:{month[3:]})?" for month in MONTHS)
_MONTH = re.compile(rf"\b({_MONTH_WORDS})\.? +(?:([0-9]{{1,2}}), *)?(20[0-9]{{2}})\b", re.IGNORECASE)
_COMPACT_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?: 00:00:00)?")
_US_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")


@dataclass(frozen=True, slots=True)
class Table:
    """A table found in a file: the lines above its header, the header, and the records below it, numbered by their first line."""

    above: tuple[Sequence[str], ...]
    line: int
    header: tuple[str, ...]
    rows: Numbered

    @property
    def title(self) -> str:
        """The lines above the header as one text: titles and notices."""
        return "\n".join(" ".join(cell.strip() for cell in row if cell.strip()) for row in self.above)

    def columns(self, *names: str) -> tuple[int, ...]:
        """Return the first column of each of these names, which the header is known to hold."""
        columns = [key(cell) for cell in self.header]
        return tuple(columns.index(key(name)) for name in names)

    def position(self, *names: str) -> int | None:
        """Return the first column with one of these names, asked in their order; None where there is none."""
        columns = [key(cell) for cell in self.header]
        return next((columns.index(key(name)) for name in names if key(name) in columns), None)


def key(text: str) -> str:
    """Return a header text by its letters and digits alone: "HCPCS Code " and "hcpcs_code" are the same."""
    return _NO_WORDS.sub("", text.upper())


def has_header(opened: Opened, names: Collection[str]) -> bool:
    """Return whether one of the first lines names all these columns."""
    return _separator_with(opened, names) is not None


def read_table(opened: Opened, names: Collection[str], findings: Findings) -> Table | None:
    """Return the table whose header names all these columns; None and a finding where no line does.

    A column that is named twice in the header is a fault of the file; blank lines above the header are no titles.
    """
    separator = _separator_with(opened, names) or ","
    above: list[Sequence[str]] = []
    if opened.remark:
        findings.warning(None, "", "", opened.remark)
    if separator != "," and not opened.is_sheet:
        findings.warning(None, "", "", f"The cells are separated by {SEPARATORS[separator]}; the file was read so.")
    rows = records(opened, findings, separator)
    for line, cells in rows:
        if _names_all(cells, names):
            _check_doubles(line, cells, names, findings)
            return Table(tuple(above), line, tuple(cells), rows)
        if line > SEARCHED_LINES:
            break
        if any(cell.strip() for cell in cells):
            above.append(cells)
    told = ", ".join(names)
    findings.error(
        None, "", "", f"No line of the first {SEARCHED_LINES} names the columns {told}. Bring the file with its header as it was published."
    )
    return None


def records(opened: Opened, findings: Findings, separator: str = ",") -> Numbered:
    """Yield each record with the number of its first line; a quoted cell may run over some lines, an open quote swallows none."""
    if opened.is_sheet:
        yield from enumerate(opened.cells, start=1)
        return
    start = 0
    while start < len(opened.lines):
        reader = _Reader(opened.lines, start, separator)
        yield from reader
        start = reader.next_line
        if reader.fault:
            findings.error(start, "", "", reader.fault)


def money(text: str, places: int = 2) -> Decimal | None:
    """Return dollars such as "$1,662.630", "00720.00" or "35.92" with exactly so many decimals; None for any other text.

    More decimals than `places` are refused unless they are zeros: nothing is rounded.
    """
    found = _MONEY.fullmatch(text.replace("\xa0", " ").strip())
    if found is None or not (found[1] or (found[2] or ".") != "."):
        return None
    decimals = (found[2] or "")[1:]
    if decimals[places:].strip("0"):
        return None
    return Decimal(f"{found[1].replace(',', '') or 0}.{decimals[:places].ljust(places, '0')}")


def day(text: str) -> date | None:
    """Return a day written as 20250401, 2025-04-01 or 4/1/2025; None for any other text."""
    stripped = text.strip()
    found = _COMPACT_DAY.fullmatch(stripped) or _ISO_DAY.fullmatch(stripped)
    if found is not None:
        return _date(found[1], found[2], found[3])
    found = _US_DAY.fullmatch(stripped)
    return None if found is None else _date(found[3], found[1], found[2])


def first_day_in(text: str) -> date | None:
    """Return the first day that a text names in words: "April 2025" and "Effective April 1, 2025 through ..." alike."""
    for found in _MONTH.finditer(text):
        month = next(number for number, name in enumerate(MONTHS, start=1) if name[:3].upper() == found[1][:3].upper())
        named = _date(found[3], str(month), found[2] or "1")
        if named is not None:
            return named
    return None


def month_words(on: date | None) -> str:
    """Return a month as people say it, "April 2025"; nothing for no day."""
    return "" if on is None else f"{MONTHS[on.month - 1]} {on.year}"


def padded(text: str, length: int) -> str | None:
    """Return digits with the zeros in front that a spreadsheet took away; None where that is no digits, or nothing is missing."""
    return text.zfill(length) if text.isascii() and text.isdigit() and len(text) < length else None


class _Reader:
    """Records from a line on, up to the end or to a line with a fault."""

    def __init__(self, lines: Sequence[str], start: int, separator: str) -> None:
        self._lines, self._separator = lines, separator
        self._fed = self.next_line = start
        self.fault = ""

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        reader = csv.reader(self._lines_of_records(), delimiter=self._separator, strict=True)
        try:
            for cells in reader:
                line, self.next_line = self.next_line + 1, self._fed
                yield line, cells
        except csv.Error:
            self.fault = self._told_of_a_quote()
            self.next_line += 1
            return
        if self.next_line < len(self._lines):
            self.fault = f"Line {self.next_line + 1} is longer than 64 KB. Download the file again."
            self.next_line += 1

    def _lines_of_records(self) -> Iterator[str]:
        """The lines, each with its end; none once a record is too long."""
        while self._fed < len(self._lines) and self._fed - self.next_line < MOST_LINES_OF_A_CELL:
            line = self._lines[self._fed]
            if len(line) > LONGEST_LINE:
                return
            self._fed += 1
            yield line + "\n"

    def _told_of_a_quote(self) -> str:
        if any(line.strip() for line in self._lines[self.next_line + 1 :]):
            return _OPEN_QUOTE
        return f"The file ends early in line {self.next_line + 1}. Download it again."


def _separator_with(opened: Opened, names: Collection[str]) -> str | None:
    """The separator by which one of the first lines names all these columns, a comma for a sheet; None where none does."""
    return next((one for one in SEPARATORS for _line, cells in _top(opened, one) if _names_all(cells, names)), None)


def _top(opened: Opened, separator: str) -> Iterator[tuple[int, Sequence[str]]]:
    first = Opened(opened.file_name, lines=opened.lines[:SEARCHED_LINES], cells=opened.cells[:SEARCHED_LINES])
    return records(first, Findings(), separator)


def _names_all(cells: Sequence[str], names: Collection[str]) -> bool:
    return {key(name) for name in names} <= {key(cell) for cell in cells}


def _check_doubles(line: int, cells: Sequence[str], names: Collection[str], findings: Findings) -> None:
    columns = [key(cell) for cell in cells]
    for name in names:
        if columns.count(key(name)) > 1:
            findings.error(line, name, "", "This column stands twice in the header. Download the file again.")


def _date(year: str, month: str, day_of_month: str) -> date | None:
    try:
        return date(int(year), int(month), int(day_of_month))
    except ValueError:
        return None
