"""Stores a large comparison in pieces: hidden in short transactions, then shown at once, so that nobody else waits for all of it.

A worker that is killed leaves hidden pieces alone; they are removed when the comparison is made again, or by the sweep where it
never is. While it is hidden a comparison bears the mark of its import instead of the checksum of the file.
"""

from collections.abc import Callable
from itertools import islice
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from benchmarks.models import ReconciledLine, Reconciliation
from benchmarks.models.reconciliation import ReconciliationQuerySet
from benchmarks.reconciling import Compared, Source
from benchmarks.services_reconcile import AT_ONCE, known_run, lines_of, new_run, note_made
from rvuedge.accounts.models import User
from rvuedge.imports.models import ImportRun, RunState
from rvuedge.imports.registry import Progress
from rvuedge.imports.services import remove_kept_file
from tracking.models import Clinician

_OPEN = (RunState.RECEIVED, RunState.READING)
# Called within each transaction that writes: raises where the import is no longer the caller's.
Hold = Callable[[], object]


def hide_run(
    *, report: ImportRun, compared: Compared, source: Source, former: Reconciliation | None, hold: Hold, tell: Progress
) -> Reconciliation:
    """Store a comparison hidden, some thousand lines at a time, and return it; what an earlier attempt left is removed first."""
    with transaction.atomic():
        hold()
        _hidden_of(report.pk).delete()
        run = new_run(compared, source, report.created_by)
        run.version, run.file_hash, run.is_whole = 0, _mark_of(report.pk), False
        run.save(force_insert=True)
    lines, done = lines_of(run, compared, former), 0
    while piece := list(islice(lines, AT_ONCE)):
        with transaction.atomic():
            hold()
            ReconciledLine.objects.bulk_create(piece)
        done += len(piece)
        tell("Storing the comparison", done, len(compared.findings))
    return run


@transaction.atomic
def show_run(
    *, report: ImportRun, hidden: Reconciliation, source: Source, former: Reconciliation | None, by: User | None
) -> Reconciliation:
    """Show a hidden comparison as the next version of its file; where the same file was compared meanwhile, that is returned instead."""
    Clinician.objects.select_for_update().get(pk=hidden.clinician_id)
    remove_kept_file(report)
    latest = known_run(clinician=hidden.clinician, month=hidden.month, file_hash=source.file_hash)
    if latest is not None and former is None:
        hidden.delete()
        return latest
    hidden.version, hidden.file_hash = latest.version + 1 if latest else 1, source.file_hash
    hidden.is_whole, hidden.made_at = True, timezone.now()
    hidden.save(update_fields=["version", "file_hash", "is_whole", "made_at"])
    note_made(run=hidden, by=by)
    return hidden


def remove_left_behind() -> int:
    """Remove the hidden comparisons that nobody makes any more, and return how many there were."""
    removed = 0
    for run in Reconciliation.objects.filter(is_whole=False).defer("near", "facts", "headers"):
        with transaction.atomic():
            made = ImportRun.objects.select_for_update().filter(pk=UUID(run.file_hash), state__in=_OPEN)
            if made.first() is None:
                run.delete()
                removed += 1
    return removed


def _hidden_of(report: UUID) -> ReconciliationQuerySet:
    return Reconciliation.objects.filter(is_whole=False, file_hash=_mark_of(report))


def _mark_of(report: UUID) -> str:
    return report.hex
