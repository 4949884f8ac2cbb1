"""The true-up list of a month: what the published reports say that each plan would settle, as csv for payroll to check."""

from benchmarks.models import ReportSnapshot
from benchmarks.pay.printed import amount_text
from benchmarks.pay_export import NOTICE
from benchmarks.report.codec import from_json
from benchmarks.restatement import newest_published
from rvuedge.accounts.models import Organisation
from rvuedge.lib.csv_cells import csv_text
from rvuedge.lib.months import Month

HEAD = (
    "clinician",
    "plan",
    "from",
    "to",
    "earned",
    "paid_steadily",
    "owed_before",
    "true_up",
    "owed_after",
    "waits",
    "version",
    "snapshot",
)


def true_up_csv(organisation: Organisation, month: Month) -> str:
    """Return the list, from published reports alone; whoever has no plan is not in it. One query."""
    rows = (row for snapshot in newest_published(organisation, month) for row in _rows(snapshot))
    return csv_text((HEAD, *rows, (NOTICE,)))


def _rows(snapshot: ReportSnapshot) -> list[tuple[object, ...]]:
    report = from_json(snapshot.payload)
    rows: list[tuple[object, ...]] = []
    for part in report.pay.parts if report.pay else ():
        one = part.settled
        if one is not None:
            amounts = (one.earned, one.paid, one.brought_forward, one.true_up, one.carried_forward)
            names = report.clinician, part.title, part.first_day, part.last_day
            told = "yes" if part.waits else "no", snapshot.version, snapshot.inputs_hash[:8]
            rows.append((*names, *(amount_text(amount) for amount in amounts), *told))
    return rows
