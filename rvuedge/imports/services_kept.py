"""Keeps files that may be larger than memory as runs: what a reader let through of an extract, and large tables as they came."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import IO
from uuid import UUID

from django.core.files.base import File
from django.db import transaction

from rvuedge.accounts.audit import record
from rvuedge.accounts.models import Organisation, User
from rvuedge.imports.models import ImportRun, RunState
from rvuedge.imports.services import OPEN, one_at_a_time, shown_name


@transaction.atomic
def keep_run(
    *,
    kept: IO[bytes],
    kind: str,
    file_name: str,
    by: User | None,
    organisation: Organisation | None,
    answers: Mapping[str, object],
    waits_for: str = "",
    outcome: Mapping[str, object] | None = None,
    effective_from: date | None = None,
    batch: UUID | None = None,
) -> ImportRun:
    """Keep what a reader has let through of a file, larger than memory perhaps, as a run of its own.

    With `waits_for` the run waits for that answer before anything reads it. The same content again is another run.
    """
    run = ImportRun(kind=kind, organisation=organisation, created_by=by, answers=dict(answers), file_name=shown_name(file_name))
    run.batch, run.sha256, run.effective_from = batch or run.pk, sha256_of(kept), effective_from
    run.size = kept.seek(0, 2)
    kept.seek(0)
    if waits_for:
        run.state, run.outcome = RunState.NEEDS_ANSWER, {**(outcome or {}), "asks": waits_for}
    run.file.save(f"{run.pk}.kept", File(kept), save=False)
    run.save(force_insert=True)
    record(action="import.received", actor=by, organisation=organisation, subject=run.file_name, detail={"kind": kind, "run": str(run.pk)})
    return run


@transaction.atomic
def receive_large(
    *, kept: IO[bytes], kind: str, file_name: str, by: User | None, effective_from: date | None = None, batch: UUID | None = None
) -> tuple[ImportRun, bool]:
    """Keep an official table of a known kind and return its run, and whether it is new: the same bytes are one run."""
    sha256 = sha256_of(kept)
    one_at_a_time(sha256)
    same = ImportRun.objects.filter(sha256=sha256, kind=kind, organisation=None, state__in=OPEN)
    known = same.order_by("created_at").first()
    if known is not None:
        return known, False
    kept.seek(0)
    run = keep_run(
        kept=kept, kind=kind, file_name=file_name, by=by, organisation=None, answers={}, effective_from=effective_from, batch=batch
    )
    return run, True


def sha256_of(kept: IO[bytes]) -> str:
    """Return the checksum of a file, read piece by piece."""
    kept.seek(0)
    digest = hashlib.sha256()
    while piece := kept.read(1024 * 1024):
        digest.update(piece)
    return digest.hexdigest()
