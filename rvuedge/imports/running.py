"""Carries one import out: load, compute, store, each told on the run; a draft and the end of its run are one transaction."""

import time
from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from rvuedge.imports.models import ImportRun, RunState
from rvuedge.imports.registry import Asked, Prepared, Progress, importer_of
from rvuedge.imports.services import claim, fail, finish, note_progress

_SECONDS_BETWEEN = 0.3


def carry_out(run_id: UUID) -> bool:
    """Read, check and store the file of a waiting run; False where there was nothing to do."""
    run = claim(run_id)
    if run is None:
        return False
    importer = importer_of(run.kind)
    if importer is None:
        fail(run.pk, f"Files of kind {run.kind} cannot be read by this version.")
        return True
    try:
        with run.file.open("rb") as kept:
            content = kept.read()
    except OSError:
        fail(run.pk, "The kept file is missing in the data folder. Upload it again.")
        return True
    asked = Asked(content, run.file_name, run.sha256, run.effective_from, run.accepts_repairs)
    conclude(run, importer.prepare(asked, telling(run)))
    return True


def conclude(run: ImportRun, prepared: Prepared) -> Mapping[str, object]:
    """Store what was prepared and end the run, all or nothing; return the outcome."""
    if prepared.store is None:
        state = RunState.UNCHANGED if prepared.is_known else RunState.NEEDS_ANSWER if prepared.waits_for_mends else RunState.REFUSED
        finish(run, state=state, outcome=prepared.outcome, issues=prepared.issues, issue_count=prepared.issue_count)
        return prepared.outcome
    note_progress(run, "Storing the rows", 0, 0)
    with transaction.atomic():
        outcome = {**prepared.outcome, **prepared.store(run, run.created_by)}
        finish(run, state=RunState.READY, outcome=outcome, issues=prepared.issues, issue_count=prepared.issue_count)
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
