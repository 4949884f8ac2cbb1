"""Carries one import out: load, compute, store, each told on the run; a draft and the end of its run are one transaction."""

import logging
import time
from collections.abc import Mapping
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, OperationalError, transaction

from rvuedge.imports.alive import kept_alive
from rvuedge.imports.models import ImportRun, RunState
from rvuedge.imports.registry import Asked, DoAgain, Prepared, Progress, StreamImporter, found_in, importer_of, stream_importer_of
from rvuedge.imports.services import fail, finish, share_out
from rvuedge.imports.services_claims import TakenAway, begin_sorting, claim, hold, note_progress, release

logger = logging.getLogger("rvuedge.imports")
_SECONDS_BETWEEN = 0.3
_FAILED = "The import could not be carried out. Nothing was stored. Try it again, or tell the operator."
_TOO_MUCH = "The file needs more memory than the worker has. Nothing was stored. Tell the operator, or bring the file in parts."
_MISSING = "The kept file is missing in the data folder. Upload it again."


def carry_out(run_id: UUID) -> bool:
    """Read, check and store the file of a waiting run; False where there was nothing to do, or it could not be done."""
    run = claim(run_id)
    if run is None:
        return False
    try:
        with kept_alive(run):
            _carry_out(run)
    except TakenAway:
        logger.warning("Import %s was taken over or ended while it was worked on; this attempt stored nothing", run_id)
        return False
    except (DoAgain, OperationalError) as error:
        logger.warning("Import %s waits to be done again: %s", run_id, error)
        release(run)
        return False
    except MemoryError:
        logger.exception("Import %s needs more memory than there is", run_id)
        fail(run, _TOO_MUCH)
        return False
    except (DatabaseError, OSError, ArithmeticError, LookupError, TypeError, ValueError, RuntimeError):
        logger.exception("Import %s could not be carried out", run_id)
        fail(run, _FAILED)
        return False
    return True


def _carry_out(run: ImportRun) -> None:
    importer, streaming = importer_of(run.kind), stream_importer_of(run.kind)
    if streaming is not None and (importer is None or run.size > settings.UPLOAD_LIMIT):
        _carry_out_stream(run, streaming)
        return
    if importer is None:
        fail(run, f"Files of kind {run.kind} cannot be read by this version.")
        return
    try:
        with run.file.open("rb") as kept:
            content = kept.read()
    # A run whose file is kept no longer has no name of one either.
    except (OSError, ValueError):
        fail(run, _MISSING)
        return
    _conclude(run, importer.prepare(asked_of(run, content), telling(run)))


def _carry_out_stream(run: ImportRun, importer: StreamImporter) -> None:
    try:
        kept = run.file.open("rb")
    except (OSError, ValueError):
        fail(run, _MISSING)
        return
    with kept:
        _conclude(run, importer.prepare_stream(run, kept, telling(run)))


def sort_out(run_id: UUID) -> tuple[ImportRun, ...]:
    """Tell what a fresh upload is, by content; return the runs that were made for the further tables it holds, to be queued."""
    run = begin_sorting(run_id)
    if run is None:
        return ()
    try:
        with run.file.open("rb") as kept:
            content = kept.read()
    except (OSError, ValueError):
        fail(run, _MISSING)
        return ()
    try:
        found = found_in(content, run.file_name)
    except MemoryError:
        logger.exception("Import %s needs more memory than there is", run_id)
        fail(run, _TOO_MUCH)
    else:
        return share_out(run=run, found=found)
    return ()


def asked_of(run: ImportRun, content: bytes) -> Asked:
    """Return a run's file with what was asked for it."""
    return Asked(
        content=content,
        file_name=run.file_name,
        sha256=run.sha256,
        effective_from=run.effective_from,
        accepts_repairs=run.accepts_repairs,
        organisation=run.organisation,
        member=run.member,
        answers=run.answers,
    )


def conclude(run: ImportRun, prepared: Prepared) -> Mapping[str, object]:
    """Store what was prepared and end the run, all or nothing; return the outcome. TakenAway where somebody else ended the run first."""
    with kept_alive(run):
        return _conclude(run, prepared)


def _conclude(run: ImportRun, prepared: Prepared) -> Mapping[str, object]:
    if prepared.store is None:
        waits = prepared.waits_for_mends or bool(prepared.asks)
        state = RunState.UNCHANGED if prepared.is_known else RunState.NEEDS_ANSWER if waits else RunState.REFUSED
        outcome = {**prepared.outcome, **({"asks": prepared.asks} if prepared.asks else {})}
        finish(run, state=state, outcome=outcome, issues=prepared.issues, issue_count=prepared.issue_count)
        return outcome
    note_progress(run, "Storing the rows", 0, 0)
    if prepared.hide is not None:
        prepared.hide(lambda: hold(run))
    with transaction.atomic():
        outcome = {**prepared.outcome, **prepared.store(run, run.created_by)}
        state = RunState.ACTIVE if prepared.ends_active else RunState.READY
        if not finish(run, state=state, outcome=outcome, issues=prepared.issues, issue_count=prepared.issue_count):
            raise TakenAway
    return outcome


def telling(run: ImportRun) -> Progress:
    """Return a progress that is written to the run: at once for a new stage, else a few times a second."""
    told_stage, told_at = "", 0.0

    def tell(stage: str, done: int, total: int) -> None:
        nonlocal told_stage, told_at
        now = time.monotonic()
        if stage != told_stage or now - told_at > _SECONDS_BETWEEN:
            told_stage, told_at = stage, now
            note_progress(run, stage, done, total)

    return tell
