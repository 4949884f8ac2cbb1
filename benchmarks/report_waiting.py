"""A report that waits for somebody to say which column holds what, and how it is compared then."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from benchmarks.employer_report import Asked, EmployerReport, read_report
from benchmarks.models import Reconciliation
from benchmarks.pay.printed import figure_text
from benchmarks.pay_rate import HeldRate, held_rate
from benchmarks.reconciling import SHIFT, TOLERANCE, Settings, Source, compared
from benchmarks.report_intake import columns_for, last_of
from benchmarks.services_reconcile import let_go, store_run
from rvuedge.accounts.models import User
from rvuedge.imports.models import ImportRun
from rvuedge.lib.months import Month
from tracking.extracts.kept import Kept, kept_of
from tracking.extracts.mapping import Mapping as Columns
from tracking.extracts.mapping import remembered
from tracking.models import Clinician


@dataclass(frozen=True)
class Waiting:
    """A kept report: whose, of which month, what came through the door, and what is proposed."""

    report: ImportRun
    clinician: Clinician
    month: Month
    kept: Kept
    proposed: Columns | None
    last: Reconciliation | None

    @property
    def remarks(self) -> list[tuple[int | None, str]]:
        """What the door said of the file that refuses nothing: what is left out or kept in another way, with the line where it has one."""
        told = self.report.answers.get("remarks")
        return [(line, message) for line, message in told] if isinstance(told, list) else []

    @cached_property
    def held(self) -> HeldRate | None:
        """The rate that holds for the month."""
        return held_rate(self.clinician, self.month)

    @property
    def first_settings(self) -> dict[str, object]:
        """What the form proposes: as it was chosen last."""
        last, held = self.last, self.held
        return {
            "rate": figure_text(held.amount) if held else None,
            "tolerance": figure_text(last.tolerance if last else TOLERANCE),
            "shift": last.shift if last else SHIFT,
        }


def waiting_of(report: ImportRun, user: User) -> Waiting | None:
    """Return a kept report of the user's own log; None of anybody else's."""
    own = Clinician.objects.own(user).select_related("organisation").filter(pk=report.answers.get("clinician"))
    clinician = own.first()
    if clinician is None:
        return None
    kept, last = kept_of(report.answers.get("kept", {})), last_of(clinician)
    columns = columns_for(kept, last, str(report.answers.get("value_header", "")))
    return Waiting(report, clinician, Month.parse(str(report.answers["month"])), kept, columns, last)


def compare_waiting(
    waiting: Waiting, *, columns: Columns, settings: Settings, rendering: str, accepts_repairs: bool, today: date, by: User
) -> tuple[EmployerReport, Reconciliation | None]:
    """Read and compare a kept report; without a comparison the report tells what a person has to answer or mend."""
    known_as = waiting.last.rendering if waiting.last else ""
    asked = Asked(waiting.kept, columns, waiting.clinician, waiting.month, today, settings.shift, rendering, known_as, accepts_repairs)
    with waiting.report.file.open("rb") as kept:
        report = read_report(asked, kept)
    if not report.is_read:
        return report, None
    source = Source(waiting.report.file_name, str(waiting.report.answers["sha256"]), remembered(columns, waiting.kept), report.rendering)
    ready = compared(waiting.clinician, waiting.month, report, settings)
    run = store_run(compared=ready, source=source, by=by)
    let_go(report=waiting.report, run=run)
    return report, run
