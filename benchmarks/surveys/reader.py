"""Reads a survey table of any of the layouts A to F, recognised by its columns."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.surveys.checks import check_cells
from benchmarks.surveys.columns import Column, columns_of
from benchmarks.surveys.draft_cells import Table
from benchmarks.surveys.headers import HEADER_WITHIN, TIDY, Header, find_header, likely_header
from benchmarks.surveys.lines import Line, LinesFault, Reading, readings
from benchmarks.surveys.survey_file import SurveyFile, refused
from benchmarks.surveys.table_lines import UNREAD, read_lines
from benchmarks.surveys.vocabulary import SPECIALTY, tidy
from rvuedge.lib.issues import Issue

_UNKNOWN = (
    f"No line of the first {HEADER_WITHIN} names the columns {', '.join(TIDY[:-1])} and {TIDY[-1]}, "
    "or a specialty with percentiles beside it, such as wrvu_p25. Say what each column holds."
)
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
Found = tuple[Reading, Header]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a person chooses columns by: each column as it is understood, and the first lines below the header."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]


def read_survey(content: bytes, name: str = "", chosen: Mapping[str, str] | None = None) -> SurveyFile:
    """Return the cells of a csv or xlsx table with every issue; nothing of a file that is not understood.

    `name` is the file's: it tells the specialty where neither a column nor a sheet does. `chosen` is what a person said of columns.
    """
    try:
        read = tuple(readings(content))
    except LinesFault as fault:
        return refused(str(fault))
    tables = [(reading, header) for reading in read if (header := find_header(reading.lines, chosen)) is not None]
    if not tables:
        return refused(_UNKNOWN)
    by_sheet = not any(header.places(SPECIALTY) for _, header in tables)
    if len(tables) > 1 and not by_sheet:
        return refused(f"{len(tables)} sheets hold a table. Keep one and save the file again.", layout=tables[0][1].layout)
    return _read(tables, name, hashlib.sha256(content).hexdigest())


def asks_for_columns(file: SurveyFile) -> bool:
    """Return whether a person should say what columns hold: the table was not recognised, or a column of it is not read."""
    return not file.layout or any(issue.message.startswith(UNREAD) for issue in file.issues)


def preview(content: bytes, chosen: Mapping[str, str] | None = None, lines: int = 3) -> Preview | None:
    """Return the columns of the first table, or of the line that looks most like a header; None where nothing can be asked."""
    try:
        read = tuple(readings(content))
    except LinesFault:
        return None
    for reading in read:
        header = find_header(reading.lines, chosen)
        if header is not None:
            return Preview(header.columns, _below(reading.lines, header.line, lines))
    likely = [(reading.lines, line) for reading in read if (line := likely_header(reading.lines)) is not None]
    if not likely:
        return None
    found, line = max(likely, key=lambda pair: sum(bool(cell) for cell in pair[1].cells))
    return Preview(columns_of(line.cells, (), chosen), _below(found, line, lines))


def _read(tables: Sequence[Found], name: str, sha256: str) -> SurveyFile:
    table, layout, line = Table(), tables[0][1].layout, tables[0][1].line.number
    for reading, header in tables:
        table.place = f"Sheet {reading.sheet}: " if len(tables) > 1 else ""
        specialty = reading.sheet if reading.sheet and not _is_usual(reading.sheet) else specialty_in(name)
        read_lines(table, reading.lines, header, specialty)
    cells = table.cells()
    if not cells and not table.issues:
        return refused("Below the header stands nothing.", line=line, layout=layout)
    found: list[Issue] = sorted((*table.issues, *check_cells(cells)), key=lambda issue: issue.line or 0)
    return SurveyFile(layout, cells, table.suppressed, tuple(found), sha256)


def specialty_in(name: str) -> str:
    """Return the specialty that the name of a file tells, without its ending and years."""
    stem = name.rpartition(".")[0] or name
    return tidy(_YEAR.sub(" ", re.sub(r"[_]+", " ", stem))).strip(" -")


def _is_usual(sheet: str) -> bool:
    return re.fullmatch(r"(sheet|table|data|tabelle|feuil) ?[0-9]*", sheet.casefold()) is not None


def _below(lines: Sequence[Line], header: Line, count: int) -> tuple[Line, ...]:
    return tuple(line for line in lines if line.number > header.number and not line.is_blank)[:count]
