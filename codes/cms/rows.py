"""Turns cells into fee rows: every fault with line and field, lost zeros as mends that wait to be accepted."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import cast

from codes.cms.cells import CODE, PLACEHOLDER, SHORT_CODE, Known, Value, tidy
from codes.cms.findings import Findings
from codes.cms.layout import COLUMNS, HEADERS, Column
from codes.cms.mends import Mends
from codes.fees import FeeRow, Status

_MAY_BE_NA = frozenset({"non_facility_pe_rvu", "facility_pe_rvu"})
# Statuses that CMS gives no RVUs of their own; a blank cell there is no work, elsewhere it is a fault.
_WITHOUT_RVUS = frozenset("BCEIJMNPX")
_END_OF_FILE = ("\x1a", "_X001A_")
# A line that begins so is a row whose cells are not told apart any more, never a note.
_BEGINS_AS_CODE = re.compile(r"[0-9A-Z][0-9]{3}[0-9A-Z](?![0-9A-Za-z ])")
_NONE = Decimal("0.00")
_TO_DO = "Download the file again, or correct the line."
_AMOUNT_TOLD = "is no amount from 0 to 999.99 in plain digits with at most two decimals"
_TOLD = {
    "modifier": "is no modifier of two characters",
    "descriptor": "is longer than 60 characters",
    "status": f"is no status code ({', '.join(Status)})",
    "not_used_for_medicare": "is neither + nor blank",
    "non_facility_na": "is neither NA nor blank",
    "facility_na": "is neither NA nor blank",
    "global_days": "is none of 000, 010, 090, MMM, XXX, YYY, ZZZ",
    "endoscopic_base": "is no code",
    "conversion_factor": "is no conversion factor in plain digits with at most four decimals",
    "supervision": "is no supervision indicator of two characters",
}
_INDICATORS = frozenset(
    {
        "pctc_indicator",
        "multiple_procedure",
        "bilateral",
        "assistant",
        "co_surgeon",
        "team_surgeon",
        "pricing_indicator",
        "calculation_flag",
        "imaging_family",
    }
)


class RowReader:
    """Reads the rows of one file; faults go to its findings, mends are counted."""

    def __init__(self, positions: Mapping[str, int], findings: Findings, *, width: int, is_sheet: bool = False) -> None:
        self._positions, self._width, self._is_sheet = positions, width, is_sheet
        self._columns = tuple((positions.get(column.field, width), Known(column.meaning), column) for column in COLUMNS)
        self._plan = tuple((position, known) for position, known, _column in self._columns)
        self._seen: dict[tuple[str, str], tuple[int, FeeRow]] = {}
        self._findings = findings
        self._faults = 0
        self._given = self._status = ""
        self.mends = Mends()
        self.skipped = 0
        # Notes since the last row: between two rows each is remarked on, after the last one none.
        self._notes: list[tuple[int, str]] = []

    def read(self, records: Iterable[tuple[int, Sequence[str]]]) -> tuple[FeeRow, ...]:
        """Return the rows without a fault, in the order of the file."""
        for line, cells in records:
            row = self._row(line, cells)
            if row is not None:
                self._tell_notes()
                self._keep(line, row)
        return tuple(row for _line, row in self._seen.values())

    def _row(self, line: int, cells: Sequence[str]) -> FeeRow | None:
        if len(cells) != self._width:
            cells = self._fitted(line, cells)
            if not cells:
                return None
        # One cell beyond the last is blank: the column of 2026, where an older file has none, points to it.
        values = [known[cells[position]] if position < self._width else "" for position, known in self._plan]
        if None in values:
            if self._is_note(line, cells):
                return None
            faults = self._faults
            values = self._second_look(line, cells, values)
            if self._faults != faults:
                return None
        return FeeRow(*cast("tuple[object, ...]", values))  # type: ignore[arg-type]

    def _fitted(self, line: int, cells: Sequence[str]) -> Sequence[str]:
        """Cells of the header's number; blank ones beyond it are dropped, a note is skipped, else it is a fault."""
        if not any(cell.strip() for cell in cells[self._width :]) and len(cells) > self._width:
            return cells[: self._width]
        if not self._is_note(line, cells):
            self._fault(line, "", "", f"Line {line} has {len(cells)} cells, the header has {self._width}. Download the file again.")
        return ()

    def _is_note(self, line: int, cells: Sequence[str]) -> bool:
        """Whether a line is blank, the end-of-file mark, or a remark: text, but no value in any column that a row must have."""
        first = tidy(cells[0]) if cells else ""
        filled = [cell for cell in cells if cell.strip()]
        is_note = first in _END_OF_FILE or (len(filled) <= 1 and not CODE.fullmatch(first))
        if not is_note or not filled:
            return is_note
        text = filled[0].strip()
        if _BEGINS_AS_CODE.match(first):
            self._fault(line, "code", text, f"'{text[:40]}' begins as a row does, yet its cells are not told apart. {_TO_DO}")
            return True
        self.skipped += 1
        if first not in _END_OF_FILE and self._seen:
            self._notes.append((line, text))
        return True

    def _tell_notes(self) -> None:
        """Remark on the notes that stand between two rows: there none is expected, so one may be a damaged row."""
        for line, text in self._notes:
            told = f"'{text[:40]}' stands between two rows and is no row; it is left out. Is it a damaged one?"
            self._findings.warning(line, "", text[:40], told)
        self._notes.clear()

    def _second_look(self, line: int, cells: Sequence[str], values: Sequence[Value | None]) -> list[Value | None]:
        self._status = tidy(cells[self._positions["status"]])
        looked = list(values)
        for index, (position, _known, column) in enumerate(self._columns):
            if looked[index] is None:
                looked[index] = self._looked_at(line, column, cells[position])
        return looked

    def _looked_at(self, line: int, column: Column, text: str) -> Value | None:
        tidied = tidy(text)
        if column.field == "code":
            return self._code(line, tidied, text)
        if column.field == "modifier":
            return self._modifier(line, tidied, text)
        if column.field in _MAY_BE_NA and tidied in {"NA", "N/A"}:
            return _NONE
        if not tidied and column.field not in _TOLD and column.field not in _INDICATORS and self._status in _WITHOUT_RVUS:
            return _NONE
        mended = self._mended(line, column, tidied)
        if mended is not None:
            return mended
        told = _TOLD.get(column.field, "is no indicator of the layout" if column.field in _INDICATORS else _AMOUNT_TOLD)
        self._fault(line, column.field, text, f"{column.header}: '{text[:40]}' {told}. {_TO_DO}")
        return None

    def _mended(self, line: int, column: Column, text: str) -> str | None:
        """The text with its zeros back; None where that is nothing the layout knows, such as a global period of 91 days."""
        length = {"global_days": 3, "supervision": 2, "endoscopic_base": 5}.get(column.field, 0)
        padded = text.zfill(length)
        if not (text.isascii() and text.isdigit() and len(text) < length) or column.meaning(padded) is None:
            return None
        # A sheet keeps some supervision indicators as numbers in official files too: "9" is 09 there, without a question.
        return padded if self._is_sheet and column.field == "supervision" else self.mends.take(column.field, line, text, padded)

    def _code(self, line: int, code: str, text: str) -> str | None:
        if CODE.fullmatch(code):
            self.mends.tidied += 1
            return code
        if SHORT_CODE.fullmatch(code):
            return self.mends.take("code", line, code, code.zfill(5))
        if PLACEHOLDER.fullmatch(code):
            self._findings.warning(line, "code", code, "A placeholder that CMS has not numbered yet; the row is kept.")
            return code
        self._fault(line, "code", text, f"HCPCS: '{text[:20]}' {_code_told(code)}")
        return None

    def _modifier(self, line: int, modifier: str, text: str) -> str | None:
        if modifier in {"", "26", "TC", "53"}:
            self.mends.tidied += 1
            return modifier
        if len(modifier) != 2 or not modifier.isascii() or not modifier.isalnum():
            self._fault(line, "modifier", text, f"MOD: '{text[:20]}' {_TOLD['modifier']}. {_TO_DO}")
            return None
        self._findings.warning(line, "modifier", modifier, "This modifier is new to the layout (26, TC and 53 are known); the row is kept.")
        return modifier

    def _keep(self, line: int, row: FeeRow) -> None:
        before, kept = self._seen.setdefault(row.key, (line, row))
        if before == line:
            return
        is_mended = {before, line} & self.mends.code_lines
        if kept == row and not is_mended:
            self._findings.warning(line, "code", row.code, f"The same row stands in line {before} already; it is counted once.")
            return
        told = ", ".join(_differences(kept, row)) or "the zeros in front are lost in one of them"
        self._findings.error(
            line, "code", row.code, f"Lines {before} and {line} hold the same code and modifier: {told}. Download the file again."
        )

    def _fault(self, line: int, field: str, value: str, message: str) -> None:
        """Note a fault that refuses the file."""
        self._faults += 1
        self._findings.error(line, field, value[:40], message)


def _code_told(code: str) -> str:
    if any(mark in code for mark in (".", "E+")):
        return "is a number instead of a code: a spreadsheet changed it. Download the file again."
    if code[4:5] in {"-", "/"} or code.count("-") == 2:
        return "is a date instead of a code: a spreadsheet changed it. Download the file again."
    return "has not the shape of a code: five characters, such as 99213, 0042T or G0105. Is a letter O a zero? " + _TO_DO


def _differences(one: FeeRow, other: FeeRow) -> list[str]:
    names = [field for field in HEADERS if getattr(one, field) != getattr(other, field)]
    return [f"{HEADERS[name]} {getattr(one, name)} and {getattr(other, name)}" for name in names[:3]]
