"""RVU Edge stores a long table in pieces that nobody sees before it is whole, so that others save meanwhile."""

from dataclasses import fields
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from codes import importers_other, services_pieces
from codes.bulk_rows import Table
from codes.cms import ncci_ptp
from codes.cms.ncci_ptp import PairEdit as Pair
from codes.models import OtherSchedule, PairEdit, ReleaseState
from codes.services_other import NewSchedule
from codes.services_pieces import remove_left_behind, show_schedule, store_hidden
from rvuedge.imports.models import ImportRun, RunState
from rvuedge.imports.registry import sweep
from rvuedge.imports.services_claims import TakenAway
from tests.codes.test_large_tables import NAME, pairs, streamed

TABLE = Table(PairEdit, "schedule_id", tuple(field.name for field in fields(Pair)))


@pytest.fixture(autouse=True)
def _small_pieces(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services_pieces, "PIECE", 40)
    monkeypatch.setattr(importers_other, "MOST_AT_ONCE", 50)


def new_table(count: int) -> NewSchedule:
    rows = ncci_ptp.read(streamed(pairs(count))).rows
    return NewSchedule("ncci_ptp", "Pairs", "Pairs", date(2026, 7, 1), None, rows, count, NAME, "aa")


def test_shows_a_table_only_when_it_is_whole() -> None:
    held: list[int] = []
    seen: list[tuple[int, int, bool]] = []

    def told(done: int) -> None:
        seen.append((done, PairEdit.objects.count(), OtherSchedule.objects.official().exists()))

    new = new_table(100)
    hidden = store_hidden(new=new, table=TABLE, hold=lambda: held.append(1), told=told)
    assert seen == [(40, 40, False), (80, 80, False), (100, 100, False)]
    # Once for the table and once for each piece: a transaction of its own each.
    assert len(held) == 4
    shown = show_schedule(schedule=hidden, new=new, run=None, by=None)
    assert (shown.state, list(OtherSchedule.objects.official())) == (ReleaseState.DRAFT, [shown])


def test_removes_piece_by_piece_what_an_import_left_that_lost_its_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[int] = []

    def hold() -> None:
        held.append(1)
        if len(held) == 4:
            raise TakenAway

    with pytest.raises(TakenAway):
        store_hidden(new=new_table(200), table=TABLE, hold=hold, told=lambda _done: None)
    assert PairEdit.objects.count() == 80
    run = ImportRun.objects.create(kind="ncci_ptp", file_name=NAME, sha256="aa", size=1, state=RunState.READING)
    assert remove_left_behind() == 0
    assert PairEdit.objects.count() == 80
    run.delete()
    monkeypatch.setattr(services_pieces, "MOST_PIECES_REMOVED", 1)
    assert (remove_left_behind(), PairEdit.objects.count()) == (0, 40)
    monkeypatch.setattr(services_pieces, "MOST_PIECES_REMOVED", 10)
    assert sweep() == 1
    assert not OtherSchedule.objects.exists()


def test_gives_the_draft_of_the_same_bytes_where_there_is_one() -> None:
    new = new_table(60)
    first, second = (store_hidden(new=new, table=TABLE, hold=lambda: None, told=lambda _done: None) for _ in range(2))
    shown = show_schedule(schedule=first, new=new, run=None, by=None)
    assert show_schedule(schedule=second, new=new, run=None, by=None) == shown
    assert remove_left_behind() == 1
    assert PairEdit.objects.count() == 60


def test_tells_by_command_how_far_the_storing_is(settings, tmp_path: Path) -> None:
    settings.UPLOAD_LIMIT = 5_000
    path = tmp_path / NAME
    path.write_bytes(pairs(100))
    told = StringIO()
    call_command("import_schedule", str(path), "--activate", stdout=StringIO(), stderr=told)
    assert [line for line in told.getvalue().splitlines() if line.startswith("Storing")] == [
        "Storing the rows, 40 rows",
        "Storing the rows, 80 rows",
        "Storing the rows, 100 rows",
    ]
    assert OtherSchedule.objects.active().get().row_count == PairEdit.objects.count() == 100
