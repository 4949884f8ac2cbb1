"""Reads the colleagues of a published report's specialty as bare figures: of each the newest snapshot of the month, without a name."""

from decimal import Decimal

from benchmarks.models import ReportSnapshot
from benchmarks.report.among_peers import LEAST_CFTE, Peers, among, rate_of
from benchmarks.report.report import Report

_TRAILING = "payload__periods__4__"


def peers_of(snapshot: ReportSnapshot, report: Report) -> Peers | None:
    """Return the own rate among those of colleagues; None without a specialty, for trainees, and where there are too few. One query."""
    if not report.specialty or report.is_trainee or report.is_paid_by_fees:
        return None
    rows = ReportSnapshot.objects.colleagues_of(snapshot, report.specialty).order_by("version")
    newest = {
        number: (rate, cfte) for number, rate, cfte in rows.values_list("clinician", f"{_TRAILING}per_cfte", f"{_TRAILING}effective_cfte")
    }
    return among(rate_of(report.periods[4]), (_rate(rate, cfte) for rate, cfte in newest.values()))


def _rate(rate: str | None, cfte: str | None) -> Decimal | None:
    return Decimal(rate) if rate is not None and cfte is not None and Decimal(cfte) >= LEAST_CFTE else None
