"""The only writer of import runs, with the claims beside it: received, answered, ended."""

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import PurePosixPath
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.utils import timezone

from rvuedge.accounts.audit import record
from rvuedge.accounts.models import Organisation, User
from rvuedge.imports.models import ImportIssue, ImportRun, RunState
from rvuedge.imports.registry import Found
from rvuedge.lib.issues import Issue

# The kind of a file that no reader recognises.
UNKNOWN = "unknown"
OPEN = (RunState.RECEIVED, RunState.READING, RunState.NEEDS_ANSWER, RunState.READY, RunState.ACTIVE)
# What an answered run, or one that is tried again, starts with: nobody holds it.
_ANEW: dict[str, object] = {"attempts": 0, "claimed_as": None, "finished_at": None, "heartbeat_at": None, "stage": "Waiting"}
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
    one_at_a_time(sha256)
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


def one_at_a_time(sha256: str) -> None:
    """Let nobody else receive the same bytes until the transaction ends; SQLite, where one transaction writes at a time, needs no lock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(sha256[:15], 16)])


@transaction.atomic
def share_out(*, run: ImportRun, found: Sequence[Found]) -> tuple[ImportRun, ...]:
    """Give a fresh run the first of the tables that its file holds, and each further one a run of its own in the same batch."""
    first = found[0] if found else Found(UNKNOWN)
    fresh = ImportRun.objects.filter(pk=run.pk, state=RunState.RECEIVED, kind="")
    if not fresh.update(kind=first.kind, member=first.member[-255:], attempts=0, heartbeat_at=None):
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


def finish(run: ImportRun, *, state: RunState, outcome: Mapping[str, object], issues: tuple[Issue, ...] = (), issue_count: int = 0) -> bool:
    """End an open run with what came out, once; False where it was ended, or claimed anew, since this run was read.

    Called within the transaction that stores a draft, which is then rolled back.
    """
    with transaction.atomic():
        open_run = ImportRun.objects.filter(pk=run.pk, claimed_as=run.claimed_as, state__in=(RunState.RECEIVED, RunState.READING))
        ended = open_run.update(
            state=state, outcome=dict(outcome), issue_count=issue_count or len(issues), stage="", finished_at=timezone.now()
        )
        run.refresh_from_db()
        if not ended:
            return False
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
    return True


def accept_mends(*, run: ImportRun, by: User | None) -> bool:
    """Accept the proposed mends of a waiting run, which is then read again; False where none waits."""
    return answer(run=run, by=by, action="import.mends_accepted", accepts_repairs=True)


@transaction.atomic
def refuse_mends(*, run: ImportRun, by: User | None) -> bool:
    """Refuse the proposed mends of a waiting run, which ends with that and stores nothing; False where none waits."""
    waiting = ImportRun.objects.filter(pk=run.pk, state=RunState.NEEDS_ANSWER).exclude(outcome__has_key="asks")
    if not waiting.update(state=RunState.REFUSED, stage="", finished_at=timezone.now()):
        return False
    record(action="import.mends_refused", actor=by, organisation=run.organisation, subject=run.file_name, detail={"run": str(run.pk)})
    remove_kept_file(run)
    return True


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
    if not waiting.update(state=RunState.RECEIVED, **_ANEW, **fields):
        return False
    record(action=action, actor=by, organisation=run.organisation, subject=run.file_name, detail={"run": str(run.pk)})
    return True


def fail(run: ImportRun, reason: str) -> bool:
    """End a run that could not be carried out, with a sentence for the page; False where it is no longer the caller's."""
    return finish(run, state=RunState.FAILED, outcome={"reason": reason})


@transaction.atomic
def try_again(*, run: ImportRun, by: User | None) -> bool:
    """Let a failed run start anew; False where it did not fail."""
    failed = ImportRun.objects.filter(pk=run.pk, state=RunState.FAILED)
    if not failed.update(state=RunState.RECEIVED, **_ANEW):
        return False
    record(action="import.tried_again", actor=by, organisation=run.organisation, subject=run.file_name, detail={"run": str(run.pk)})
    return True


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
