"""Checks of a whole PPRRVU file: what single rows cannot tell (notes on the CMS files, section 9)."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from codes.fees import FeeRow
from rvuedge.lib.issues import Issue, Severity

TOLERANCE = Decimal("0.01")
LEAST_ROWS = 10_000
_KNEE, _VISIT = "27447", "99213"
_KNEE_RANGE = (Decimal(15), Decimal(25))


def check_totals(rows: Sequence[FeeRow]) -> tuple[Issue, ...]:
    """Return issues where work + expense + malpractice is not the printed total: the best guard against shifted columns."""
    off = [row for row in rows if not _adds_up(row)]
    if not off:
        return ()
    if 2 * len(off) > len(rows):
        message = f"In {len(off):,} of {len(rows):,} rows the total is not work + expense + malpractice: the columns seem shifted."
        return (Issue(None, "TOTAL", "", Severity.ERROR, message),)
    shown = ", ".join(row.code for row in off[:10])
    return (Issue(None, "TOTAL", shown, Severity.WARNING, f"In {len(off):,} rows the total is not work + expense + malpractice."),)


def check_factor(rows: Sequence[FeeRow]) -> tuple[Issue, ...]:
    """Return an issue unless every row has one and the same conversion factor."""
    factors = Counter(row.conversion_factor for row in rows)
    if len(factors) == 1:
        return ()
    shown = ", ".join(f"{factor} ({count:,})" for factor, count in factors.most_common(5))
    return (Issue(None, "CONV FACTOR", shown, Severity.ERROR, "The rows have different conversion factors; a release has one."),)


def check_plausible(rows: Sequence[FeeRow], former_count: int | None) -> tuple[Issue, ...]:
    """Return issues where the file is no whole release: too few rows, or known codes missing or far off."""
    issues = []
    if len(rows) < LEAST_ROWS:
        message = f"The file has {len(rows):,} rows; a release has more than 17,000. It seems cut off: download it again."
        issues.append(Issue(None, "HCPCS", "", Severity.ERROR, message))
    elif former_count and abs(len(rows) - former_count) * 20 > former_count:
        message = f"The file has {len(rows):,} rows, the release before it {former_count:,}: a difference of more than 5%."
        issues.append(Issue(None, "HCPCS", "", Severity.WARNING, message))
    by_code = {row.code: row for row in rows if not row.modifier}
    knee = by_code.get(_KNEE)
    if _VISIT not in by_code or knee is None:
        issues.append(Issue(None, "HCPCS", f"{_VISIT}, {_KNEE}", Severity.WARNING, "Codes that every release has are missing."))
    elif not _KNEE_RANGE[0] <= knee.work_rvu <= _KNEE_RANGE[1]:
        issues.append(Issue(None, "WORK RVU", str(knee.work_rvu), Severity.WARNING, f"The work RVU of {_KNEE} is outside 15 to 25."))
    return tuple(issues)


def _adds_up(row: FeeRow) -> bool:
    office = row.work_rvu + row.non_facility_pe_rvu + row.mp_rvu - row.non_facility_total
    facility = row.work_rvu + row.facility_pe_rvu + row.mp_rvu - row.facility_total
    return abs(office) <= TOLERANCE and abs(facility) <= TOLERANCE
