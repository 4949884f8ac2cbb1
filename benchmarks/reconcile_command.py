"""One report compared by command: read, compared, and stored unless somebody only tries."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from django.core.management import CommandError

from benchmarks.employer_report import Asked, EmployerReport, read_report
from benchmarks.reconcile.month_table import MonthTable
from benchmarks.reconcile_result import Result, result_of, stored_result
from benchmarks.reconciling import Compared, Settings, Source, compared, compared_total
from benchmarks.report_intake import Seen, columns_for, hints_for, last_of
from benchmarks.services_reconcile import known_run, store_run
from rvuedge.accounts.scope import today_in
from rvuedge.lib.issues import Issue, Severity
from rvuedge.lib.months import Month
from tracking.extracts.mapping import remembered
from tracking.incoming import cleaned
from tracking.models import Clinician
from tracking.one_log import pieces_of


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asks of the command."""

    path: Path
    clinician: Clinician
    month: Month
    settings: Settings
    rendering: str = ""
    value_header: str = ""
    accepts_repairs: bool = False
    is_trial: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """The result with what was remarked of the file, or the issues that refuse it; `is_old` where the file was compared before."""

    result: Result | None = None
    issues: tuple[Issue, ...] = ()
    count: int = 0
    is_old: bool = False


def carried_out(wish: Wish) -> Told:
    """Compare the report and return what came out."""
    seen, last = Seen(), last_of(wish.clinician)
    with tempfile.TemporaryFile("w+b") as into:
        found = cleaned(seen.passing(pieces_of(wish.path)), into, hints_for(last, wish.value_header))
        source = Source(wish.path.name, seen.sha256)
        table = seen.month_table
        if table is not None:
            return _of_table(wish, table, source)
        columns = columns_for(found.kept, last, wish.value_header)
        if not found.can_be_read or columns is None:
            return Told(issues=found.findings.shown(), count=found.findings.count)
        today, known_as = today_in(wish.clinician.organisation), last.rendering if last else ""
        asked = Asked(
            found.kept, columns, wish.clinician, wish.month, today, wish.settings.shift, wish.rendering, known_as, wish.accepts_repairs
        )
        report = _read(asked, found.file)
        report.findings.add(*(issue for issue in found.findings.shown() if issue.severity is not Severity.WARNING))
        if not report.is_read:
            return Told(issues=report.findings.shown(), count=report.findings.count)
        ready = compared(wish.clinician, wish.month, report, wish.settings)
        told = _stored(wish, ready, Source(wish.path.name, seen.sha256, remembered(columns, found.kept), report.rendering))
        return replace(told, issues=found.findings.shown(), count=found.findings.count)


def _of_table(wish: Wish, table: MonthTable, source: Source) -> Told:
    total = table.of(wish.month)
    if table.issues:
        return Told(issues=table.issues, count=len(table.issues))
    if total is None:
        told = f"The table has no total for {wish.month}. Choose another month, or bring another table."
        return Told(issues=(Issue(None, "month", "", Severity.ERROR, told),), count=1)
    return _stored(wish, compared_total(wish.clinician, wish.month, total, wish.settings), source)


def _read(asked: Asked, kept: IO[bytes]) -> EmployerReport:
    report = read_report(asked, kept)
    if report.people:
        people = ", ".join(f"'{name}'" for name, _rows in report.people)
        raise CommandError(f"The file holds rows of several clinicians. Name one with --rendering: {people}.", returncode=2)
    return report


def _stored(wish: Wish, ready: Compared, source: Source) -> Told:
    if wish.is_trial:
        return Told(result_of(ready))
    former = known_run(clinician=wish.clinician, month=wish.month, file_hash=source.file_hash)
    run = store_run(compared=ready, source=source, by=None, former=former if wish.again else None)
    return Told(stored_result(run), is_old=former is not None and not wish.again)


def issues_json(issues: tuple[Issue, ...]) -> list[Mapping[str, object]]:
    """Return issues as commands print them."""
    return [
        {"line": one.line, "field": one.field, "value": one.value, "severity": str(one.severity), "message": one.message} for one in issues
    ]
