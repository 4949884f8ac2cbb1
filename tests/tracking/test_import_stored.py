"""RVU Edge stores an extract in short transactions and shows it all at once: what is not shown counts nowhere, and is removed."""

from datetime import date
from pathlib import Path

import pytest
from django.db import OperationalError
from django.db.models import Sum

from codes.models import Release
from rvuedge.imports.models import ImportRun, RunState
from rvuedge.imports.running import carry_out
from rvuedge.imports.services import give_answers, try_again
from rvuedge.imports.services_claims import MOST_ATTEMPTS
from rvuedge.imports.tasks import take_up_stale_imports
from tests.cast import Cast
from tests.imports.test_running import silent
from tracking import line_store
from tracking.extracts.mapping import suggest
from tracking.incoming import cleaned
from tracking.models import Case, CaseLine, ChargeImport, Clinician, MonthTotal
from tracking.services_imports import receive_charges
from tracking.services_stored import remove_left_behind

EXTRACT = "Encounter,Date of service,CPT,Units\n" + "".join(f"E{number},2026-07-{number:02d},99214,1\n" for number in range(1, 11))


@pytest.fixture
def log(cast: Cast, release: Release, monkeypatch: pytest.MonkeyPatch) -> Clinician:
    """The log of a clinician; three cases are stored at once instead of thousands."""
    monkeypatch.setattr(line_store, "AT_ONCE", 3)
    monkeypatch.setattr("tracking.services_stored.AT_ONCE", 3)
    clinician = cast.clinician.clinician
    assert clinician is not None
    return clinician


@pytest.fixture
def confirmed(log: Clinician, tmp_path: Path) -> ImportRun:
    return confirmed_import(log, tmp_path / "kept")


def confirmed_import(log: Clinician, path: Path) -> ImportRun:
    """Return an import of ten lines of 1.92 that was seen and confirmed."""
    with path.open("w+b") as into:
        found = cleaned([EXTRACT.encode()], into, {})
        run = receive_charges(
            clinician=log, cleaned=found, file_name="a.csv", by=None, today=date(2026, 11, 23), place="11", columns=suggest(found.kept)
        )
    assert carry_out(run.pk)
    assert give_answers(run=ImportRun.objects.get(pk=run.pk), answers={"confirmed": True}, by=None)
    return ImportRun.objects.get(pk=run.pk)


def counted(log: Clinician) -> tuple[int, str, str]:
    """Return the lines that count, their credit, and the credit of the month totals."""
    lines = CaseLine.objects.kept().filter(clinician=log)
    credit = lines.aggregate(sum=Sum("credit"))["sum"] or 0
    total = MonthTotal.objects.filter(clinician=log).aggregate(sum=Sum("credit"))["sum"] or 0
    return lines.count(), f"{credit:.2f}", f"{total:.2f}"


def test_shows_all_of_an_extract_at_once(log: Clinician, confirmed: ImportRun, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    write = line_store.Batch.write

    def watched(batch: line_store.Batch) -> None:
        write(batch)
        seen.append((CaseLine.objects.count(), Case.objects.kept().count(), *counted(log)))

    monkeypatch.setattr(line_store.Batch, "write", watched)
    assert carry_out(confirmed.pk)
    nothing = (0, 0, "0.00", "0.00")
    assert seen == [(3, *nothing), (6, *nothing), (9, *nothing), (10, *nothing)]
    # Ten visits of 1.92.
    assert counted(log) == (10, "19.20", "19.20")
    assert not remove_left_behind()


def broken_after(batches: int, error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the storing end after some batches."""
    write, written = line_store.Batch.write, iter(range(batches))

    def breaks(batch: line_store.Batch) -> None:
        if next(written, None) is None:
            raise error
        write(batch)

    monkeypatch.setattr(line_store.Batch, "write", breaks)


class Killed(BaseException):
    """The process is gone: nothing is caught, nothing is tidied."""


def test_a_killed_import_leaves_nothing_that_is_seen_and_is_done_again_whole(
    log: Clinician, confirmed: ImportRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken_after(2, Killed(), broken)
        with pytest.raises(Killed):
            carry_out(confirmed.pk)
    assert (CaseLine.objects.count(), *counted(log)) == (6, 0, "0.00", "0.00")
    silent(confirmed, minutes=5)
    assert take_up_stale_imports() == 1
    assert (CaseLine.objects.count(), *counted(log)) == (10, 10, "19.20", "19.20")


def test_the_sweep_removes_what_a_failed_import_left(log: Clinician, confirmed: ImportRun, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken_after(2, ValueError("broken"), broken)
        assert not carry_out(confirmed.pk)
    confirmed.refresh_from_db()
    assert (confirmed.state, CaseLine.objects.count(), Case.objects.count()) == (RunState.FAILED, 6, 6)
    assert take_up_stale_imports() == 0
    assert (CaseLine.objects.count(), Case.objects.count()) == (0, 0)
    assert try_again(run=confirmed, by=None)
    assert carry_out(confirmed.pk)
    assert counted(log) == (10, "19.20", "19.20")


def test_the_sweep_leaves_an_import_that_is_being_stored_alone(confirmed: ImportRun, monkeypatch: pytest.MonkeyPatch) -> None:
    swept = []
    write = line_store.Batch.write

    def watched(batch: line_store.Batch) -> None:
        write(batch)
        swept.append(remove_left_behind())

    monkeypatch.setattr(line_store.Batch, "write", watched)
    assert carry_out(confirmed.pk)
    assert swept == [0, 0, 0, 0]
    assert CaseLine.objects.count() == 10


def test_a_worker_that_lost_its_import_writes_not_one_batch_more(confirmed: ImportRun, monkeypatch: pytest.MonkeyPatch) -> None:
    write = line_store.Batch.write

    def robbed(batch: line_store.Batch) -> None:
        write(batch)
        ImportRun.objects.filter(pk=confirmed.pk).update(claimed_as=None)

    monkeypatch.setattr(line_store.Batch, "write", robbed)
    assert not carry_out(confirmed.pk)
    assert CaseLine.objects.count() == 3


def test_two_imports_of_the_same_lines_are_one(
    log: Clinician, confirmed: ImportRun, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The second is confirmed while the first is matched already: the first is matched again, and has nothing new then."""
    other = confirmed_import(log, tmp_path / "other")
    write, began = line_store.Batch.write, iter([True])

    def meanwhile(batch: line_store.Batch) -> None:
        write(batch)
        if next(began, False):
            assert carry_out(other.pk)

    with monkeypatch.context() as both:
        both.setattr(line_store.Batch, "write", meanwhile)
        assert not carry_out(confirmed.pk)
    confirmed.refresh_from_db()
    assert (confirmed.state, confirmed.attempts) == (RunState.RECEIVED, 1)
    assert carry_out(confirmed.pk)
    assert (CaseLine.objects.count(), *counted(log)) == (10, 10, "19.20", "19.20")
    assert list(ChargeImport.objects.order_by("created").values_list("created", flat=True)) == [0, 10]


def test_waits_for_a_lock_without_giving_up(log: Clinician, confirmed: ImportRun, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken_after(1, OperationalError("database is locked"), broken)
        assert not carry_out(confirmed.pk)
    confirmed.refresh_from_db()
    assert (confirmed.state, confirmed.attempts) == (RunState.RECEIVED, 1)
    silent(confirmed, minutes=1, heartbeat_at=None)
    assert take_up_stale_imports() == 1
    assert (CaseLine.objects.count(), *counted(log)) == (10, 10, "19.20", "19.20")
    assert confirmed.attempts < MOST_ATTEMPTS
