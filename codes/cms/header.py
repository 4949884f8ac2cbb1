"""Columns of a PPRRVU file found by their stacked header text, never by position: 2026 put one in the middle."""

from collections.abc import Mapping, Sequence

from rvuedge.lib.issues import Issue, Severity

# Five stacked lines, joined per column (CMS csv and xlsx, 2019 to 2026).
NAMES: Mapping[str, str] = {
    "HCPCS": "code",
    "MOD": "modifier",
    "DESCRIPTION": "descriptor",
    "STATUS CODE": "status",
    "NOT USED FOR MEDICARE PAYMENT": "not_used_for_medicare",
    "WORK RVU": "work_rvu",
    "NON-FAC PE RVU": "non_facility_pe_rvu",
    "NON-FAC NA INDICATOR": "non_facility_na",
    "FACILITY PE RVU": "facility_pe_rvu",
    "FACILITY NA INDICATOR": "facility_na",
    "MP RVU": "mp_rvu",
    "NON-FACILITY TOTAL": "non_facility_total",
    "FACILITY TOTAL": "facility_total",
    "PCTC IND": "pctc_indicator",
    "GLOB DAYS": "global_days",
    "PRE OP": "pre_operative",
    "INTRA OP": "intra_operative",
    "POST OP": "post_operative",
    "MULT PROC": "multiple_procedure",
    "BILAT SURG": "bilateral",
    "ASST SURG": "assistant",
    "CO- SURG": "co_surgeon",
    "TEAM SURG": "team_surgeon",
    "PRIC IND": "pricing_indicator",
    "ENDO BASE": "endoscopic_base",
    "CONV FACTOR": "conversion_factor",
    "PHYSICIAN SUPERVISION OF DIAGNOSTIC PROCEDURES": "supervision",
    "CALCULATION FLAG": "calculation_flag",
    "DIAGNOSTIC IMAGING FAMILY INDICATOR": "imaging_family",
    "NON-FACILITY PE USED FOR OPPS PAYMENT AMOUNT": "opps_non_facility_pe",
    "FACILITY PE USED FOR OPPS PAYMENT AMOUNT": "opps_facility_pe",
    "MP USED FOR OPPS PAYMENT AMOUNT": "opps_mp",
}
SINCE_2026 = "pricing_indicator"
SEARCHED_LINES = 30
STACKED_LINES = 5


def header_line(rows: Sequence[Sequence[str]]) -> int | None:
    """Return the index of the line whose first cell is HCPCS, the last of the stacked header; None without one."""
    for index, row in enumerate(rows[:SEARCHED_LINES]):
        if row and row[0].strip().upper() == "HCPCS":
            return index
    return None


def columns_of(rows: Sequence[Sequence[str]], last: int) -> tuple[dict[str, int], tuple[Issue, ...]]:
    """Return the column of each field, and an issue for each expected name that is missing or stands twice."""
    stacked = [row for row in rows[max(0, last - STACKED_LINES + 1) : last + 1] if "RELEASED" not in " ".join(row).upper()]
    found: dict[str, int] = {}
    issues: list[Issue] = []
    for column in range(len(rows[last])):
        field = NAMES.get(" ".join(_word(row, column) for row in stacked if _word(row, column)))
        if field in found:
            issues.append(_fault(last, field, "This column stands twice in the header. Download the file again."))
        elif field is not None:
            found[field] = column
    for name, field in NAMES.items():
        if field not in found and field != SINCE_2026:
            issues.append(_fault(last, name, f"No column '{name}' in the header. This is not a PPRRVU file as CMS publishes it."))
    return found, tuple(issues)


def _word(row: Sequence[str], column: int) -> str:
    return " ".join(row[column].upper().split()) if column < len(row) else ""


def _fault(index: int, field: str, message: str) -> Issue:
    return Issue(index + 1, field, "", Severity.ERROR, message)
