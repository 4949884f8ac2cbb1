"""Reads a PPRRVU file of any generation (csv, fixed width, xlsx, gzip, release zip) into fee rows and issues."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import chain, islice

from codes.cms import fixed_width
from codes.cms.checks import check_rows, check_year, variant_of, year_of_factor
from codes.cms.delimited import lines_of, separator_of, table_of, words_of
from codes.cms.findings import Findings
from codes.cms.header import SEARCHED_LINES, columns_of, header_line
from codes.cms.recognise import NotATable, Shape, shape_of, text_of, unpacked
from codes.cms.release_members import Member, chosen_of
from codes.cms.release_zip import members
from codes.cms.rows import RowReader
from codes.cms.sheets import read_sheet
from codes.cms.title import Title, read_title, remark_on_day, title_of_day, title_of_name
from codes.fees import FeeRow
from rvuedge.lib.issues import Issue

MOST_ROWS = 200_000
_TABLE_SEARCHED = 40
Numbered = Iterable[tuple[int, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class PprrvuFile:
    """What a file holds. `issues` are the first 50 of `issue_count`; unless `is_refused` the rows can be stored."""

    title: Title
    variant: str
    conversion_factor: Decimal
    rows: tuple[FeeRow, ...]
    issues: tuple[Issue, ...]
    issue_count: int
    mends: tuple[tuple[str, int], ...] = ()
    is_refused: bool = False
    waits_for_mends: bool = False
    layout: str = ""
    columns: int = 0
    skipped: int = 0
    member: str = ""


@dataclass(frozen=True, slots=True)
class _Reading:
    """One reading: what was asked, and what is found on the way."""

    file_name: str
    accepts_repairs: bool
    holds_from: date | None
    open_sheet: Callable[[bytes], list[list[str]]]
    findings: Findings = field(default_factory=Findings)


def read_pprrvu(
    content: bytes,
    file_name: str = "",
    *,
    accept_repairs: bool = False,
    holds_from: date | None = None,
    open_sheet: Callable[[bytes], list[list[str]]] = read_sheet,
) -> PprrvuFile:
    """Return the rows and every issue; lost leading zeros are mended, and refuse the file unless the mends are accepted.

    `holds_from` names the release of a file that does not name itself; `open_sheet` reads a workbook (a child process may).
    """
    reading = _Reading(file_name, accept_repairs, holds_from, open_sheet)
    try:
        return _read(unpacked(content), reading)
    except NotATable as error:
        reading.findings.add(error.issue)
        return _refused(reading)


def _read(content: bytes, reading: _Reading) -> PprrvuFile:
    shape = shape_of(content)
    if shape is Shape.ZIP:
        return _read_zip(content, reading)
    if shape is Shape.SHEET:
        rows = reading.open_sheet(content)
        return _read_table(enumerate(rows, start=1), reading, layout="xlsx")
    decoded = text_of(content)
    if decoded.remark:
        reading.findings.warning(None, "", "", decoded.remark)
    return _read_text(lines_of(decoded.text), reading)


def _read_zip(content: bytes, reading: _Reading) -> PprrvuFile:
    """The csv of the non-QPP variant is preferred: work, expense and malpractice are equal in both."""
    chosen = chosen_of([Member(name, unpacked) for name, unpacked in members(content)], reading.findings)
    read = _read(chosen.content, replace(reading, file_name=chosen.name))
    return replace(read, member=chosen.name)


def _read_text(lines: Sequence[str], reading: _Reading) -> PprrvuFile:
    if len(lines) > MOST_ROWS:
        raise NotATable("The file has more than 200,000 rows; a release has about 19,000. Bring the file as CMS publishes it.")
    if fixed_width.is_fixed_width(lines):
        return _read_fixed(lines, reading)
    separator = separator_of(lines)
    if separator != ",":
        reading.findings.warning(None, "", "", f"The cells are separated by {words_of(separator)}; the file was read so.")
    return _read_table(table_of(lines, separator, reading.findings), reading, layout="csv")


def _read_fixed(lines: Sequence[str], reading: _Reading) -> PprrvuFile:
    """The records name no release: the file's name does, or the day that somebody gave."""
    named = title_of_name(reading.file_name)
    title = named if named.year or reading.holds_from is None else title_of_day(reading.holds_from)
    reader = RowReader(fixed_width.COLUMNS, reading.findings, width=len(fixed_width.COLUMNS))
    rows = reader.read(fixed_width.records(lines, reading.findings))
    newest = max(title.year or 0, year_of_factor(rows) or 0)
    if newest > fixed_width.LAST_KNOWN_YEAR or fixed_width.has_new_layout(lines):
        raise NotATable("The fixed-width layout of 2026 and later is not known: a column was added. Bring the csv of the same release.")
    return _finished(title, reader, rows, reading, layout="fixed width")


