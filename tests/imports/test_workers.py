"""RVU Edge takes up within a minute what a killed worker left, and at once where a worker starts beside it."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import OperationalError

from rvuedge.imports import tasks
from rvuedge.imports.alive import EVERY_SECONDS
from rvuedge.imports.models import ImportRun, RunState
from rvuedge.imports.services_claims import MOST_ATTEMPTS, STALE_AFTER, UNQUEUED_AFTER, claim, let_go_of_gone_workers
from rvuedge.imports.tasks import run_import, take_up_at_start, take_up_stale_imports
from rvuedge.imports.workers import is_gone, this_worker
from tests.imports.known import KIND, Answering, known, storing
from tests.imports.test_running import receive, silent


def ended_number() -> int:
    """Return the number of a process that has ended."""
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    return done.pid


def named(number: int, *, machine: str | None = None) -> str:
    own = this_worker().split("|")
    return "|".join((machine or own[0], str(number), "0" * 32))


def test_knows_a_worker_that_is_gone() -> None:
    assert is_gone(named(ended_number()))
    # A container gives its first process the same number at every start.
    assert is_gone(named(os.getpid()))


def test_leaves_workers_alone_that_live_or_are_elsewhere() -> None:
    assert this_worker() == this_worker()
    assert not is_gone(this_worker())
    assert not is_gone(named(os.getppid()))
    assert not is_gone(named(ended_number(), machine="elsewhere"))
    assert not is_gone("")


@pytest.mark.django_db
def test_a_worker_that_starts_takes_up_what_a_killed_one_left() -> None:
    run = receive()
    claim(run.pk)
    ImportRun.objects.filter(pk=run.pk).update(worker=named(ended_number()))
    with known(Answering(storing({}))):
        take_up_at_start()
    run.refresh_from_db()
    assert (run.state, run.attempts) == (RunState.READY, 2)


@pytest.mark.django_db
def test_a_worker_that_starts_leaves_the_others_alone() -> None:
    run = receive()
    claim(run.pk)
    take_up_at_start()
    assert let_go_of_gone_workers() == 0
    run.refresh_from_db()
    assert (run.state, run.attempts, run.worker) == (RunState.READING, 1, this_worker())


def test_what_a_worker_left_is_taken_up_within_a_minute() -> None:
    """Nowhere else is anything waited for: silence, then the next sweep."""
    sweep = float(str(settings.CELERY_BEAT_SCHEDULE["take-up-stale-imports"]["schedule"]))
    assert STALE_AFTER.total_seconds() + sweep <= 45
    assert UNQUEUED_AFTER.total_seconds() + sweep <= 45
    # Three signs of life may be lost before a worker counts as gone.
    assert STALE_AFTER.total_seconds() > 4 * EVERY_SECONDS


@pytest.mark.django_db
@pytest.mark.parametrize("step", ["sort_out", "carry_out"])
def test_a_lock_that_is_waited_for_in_vain_ends_no_import(monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def is_locked(_run_id: object) -> None:
        raise OperationalError("database is locked")

    run = receive()
    with monkeypatch.context() as locked:
        locked.setattr(tasks, step, is_locked)
        assert not run_import(str(run.pk))
    run.refresh_from_db()
    assert (run.state, run.attempts) == (RunState.RECEIVED, 0)
    silent(run, minutes=1, heartbeat_at=None)
    with known(Answering(storing({}))):
        assert take_up_stale_imports() == 1
    run.refresh_from_db()
    assert run.state == RunState.READY


@pytest.mark.django_db
def test_parks_an_import_that_met_a_lock_three_times() -> None:
    run = receive()
    silent(run, minutes=1, heartbeat_at=None, attempts=MOST_ATTEMPTS)
    assert take_up_stale_imports() == 0
    run.refresh_from_db()
    assert run.state == RunState.FAILED


def test_a_number_of_somebody_elses_process_counts_as_living(monkeypatch: pytest.MonkeyPatch) -> None:
    def may_not(_number: int, _signal: int) -> None:
        raise PermissionError

    monkeypatch.setattr("os.kill", may_not)
    assert not is_gone(named(1 + os.getpid()))


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["", KIND])
def test_says_that_the_file_of_an_import_is_kept_no_longer(kind: str) -> None:
    """An operator may let files go; who tries again is told so, and no task falls over it again and again."""
    run = receive()
    ImportRun.objects.filter(pk=run.pk).update(kind=kind, file="")
    with known(Answering(storing({}))):
        run_import(str(run.pk))
    run.refresh_from_db()
    assert (run.state, run.outcome["reason"]) == (RunState.FAILED, "The kept file is missing in the data folder. Upload it again.")
