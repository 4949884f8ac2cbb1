"""Finds the header of a survey table and tells its layout, A to F, by what the columns are called."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.surveys import vocabulary as words
from benchmarks.surveys.columns import At, Column, columns_of
from benchmarks.surveys.lines import Line

HEADER_WITHIN = 20
TIDY = (words.SPECIALTY, words.METRIC, words.PERCENTILE, words.VALUE)
_PARTED = (" - ", " \u2013 ", " \u2014 ")
LONG_WORDS = frozenset({"variable"})


@dataclass(frozen=True, slots=True)
class Header:
    """The line that names the columns, the last of two where the metrics stand above; the layout, and each column."""

    line: Line
    layout: str
    columns: tuple[Column, ...]

    def places(self, field: str, metric: str = "") -> tuple[int, ...]:
        """Return where a field stands: under its metric where there is such a column, else for every metric."""
        own = [place for place, column in enumerate(self.columns) if column.field == field and metric and column.metric == metric]
        return tuple(own or (place for place, column in enumerate(self.columns) if column.field == field and not column.metric))

    def cell(self, line: Line, field: str, metric: str = "") -> str:
        """Return the cell of a field; "" where the line ends before it or the column is missing."""
        return next((line.cells[place] for place in self.places(field, metric) if place < len(line.cells)), "")

    @property
    def values(self) -> tuple[tuple[int, Column], ...]:
        """The columns of percentiles, each with its place."""
        return tuple((place, column) for place, column in enumerate(self.columns) if column.at is not None)

    @property
    def unread(self) -> tuple[str, ...]:
        """The headers of columns that nothing is known of."""
        return tuple(column.header for column in self.columns if column.is_unread)

    @property
    def doubled(self) -> tuple[str, ...]:
        """What two columns say they hold; several columns may describe one cut."""
        named: dict[tuple[str, str, At | None], list[str]] = {}
        for column in self.columns:
            if column.at is not None or column.field not in ("", words.CUT):
                named.setdefault((column.field, column.metric, column.at), []).append(column.header)
        return tuple(headers[0] for headers in named.values() if len(headers) > 1)


def find_header(lines: Sequence[Line], chosen: Mapping[str, str] | None = None) -> Header | None:
    """Return the header within the first 20 lines; None where no line names what a table needs."""
    for number, line in enumerate(lines[:HEADER_WITHIN]):
        columns = columns_of(line.cells, (), chosen)
        above = _spread(lines[number - 1], line) if number else ()
        stacked = columns_of(line.cells, above, chosen) if any(above) else ()
        for layout, found in ((_layout(columns), columns), ("E" if _layout(stacked) in ("B", "F") else "", stacked)):
            if layout:
                return Header(line, layout, found)
    return None


def likely_header(lines: Sequence[Line]) -> Line | None:
    """Return the line that looks most like a header: the fullest of the first 20; None where no line holds two texts."""
    within = [line for line in lines[:HEADER_WITHIN] if sum(bool(cell) for cell in line.cells) > 1]
    return max(within, key=lambda line: (sum(bool(cell) for cell in line.cells), -line.number), default=None)


def _layout(columns: Sequence[Column]) -> str:
    fields = {column.field for column in columns if not column.metric}
    values = [column for column in columns if column.at is not None]
    if set(TIDY) <= fields:
        return "D"
    if words.METRIC in fields and values and all(not column.metric for column in values):
        named = next(column.header for column in columns if column.field == words.METRIC)
        return "C" if words.SPECIALTY in fields and words.plain(named) in LONG_WORDS else "A"
    if words.SPECIALTY in fields and values and all(column.metric for column in values):
        return "F" if any(sign in column.header for column in values for sign in _PARTED) else "B"
    return ""


def _spread(upper: Line, lower: Line) -> tuple[str, ...]:
    """The upper header over each column of the lower: merged cells hold their text in the first cell only."""
    found, last = [], ""
    for place, text in enumerate(lower.cells):
        own = upper.cells[place] if place < len(upper.cells) else ""
        last = own or last
        belongs = words.percentile_of(text) is not None or words.column_of(text) in (words.PROVIDERS, words.GROUPS)
        found.append(last if belongs and words.metric_of(last) else own if not text else "")
    return tuple(found)
