"""Joins employers' reports to the import contract: a kept report, or a stored comparison, is compared with the log and stored in pieces."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import IO

from benchmarks.employer_report import Asked, read_report
from benchmarks.models import Reconciliation
from benchmarks.reconciling import Compared, Source, compared, compared_again, settings_of
from benchmarks.report_intake import last_of
from benchmarks.services_compared import hide_run, show_run
from benchmarks.services_reconcile import KIND, known_run
from rvuedge.accounts.models import User
from rvuedge.imports.models import ImportRun
from rvuedge.imports.registry import Prepared, Progress
from rvuedge.lib.months import Month
from tracking.extracts.kept import kept_of
from tracking.extracts.mapping import mapping_of, remembered
from tracking.models import Clinician

_LOST = "What is to be compared is not known any more. Bring the report again."


class EmployerReportImporter:
    """Compares what a run names with the log: its kept report once its columns are chosen, or both sides of a stored comparison again."""

    kind = KIND

    def prepare_stream(self, run: ImportRun, kept: IO[bytes], progress: Progress) -> Prepared:
        """Read and compare; return what somebody has to answer first, or what stores the comparison."""
        clinician = Clinician.objects.select_related("organisation").get(pk=run.answers["clinician"])
        return _again(run, progress) if "again" in run.answers else _of_report(run, clinician, kept, progress)


def _of_report(run: ImportRun, clinician: Clinician, kept: IO[bytes], progress: Progress) -> Prepared:
    asked = asked_of(run, clinician)
    if asked is None:
        return Prepared({"reason": _LOST})
    report = read_report(asked, kept, progress)
    if not report.is_read:
        people = [list(one) for one in report.people]
        return Prepared({"people": people}, report.findings.shown(), report.findings.count, asks="columns")
    headers = remembered(asked.columns, asked.kept)
    source = Source(run.file_name, str(run.answers["sha256"]), headers, report.rendering)
    settings = settings_of(run.answers["settings"])
    return _prepared(run, compared(clinician, asked.month, report, settings, progress), source, None, progress)


def _again(run: ImportRun, progress: Progress) -> Prepared:
    stored = Reconciliation.objects.shown().select_related("clinician__organisation").filter(pk=run.answers["again"]).first()
    if stored is None:
        return Prepared({"reason": _LOST})
    latest = known_run(clinician=stored.clinician, month=stored.month, file_hash=stored.file_hash) or stored
    source = Source(stored.file_name, stored.file_hash, stored.headers, stored.rendering)
    return _prepared(run, compared_again(stored, settings_of(run.answers["settings"]), progress), source, latest, progress)


def _prepared(run: ImportRun, ready: Compared, source: Source, former: Reconciliation | None, progress: Progress) -> Prepared:
    hidden: list[Reconciliation] = []

    def hide(hold: Callable[[], object]) -> None:
        hidden.append(hide_run(report=run, compared=ready, source=source, former=former, hold=hold, tell=progress))

    def show(report: ImportRun, by: User | None) -> Mapping[str, object]:
        shown = show_run(report=report, hidden=hidden[-1], source=source, former=former, by=by)
        return {"reconciliation": str(shown.pk)}

    return Prepared({}, hide=hide, store=show, ends_active=True)


def asked_of(run: ImportRun, clinician: Clinician) -> Asked | None:
    """Return how a kept report is to be read; None where its columns are not known."""
    answers, kept, last = run.answers, kept_of(run.answers.get("kept", {})), last_of(clinician)
    columns = mapping_of(answers.get("columns"), kept)
    if columns is None:
        return None
    return Asked(
        kept,
        columns,
        clinician,
        Month.parse(str(answers["month"])),
        date.fromisoformat(str(answers["today"])),
        settings_of(answers["settings"]).shift,
        str(answers.get("rendering", "")),
        last.rendering if last else "",
        run.accepts_repairs,
    )
