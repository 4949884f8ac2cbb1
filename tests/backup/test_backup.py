"""RVU Edge keeps a copy of everything at one moment, and brings it back on an empty machine of either database."""

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.db import connection

from rvuedge.accounts.audit import record
from rvuedge.accounts.chain import seal
from rvuedge.accounts.models import AuditEntry, User
from rvuedge.backup.archive import Manifest
from rvuedge.backup.databases import SNAPSHOT, snapshot
from rvuedge.backup.restoring import Nowhere, check_backup
from rvuedge.backup.tables import write_rows
from rvuedge.backup.taking import take_backup, write_keys
from rvuedge.embedded.refusal import Refusal
from tests.backup.conftest import AT
from tests.backup.databases import empty_database, empty_postgres
from tests.cast import Cast
from tests.running import run_command

pytestmark = pytest.mark.slow


def tables(manifest: Manifest) -> dict[str, str]:
    return {table.name: table.sha256 for table in manifest.tables}


def changed(path: Path, table: str, change: Callable[[bytes], bytes]) -> Path:
    """The backup with other rows in a table, and a manifest that is right about them."""
    other = path.with_name("changed")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w") as new:
        said: dict[str, Any] = json.loads(old.read("manifest.json"))
        for name in old.namelist():
            content = old.read(name)
            if name == f"database/{table}.jsonl":
                content = change(content)
                (one,) = [one for one in said["tables"] if one["name"] == table]
                one |= {"size": len(content), "sha256": hashlib.sha256(content).hexdigest(), "rows": content.count(b"\n")}
            if name != "manifest.json":
                new.writestr(name, content)
        new.writestr("manifest.json", json.dumps(said))
    return other


def test_holds_every_row_and_file_and_neither_key_nor_sign_in(backup: Path) -> None:
    manifest = check_backup(backup)
    rows = {table.name: table.rows for table in manifest.tables}
    assert (rows["accounts_user"], rows["tracking_case"], rows["tracking_caseline"]) == (User.objects.count(), 1, 2)
    assert rows["accounts_auditentry"] == AuditEntry.objects.count() > 0
    assert set(connection.introspection.table_names()) - set(rows) == {"django_migrations", "django_session", "accounts_devicesession"}
    assert [one.name for one in manifest.files] == ["media/reports/one.pdf"]
    assert backup.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(backup) as file:
        assert not any(b"never in a backup" in file.read(name) for name in file.namelist())


def test_sees_one_moment_and_keeps_nobody_waiting(kept: Cast) -> None:
    def log() -> None:
        record(action="written.meanwhile")
        connection.close()

    with snapshot():
        before = write_rows(AuditEntry, SNAPSHOT, Nowhere())
        writer = Thread(target=log)
        writer.start()
        writer.join(timeout=10)
        assert not writer.is_alive()
        assert AuditEntry.objects.filter(action="written.meanwhile").exists()
        assert write_rows(AuditEntry, SNAPSHOT, Nowhere()) == before


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_comes_back_as_it_was_on_an_empty_machine_of_either_database(backup: Path, tmp_path: Path, engine: str) -> None:
    target, again, keys = tmp_path / "new", tmp_path / "again", tmp_path / "keys"
    write_keys(path=keys, secret_key="k" * 60)
    if engine == "sqlite":
        restored_and_kept_again(backup, keys, again, RVUEDGE_DATA=str(target))
    else:
        with empty_postgres() as address:
            # With the tables of today, as an operator who ran `migrate` first has them.
            assert run_command("migrate", "--verbosity", "0", RVUEDGE_DATA=str(target), DATABASE_URL=address).returncode == 0
            restored_and_kept_again(backup, keys, again, RVUEDGE_DATA=str(target), DATABASE_URL=address)
    assert tables(check_backup(again)) == tables(check_backup(backup))
    assert (target / "media" / "reports" / "one.pdf").read_bytes() == b"%PDF-1.7 \x00\xff" * 1000
    assert (target / "secret_key").read_text() == "k" * 60
    assert not (target / "restoring").exists()


