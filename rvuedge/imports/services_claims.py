"""Who works on an import: claimed by one worker at a time, kept alive while it works, taken up where a worker is gone.

Each claim has a mark of its own. Whoever lost the claim stores nothing: a run is ended only under the mark it was claimed with.
"""

from datetime import timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Q

from rvuedge.imports.clock import shared_now
from rvuedge.imports.models import ImportRun, ImportRunQuerySet, RunState
from rvuedge.imports.services import finish
from rvuedge.imports.workers import is_gone, this_worker

MOST_ATTEMPTS = 3
# A worker tells every few seconds that it lives, also while it stores; one that was silent for so long is gone. With the sweep,
# which comes every fifteen seconds, what a killed worker left is taken up again within a minute.
STALE_AFTER = timedelta(seconds=25)
UNQUEUED_AFTER = timedelta(seconds=15)
# What a fresh upload is, nobody tells in pieces; whoever does it for so long is gone.
SORTED_AFTER = timedelta(seconds=40)
_READING = "Reading the file"


class TakenAway(RuntimeError):
    """The import was ended, or taken over, while it was worked on: what was about to be stored is rolled back."""

    def __init__(self) -> None:
        super().__init__("The import was taken over or ended meanwhile. Nothing of this attempt was stored. Look how the import stands.")


def begin_sorting(run_id: UUID) -> ImportRun | None:
    """Begin to tell what a fresh upload is; each time is an attempt, so that what ends its worker is given up. None where that is known."""
    fresh = ImportRun.objects.filter(pk=run_id, state=RunState.RECEIVED, kind="")
    begun = fresh.filter(attempts__lt=MOST_ATTEMPTS)
    if not begun.update(attempts=F("attempts") + 1, worker=this_worker(), heartbeat_at=shared_now()):
        return None
    return fresh.first()


def claim(run_id: UUID) -> ImportRun | None:
    """Take a waiting run, or one whose worker fell silent, by one conditional UPDATE; None where somebody else has it."""
    now = shared_now()
    waiting = Q(state=RunState.RECEIVED) | Q(state=RunState.READING, heartbeat_at__lt=now - STALE_AFTER)
    taken = ImportRun.objects.filter(waiting, pk=run_id, attempts__lt=MOST_ATTEMPTS)
    mark = uuid4()
    facts = {"state": RunState.READING, "claimed_as": mark, "worker": this_worker(), "heartbeat_at": now, "stage": _READING}
    if not taken.update(**facts, attempts=F("attempts") + 1):
        return None
    return ImportRun.objects.filter(pk=run_id, claimed_as=mark).first()


def take_over(run: ImportRun, *, accepts_repairs: bool) -> ImportRun:
    """Take a run that waits, or that a worker, perhaps a dead one, holds: somebody asked again, and that worker ends nothing any more."""
    ImportRun.objects.filter(pk=run.pk, state__in=(RunState.RECEIVED, RunState.READING, RunState.NEEDS_ANSWER)).update(
        state=RunState.READING,
        accepts_repairs=accepts_repairs,
        claimed_as=uuid4(),
        worker=this_worker(),
        heartbeat_at=shared_now(),
        attempts=1,
        stage=_READING,
    )
    run.refresh_from_db()
    return run


def is_still_held(run: ImportRun) -> bool:
    """Say that the run's worker lives; False where the run is no longer its own."""
    return bool(_held(run).update(heartbeat_at=shared_now()))


def note_progress(run: ImportRun, stage: str, done: int, total: int) -> None:
    """Show how far a run is, in a statement of its own: the page sees it while the import goes on. TakenAway where it is held no more."""
    told = _held(run).update(stage=stage[:120], rows_done=done, rows_total=total, heartbeat_at=shared_now())
    if not told:
        raise TakenAway


def hold(run: ImportRun) -> None:
    """Hold a run for the length of the caller's transaction, so that nobody claims it before what is written is there. TakenAway."""
    if _held(run).select_for_update().first() is None:
        raise TakenAway


def release(run: ImportRun) -> bool:
    """Let a run wait to be done again, by whoever takes it up; each time is an attempt. False where it is held no more."""
    return bool(_held(run).update(state=RunState.RECEIVED, claimed_as=None, heartbeat_at=None, stage="Waiting"))


def let_go_of_gone_workers() -> int:
    """Let the runs of this machine's workers that are no longer there be taken up at once; return of how many."""
    begun = ImportRun.objects.filter(state__in=(RunState.RECEIVED, RunState.READING)).exclude(heartbeat_at=None)
    left = [run.pk for run in begun if is_gone(run.worker)]
    return begun.filter(pk__in=left).update(heartbeat_at=shared_now() - 2 * SORTED_AFTER)


def stale_runs() -> ImportRunQuerySet:
    """Return the runs that nobody works on: never queued, or their worker is gone."""
    now = shared_now()
    unqueued = Q(state=RunState.RECEIVED, heartbeat_at=None, created_at__lt=now - UNQUEUED_AFTER)
    unsorted = Q(state=RunState.RECEIVED, heartbeat_at__lt=now - SORTED_AFTER)
    return ImportRun.objects.filter(unqueued | unsorted | Q(state=RunState.READING, heartbeat_at__lt=now - STALE_AFTER))


@transaction.atomic
def park(run: ImportRun, reason: str) -> bool:
    """End a run that stopped too often; False where somebody works on it after all."""
    silent = stale_runs().select_for_update().filter(pk=run.pk, claimed_as=run.claimed_as, attempts__gte=MOST_ATTEMPTS).first()
    return silent is not None and finish(silent, state=RunState.FAILED, outcome={"reason": reason})


def _held(run: ImportRun) -> ImportRunQuerySet:
    return ImportRun.objects.filter(pk=run.pk, state=RunState.READING, claimed_as=run.claimed_as)
