"""The only writer of import runs: received, claimed, moved on, answered, ended."""

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import PurePosixPath
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from rvuedge.accounts.audit import record
from rvuedge.accounts.models import Organisation, User
from rvuedge.imports.models import ImportIssue, ImportRun, ImportRunQuerySet, RunState
from rvuedge.imports.registry import Found
from rvuedge.lib.issues import Issue

MOST_ATTEMPTS = 3
# The kind of a file that no reader recognises.
UNKNOWN = "unknown"
STALE_AFTER = timedelta(minutes=3)
UNQUEUED_AFTER = timedelta(seconds=45)
OPEN = (RunState.RECEIVED, RunState.READING, RunState.NEEDS_ANSWER, RunState.READY, RunState.ACTIVE)
_ENDINGS = {".csv", ".txt", ".xlsx", ".zip", ".gz"}


@transaction.atomic
def receive_file(
    *,
    content: bytes,
    file_name: str,
    by: User | None,
    kind: str = "",
    organisation: Organisation | None = None,
    effective_from: date | None = None,
    answers: Mapping[str, object] | None = None,
    batch: UUID | None = None,
    member: str = "",
) -> tuple[ImportRun, bool]:
    """Keep a file and return its run, and whether it is new: the same bytes are one run, unless they were refused before.

    Without a `kind` the content tells it when the run starts. Files of one upload share a `batch`.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    same = ImportRun.objects.filter(sha256=sha256, organisation=organisation, state__in=OPEN)
    known = (same.filter(kind=kind) if kind else same).order_by("created_at").first()
    if known is not None:
        return known, False
    run = ImportRun(kind=kind, organisation=organisation, sha256=sha256, size=len(content), created_by=by, effective_from=effective_from)
    run.answers = dict(answers or {})
    run.batch, run.member = batch or run.pk, member[-255:]
    run.file_name = shown_name(file_name)
    ending = PurePosixPath(run.file_name).suffix.lower()
    run.file.save(f"{run.pk}{ending if ending in _ENDINGS else ''}", ContentFile(content), save=False)
    run.save(force_insert=True)
    record(action="import.received", actor=by, organisation=organisation, subject=run.file_name, detail={"kind": kind, "sha256": sha256})
    return run, True


@transaction.atomic
def share_out(*, run: ImportRun, found: Sequence[Found]) -> tuple[ImportRun, ...]:
    """Give a fresh run the first of the tables that its file holds, and each further one a run of its own in the same batch."""
    first = found[0] if found else Found(UNKNOWN)
    fresh = ImportRun.objects.filter(pk=run.pk, state=RunState.RECEIVED, kind="")
    if not fresh.update(kind=first.kind, member=first.member[-255:]):
        return ()
    companions = []
    for other in found[1:]:
        made, is_new = receive_file(
            content=other.content or b"",
            file_name=other.member,
            kind=other.kind,
            by=run.created_by,
            organisation=run.organisation,
            effective_from=run.effective_from,
            batch=run.batch,
            member=other.member,
        )
        if is_new:
            companions.append(made)
    return tuple(companions)


def shown_name(file_name: str) -> str:
    """Return a file's own name without folders and control or direction marks; what is stored on disk has a name of ours."""
    name = file_name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C").strip()
    return plain[-200:] or "file"


def claim(run_id: UUID) -> ImportRun | None:
    """Take a waiting run, or one whose worker fell silent, by one conditional UPDATE; None where somebody else has it."""
    now = timezone.now()
    waiting = Q(state=RunState.RECEIVED) | Q(state=RunState.READING, heartbeat_at__lt=now - STALE_AFTER)
    taken = ImportRun.objects.filter(waiting, pk=run_id, attempts__lt=MOST_ATTEMPTS)
    if not taken.update(state=RunState.READING, heartbeat_at=now, attempts=F("attempts") + 1, stage="Reading the file"):
        return None
    return ImportRun.objects.get(pk=run_id)


def take_over(run: ImportRun, *, accepts_repairs: bool) -> ImportRun:
    """Take a run that waits, or that a worker, perhaps a dead one, holds: somebody asked again, and whoever ends it first ends it."""
    ImportRun.objects.filter(pk=run.pk, state__in=(RunState.RECEIVED, RunState.READING, RunState.NEEDS_ANSWER)).update(
        state=RunState.READING, accepts_repairs=accepts_repairs, heartbeat_at=timezone.now(), attempts=1, stage="Reading the file"
    )
    run.refresh_from_db()
    return run


