"""Layout D: one line per specialty, metric and percentile, with the value and, where given, counts and a cut."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from benchmarks.stats.percentiles import CurvePoint
from benchmarks.surveys import vocabulary as words
from benchmarks.surveys.amounts import read_amount, read_count
from benchmarks.surveys.lines import Line
from benchmarks.surveys.survey_file import SurveyCell
from rvuedge.lib.issues import Issue, Severity

LAYOUT = "D"
NEEDED = (words.SPECIALTY, words.METRIC, words.PERCENTILE, words.VALUE)
HEADER_WITHIN = 20
NAME_LIMIT, CUT_LIMIT = 160, 120
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Header:
    """The line that names the columns: where each field stands, and the columns that are not read."""

    line: Line
    places: dict[str, int]
    unread: tuple[str, ...]
    doubled: tuple[str, ...]

    def cell(self, line: Line, name: str) -> str:
        """Return the cell of a field; "" where the line ends before it or the column is missing."""
        place = self.places.get(name, -1)
        return line.cells[place] if 0 <= place < len(line.cells) else ""


@dataclass(slots=True)
class Draft:
    """A cell while its lines are being read."""

    line: int
    name: str
    metric: str
    cut: str
    counts: dict[str, tuple[int | None, int]] = field(default_factory=dict)
    values: dict[Decimal | words.Moment, tuple[Decimal | None, int]] = field(default_factory=dict)


@dataclass(slots=True)
class Table:
    """The cells, the number of suppressed values and the issues of a table while it is being read."""

    drafts: dict[Key, Draft] = field(default_factory=dict)
    spellings: dict[str, str] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    suppressed: int = 0

    def spelt(self, text: str) -> str:
        """The first spelling of a name: small and capital letters make no second cell."""
        return self.spellings.setdefault(text.casefold(), text)

    def error(self, line: Line, name: str, value: str, message: str) -> None:
        self.issues.append(Issue(line.number, name, value[:120], Severity.ERROR, message))

    def warn(self, line: Line, name: str, value: str, message: str) -> None:
        self.issues.append(Issue(line.number, name, value[:120], Severity.WARNING, message))


def find_header(lines: Sequence[Line]) -> Header | None:
    """Return the header within the first 20 lines; None where no line names every column that is needed."""
    for line in lines[:HEADER_WITHIN]:
        fields = [words.column_of(cell) for cell in line.cells]
        if set(NEEDED) <= set(fields):
            named = [name for name in fields if name]
            return Header(
                line,
                {name: fields.index(name) for name in named},
                tuple(cell for cell, name in zip(line.cells, fields, strict=True) if cell and name is None),
                tuple(dict.fromkeys(name for name in named if named.count(name) > 1)),
            )
    return None


def read_table(lines: Sequence[Line], header: Header) -> tuple[tuple[SurveyCell, ...], int, tuple[Issue, ...]]:
    """Return the cells below the header, how many values were suppressed, and every fault of a line."""
    table = Table()
    for name in header.doubled:
        table.error(header.line, name, name, f"Two columns name the {name}. Keep one.")
    for column in header.unread:
        table.warn(header.line, column[:80], column, "This column is not read. Lines that differ only in it count as the same cell.")
    for line in lines:
        if line.number > header.line.number and not line.is_blank and line.cells != header.line.cells:
            _read_line(table, header, line)
    return tuple(_finished(table.drafts.values())), table.suppressed, tuple(table.issues)


def _read_line(table: Table, header: Header, line: Line) -> None:
    if sum(bool(cell) for cell in line.cells) == 1 and line.cells[0]:
        table.warn(line, "line", line.cells[0], "This line holds one text only; it was taken for a note and is not read.")
        return
    if any(line.cells[len(header.line.cells) :]):
        table.error(line, "line", line.cells[-1], "The line has more cells than the header. A number with a comma needs quotes around it.")
        return
    name, metric = _name(table, header, line), _metric(table, header, line)
    cut = words.cut_of(header.cell(line, words.CUT))
    if len(cut) > CUT_LIMIT:
        table.error(line, words.CUT, cut, f"Shorten the cut to {CUT_LIMIT} characters.")
    text = header.cell(line, words.PERCENTILE)
    at = words.percentile_of(text)
    if at is None:
        table.error(line, words.PERCENTILE, text, "This is no percentile. Write it as 25, p25, 25th, median, mean or sd.")
    value, is_read = _value(table, header, line)
    counts = {field: _count(table, header, line, field) for field in (words.PROVIDERS, words.GROUPS)}
    if name and metric and at is not None and is_read:
        name, cut = table.spelt(name), table.spelt(cut)
        draft = table.drafts.setdefault((cut, name, metric), Draft(line.number, name, metric, cut))
        _add(table, line, draft, at, value)
        _add_counts(table, line, draft, counts)


def _name(table: Table, header: Header, line: Line) -> str:
    name = header.cell(line, words.SPECIALTY)
    if not name:
        table.error(line, words.SPECIALTY, "", "The specialty is blank. Repeat it on every line.")
    elif len(name) > NAME_LIMIT:
        table.error(line, words.SPECIALTY, name, f"Shorten the specialty to {NAME_LIMIT} characters.")
    return name


def _metric(table: Table, header: Header, line: Line) -> str | None:
    text = header.cell(line, words.METRIC)
    metric = words.metric_of(text)
    if metric is None:
        table.error(line, words.METRIC, text, f"This metric is not known. Known are {', '.join(words.METRICS)} and their usual names.")
    return metric


def _value(table: Table, header: Header, line: Line) -> tuple[Decimal | None, bool]:
    """The value (None = suppressed), and whether the cell could be read."""
    text = header.cell(line, words.VALUE)
    if words.is_suppressed(text):
        return None, True
    value = read_amount(text)
    if value is None:
        table.error(line, words.VALUE, text, "This is no number. Write it as 4700, 4,700 or $52.10, and a suppressed value as *.")
    elif value == 0:
        table.error(line, words.VALUE, text, "A survey value is never 0. Write a suppressed value as * or leave it blank.")
    return value, bool(value)


def _count(table: Table, header: Header, line: Line, name: str) -> int | None:
    text = header.cell(line, name)
    if words.is_suppressed(text):
        return None
    count = read_count(text)
    if count is None:
        table.error(line, name, text, "This is no whole number. Write it as 1200 or 1,200, or leave it blank.")
    return count


def _add(table: Table, line: Line, draft: Draft, at: Decimal | words.Moment, value: Decimal | None) -> None:
    table.suppressed += value is None
    if at not in draft.values:
        draft.values[at] = (value, line.number)
        return
    former, where = draft.values[at]
    if former == value:
        table.warn(line, words.PERCENTILE, str(at), f"The same value stands in line {where} already. It counts once.")
        table.suppressed -= value is None
    else:
        message = f"Line {where} gives another value for the same specialty, metric and percentile. Keep the one that holds."
        table.error(line, words.VALUE, "" if value is None else f"{value:f}", message)


def _add_counts(table: Table, line: Line, draft: Draft, counts: dict[str, int | None]) -> None:
    for name, count in counts.items():
        former, where = draft.counts.get(name, (None, line.number))
        if former is None:
            draft.counts[name] = (count, line.number)
        elif count is not None and count != former:
            table.error(line, name, str(count), f"Line {where} gives {former} for the same cell. One cell has one count.")


def _finished(drafts: Iterable[Draft]) -> Iterable[SurveyCell]:
    for draft in drafts:
        points = [(at, value) for at, (value, _) in draft.values.items() if isinstance(at, Decimal) and value is not None]
        yield SurveyCell(
            line=draft.line,
            raw_specialty=draft.name,
            metric=draft.metric,
            cut=draft.cut,
            provider_count=draft.counts.get(words.PROVIDERS, (None, 0))[0],
            group_count=draft.counts.get(words.GROUPS, (None, 0))[0],
            mean=draft.values.get(words.Moment.MEAN, (None, 0))[0],
            deviation=draft.values.get(words.Moment.DEVIATION, (None, 0))[0],
            points=tuple(CurvePoint(at, value) for at, value in sorted(points)),
        )
