"""RVU Edge refuses a backup that is damaged, cut off, foreign or hostile, in one sentence and before it changes anything."""

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rvuedge.backup.restoring import check_backup
from rvuedge.embedded.refusal import Refusal

ROWS = b'[1,"a"]\n[2,"b"]\n'
SAID: dict[str, Any] = {
    "format": "rvuedge-backup",
    "version": 1,
    "made_at": "2026-11-26T03:00:00+00:00",
    "product": "0.1.0",
    "engine": "sqlite",
    "migrations": [["accounts", "0001_initial"]],
    "tables": [{"name": "one", "columns": ["id", "name"], "rows": 2, "size": len(ROWS), "sha256": hashlib.sha256(ROWS).hexdigest()}],
    "files": [{"name": "media/a.pdf", "size": 3, "sha256": hashlib.sha256(b"pdf").hexdigest()}],
}
MEMBERS = {"database/one.jsonl": ROWS, "files/media/a.pdf": b"pdf"}


def written(path: Path, *, members: dict[str, bytes] | None = None, **said: Any) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in (MEMBERS if members is None else members).items():
            file.writestr(name, content)
        file.writestr("manifest.json", json.dumps(SAID | said))
    return path


def refused(path: Path) -> str:
    with pytest.raises(Refusal) as caught:
        check_backup(path)
    (sentence,) = str(caught.value).splitlines()
    return sentence


def test_reads_a_backup_that_is_whole(tmp_path: Path) -> None:
    manifest = check_backup(written(tmp_path / "b"))
    assert (manifest.tables[0].rows, manifest.files[0].name, manifest.size) == (2, "media/a.pdf", len(ROWS) + 3)


@pytest.mark.parametrize(
    "name", ["media/../../etc/passwd", "/etc/passwd", "media\\..\\x", "secret_key", "media//a", "", "media/a\0b", "..", 7]
)
def test_refuses_a_file_that_climbs_out_of_the_data_folder(tmp_path: Path, name: object) -> None:
    file = SAID["files"][0] | {"name": name}
    members = {"database/one.jsonl": ROWS, f"files/{name}": b"pdf"}
    assert "its manifest is not one" in refused(written(tmp_path / "b", members=members, files=[file]))


@pytest.mark.parametrize("name", ["one; DROP TABLE two", "../one", "One", 'o"ne', "", None])
def test_refuses_a_table_whose_name_is_none(tmp_path: Path, name: object) -> None:
    assert "its manifest is not one" in refused(written(tmp_path / "b", tables=[SAID["tables"][0] | {"name": name}]))


@pytest.mark.parametrize("wrong", [{"rows": -1}, {"size": True}, {"sha256": "x"}, {"columns": None}, {"rows": "2"}])
def test_refuses_a_manifest_with_impossible_values(tmp_path: Path, wrong: dict[str, Any]) -> None:
    assert "its manifest is not one" in refused(written(tmp_path / "b", tables=[SAID["tables"][0] | wrong]))


@pytest.mark.parametrize("wrong", [{"files": None}, {"migrations": [1]}, {"tables": {"a": 1}}])
def test_refuses_a_manifest_of_another_shape(tmp_path: Path, wrong: dict[str, Any]) -> None:
    assert "its manifest is not one" in refused(written(tmp_path / "b", **wrong))


@pytest.mark.parametrize(
    "members",
    [MEMBERS | {"extra": b""}, {"database/one.jsonl": ROWS}, MEMBERS | {"files/../../x": b"x"}],
    ids=["more", "less", "climbing"],
)
def test_refuses_members_that_the_manifest_does_not_name(tmp_path: Path, members: dict[str, bytes]) -> None:
    assert "other members" in refused(written(tmp_path / "b", members=members))


def test_refuses_a_row_too_many_a_changed_row_and_a_changed_file(tmp_path: Path) -> None:
    for number, (name, content) in enumerate(
        {"database/one.jsonl": ROWS + b"[3]\n", "database/./one.jsonl": b"", "files/media/a.pdf": b"pdg"}.items()
    ):
        members = (
            MEMBERS | {name: content} if name in MEMBERS else {"database/one.jsonl": ROWS.replace(b"a", b"z"), "files/media/a.pdf": b"pdf"}
        )
        assert "is not what its manifest says" in refused(written(tmp_path / f"b{number}", members=members))
    assert "has 2 rows, its manifest says 3" in refused(written(tmp_path / "c", tables=[SAID["tables"][0] | {"rows": 3}]))


def test_stops_reading_a_member_that_unpacks_to_more_than_was_said(tmp_path: Path) -> None:
    bomb = b"\n" * 50_000_000
    path = written(tmp_path / "b", members=MEMBERS | {"database/one.jsonl": bomb})
    assert path.stat().st_size < 100_000
    assert "is not what its manifest says" in refused(path)


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def flipped(content: bytes) -> bytes:
    return content[:45] + bytes([content[45] ^ 255]) + content[46:]


@pytest.mark.parametrize("change", [cut, flipped, lambda content: content[:-30]], ids=["half", "a byte", "the end"])
def test_refuses_a_file_that_is_damaged_or_cut_off(tmp_path: Path, change: Callable[[bytes], bytes]) -> None:
    path = written(tmp_path / "b")
    path.write_bytes(change(path.read_bytes()))
    assert "damaged" in refused(path)


def test_refuses_what_is_no_backup(tmp_path: Path) -> None:
    assert "There is no file" in refused(tmp_path / "none")
    (tmp_path / "text").write_text("code,units\n99213,1\n")
    assert "is no backup of RVU Edge" in refused(tmp_path / "text")
    (tmp_path / "empty").write_bytes(b"")
    assert "is no backup of RVU Edge" in refused(tmp_path / "empty")
    with zipfile.ZipFile(tmp_path / "zip", "w") as file:
        file.writestr("PPRRVU.csv", "x")
    assert "has no manifest" in refused(tmp_path / "zip")
    assert "has no manifest" in refused(written(tmp_path / "other", format="something else"))


def test_refuses_a_format_of_a_later_release(tmp_path: Path) -> None:
    assert "has version 2 of the format and this release reads 1" in refused(written(tmp_path / "b", version=2))
