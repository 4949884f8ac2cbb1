"""RVU Edge lets one worker at a time carry an import out: it is seen to live while it stores, and whoever lost it stores nothing."""

import importlib.util
import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from rvuedge.accounts.models import AuditEntry
from rvuedge.imports import alive
from rvuedge.imports.models import ImportRun, RunState
from rvuedge.imports.registry import Prepared
from rvuedge.imports.running import carry_out, conclude
from rvuedge.imports.services import fail, try_again
from rvuedge.imports.services_claims import MOST_ATTEMPTS, TakenAway, claim, note_progress, park, stale_runs, take_over
from rvuedge.imports.tasks import take_up_stale_imports
from tests.imports.known import KIND, Answering, known, storing
from tests.imports.test_running import receive, silent

pytestmark = pytest.mark.django_db


def claimed() -> ImportRun:
    run = claim(receive().pk)
    assert run is not None
    return run


@pytest.mark.parametrize("change", [{"state": RunState.FAILED}, {"claimed_as": None, "attempts": 2}], ids=["parked", "claimed anew"])
def test_rolls_back_what_a_worker_stored_that_lost_its_import(change: dict[str, object]) -> None:
    run = claimed()
    prepared = storing({"rows": 10})

    def store(run, by):
        told = prepared.store(run, by)
        ImportRun.objects.filter(pk=run.pk).update(**change)
        return told

    with pytest.raises(TakenAway):
        conclude(run, Prepared({}, store=store))
    kept = ImportRun.objects.get(pk=run.pk)
    assert (kept.file_name, kept.outcome) == ("rows.csv", {})
    assert not AuditEntry.objects.filter(action="import.ready").exists()


def test_a_worker_that_lost_its_import_says_so_in_the_log_and_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    run = receive()
    importer = Answering(storing({}))
    prepare = importer.prepare

    def robbed(asked, progress):
        ImportRun.objects.filter(pk=run.pk).update(claimed_as=None)
        return prepare(asked, progress)

    importer.prepare = robbed  # type: ignore[method-assign]
    with known(importer):
        assert not carry_out(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.READING
    assert "stored nothing" in caplog.text


def test_a_worker_that_lost_its_import_neither_moves_nor_fails_it() -> None:
    run = claimed()
    taken = take_over(ImportRun.objects.get(pk=run.pk), accepts_repairs=False)
    with pytest.raises(TakenAway):
        note_progress(run, "Reading the file", 1, 2)
    assert not fail(run, "It broke.")
    assert fail(taken, "It broke.")
    assert try_again(run=taken, by=None)
    assert not fail(taken, "It broke again.")


def test_leaves_an_import_alone_whose_worker_woke_up() -> None:
    run = claimed()
    silent(run, minutes=5, attempts=MOST_ATTEMPTS)
    (stale,) = stale_runs()
    ImportRun.objects.filter(pk=run.pk).update(heartbeat_at=timezone.now())
    assert not park(stale, "It stopped three times.")
    run.refresh_from_db()
    assert run.state == RunState.READING


def kept() -> ImportRun:
    """A claimed run without a line in the audit trail, which a test that commits could not remove."""
    run = ImportRun.objects.create(kind=KIND, file_name="rows.csv", sha256="0" * 64, size=1)
    taken = claim(run.pk)
    assert taken is not None
    return taken


@pytest.mark.usefixtures("audit_may_be_emptied")
@pytest.mark.django_db(transaction=True)
def test_is_seen_to_live_while_it_works(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL shows it in the middle of storing; SQLite has one writer, so there it is told between two of its transactions."""
    monkeypatch.setattr(alive, "EVERY_SECONDS", 0.05)
    run = kept()
    silent(run, minutes=5)
    with alive.kept_alive(run):
        if connection.vendor == "postgresql":
            with transaction.atomic():
                ImportRun.objects.create(kind=KIND, file_name="other.csv", sha256="1" * 64, size=1)
                wait_for_life(run)
        else:
            wait_for_life(run)
        assert take_up_stale_imports() == 0
        assert claim(run.pk) is None


@pytest.mark.usefixtures("audit_may_be_emptied")
@pytest.mark.django_db(transaction=True)
def test_stops_telling_once_the_import_is_no_longer_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alive, "EVERY_SECONDS", 0.05)
    run = kept()
    take_over(ImportRun.objects.get(pk=run.pk), accepts_repairs=False)
    silent(run, minutes=5)
    with alive.kept_alive(run):
        time.sleep(0.3)
    assert stale_runs().filter(pk=run.pk).exists()


@pytest.mark.postgresql
@pytest.mark.django_db
def test_takes_the_time_of_the_database_server() -> None:
    """A worker whose own clock is a day ahead. Other tests let the server's clock follow that of Python, so the module is read anew."""
    found = importlib.util.find_spec("rvuedge.imports.clock")
    assert found is not None and found.loader is not None
    clock = importlib.util.module_from_spec(found)
    found.loader.exec_module(clock)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=1)):
        behind = timezone.now() - clock.database_time()
    assert abs(behind - timedelta(days=1)) < timedelta(minutes=5)


def wait_for_life(run: ImportRun) -> None:
    """Return once the run was told to live."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        told = ImportRun.objects.values_list("heartbeat_at", flat=True).get(pk=run.pk)
        if told is not None and told > timezone.now() - timedelta(minutes=1):
            return
        time.sleep(0.05)
    raise AssertionError("The run was not told to live.")
