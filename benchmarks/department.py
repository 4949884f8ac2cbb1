"""The roll-up of a department: sums of published reports, never computed again; no case and no league table."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from benchmarks.models import ReportSnapshot
from benchmarks.report.codec import from_json
from benchmarks.report.report import Report
from rvuedge.accounts.models import User
from rvuedge.lib.months import Month
from tracking.models import Clinician


@dataclass(frozen=True, slots=True)
class Row:
    """One clinician of the roll-up, by name; `report` is None where none is published."""

    clinician: Clinician
    report: Report | None


@dataclass(frozen=True, slots=True)
class RollUp:
    """A department and a month."""

    rows: tuple[Row, ...]
    credit: Decimal
    effective_cfte: Decimal
    fee_amount: Decimal
    missing: int


def roll_up(user: User, people: QuerySet[Clinician], month: Month) -> RollUp:
    """Return the published reports of these people and their sums; a trainee's work never adds to the sum."""
    snapshots = ReportSnapshot.objects.visible_to(user).published().filter(clinician__in=people, month_index=month.index)
    newest = {snapshot.clinician_id: snapshot for snapshot in snapshots.order_by("version")}
    rows = []
    for clinician in people.select_related("department", "specialty").order_by("name"):
        snapshot = newest.get(clinician.pk)
        rows.append(Row(clinician, from_json(snapshot.payload) if snapshot else None))
    counted = [row.report for row in rows if row.report and not row.report.is_trainee]
    return RollUp(
        tuple(rows),
        sum((report.this_month.credit for report in counted), Decimal(0)),
        sum((report.this_month.effective_cfte for report in counted), Decimal(0)),
        sum((report.this_month.fee_amount for report in counted), Decimal(0)),
        sum(row.report is None for row in rows),
    )
