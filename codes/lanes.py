"""How a code is paid: the lane of CONTRACT section 1, decided by the rows and the other schedules."""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum

from codes.fees import MEDICARE_PAYABLE, FeeRow, Status


class Lane(StrEnum):
    """How the work or the money of a code is counted."""

    WRVU = "wrvu"
    WRVU_NOT_MEDICARE = "wrvu_not_medicare"
    NEEDS_26 = "needs_26"
    TECHNICAL = "technical"
    ANESTHESIA = "anesthesia"
    DENTAL = "dental"
    LABORATORY = "laboratory"
    DRUG = "drug"
    DMEPOS = "dmepos"
    CONTRACTOR_PRICED = "contractor_priced"
    BUNDLED = "bundled"
    REPORTING_ONLY = "reporting_only"
    EXCLUDED = "excluded"
    UNKNOWN = "unknown"


class FeeKind(StrEnum):
    """Kinds of fee schedule beside the physician fee schedule."""

    LABORATORY = "clfs"
    DRUG = "asp"
    DMEPOS = "dmepos"
    NUTRITION = "dmepen"
    HOSPITAL = "opps"
    DENTAL = "dental"
    PAYER = "payer"


FEE_SCHEDULE_REIMBURSED = frozenset({Lane.DENTAL, Lane.LABORATORY, Lane.DRUG, Lane.DMEPOS, Lane.CONTRACTOR_PRICED})
_LANE_OF_KIND = {FeeKind.LABORATORY: Lane.LABORATORY, FeeKind.DRUG: Lane.DRUG, FeeKind.DMEPOS: Lane.DMEPOS, FeeKind.NUTRITION: Lane.DMEPOS}
_LANE_OF_STATUS = {
    Status.BUNDLED: Lane.BUNDLED,
    Status.BUNDLED_OR_EXCLUDED_SUPPLY: Lane.BUNDLED,
    Status.ACTIVE: Lane.TECHNICAL,
    Status.INJECTION: Lane.TECHNICAL,
    Status.RESTRICTED: Lane.CONTRACTOR_PRICED,
}
_DMEPOS_PREFIXES = ("E", "K", "L", "B")


def lane_of(code: str, rows: Sequence[FeeRow], modifier: str = "", priced_by: frozenset[FeeKind] = frozenset()) -> Lane:
    """Return the lane of a code (with `modifier` 26, TC or 53 where its own row is meant).

    `rows` are all rows of the code in one release, `priced_by` the kinds of other schedules that price it.
    Order of tests: cms-files notes 9.1 and the status table of RVU25D.pdf.
    """
    row = next((row for row in rows if row.modifier == modifier), None) or next((row for row in rows if not row.modifier), None)
    if row is None and rows:
        return Lane.NEEDS_26 if _work_on_26(rows) else Lane.TECHNICAL
    if row is not None:
        lane = _lane_of_row(row, rows)
        if lane is not None:
            return lane
    return _lane_without_work(code, row, priced_by)


def is_fee_schedule_reimbursed(lane: Lane) -> bool:
    """Return whether money comes from a fee schedule, a sales price or a contract instead of work RVUs."""
    return lane in FEE_SCHEDULE_REIMBURSED


def _work_on_26(rows: Sequence[FeeRow]) -> bool:
    return any(row.modifier == "26" and row.work_rvu > Decimal(0) for row in rows)


def _lane_of_row(row: FeeRow, rows: Sequence[FeeRow]) -> Lane | None:
    if row.work_rvu > Decimal(0):
        return Lane.WRVU if row.status in MEDICARE_PAYABLE else Lane.WRVU_NOT_MEDICARE
    if not row.modifier and _work_on_26(rows):
        return Lane.NEEDS_26
    if row.status == Status.ANESTHESIA:
        return Lane.ANESTHESIA
    if row.status == Status.MEASUREMENT or (row.code[-1] == "F" and row.code[0].isdigit()):
        return Lane.REPORTING_ONLY
    return None


def _lane_without_work(code: str, row: FeeRow | None, priced_by: frozenset[FeeKind]) -> Lane:
    if code.startswith("D"):
        return Lane.DENTAL if row is not None or FeeKind.DENTAL in priced_by else Lane.UNKNOWN
    for kind, lane in _LANE_OF_KIND.items():
        if kind in priced_by:
            return lane
    if row is None:
        return Lane.DMEPOS if code.startswith(_DMEPOS_PREFIXES) and priced_by else Lane.UNKNOWN
    if row.status == Status.CONTRACTOR_PRICED:
        return Lane.CONTRACTOR_PRICED
    if row.modifier == "TC" or row.pctc_indicator == "3":
        return Lane.TECHNICAL
    if row.status == Status.STATUTORY_EXCLUSION and _is_laboratory(code):
        return Lane.LABORATORY
    if row.status == Status.EXCLUDED_BY_REGULATION and code.startswith("J"):
        return Lane.DRUG
    return _LANE_OF_STATUS.get(Status(row.status), Lane.EXCLUDED)


def _is_laboratory(code: str) -> bool:
    """Return whether the code lies in the 80000s or is a proprietary (0001U) or algorithmic (0002M) laboratory analysis."""
    return code.startswith("8") or (code[0].isdigit() and code[-1] in "UM")
