"""Reads the lines below a header: a tidy line gives one value (layout D), a wide line one under each percentile (all others)."""

from collections.abc import Sequence

from benchmarks.surveys import vocabulary as words
from benchmarks.surveys.draft_cells import Table
from benchmarks.surveys.headers import Header
from benchmarks.surveys.lines import Line

_COUNTS = (words.PROVIDERS, words.GROUPS)
UNREAD = "This column is not read."


def read_lines(table: Table, lines: Sequence[Line], header: Header, specialty: str = "") -> None:
    """Put every line below the header into the table; `specialty` is what sheet or file are called, where no column tells it."""
    for name in header.doubled:
        field = words.column_of(name) or name
        table.error(header.line, field[:80], name, f"Two columns name the {field}. Keep one.")
    for column in header.unread:
        table.warn(header.line, column[:80], column, f"{UNREAD} Lines that differ only in it count as the same cell.")
    for line in lines:
        is_below = line.number > header.line.number and not line.is_blank and line.cells != header.line.cells
        if is_below and _is_whole(table, header, line):
            _read_tidy(table, header, line) if header.layout == "D" else _read_wide(table, header, line, specialty)


def _is_whole(table: Table, header: Header, line: Line) -> bool:
    if sum(bool(cell) for cell in line.cells) == 1 and line.cells[0]:
        table.warn(line, "line", line.cells[0], "This line holds one text only; it was taken for a note and is not read.")
        return False
    if any(line.cells[len(header.columns) :]):
        table.error(line, "line", line.cells[-1], "The line has more cells than the header. A number with a comma needs quotes around it.")
        return False
    return True


def _read_tidy(table: Table, header: Header, line: Line) -> None:
    name = table.name(line, header.cell(line, words.SPECIALTY))
    metric = table.metric(line, header.cell(line, words.METRIC))
    cut = _cut(table, header, line)
    text = header.cell(line, words.PERCENTILE)
    at = words.percentile_of(text)
    if at is None:
        table.error(line, words.PERCENTILE, text, "This is no percentile. Write it as 25, p25, 25th, median, mean or sd.")
    value, is_read = table.value(line, header.cell(line, words.VALUE))
    counts = {field: table.count(line, header.cell(line, field), field) for field in _COUNTS}
    if name and metric and at is not None and is_read:
        draft = table.draft(line, name, metric, cut)
        table.add(line, draft, at, value)
        table.add_counts(line, draft, counts)


def _read_wide(table: Table, header: Header, line: Line, specialty: str) -> None:
    is_named = bool(header.places(words.SPECIALTY))
    name = table.name(line, header.cell(line, words.SPECIALTY) if is_named else specialty)
    has_metric = bool(header.places(words.METRIC))
    of_line = table.metric(line, header.cell(line, words.METRIC)) if has_metric else None
    cut = _cut(table, header, line)
    counts = {
        (field, column.metric): table.count(line, line.cells[place], field)
        for place, column in enumerate(header.columns)
        if (field := column.field) in _COUNTS and place < len(line.cells)
    }
    for place, column in header.values:
        value, is_read = table.value(line, line.cells[place] if place < len(line.cells) else "", column.header)
        metric = column.metric or of_line
        if name and metric and column.at is not None and is_read:
            draft = table.draft(line, name, metric, cut)
            table.add(line, draft, column.at, value, column.header)
            table.add_counts(line, draft, {field: counts.get((field, metric), counts.get((field, ""))) for field in _COUNTS})


def _cut(table: Table, header: Header, line: Line) -> str:
    told = (place for place in header.places(words.CUT) if place < len(line.cells))
    return table.cut(line, ((header.columns[place].header, line.cells[place]) for place in told))
