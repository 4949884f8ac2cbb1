"""Imports as tasks: the run's row is the truth; a task that comes twice finds nothing to do."""

import logging
from uuid import UUID

from celery import shared_task
from celery.signals import worker_ready
from django.db import DatabaseError
from django.db import OperationalError as DatabaseUnavailable

from rvuedge.imports.models import ImportRun
from rvuedge.imports.registry import sweep
from rvuedge.imports.running import carry_out, sort_out
from rvuedge.imports.services_claims import MOST_ATTEMPTS, let_go_of_gone_workers, park, stale_runs
from rvuedge.web.queue import hand_over

logger = logging.getLogger("rvuedge.imports")
_PARKED = "The import stopped three times without an answer. Try it again; if it stops once more, tell the operator."


@shared_task(name="rvuedge.imports.tasks.run_import", acks_late=True)
def run_import(run_id: str) -> bool:
    """Carry out one import. Where the database cannot be asked, the run stays as it is, and the sweep tries it again."""
    try:
        for companion in sort_out(UUID(run_id)):
            queue_import(companion)
        return carry_out(UUID(run_id))
    except DatabaseUnavailable:
        logger.warning("Import %s waits for the next sweep: the database is locked, or does not answer", run_id)
        return False


def queue_import(run: ImportRun) -> None:
    """Hand a run to the worker; with the queue gone it waits in the database until the next sweep."""
    hand_over(lambda: run_import.delay(str(run.pk)))


@shared_task(name="rvuedge.imports.tasks.take_up_stale_imports")
def take_up_stale_imports() -> int:
    """Queue again what nobody works on, end what stopped three times, remove what ended ones left; return how many were queued."""
    queued = 0
    for run in stale_runs():
        if run.attempts >= MOST_ATTEMPTS:
            park(run, _PARKED)
        else:
            queue_import(run)
            queued += 1
    sweep()
    return queued


@worker_ready.connect
def take_up_at_start(**_told: object) -> None:
    """Take up at once what workers of this machine left that were killed: a worker that starts need not wait for their silence."""
    try:
        let_go_of_gone_workers()
        take_up_stale_imports()
    except DatabaseError:
        logger.warning("What killed workers left is taken up by the next sweep: the database could not be asked")
