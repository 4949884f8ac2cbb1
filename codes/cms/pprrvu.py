"""Reads a PPRRVU file of any generation (csv, fixed width, xlsx, gzip, release zip) into fee rows and issues."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from codes.cms.checks import check_factor, check_totals
from codes.cms.fixed_width import COLUMNS, LAST_KNOWN_YEAR, is_fixed_width, records
from codes.cms.header import columns_of, header_line
from codes.cms.recognise import NotATable, Shape, shape_of, text_of, unpacked
from codes.cms.release_zip import ZipFault, members
from codes.cms.rows import RowReader
from codes.cms.sheets import SheetFault, read_sheet
from codes.cms.title import Title, read_title, title_of_name
from codes.fees import FeeRow
from rvuedge.lib.issues import Issue, Severity

MOST_ISSUES = 50
MOST_ROWS = 200_000
QPP, NON_QPP = "QPP", "nonQPP"
_QPP_INDICATOR = "1"
_MEND_WORDS = {
    "code": "codes have fewer than five characters: a spreadsheet took the zeros in front away",
    "global_days": "global periods lost their zeros in front",
    "supervision": "supervision indicators lost their zeros in front",
    "endoscopic_base": "endoscopic base codes lost their zeros in front",
}
_DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class PprrvuFile:
    """What a file holds. `issues` are the first 50 of `issue_count`; without `is_refused` the rows can be stored."""

    title: Title
    variant: str
    conversion_factor: Decimal
    rows: tuple[FeeRow, ...]
    issues: tuple[Issue, ...]
    issue_count: int
    mends: tuple[tuple[str, int], ...]
    is_refused: bool


def read_pprrvu(content: bytes, file_name: str = "", *, accept_repairs: bool = False) -> PprrvuFile:
    """Return the rows and every issue; lost leading zeros are mended, and refuse the file unless the mends are accepted."""
    try:
        content = unpacked(content)
        shape = shape_of(content)
        if shape is Shape.ZIP:
            return _read_zip(content, accept_repairs=accept_repairs)
        if shape is Shape.SHEET:
            return _read_table(_numbered(read_sheet(content)), file_name, accept_repairs, is_sheet=True)
        return _read_text(text_of(content), file_name, accept_repairs)
    except NotATable as error:
        return _refused(error.issue)
    except (ZipFault, SheetFault) as error:
        return _refused(Issue(None, "", "", Severity.ERROR, str(error)))


def _read_zip(content: bytes, *, accept_repairs: bool) -> PprrvuFile:
    """The csv of the non-QPP variant is preferred: work, expense and malpractice are equal in both."""
    found = [(name, member) for name, member in members(content) if _is_pprrvu(name, member)]
    if not found:
        return _refused(Issue(None, "", "", Severity.ERROR, "No file of the archive is a relative value file (PPRRVU)."))
    name, member = min(found, key=lambda entry: (_is_qpp(entry[0]), not entry[0].lower().endswith(".csv"), entry[0]))
    others = [other for other, _ in found if other != name and _stem(other) != _stem(name)]
    read = read_pprrvu(member, name, accept_repairs=accept_repairs)
    if not others:
        return read
    note = Issue(None, "", name[-60:], Severity.WARNING, f"The archive also holds {others[0][-60:]}; {name[-60:]} was read.")
    return replace(read, issues=(note, *read.issues)[:MOST_ISSUES], issue_count=read.issue_count + 1)


def _is_pprrvu(name: str, member: bytes) -> bool:
    if "PPRRVU" in name.upper():
        return name.lower().endswith((".csv", ".txt", ".xlsx"))
    return b"Relative Value File" in member[:600] and b"HCPCS,MOD" in member[:6000]


def _is_qpp(name: str) -> bool:
    return "QPP" in name.upper() and "NONQPP" not in name.upper()


def _stem(name: str) -> str:
    return name.rsplit(".", 1)[0].upper()


def _read_text(text: str, file_name: str, accept_repairs: bool) -> PprrvuFile:
    if is_fixed_width(text):
        return _read_fixed(text, file_name, accept_repairs)
    first = next((line for line in text.splitlines()[:30] if line.upper().lstrip('"').startswith("HCPCS")), "")
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    table: list[tuple[int, Sequence[str]]] = []
    try:
        for cells in reader:
            table.append((reader.line_num, cells))
            if len(table) > MOST_ROWS:
                raise NotATable("The file has more than 200,000 rows; a release has about 19,000.")
    except csv.Error as error:
        raise NotATable(f"Line {reader.line_num}: a quote is not closed or stands in the wrong place ({error}). Download the file again.", reader.line_num) from None
    return _read_table(table, file_name, accept_repairs, is_sheet=False)


def _read_fixed(text: str, file_name: str, accept_repairs: bool) -> PprrvuFile:
    title = title_of_name(file_name)
    reader = RowReader(COLUMNS)
    rows = reader.read(records(text.splitlines()))
    year = title.year or 0
    if year > LAST_KNOWN_YEAR:
        message = f"The fixed-width layout of {year} is not known: a column was added in 2026. Bring the csv of the same release."
        return _refused(Issue(None, "", "", Severity.ERROR, message))
    return _finished(title, reader, rows, (), accept_repairs)


def _read_table(table: Sequence[tuple[int, Sequence[str]]], file_name: str, accept_repairs: bool, *, is_sheet: bool) -> PprrvuFile:
    cells = [row for _line, row in table[:40]]
    last = header_line(cells)
    if last is None:
        message = "No column HCPCS in the first 30 lines. A relative value file has a line that begins HCPCS, MOD, DESCRIPTION."
        return _refused(Issue(None, "HCPCS", "", Severity.ERROR, message))
    columns, faults = columns_of(cells, last)
    if faults:
        return replace(_refused(faults[0]), issues=faults[:MOST_ISSUES], issue_count=len(faults))
    reader = RowReader(columns)
    body = (((line, _filled(row, columns)) for line, row in table[last + 1 :])) if is_sheet else table[last + 1 :]
    rows = reader.read(body)
    if not rows and not reader.issues:
        return _refused(Issue(table[last][0], "", "", Severity.ERROR, f"No rows stand below the header in line {table[last][0]}."))
    title = read_title(" ".join(row) for row in cells[:last])
    return _finished(title, reader, rows, (), accept_repairs)


def _filled(row: Sequence[str], columns: dict[str, int]) -> list[str]:
    """A sheet's cells with what its number cells lose: "09" and "000" are kept as 9 and 0 there."""
    cells = list(row)
    column = columns["supervision"]
    if column < len(cells) and cells[column].isdigit():
        cells[column] = cells[column].zfill(2)
    return cells


