"""Comparisons with an employer's report in the world of the access matrix: one of everybody who keeps a log, and a report that waits."""

from decimal import Decimal
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from benchmarks.employer_report import EmployerReport
from benchmarks.reconcile.headers import hints
from benchmarks.reconciling import Settings, Source, compared
from benchmarks.services_reconcile import keep_report, store_run
from codes.cms.findings import Findings
from rvuedge.lib.months import Month
from tracking.incoming import cleaned

if TYPE_CHECKING:
    from tests.access.world import World

OCTOBER = Month(2026, 10)
SETTINGS = {"tolerance": "0.01", "shift": "3"}
TOTAL = {"month": "2026-10", "total": "412.30"}


def add_reconciling(world: "World", parts: tuple[str, ...]) -> None:
    """An empty report compared with each log, and one that waits for its columns."""
    for part in parts:
        member = world.member(part)
        ready = compared(member.log, OCTOBER, EmployerReport(Findings()), Settings(rate=Decimal(50)))
        run = store_run(compared=ready, source=Source("report.csv", "0" * 64), by=member.user)
        world.add("reconciliation", part, run_id=run.pk)
        world.add("reconciled line", part, run_id=run.pk, position=1)
        with TemporaryFile("w+b") as into:
            found = cleaned([b"DOS,CPT,wRVU\n2026-10-14,99214,1.92\n"], into, hints())
            report = keep_report(
                clinician=member.log, month=OCTOBER, cleaned=found, file_name="report.csv", file_hash="1" * 64, by=member.user
            )
        world.add("employer report", part, run_id=report.pk)
