"""Reads the practitioner edits of the National Correct Coding Initiative (procedure to procedure, PTP): pairs that are not paid together.

The text that CMS publishes is separated by tabs: a notice, a title, four stacked header lines, then seven columns in the order
of column 1; a release is split into files f1, f2 and so on. The workbook and a csv hold the same columns. A pair may stand
several times, each time with another effective day. A deletion day of `*` says that the edit is still in force.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import cast

from codes.cms.cells import tidy
from codes.cms.columns import Header, Wanted, header_of
from codes.cms.fields import NO_CODE, NO_DAY, Cutter, Field, below, choice, code, mark, on_day, on_day_or_none, places_of, words
from codes.cms.findings import Findings
from codes.cms.reading import About, Opened, Reading, concluded
from codes.cms.release_marks import found_in_name
from codes.cms.streamed import Again
from codes.cms.tables import month_words

KIND = "ncci_ptp"
_NO_DELETION = "*"
_FIELDS = (
    Field(Wanted("column_1", "Column 1", "COLUMN1(CODE)?"), code, NO_CODE, length=5),
    Field(Wanted("column_2", "Column 2", "COLUMN2(CODE)?"), code, NO_CODE, length=5),
    Field(Wanted("before_1996", "*=in existence prior to 1996", "INEXISTENCE.*"), mark("*"), "is neither * nor blank"),
    Field(Wanted("effective_from", "Effective Date", "EFFECTIVE.*"), on_day, NO_DAY),
    Field(Wanted("deleted_on", "Deletion Date", "DELETION.*"), on_day_or_none(_NO_DELETION), f"{NO_DAY}, nor * for none"),
    Field(Wanted("modifier_indicator", "Modifier", "MODIFIER.*"), choice("0", "1", "9"), "is none of 0, 1 and 9"),
    Field(Wanted("rationale", "PTP Edit Rationale", "(PTPEDIT)?RATIONALE"), words(120), "is longer than 120 characters"),
)
_COLUMNS = tuple(one.column for one in _FIELDS)
# The lists of additions and deletions of a quarter name the two columns and the modifier, but no days.
_FEWEST = 5
_NAME = re.compile(r"CCI(PRA|OPH)[ _-]?V([0-9]{2})([0-3])R[0-9]+(?:[ _-]?F([0-9]+))?", re.IGNORECASE)
_HOSPITAL = re.compile(r"CCIOPH|HOSPITAL|OUTPATIENT", re.IGNORECASE)
# Version 32 is that of 2026, 32.0 of its first quarter.
_YEAR_OF_VERSION_0 = 1994


class ModifierIndicator(StrEnum):
    """Whether a modifier may be used to have both codes of a pair paid."""

    NOT_ALLOWED = "0"
    ALLOWED = "1"
    NOT_APPLICABLE = "9"


@dataclass(frozen=True, slots=True)
class PairEdit:
    """One edit: the code of column 2 is not paid beside that of column 1 from a day on, up to its deletion where it has one."""

    column_1: str
    column_2: str
    before_1996: bool
    effective_from: date
    deleted_on: date | None
    modifier_indicator: str
    rationale: str

    @property
    def key(self) -> tuple[str, str, date]:
        """The key of an edit within a release."""
        return self.column_1, self.column_2, self.effective_from


def recognises(opened: Opened) -> bool:
    """Return whether the first lines name the columns of pair edits with their days."""
    return header_of(opened, _COLUMNS, _FEWEST) is not None


def read(opened: Opened, *, accepts_repairs: bool = False) -> Reading[PairEdit]:
    """Return the edits and every issue; rows are taken one at a time, so that only what they hold stays in memory."""
    findings = Findings()
    layout = "xlsx" if opened.is_sheet else "text"
    if opened.remark:
        findings.warning(None, "", "", opened.remark)
    if _HOSPITAL.search(opened.file_name):
        message = "By its name this is the table of outpatient hospitals (ccioph). Bring the one of practitioners (ccipra)."
        findings.error(None, "", opened.file_name[-60:], message)
    header = header_of(opened, _COLUMNS, _FEWEST)
    if header is None:
        findings.error(
            None, "", "", "No line names the columns Column 1, Column 2, Effective and Deletion. Bring the file as CMS publishes it."
        )
    places = None if header is None else places_of(header, _FIELDS, findings)
    if header is None or places is None:
        return concluded(KIND, _about(opened.file_name), (), findings, layout=layout)
    cutter = Cutter(_FIELDS, places, findings, width=len(header.cells))
    edits = _edits(opened, header, cutter, findings)
    rows: Sequence[PairEdit] = _again(opened, header, places, edits) if opened.is_streamed else tuple(edits)
    cutter.tell()
    mends = cutter.zeros.counts()
    about = _about(opened.file_name)
    return concluded(KIND, about, rows, findings, layout=layout, skipped=cutter.skipped, mends=mends, accepts_repairs=accepts_repairs)


def _again(opened: Opened, header: Header, places: Mapping[str, int], edits: Iterator[PairEdit]) -> Again[PairEdit]:
    """The edits of a file that may be larger than memory: gone through once for its issues, and again when they are stored."""
    count = sum(1 for _edit in edits)
    return Again(count, lambda: _edits(opened, header, Cutter(_FIELDS, places, Findings(), width=len(header.cells)), Findings()))


def _edits(opened: Opened, header: Header, cutter: Cutter, findings: Findings) -> Iterator[PairEdit]:
    """Yield each edit once; what stands twice, and what the edits tell together, are findings."""
    seen = _Edits(findings)
    for line, values in _rows(opened, header, cutter, findings):
        edit = PairEdit(*cast("tuple[str, str, bool, date, date | None, str, str]", values))
        if seen.is_new(line, edit):
            yield edit
    seen.tell()


def _rows(opened: Opened, header: Header, cutter: Cutter, findings: Findings) -> Iterator[tuple[int, list[object]]]:
    """The rows without a fault; the stacked lines of the header, which name no code, end with the first row."""
    is_header = True
    for line, cells in below(opened, header, findings):
        if is_header and not tidy("".join(cells[:2])):
            continue
        is_header = False
        values = cutter.values(line, cells)
        if values is not None:
            yield line, values


class _Edits:
    """The edits of one file; only those of one column 1 are remembered to find what stands twice, as official files have that order."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._group = ""
        self._ended: set[str] = set()
        self._seen: dict[tuple[str, date], tuple[int, PairEdit]] = {}
        self._first_out_of_order = 0
        self._backwards: list[int] = []

    def is_new(self, line: int, edit: PairEdit) -> bool:
        """Return whether an edit stands here first; the same one is counted once, one of its pair and day with other values is a fault."""
        if edit.column_1 != self._group:
            self._begin(line, edit.column_1)
        before, kept = self._seen.setdefault((edit.column_2, edit.effective_from), (line, edit))
        if kept is edit:
            if edit.deleted_on is not None and edit.deleted_on < edit.effective_from:
                self._backwards.append(line)
        elif kept == edit:
            message = f"The same row stands in line {before} already; it is counted once."
            self._findings.warning(line, "column_1", edit.column_1, message)
        else:
            message = f"Lines {before} and {line} hold {edit.column_1} with {edit.column_2} from the same day, with other values."
            self._findings.error(line, "column_1", edit.column_1, f"{message} Download the file again.")
        return kept is edit

    def tell(self) -> None:
        """Add what the edits tell together."""
        if self._first_out_of_order:
            message = f"From line {self._first_out_of_order} on the rows are not in the order of column 1, so that doubles may stay unseen."
            self._findings.warning(self._first_out_of_order, "column_1", "", f"{message} CMS publishes them in order.")
        if self._backwards:
            message = f"{len(self._backwards):,} edits are deleted before they begin, the first in line {self._backwards[0]}."
            self._findings.warning(self._backwards[0], "deleted_on", "", f"{message} Compare them with the file on cms.gov.")

    def _begin(self, line: int, group: str) -> None:
        self._ended.add(self._group)
        self._group = group
        self._seen.clear()
        if group in self._ended and not self._first_out_of_order:
            self._first_out_of_order = line


def _about(file_name: str) -> About:
    """Version and part stand in the name alone: ccipra-v322r0-f1 is the first part of version 32.2, that of July 2026."""
    named = found_in_name(_NAME, file_name)
    if named is None:
        return About("NCCI pair edits, practitioners")
    year, quarter = _YEAR_OF_VERSION_0 + int(named[2]), int(named[3])
    holds_from = date(year, 1 + 3 * quarter, 1)
    series = f"part {named[4]}" if named[4] else ""
    part = f", {series}" if series else ""
    title = f"NCCI pair edits, practitioners, version {named[2]}.{named[3]}{part}, {month_words(holds_from)}"
    return About(title, holds_from, series=series)
