"""RVU Edge of the release before goes on beside the new one on the new schema: an upgrade stops nobody.

Run it with `pytest -m chaos tests/chaos/test_two_versions.py -s`. The release before is the commit before the newest migration of this
checkout, or the one that RVUEDGE_BEFORE names; without a history there is none.
"""

import io
import os
import subprocess
import tarfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from rvuedge.embedded import postgres, valkey
from tests.chaos.crowded import Crowd
from tests.chaos.files import fee_file
from tests.chaos.people import Device, Person
from tests.chaos.stage import installation
from tests.running import running_up
from tests.shape import ROOT

CLINICIANS = 6
KEY = "k" * 60
PAGES = ("/log/", "/dashboard/", "/reports/", "/codes/99213/", "/settings/")


def git(*words: str) -> bytes:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, check=True).stdout


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """The checkout of the release before."""
    named = os.environ.get("RVUEDGE_BEFORE", "")
    if not named:
        added = ["log", "-1", "--format=%H", "--diff-filter=A", "--", "*/migrations/0*.py"]
        found = git(*added).decode().strip() if (ROOT / ".git").exists() else ""
        if not found or not git("log", "-1", "--format=%P", found).strip():
            pytest.fail("This checkout has no history: name the release before by RVUEDGE_BEFORE.")
        named = f"{found}^"
    folder = tmp_path / "before"
    with tarfile.open(fileobj=io.BytesIO(git("archive", named))) as packed:
        packed.extractall(folder, filter="data")
    return folder


def migrations_of(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("**/migrations/0*.py") if ".venv" not in path.parts}


@pytest.mark.chaos
def test_serves_two_versions_at_once_on_the_new_schema(tmp_path: Path, before: Path) -> None:
    assert migrations_of(before) < migrations_of(ROOT)
    with postgres.serving("synchronous_commit=on") as database, valkey.running() as queue:
        addresses: dict[str, Any] = {"DATABASE_URL": database.address, "REDIS_URL": queue, "SECRET_KEY": KEY, "RVUEDGE_SECOND_FACTOR": "0"}
        of_old = tmp_path / "old"
        of_old.mkdir()
        # Where several hosts serve one installation they share the folder of files.
        files = tmp_path / "new" / "media"
        files.mkdir(parents=True)
        (of_old / "media").symlink_to(files)
        with (
            installation(tmp_path / "new", clinicians=CLINICIANS, **addresses) as stage,
            running_up(of_old, "--no-demo", root=before, **addresses) as old,
        ):
            port = urlsplit(old.address).port
            assert port
            crowd = Crowd(stage, CLINICIANS)
            there = [Person(port, person.session, person.owner, person.log) for person in (stage.chief, *stage.people)]
            crowd.devices[::2] = [Device(person, crowd.devices[0].day) for person in there[1::2]]
            crowd.start()
            for number, chief in enumerate((there[0], stage.chief)):
                month = f"2016-0{number + 1}"
                assert chief.upload("/manage/schedules/check/", f"{number}.csv", fee_file(number, 500)).status == 302
                assert [chief.post(f"/manage/months/{month}/{step}/").status for step in ("close", "publish")] == [302, 302]
            seen = [(page, one.ask("GET", page).status) for page in PAGES for one in (there[1], stage.people[0])]
            time.sleep(5)
            print(f"two versions: whole after {crowd.is_whole():.1f} s, {len(crowd.acknowledged())} cases, {dict(crowd.met())}")
            months = stage.teller.asked("months", 2)
    assert set(crowd.met()) == {200}
    assert [status for _page, status in seen] == [200] * len(seen), seen
    assert all((one["rows"], one["published"]) == (CLINICIANS, CLINICIANS) for one in months.values())
