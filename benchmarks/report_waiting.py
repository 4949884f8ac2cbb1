"""A report that waits for somebody to say which column holds what, or that is being compared, and how it gets there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from benchmarks.models import Reconciliation
from benchmarks.pay.printed import figure_text
from benchmarks.pay_rate import HeldRate, held_rate
from benchmarks.reconciling import SHIFT, TOLERANCE, Settings, settings_of
from benchmarks.report_intake import columns_for, last_of
from benchmarks.services_reconcile import KIND
from rvuedge.accounts.models import User
from rvuedge.imports.models import ImportRun, RunState
from rvuedge.lib.months import Month
from tracking.extracts.kept import Kept, kept_of
from tracking.extracts.mapping import Mapping as Columns
from tracking.models import Clinician, MonthTotal

# As many lines of both sides together are compared and stored while the page waits; more are the worker's.
MOST_AT_ONCE = 3_000
_BUSY = (RunState.RECEIVED, RunState.READING)
_HERE = (RunState.NEEDS_ANSWER, *_BUSY, RunState.FAILED, RunState.REFUSED)


@dataclass(frozen=True)
class Waiting:
    """A kept report: whose, of which month, what came through the door, and what is proposed."""

    report: ImportRun
    clinician: Clinician
    month: Month
    kept: Kept
    last: Reconciliation | None

    @property
    def is_asking(self) -> bool:
        """Whether it waits for its columns."""
        return self.report.state == RunState.NEEDS_ANSWER

    @property
    def is_busy(self) -> bool:
        """Whether it is being compared, or waits for the worker."""
        return self.report.state in _BUSY

    @property
    def run(self) -> ImportRun:
        """The import, as the parts of pages name it."""
        return self.report

    @property
    def proposed(self) -> Columns | None:
        """Which column is read as what: as it was chosen for such a report before, else as its heading says."""
        return columns_for(self.kept, self.last, str(self.report.answers.get("value_header", "")))

    @property
    def first_columns(self) -> Mapping[str, object]:
        """The columns that the form proposes: those that were chosen for this report, if any were."""
        chosen = self.report.answers.get("columns")
        if isinstance(chosen, dict):
            return chosen
        return self.proposed.stored() if self.proposed else {}

    @property
    def remarks(self) -> list[tuple[int | None, str]]:
        """What the door said of the file that refuses nothing: what is left out or kept in another way, with the line where it has one."""
        told = self.report.answers.get("remarks")
        return [(line, message) for line, message in told] if isinstance(told, list) else []

    @property
    def people(self) -> list[list[object]]:
        """The clinicians in the report, where it is not known which of them is meant."""
        told = self.report.outcome.get("people")
        return told if isinstance(told, list) else []

    @cached_property
    def held(self) -> HeldRate | None:
        """The rate that holds for the month."""
        return held_rate(self.clinician, self.month)

    @property
    def first_settings(self) -> dict[str, object]:
        """What the form proposes: as it was chosen for this report, else as it was chosen last."""
        if isinstance(told := self.report.answers.get("settings"), dict):
            chosen = settings_of(told)
            rate = None if chosen.rate is None else figure_text(chosen.rate)
            return {"rate": rate, "tolerance": figure_text(chosen.tolerance), "shift": chosen.shift}
        last, held = self.last, self.held
        return {
            "rate": figure_text(held.amount) if held else None,
            "tolerance": figure_text(last.tolerance if last else TOLERANCE),
            "shift": last.shift if last else SHIFT,
        }

    @property
    def is_small(self) -> bool:
        """Whether it is compared while the page waits."""
        return is_small(self.clinician, self.month, self.kept.rows)


def is_small(clinician: Clinician, month: Month, rows: int) -> bool:
    """Return whether a month of a log and a report with so many rows are compared while the page waits."""
    total = MonthTotal.objects.filter(clinician=clinician, month_index=month.index, basis=MonthTotal.CURRENT)
    return rows + (total.values_list("lines", flat=True).first() or 0) <= MOST_AT_ONCE


def waiting_of(report: ImportRun, user: User) -> Waiting | None:
    """Return a kept report of the user's own log; None of anybody else's."""
    own = Clinician.objects.own(user).select_related("organisation").filter(pk=report.answers.get("clinician"))
    clinician = own.first()
    if clinician is None:
        return None
    kept = kept_of(report.answers.get("kept", {}))
    return Waiting(report, clinician, Month.parse(str(report.answers["month"])), kept, last_of(clinician))


def waiting_ones(clinician: Clinician) -> list[ImportRun]:
    """Return the reports of a log that wait for somebody or for the worker, and those that could not be compared."""
    return list(ImportRun.objects.filter(kind=KIND, state__in=_HERE, answers__clinician=clinician.pk))


def wish_of(columns: Columns, settings: Settings, rendering: str, today: date) -> dict[str, object]:
    """Return what somebody chose of a report, to be kept with it."""
    return {"columns": columns.stored(), "settings": settings.stored(), "rendering": rendering, "today": today.isoformat()}
