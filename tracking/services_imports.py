"""The writer of charge imports, but for their cases: received, their columns remembered, let go, taken back."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils import timezone

from rvuedge.accounts.audit import record
from rvuedge.accounts.models import User
from rvuedge.imports.models import ImportRun, RunState
from rvuedge.imports.services import finish, remove_kept_file
from rvuedge.imports.services_kept import keep_run
from rvuedge.lib.decimals import credit_of, round_half_up
from rvuedge.lib.issues import Issue
from tracking.extracts.kept import Kept
from tracking.extracts.mapping import Mapping as Columns
from tracking.extracts.mapping import fingerprint, remembered
from tracking.incoming import Cleaned, safe_name
from tracking.models import Case, CaseLine, ChargeColumns, ChargeImport, Clinician, MonthTotal
from tracking.wrvu.types import Outcome

KIND = "charges"
UNDO_WITHIN = timedelta(days=30)


@transaction.atomic
def receive_charges(
    *, clinician: Clinician, cleaned: Cleaned, file_name: str, by: User | None, today: date, place: str, columns: Columns | None
) -> ImportRun:
    """Keep what came through the door as an import into a log.

    A file that cannot be read is refused at once; one whose columns are not known waits for them.
    """
    refused, found = not cleaned.can_be_read, [_plain(issue) for issue in cleaned.findings.shown()]
    answers: dict[str, object] = {"kept": cleaned.kept.stored(), "door": found, "today": today.isoformat(), "place": place}
    if columns is not None:
        answers["columns"] = columns.stored()
    run = keep_run(
        kept=cleaned.file,
        kind=KIND,
        file_name=safe_name(file_name),
        by=by,
        organisation=clinician.organisation,
        answers=answers,
        waits_for="" if columns is not None or refused else "columns",
    )
    ChargeImport.objects.create(run=run, clinician=clinician)
    if refused:
        findings = cleaned.findings
        finish(run, state=RunState.REFUSED, outcome=_door_counts(cleaned.kept), issues=findings.shown(), issue_count=findings.count)
    return run


@transaction.atomic
def remember_charge_columns(*, clinician: Clinician, columns: Columns, kept: Kept) -> ChargeColumns:
    """Keep the columns that somebody chose, for the next extract with the same ones."""
    facts = {"headers": remembered(columns, kept), "fingerprint": fingerprint(kept)}
    memory, _is_new = ChargeColumns.objects.update_or_create(clinician=clinician, defaults=facts)
    return memory


@transaction.atomic
def remember_rendering(*, clinician: Clinician, name: str) -> None:
    """Keep the name under which a clinician stands in extracts."""
    ChargeColumns.objects.update_or_create(clinician=clinician, defaults={"rendering": name[:60]})


@transaction.atomic
def undo_import(*, charges: ChargeImport, by: User, at: datetime) -> int:
    """Take an import back: delete softly what is left of the cases that it made. Return how many; twice is once."""
    waiting = ChargeImport.objects.filter(pk=charges.pk, stored_at__gt=at - UNDO_WITHIN, undone_at=None)
    if not waiting.update(undone_at=at):
        return 0
    left = Case.objects.kept().filter(imported_by=charges)
    _take_out(charges.clinician, list(_by_month(charges)))
    removed = left.update(deleted_at=at)
    detail = {"run": str(charges.run_id), "cases": removed}
    record(action="charges.undone", actor=by, organisation=charges.clinician.organisation, subject=charges.run.file_name, detail=detail)
    return removed


@transaction.atomic
def discard_import(*, run: ImportRun, by: User) -> bool:
    """Let go of an import that waits for an answer; False where it does not wait."""
    waiting = ImportRun.objects.filter(pk=run.pk, state=RunState.NEEDS_ANSWER)
    if not waiting.update(state=RunState.UNCHANGED, finished_at=timezone.now(), stage="", outcome={"discarded": True}):
        return False
    record(action="charges.discarded", actor=by, organisation=run.organisation, subject=run.file_name, detail={"run": str(run.pk)})
    remove_kept_file(run)
    return True


def _plain(issue: Issue) -> list[object]:
    return [issue.line, issue.field, issue.value, str(issue.severity), issue.message]


def _by_month(charges: ChargeImport) -> Iterable[Mapping[str, Any]]:
    lines = CaseLine.objects.kept().filter(case__imported_by=charges).order_by().values("month_index")
    counted = Count("id", filter=~Q(outcome=Outcome.CREDITED.value))
    return lines.annotate(lines=Count("id"), credited=Sum("credit"), uncounted=counted, fees=Sum("fee_amount")).order_by("month_index")


def _take_out(clinician: Clinician, months: Iterable[Mapping[str, Any]]) -> None:
    """Take lines out of the month totals; months are locked in order, so that two writers never wait for each other."""
    for month in months:
        total = MonthTotal.objects.select_for_update().get(clinician=clinician, month_index=month["month_index"], basis=MonthTotal.CURRENT)
        total.credit -= credit_of(month["credited"])
        total.fee_amount -= round_half_up(month["fees"] or Decimal(0), 2)
        total.lines -= month["lines"]
        total.not_counted -= month["uncounted"]
        total.save(update_fields=["credit", "lines", "not_counted", "fee_amount"])


def _door_counts(kept: Kept) -> dict[str, object]:
    return {"patient_columns": kept.patient_columns, "other_columns": kept.other_columns, "patient_segments": kept.patient_segments}
