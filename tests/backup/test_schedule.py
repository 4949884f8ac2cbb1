"""RVU Edge makes backups by itself, keeps the newest, and loses none of the old ones where a new one fails."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from rvuedge.accounts.models import AuditEntry
from rvuedge.backup.restoring import check_backup
from rvuedge.backup.schedule import Made, is_due, made_in, name_of, too_old
from rvuedge.backup.tasks import back_up
from tests.cast import Cast

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def made(*days_ago: int) -> list[Made]:
    return [Made(Path(name_of(NOON - days * DAY)), NOON - days * DAY) for days in days_ago]


@pytest.mark.parametrize(
    ("days_ago", "due"),
    [((), True), ((0,), False), ((1,), True), ((3, 0), False), ((3, 2), True), ((-9,), True)],
    ids=["none yet", "now", "a day ago", "an old and a new", "two old", "a clock that was wrong"],
)
def test_is_due_when_the_newest_is_a_day_old(days_ago: tuple[int, ...], due: bool) -> None:
    assert is_due(made(*days_ago), now=NOON, every=DAY) is due


def test_keeps_the_newest_and_always_one() -> None:
    assert too_old(made(1, 4, 2, 3), 2) == made(4, 3)
    assert too_old(made(1, 2), 0) == made(2)
    assert too_old(made(1), 5) == []


def test_leaves_files_of_others_in_the_folder_alone(tmp_path: Path) -> None:
    for name in ("rvuedge-mine.rvuedge", "notes.txt", "rvuedge-20261126T120000Z.rvuedge"):
        (tmp_path / name).write_bytes(b"")
    assert made_in(tmp_path) == [Made(tmp_path / "rvuedge-20261126T120000Z.rvuedge", NOON)]


def test_makes_one_a_day_and_removes_the_oldest(kept: Cast, tmp_path: Path, settings: Any) -> None:
    settings.BACKUP_FOLDER, settings.BACKUPS_KEPT = str(tmp_path / "copies"), 2
    for day in range(4):
        with time_machine.travel(NOON + day * DAY, tick=False):
            assert back_up()
            assert not back_up()
    names = [one.path.name for one in made_in(tmp_path / "copies")]
    assert names == ["rvuedge-20261128T120000Z.rvuedge", "rvuedge-20261129T120000Z.rvuedge"]
    assert check_backup(tmp_path / "copies" / names[1]).engine in {"sqlite", "postgresql"}
    assert AuditEntry.objects.filter(action="backup.made").count() == 4


def test_makes_none_where_no_folder_is_named(kept: Cast, settings: Any) -> None:
    settings.BACKUP_FOLDER = ""
    assert not back_up()
    assert not AuditEntry.objects.filter(action__startswith="backup.").exists()


def test_a_failure_is_recorded_and_costs_no_old_backup(kept: Cast, tmp_path: Path, settings: Any) -> None:
    settings.BACKUP_FOLDER, settings.BACKUPS_KEPT = str(tmp_path), 1
    old = tmp_path / name_of(NOON - DAY)
    old.write_bytes(b"old")
    with time_machine.travel(NOON, tick=False):
        settings.BACKUP_FOLDER = str(old)
        assert not back_up()
    assert old.read_bytes() == b"old"
    assert AuditEntry.objects.get(action="backup.failed").subject == "FileExistsError"
