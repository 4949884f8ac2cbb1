"""Imports as tasks: the run's row is the truth; a task that comes twice finds nothing to do."""

import logging
from uuid import UUID

from celery import shared_task
from kombu.exceptions import OperationalError

from rvuedge.imports.models import ImportRun
from rvuedge.imports.registry import sweep
from rvuedge.imports.running import carry_out, sort_out
from rvuedge.imports.services_claims import MOST_ATTEMPTS, park, stale_runs

logger = logging.getLogger("rvuedge.imports")
_PARKED = "The import stopped three times without an answer. Try it again; if it stops once more, tell the operator."


@shared_task(name="rvuedge.imports.tasks.run_import", acks_late=True)
def run_import(run_id: str) -> bool:
    """Carry out one import; what our own code could not do ends the run with a sentence, the trace goes to the log."""
    for companion in sort_out(UUID(run_id)):
        queue_import(companion)
    return carry_out(UUID(run_id))


def queue_import(run: ImportRun) -> None:
    """Hand a run to the worker; with the queue gone it waits in the database until the next sweep."""
    try:
        run_import.delay(str(run.pk))
    except OperationalError:
        logger.warning("The queue does not answer; import %s waits for the next sweep", run.pk)


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
