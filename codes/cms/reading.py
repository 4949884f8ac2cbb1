"""What every reader of a kind of file is given and gives back: an opened file in; facts, rows and every issue out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from io import BytesIO
from typing import IO, Generic, TypeVar

from codes.cms.delimited import lines_of, table_of
from codes.cms.findings import Findings
from codes.cms.recognise import UTF_16, NotATable, Shape, shape_of, text_of, unpacked
from codes.cms.streamed import Again, FileLines, Told
from rvuedge.lib.issues import Issue

MOST_LINES = 3_000_000
_HEAD_LINES, _HEAD_BYTES = 40, 64 * 1024
# Texts beyond are read line by line: only pair edits are so large.
_READ_WHOLE = 16 * 1024 * 1024
Row = TypeVar("Row")
Row_co = TypeVar("Row_co", covariant=True)
Cells = list[list[str]]
Numbered = Iterator[tuple[int, Sequence[str]]]


@dataclass(frozen=True)
class Opened:
    """One unpacked file: the lines of a text, or the cells of the one sheet that holds a table."""

    file_name: str
    lines: Sequence[str] = ()
    cells: Sequence[Sequence[str]] = ()
    remark: str = ""

    @property
    def is_sheet(self) -> bool:
        return bool(self.cells)

    @property
    def is_streamed(self) -> bool:
        """Whether the rows are to be read again instead of kept, as the file may be larger than memory."""
        return isinstance(self.lines, FileLines)

    @cached_property
    def head(self) -> str:
        """The first lines in capitals, cells joined by commas: what a kind is recognised by."""
        first = [",".join(row) for row in self.cells[:_HEAD_LINES]] if self.cells else self.lines[:_HEAD_LINES]
        return "\n".join(first).upper()

    def table(self, findings: Findings, separator: str = ",") -> Numbered:
        """Yield number and cells of each line, counted from 1; a line that cannot be cut is a finding and is left out."""
        if self.cells:
            yield from enumerate(self.cells, start=1)
        else:
            yield from table_of(self.lines, separator, findings)


@dataclass(frozen=True, slots=True)
class About:
    """What a file says of itself; None where it does not say.

    `series` tells tables of one kind apart that hold side by side, such as the parts of the pair edits; empty for most kinds.
    """

    title: str
    effective_from: date | None = None
    released_on: date | None = None
    series: str = ""


@dataclass(frozen=True, slots=True)
class Reading(Generic[Row_co]):
    """What one file holds. `issues` are the first 50 of `issue_count`; unless `is_refused` the rows can be stored."""

    kind: str
    about: About
    rows: Sequence[Row_co]
    issues: tuple[Issue, ...] = ()
    issue_count: int = 0
    is_refused: bool = False
    waits_for_mends: bool = False
    mends: tuple[tuple[str, int], ...] = ()
    layout: str = ""
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class FeeItem:
    """One amount of a fee schedule in dollars per `unit`; None where the schedule lists the code without one.

    `modifier` holds all modifiers of the line with one space between ("NU KF"). `regions` are amounts that hold in one
    place only, such as ("AL", 12.34) or ("AL rural", 13.50); `effective_from` is the line's own day where it has one.
    """

    code: str
    modifier: str
    amount: Decimal | None
    unit: str = ""
    name: str = ""
    note: str = ""
    effective_from: date | None = None
    regions: tuple[tuple[str, Decimal], ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """The key of an item within a schedule."""
        return self.code, self.modifier


def opened(content: bytes, file_name: str, open_sheet: Callable[[bytes], Cells]) -> Opened:
    """Return an unpacked file opened; NotATable for an archive and for what is no table."""
    content = unpacked(content)
    shape = shape_of(content)
    if shape is Shape.ZIP:
        raise NotATable("The file is an archive; its members are read one by one.")
    if shape is Shape.SHEET:
        return Opened(file_name, cells=open_sheet(content))
    if len(content) > _READ_WHOLE and not content.startswith(UTF_16):
        return opened_kept(BytesIO(content), file_name)
    decoded = text_of(content)
    lines = lines_of(decoded.text)
    if len(lines) > MOST_LINES:
        raise NotATable(f"The file has {len(lines):,} lines; at most {MOST_LINES:,} are read. Bring the file as CMS publishes it.")
    return Opened(file_name, lines=lines, remark=decoded.remark)


def opened_kept(kept: IO[bytes], file_name: str, told: Told | None = None) -> Opened:
    """Return a text of any size opened, of which only some lines are in memory at a time; NotATable for what is no text."""
    shape = shape_of(kept.read(_HEAD_BYTES))
    if shape is not Shape.TEXT:
        raise NotATable("A table of this size is read as text. Bring the txt or csv of it.")
    lines = FileLines(kept, told)
    return Opened(file_name, lines=lines, remark="" if lines.encoding == "utf-8" else "The file was read as Windows-1252.")


def head_of(content: bytes, file_name: str) -> Opened:
    """Return the first lines of a text of which only the first bytes are there: enough to tell its kind."""
    return Opened(file_name, lines=lines_of(content[:_HEAD_BYTES].decode("cp1252", errors="replace"))[:-1])


def concluded(
    kind: str,
    about: About,
    rows: Sequence[Row],
    findings: Findings,
    *,
    layout: str,
    skipped: int = 0,
    mends: Sequence[tuple[str, int]] = (),
    accepts_repairs: bool = False,
) -> Reading[Row]:
    """Return the reading of a whole file: refused where it has errors, no row, or mends that nobody accepted."""
    if not rows and not findings.has_errors:
        findings.error(None, "", "", "No row of the table could be read. Download the file again.")
    waits = findings.has_repairs and not accepts_repairs
    return Reading(
        kind=kind,
        about=about,
        rows=rows if isinstance(rows, Again) else tuple(rows),
        issues=findings.shown(),
        issue_count=findings.count,
        is_refused=findings.has_errors or waits,
        waits_for_mends=waits and not findings.has_errors,
        mends=tuple(mends),
        layout=layout,
        skipped=skipped,
    )