def _read_table(table: Numbered, reading: _Reading, *, layout: str) -> PprrvuFile:
    lines = iter(table)
    top = list(islice(lines, _TABLE_SEARCHED))
    head = [cells for _line, cells in top]
    last = header_line(head)
    if last is None:
        raise NotATable(
            f"No column HCPCS in the first {SEARCHED_LINES} lines. A relative value file has a line that begins HCPCS, MOD, DESCRIPTION."
        )
    line = top[last][0]
    positions = columns_of(head, last, line, reading.findings)
    if positions is None:
        return _refused(reading)
    reader = RowReader(positions, reading.findings, width=len(head[last]), is_sheet=layout == "xlsx")
    rows = reader.read(chain(top[last + 1 :], lines))
    if not rows and not reading.findings.has_errors:
        raise NotATable(f"No rows stand below the header in line {line}. Download the file again.", line)
    title = read_title(" ".join(cells) for cells in head[:last])
    if title.released_on is None:
        told = "No line says RELEASED and a day, as every official file does. Which posting of the release it is cannot be told."
        reading.findings.warning(None, "released_on", "", told)
    if title.year is None and reading.holds_from is not None:
        title = replace(title_of_day(reading.holds_from), released_on=title.released_on)
    return replace(_finished(title, reader, rows, reading, layout=layout), columns=len(positions))


def _finished(title: Title, reader: RowReader, rows: tuple[FeeRow, ...], reading: _Reading, *, layout: str) -> PprrvuFile:
    findings = reading.findings
    _check_title(title, reading)
    if rows:
        check_rows(rows, title.year, findings)
        check_year(title, rows, findings)
    variant = variant_of(rows, findings)
    reader.mends.tell(findings)
    waits = findings.has_repairs and not reading.accepts_repairs
    return PprrvuFile(
        title=title,
        variant=variant,
        conversion_factor=rows[0].conversion_factor if rows else Decimal(0),
        rows=rows,
        issues=findings.shown(),
        issue_count=findings.count,
        mends=reader.mends.counts(),
        is_refused=findings.has_errors or waits,
        waits_for_mends=waits and not findings.has_errors,
        layout=layout,
        skipped=reader.skipped,
    )


def _check_title(title: Title, reading: _Reading) -> None:
    if title.year is None or not title.letter:
        message = "The file does not name its release (year and January, April, July or October). Give the day from which it holds."
        reading.findings.error(None, "title", "", message)
    elif reading.holds_from is not None and reading.holds_from.year != title.year:
        given = reading.holds_from.isoformat()
        message = (
            f"The file is the release of {title.words}, the day given is {given}. Give a day of {title.year}, or bring the other file."
        )
        reading.findings.error(None, "effective_from", given, message)
    elif reading.holds_from is not None and (remark := remark_on_day(title, reading.holds_from)):
        reading.findings.warning(None, "effective_from", reading.holds_from.isoformat(), remark)


def _refused(reading: _Reading) -> PprrvuFile:
    return PprrvuFile(Title(), "", Decimal(0), (), reading.findings.shown(), reading.findings.count, is_refused=True)
