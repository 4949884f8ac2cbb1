"""RVU Edge loses nothing on a full disk, says that it is full, and goes on once there is room.

Run it with `pytest -m chaos tests/chaos/test_full_disk.py -s`. It makes a small file system in memory, which needs the right to mount.
"""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from rvuedge.embedded import postgres
from tests.chaos.crowded import Crowd
from tests.chaos.files import fee_file
from tests.chaos.stage import SECONDS, installation

MEGABYTES = 300
FULL = "The disk of the server is full or not writable, so nothing was saved."


@pytest.fixture
def disk() -> Iterator[Path]:
    """A file system of its own, far smaller than a disk, where everybody may look: PostgreSQL runs as nobody."""
    place = Path(tempfile.mkdtemp(prefix="rvuedge-disk-"))
    place.chmod(0o755)
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m,mode=0777", "tmpfs", str(place)], capture_output=True, text=True
    )
    if made.returncode:
        pytest.fail(f"A file system cannot be mounted here, which needs root: {made.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)
        place.rmdir()


def fill(disk: Path) -> Path:
    """Take all the room that there is."""
    ballast = disk / "ballast"
    with ballast.open("ab", buffering=0) as file:
        for size in (2**20, 2**12):
            try:
                while True:
                    file.write(os.urandom(size))
            except OSError:
                continue
    return ballast


@pytest.mark.chaos
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_loses_nothing_on_a_full_disk_and_goes_on_once_there_is_room(
    tmp_path: Path, disk: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data" if engine == "postgresql" else disk / "data"
    with ExitStack() as servers:
        addresses: dict[str, Any] = {}
        if engine == "postgresql":
            monkeypatch.setattr(postgres, "_MEMORY", disk)
            server = servers.enter_context(postgres.serving("synchronous_commit=on", "max_wal_size=32MB", "min_wal_size=32MB"))
            addresses["DATABASE_URL"] = server.address
        with installation(data, **addresses) as stage:
            crowd = Crowd(stage, 4)
            for device in crowd.devices:
                device.pause = 0.02
            crowd.start()
            time.sleep(2)
            ballast = fill(disk)
            began = time.monotonic()
            while not crowd.met()[507] and time.monotonic() - began < SECONDS:
                fill(disk)
                time.sleep(0.2)
            upload = stage.chief.upload("/manage/schedules/check/", "0.csv", fee_file(0, 3000)) if engine == "sqlite" else None
            ready = stage.chief.ask("GET", "/readyz")
            ballast.unlink()
            print(f"{engine}: full, {dict(crowd.met())}; whole {crowd.is_whole():.1f} s after there was room")
            assert stage.chief.upload("/manage/schedules/check/", "1.csv", fee_file(1, 300)).status == 302
            crowd.stands()
    told = crowd.told()
    assert crowd.met()[507] and any(FULL in answer.body for answer in told)
    assert {answer.status for answer in told} <= {503, 507, 409}
    if engine == "sqlite":
        assert upload is not None and upload.status == 507
        assert ready.status in (503, 507)
