"""RVU Edge runs with one command, keeps its data and ends what it started."""

import os
import signal
import sqlite3
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from rvuedge.embedded import postgres, valkey
from tests.codes.pprrvu_files import excerpt
from tests.running import Up, make_ready, run_command, running_up

pytestmark = pytest.mark.slow


def programs_of(folder: Path) -> dict[int, str]:
    """Return the processes that were started for this data folder, by their environment or command line."""
    found = {}
    for entry in Path("/proc").iterdir():
        try:
            told = (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes()
            if entry.name.isdigit() and int(entry.name) != os.getpid() and str(folder).encode() in told:
                found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
    return found


def wait_until(holds, seconds=30.0):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.1)


def status_of(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Up]]:
    """A product on an empty folder, and the folder: started once for the tests that leave it running."""
    folder = tmp_path_factory.mktemp("up")
    with running_up(folder, "--no-demo") as up:
        yield folder, up


def test_refuses_a_second_start_on_the_same_data(product):
    folder, up = product
    second = run_command("up", "--port", "0", "--data", str(folder))
    assert second.returncode == 2
    assert "already runs on the data folder" in second.stderr
    assert status_of(up.address + "healthz") == 200


def test_starts_again_what_dies(product):
    folder, up = product
    beat = next(number for number, command in programs_of(folder).items() if " beat " in command)
    os.kill(beat, signal.SIGKILL)
    wait_until(lambda: any(" beat " in command and number != beat for number, command in programs_of(folder).items()))
    assert up.process.poll() is None


def test_serves_pages_and_ends_all_it_started_at_sigterm(product):
    """The last that asks for the product, which is gone then."""
    folder, up = product
    assert status_of(up.address + "healthz") == 200
    running = " ".join(programs_of(folder).values())
    assert all(
        word in running for word in ("valkey-server", "gunicorn", "celery -A rvuedge.celery worker", "celery -A rvuedge.celery beat")
    )
    assert up.stop(signal.SIGTERM) == 0
    assert not programs_of(folder)
    wait_until(lambda: "Stopped." in "".join(up.lines))


def test_ends_at_ctrl_c_too_and_a_second_start_keeps_the_data(tmp_path):
    with running_up(make_ready(tmp_path), "--no-demo") as up:
        assert up.stop(signal.SIGINT) == 0
    with closing(sqlite3.connect(tmp_path / "rvuedge.sqlite3")) as file:
        file.execute("update codes_catalogueversion set number = 4711")
        file.commit()
    with running_up(tmp_path) as up:
        assert "Setting up" not in "".join(up.lines)
        assert "fictional" not in "".join(up.lines)
    with closing(sqlite3.connect(tmp_path / "rvuedge.sqlite3")) as file:
        assert file.execute("select number from codes_catalogueversion").fetchone() == (4711,)


def test_leaves_nothing_behind_when_it_is_killed_outright(tmp_path):
    with running_up(make_ready(tmp_path), "--no-demo") as up:
        up.stop(signal.SIGKILL)
        wait_until(lambda: not programs_of(tmp_path))


def test_works_in_a_folder_whose_path_is_too_long_for_a_socket(tmp_path):
    folder = make_ready(tmp_path / ("long" * 30))
    with running_up(folder, "--no-demo") as up:
        assert status_of(up.address + "healthz") == 200
        elsewhere = valkey.socket_of(folder)
        assert tmp_path not in elsewhere.parents
        assert valkey.answers(elsewhere)
    assert not elsewhere.parent.exists()


def test_runs_on_the_postgresql_and_the_valkey_that_it_is_given(tmp_path):
    with postgres.running() as database, valkey.running() as queue:
        for _ in ("first start", "second start"):
            with running_up(tmp_path, "--no-demo", DATABASE_URL=database, REDIS_URL=queue) as up:
                assert status_of(up.address + "healthz") == 200
                assert "valkey-server" not in " ".join(programs_of(tmp_path).values())
        assert not (tmp_path / "rvuedge.sqlite3").exists()
        with psycopg.connect(host=database.partition("host=")[2], user="postgres", dbname="postgres") as connection:
            assert connection.execute("select count(*) from codes_release").fetchone() == (3,)


def test_says_where_the_choice_is_made_that_a_given_schedule_asks_for(tmp_path):
    file = tmp_path / "july.csv"
    file.write_bytes(excerpt())
    data = make_ready(tmp_path / "data")
    done = run_command("up", "--port", "0", "--no-demo", "--schedule", str(file), "--data", str(data))
    assert done.returncode == 2
    assert f"with --accept-short. Add that to `python3 manage.py import_schedule {file} --activate`" in done.stderr
    assert "then start again without --schedule." in done.stderr