def restored_and_kept_again(backup: Path, keys: Path, again: Path, **where: str) -> None:
    done = run_command("restore", str(backup), "--keys", str(keys), "--json", **where)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert (said["done"], said["people"], said["cases"], said["lines"], said["files"]) == ("restored", 10, 1, 2, 1)
    assert run_command("backup", str(again), **where).returncode == 0
    # Numbers go on where they ended, and a second restore finds people.
    added = "from rvuedge.accounts.models import *; Organisation.objects.create(name='New', slug='new')"
    assert run_command("shell", "-c", added, **where).returncode == 0
    refused = run_command("restore", str(backup), **where)
    assert refused.returncode == 2
    assert "This installation is in use (accounts_user has rows)" in refused.stderr


UNTRUE: dict[str, tuple[str, Callable[[bytes], bytes], str]] = {
    "no row": ("tracking_caseline", lambda content: b"{" + content, "row 1 of tracking_caseline"),
    "a reference to nothing": ("tracking_case", lambda content: b"", "did not take the backup"),
    "everybody twice": ("accounts_user", lambda content: content + content, "did not take the backup"),
}


def test_restores_nothing_of_a_backup_that_cannot_be_true(backup: Path, tmp_path: Path) -> None:
    target = tmp_path / "new"
    with empty_database() as address:
        where = {"RVUEDGE_DATA": str(target)} | ({"DATABASE_URL": address} if address else {})
        for table, change, said in UNTRUE.values():
            done = run_command("restore", str(changed(backup, table, change)), **where)
            assert done.returncode == 2
            assert said in done.stderr
            assert done.stderr.strip().endswith("Nothing was restored.")
            assert len(done.stderr.strip().splitlines()) == 1
            assert sorted(path.name for path in target.iterdir()) == ["secret_key", "up.lock"]
        # No row and no table is left: the right backup goes in at once.
        assert run_command("restore", str(backup), **where).returncode == 0


def test_refuses_a_backup_of_a_later_release(backup: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(backup, "a") as file:
        said = json.loads(file.read("manifest.json"))
    said["migrations"].append(["tracking", "9999_later"])
    other = tmp_path / "later"
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(other, "w") as new:
        for name in old.namelist():
            new.writestr(name, json.dumps(said) if name == "manifest.json" else old.read(name))
    done = run_command("restore", str(other), RVUEDGE_DATA=str(tmp_path / "new"))
    assert done.returncode == 2
    assert "is of a newer RVU Edge (tracking 9999_later)" in done.stderr


def test_proves_a_backup_in_a_drill_that_leaves_nothing(backup: Path, tmp_path: Path) -> None:
    target = tmp_path / "new"
    done = run_command("restore", str(backup), "--drill", RVUEDGE_DATA=str(target))
    assert done.returncode == 0, done.stderr
    assert "Restored in a drill, read back and removed again: 10 people, 1 cases, 2 lines" in done.stdout
    assert "Every stored line and month total is what the engine gives." in done.stdout
    assert sorted(path.name for path in target.iterdir()) == ["secret_key"]


def test_a_drill_fails_where_a_stored_credit_or_a_link_of_the_trail_was_changed(backup: Path, data: Path, tmp_path: Path) -> None:
    seal(everything=True)
    take_backup(path=tmp_path / "sealed.rvuedge", data=data, at=AT)
    wrong = changed(tmp_path / "sealed.rvuedge", "accounts_auditentry", lambda content: content.replace(b'"case.', b'"cake.', 1))
    assert wrong.rename(tmp_path / "first")
    wrong = changed(tmp_path / "first", "tracking_monthtotal", lambda content: content.replace(b'"credit":', b"").replace(b".", b"1.", 1))
    done = run_command("restore", str(wrong), "--drill", RVUEDGE_DATA=str(tmp_path / "new"))
    assert done.returncode == 1
    assert "month totals differ" in done.stdout
    assert "audit chain" in done.stdout and "the entry is not what was sealed" in done.stdout


def test_overwrites_nothing_and_leaves_nothing_half_written(backup: Path, data: Path, tmp_path: Path) -> None:
    before = backup.read_bytes()
    with pytest.raises(Refusal, match="is there already"):
        take_backup(path=backup, data=data, at=AT)
    assert backup.read_bytes() == before
    with pytest.raises(Refusal, match="cannot be written"):
        take_backup(path=tmp_path / "no" / "folder", data=data, at=AT)
    assert not list(tmp_path.glob(".*.part"))


def test_writes_the_key_apart_for_its_owner_alone(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    write_keys(path=keys, secret_key="k" * 60)
    assert keys.stat().st_mode & 0o077 == 0
    with pytest.raises(Refusal, match="is there already"):
        write_keys(path=keys, secret_key="k" * 60)
