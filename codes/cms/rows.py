"""Turns cells into fee rows: every fault with line and field, lost zeros as mends that wait to be accepted."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from codes.cms.cells import CODE, PLACEHOLDER, SHORT_CODE, Amounts, factors, tidy
from codes.cms.header import SINCE_2026
from codes.fees import FeeRow, Status
from rvuedge.lib.issues import Issue, Severity

_AMOUNTS = (
    "work_rvu",
    "non_facility_pe_rvu",
    "facility_pe_rvu",
    "mp_rvu",
    "non_facility_total",
    "facility_total",
    "pre_operative",
    "intra_operative",
    "post_operative",
    "opps_non_facility_pe",
    "opps_facility_pe",
    "opps_mp",
)
_MAY_BE_NA = {"non_facility_pe_rvu": "non_facility_na", "facility_pe_rvu": "facility_na"}
_INDICATORS = (
    "status",
    "pctc_indicator",
    "global_days",
    "multiple_procedure",
    "bilateral",
    "assistant",
    "co_surgeon",
    "team_surgeon",
    "endoscopic_base",
    "supervision",
    "calculation_flag",
    "imaging_family",
)
_STATUSES = frozenset(str(status) for status in Status)
_MODIFIERS = frozenset({"", "26", "TC", "53"})
_LENGTHS = {"global_days": 3, "supervision": 2}
_END_OF_FILE = ("\x1a", "_X001A_")


class RowReader:
    """Reads the rows of one file and keeps what was wrong and what was mended."""

    def __init__(self, columns: Mapping[str, int]) -> None:
        self._columns = columns
        self._amounts, self._factors = Amounts(), factors()
        self._seen: dict[tuple[str, str], tuple[int, FeeRow]] = {}
        self._error_count = 0
        self.issues: list[Issue] = []
        self.mends: Counter[str] = Counter()
        self.first_mend: dict[str, tuple[int, str]] = {}

    def read(self, records: Iterable[tuple[int, Sequence[str]]]) -> tuple[FeeRow, ...]:
        """Return the rows without a fault, in the order of the file."""
        for line, cells in records:
            row = self._row(line, cells)
            if row is not None:
                self._keep(line, row)
        return tuple(row for _line, row in self._seen.values())

    def _keep(self, line: int, row: FeeRow) -> None:
        before = self._seen.setdefault(row.key, (line, row))
        if before[0] == line:
            return
        if before[1] == row:
            self._issue(line, "HCPCS", row.code, f"The same row stands in line {before[0]} already; it is counted once.", Severity.WARNING)
        else:
            self._issue(line, "HCPCS", row.code, f"Line {before[0]} has other values for the same code and modifier. Download the file again.")

    def _row(self, line: int, cells: Sequence[str]) -> FeeRow | None:
        first = tidy(cells[0]) if cells else ""
        if first in _END_OF_FILE or not any(cell.strip() for cell in cells):
            return None
        if len(cells) <= max(self._columns.values()):
            self._issue(line, "", "", f"Line {line} has {len(cells)} cells, the header has {max(self._columns.values()) + 1}. Is the file cut off?")
            return None
        faults = self._error_count
        given = {field: cells[column] for field, column in self._columns.items()}
        values = self._texts(line, given) | self._numbers(line, given)
        return FeeRow(**values) if self._error_count == faults else None  # type: ignore[arg-type]

    def _texts(self, line: int, given: Mapping[str, str]) -> dict[str, object]:
        texts: dict[str, object] = {name: tidy(given[name]) for name in _INDICATORS}
        for name, length in _LENGTHS.items():
            texts[name] = self._padded(line, name, str(texts[name]), length)
        texts["code"] = self._code(line, tidy(given["code"]))
        texts["modifier"] = self._modifier(line, tidy(given["modifier"]))
        texts["descriptor"] = given["descriptor"].strip()
        texts["not_used_for_medicare"] = given["not_used_for_medicare"].strip() == "+"
        texts["pricing_indicator"] = tidy(given.get(SINCE_2026, ""))
        if texts["status"] not in _STATUSES:
            self._issue(line, "STATUS CODE", str(texts["status"]), "This is no status code of the record layout.")
        if texts["endoscopic_base"]:
            texts["endoscopic_base"] = self._padded(line, "endoscopic_base", str(texts["endoscopic_base"]), 5)
        for setting in ("non_facility_na", "facility_na"):
            texts[setting] = tidy(given[setting]) == "NA"
        return texts

    def _numbers(self, line: int, given: Mapping[str, str]) -> dict[str, object]:
        numbers: dict[str, object] = {}
        for name in _AMOUNTS:
            text = given[name].strip()
            if name in _MAY_BE_NA and text.upper() == "NA":
                text = "0.00"
            numbers[name] = self._amounts.read(text)
            if numbers[name] is None:
                self._issue(line, name, text[:40], f"'{text[:40]}' is no amount from 0 to 999.99 with at most two decimals.")
        factor = self._factors.read(given["conversion_factor"].strip())
        if factor is None:
            self._issue(line, "CONV FACTOR", given["conversion_factor"][:40], "The conversion factor is no number with at most four decimals.")
        numbers["conversion_factor"] = factor or Decimal(0)
        return numbers

    def _code(self, line: int, code: str) -> str:
        if SHORT_CODE.fullmatch(code):
            return self._mended(line, "code", code, code.zfill(5))
        if PLACEHOLDER.fullmatch(code):
            self._issue(line, "HCPCS", code, "A placeholder that CMS has not numbered yet; the row is kept.", Severity.WARNING)
        elif not CODE.fullmatch(code):
            self._issue(line, "HCPCS", code[:20], f"'{code[:20]}' has not the shape of a code: five characters, such as 99213, 0042T or G0105.")
        return code

    def _modifier(self, line: int, modifier: str) -> str:
        if modifier not in _MODIFIERS:
            self._issue(line, "MOD", modifier[:10], "This modifier is new to the layout (26, TC and 53 are known); the row is kept.", Severity.WARNING)
        return modifier[:2]

    def _padded(self, line: int, name: str, text: str, length: int) -> str:
        if text.isdigit() and 0 < len(text) < length:
            return self._mended(line, name, text, text.zfill(length))
        return text

    def _mended(self, line: int, name: str, before: str, after: str) -> str:
        self.mends[name] += 1
        self.first_mend.setdefault(name, (line, before))
        return after

    def _issue(self, line: int, field: str, value: str, message: str, severity: Severity = Severity.ERROR) -> None:
        self._error_count += severity is Severity.ERROR
        self.issues.append(Issue(line, field, value, severity, message))