def note_progress(run: ImportRun, stage: str, done: int, total: int) -> None:
    """Show how far a run is, in a statement of its own: the page sees it while the import goes on."""
    ImportRun.objects.filter(pk=run.pk, state=RunState.READING).update(
        stage=stage[:120], rows_done=done, rows_total=total, heartbeat_at=timezone.now()
    )


def finish(run: ImportRun, *, state: RunState, outcome: Mapping[str, object], issues: tuple[Issue, ...] = (), issue_count: int = 0) -> None:
    """End an open run with what came out, once; called within the transaction that stores a draft."""
    with transaction.atomic():
        open_run = ImportRun.objects.filter(pk=run.pk, state__in=(RunState.RECEIVED, RunState.READING))
        ended = open_run.update(
            state=state, outcome=dict(outcome), issue_count=issue_count or len(issues), stage="", finished_at=timezone.now()
        )
        run.refresh_from_db()
        if not ended:
            return
        ImportIssue.objects.filter(run=run).delete()
        ImportIssue.objects.bulk_create(_stored(run, position, issue) for position, issue in enumerate(issues))
        record(
            action=f"import.{state}",
            actor=run.created_by,
            organisation=run.organisation,
            subject=run.file_name,
            detail={"run": str(run.pk)},
        )
    if state == RunState.REFUSED:
        transaction.on_commit(lambda: _remove_file(run))


def accept_mends(*, run: ImportRun, by: User | None) -> bool:
    """Accept the proposed mends of a waiting run, which is then read again; False where none waits."""
    return answer(run=run, by=by, action="import.mends_accepted", accepts_repairs=True)


def give_day(*, run: ImportRun, day: date, by: User | None) -> bool:
    """Name the day from which a waiting run's file holds; it is then read again. False where none waits."""
    return answer(run=run, by=by, action="import.day_given", effective_from=day)


def give_answers(*, run: ImportRun, answers: Mapping[str, object], by: User | None) -> bool:
    """Answer what a waiting run asks, such as which column holds what; it is then read again. False where none waits."""
    return answer(run=run, by=by, action="import.answered", answers={**run.answers, **answers})


@transaction.atomic
def answer(*, run: ImportRun, by: User | None, action: str, **fields: object) -> bool:
    """Let a waiting run be read again with an answer; False where none waits."""
    waiting = ImportRun.objects.filter(pk=run.pk, state=RunState.NEEDS_ANSWER)
    if not waiting.update(state=RunState.RECEIVED, attempts=0, finished_at=None, heartbeat_at=None, stage="Waiting", **fields):
        return False
    record(action=action, actor=by, organisation=run.organisation, subject=run.file_name, detail={"run": str(run.pk)})
    return True


def fail(run_id: UUID, reason: str) -> None:
    """End a run that could not be carried out, with a sentence for the page."""
    run = ImportRun.objects.filter(pk=run_id, state__in=(RunState.RECEIVED, RunState.READING)).first()
    if run is not None:
        finish(run, state=RunState.FAILED, outcome={"reason": reason})


@transaction.atomic
def try_again(*, run: ImportRun, by: User | None) -> bool:
    """Let a failed run start anew; False where it did not fail."""
    failed = ImportRun.objects.filter(pk=run.pk, state=RunState.FAILED)
    if not failed.update(state=RunState.RECEIVED, attempts=0, finished_at=None, heartbeat_at=None, stage="Waiting"):
        return False
    record(action="import.tried_again", actor=by, organisation=run.organisation, subject=run.file_name, detail={"run": str(run.pk)})
    return True


def stale_runs() -> ImportRunQuerySet:
    """Return the runs that nobody works on: never queued, or their worker is gone."""
    now = timezone.now()
    unqueued = Q(state=RunState.RECEIVED, heartbeat_at=None, created_at__lt=now - UNQUEUED_AFTER)
    return ImportRun.objects.filter(unqueued | Q(state=RunState.READING, heartbeat_at__lt=now - STALE_AFTER))


def remove_kept_file(run: ImportRun) -> None:
    """Remove the kept file of a run that needs it no more, once the transaction is done."""
    transaction.on_commit(lambda: _remove_file(run))


def _stored(run: ImportRun, position: int, issue: Issue) -> ImportIssue:
    return ImportIssue(
        run=run,
        position=position,
        line=issue.line,
        field=issue.field[:80],
        value=issue.value[:120],
        severity=issue.severity,
        message=issue.message[:400],
    )


def _remove_file(run: ImportRun) -> None:
    run.file.delete(save=False)
    ImportRun.objects.filter(pk=run.pk).update(file="")