def _finished(title: Title, reader: RowReader, rows: tuple[FeeRow, ...], more: Iterable[Issue], accept_repairs: bool) -> PprrvuFile:
    mends = tuple(sorted(reader.mends.items()))
    issues = [*_mend_issues(reader), *more, *reader.issues, *check_factor(rows), *check_totals(rows)]
    refused = any(issue.severity is Severity.ERROR for issue in issues) or (bool(mends) and not accept_repairs)
    factor = Counter(row.conversion_factor for row in rows).most_common(1)
    qpp = [row.pricing_indicator == _QPP_INDICATOR for row in rows if row.pricing_indicator]
    variant = "" if not qpp else QPP if all(qpp) else NON_QPP
    return PprrvuFile(title, variant, factor[0][0] if factor else Decimal(0), rows, tuple(issues[:MOST_ISSUES]), len(issues), mends, refused)


def _mend_issues(reader: RowReader) -> list[Issue]:
    issues = []
    for field, count in sorted(reader.mends.items()):
        line, before = reader.first_mend[field]
        message = f"{count:,} {_MEND_WORDS[field]} (first: '{before}' in line {line}). Accept the mend, or bring the file as CMS publishes it."
        issues.append(Issue(line, field, before, Severity.REPAIR, message))
    return issues


def _numbered(rows: Iterable[Sequence[str]]) -> list[tuple[int, Sequence[str]]]:
    return list(enumerate(rows, start=1))


def _refused(issue: Issue) -> PprrvuFile:
    return PprrvuFile(Title(), "", Decimal(0), (), (issue,), 1, (), is_refused=True)
