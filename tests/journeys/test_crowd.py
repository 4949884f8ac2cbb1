"""RVU Edge answers a hospital that logs at once: 200 clinicians, each with one action every five seconds, without an error.

Run it with `pytest -m heavy tests/journeys/test_crowd.py -s`; RVUEDGE_CLINICIANS and RVUEDGE_SECONDS name other numbers, and
RVUEDGE_ENGINE=postgresql the other database, from its wheel. RVUEDGE_LOCUST=PATH lets the program locust do the asking, installed in an
environment of its own.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import urlsplit

import pytest

from rvuedge.embedded import postgres
from tests.chaos.people import rank
from tests.chaos.stage import descendants
from tests.journeys.crowd import EVERY, PATIENCE, Person, Told, work
from tests.running import environment_of_a_person, run_command, running_up
from tests.shape import ROOT

CLINICIANS = int(os.environ.get("RVUEDGE_CLINICIANS", "200"))
SECONDS = float(os.environ.get("RVUEDGE_SECONDS", "60"))
_PROGRAM = "import django; django.setup(); from tests.journeys.crowd import main; main()"


LOCUST = os.environ.get("RVUEDGE_LOCUST", "")
ON_POSTGRES = os.environ.get("RVUEDGE_ENGINE") == "postgresql"
# Of the memory after a third of a run, which is when everything was used once.
MOST_GROWTH, LONG_RUN = 1.25, 300.0


@contextmanager
def database() -> Iterator[dict[str, str]]:
    """The variables that name the database: none for SQLite in the data folder. PostgreSQL syncs each commit, as it does for users."""
    if not ON_POSTGRES:
        yield {}
        return
    with postgres.serving("fsync=on", "synchronous_commit=on", "full_page_writes=on") as server:
        yield {"DATABASE_URL": server.address}


def program(variables: dict[str, Any], *words: str, given: str = "") -> list[Any]:
    environment = environment_of_a_person(**variables, DJANGO_SETTINGS_MODULE="rvuedge.settings", PYTHONPATH=str(ROOT))
    command = [sys.executable, "-c", _PROGRAM, *words]
    done = subprocess.run(command, cwd=ROOT, env=environment, input=given, capture_output=True, text=True, check=True)
    return list(json.loads(done.stdout.splitlines()[-1]))


def emptiest(port: int, times: int = 200) -> list[float]:
    """The milliseconds of the view that does nothing, asked one time after the other."""
    taken = []
    for _ in range(times):
        began, connection = time.monotonic(), HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", "/healthz", headers={"Host": f"localhost:{port}"})
        assert connection.getresponse().read() is not None
        connection.close()
        taken.append((time.monotonic() - began) * 1000)
    return taken


def driven_by_locust(program: str, port: int, folder: Path, people: Sequence[Person]) -> Told:
    """Let locust work; who has asked when the time is over is answered before it ends."""
    given, done = folder / "people.json", folder / "told.json"
    given.write_text(json.dumps([[one.session, one.owner, one.log] for one in people]))
    command = [program, "-f", "tests/journeys/locustfile.py", "--headless", "--only-summary", "-u", str(len(people)), "-r", "100"]
    command += ["-t", f"{SECONDS:.0f}s", "--stop-timeout", str(PATIENCE), "-H", f"http://localhost:{port}"]
    environment = environment_of_a_person(PYTHONPATH=str(ROOT), RVUEDGE_PEOPLE=str(given), RVUEDGE_TOLD=str(done))
    subprocess.run(command, cwd=ROOT, env=environment, check=False)  # its status says whether an answer was a fault: that is told below
    return Told(**json.loads(done.read_text()))


class Memory:
    """What the product holds while it works, in MiB: pages that processes share count once."""

    def __init__(self, pid: int, every: float) -> None:
        self.pid, self.every, self.held, self.ended = pid, every, list[float](), Event()

    def watch(self) -> None:
        """Look again and again until it has ended."""
        while not self.ended.wait(self.every):
            self.held.append(sum(_proportional(pid) for pid, _command in descendants(self.pid)) / 1024)


def _proportional(pid: int) -> int:
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next(int(line.split()[1]) for line in told.splitlines() if line.startswith("Pss:"))


def print_times(told: Told, empty: Sequence[float]) -> None:
    done = sum(map(len, told.times.values()))
    print(f"\n{CLINICIANS} clinicians, one action every {EVERY:.0f} s, {SECONDS:.0f} s: {done} actions, {len(told.errors)} errors", end="")
    print(f", {done / SECONDS:.0f} a second; the empty view: p50 {rank(empty, 0.5):.1f} ms")
    for what, times in ((what, times) for what, times in told.times.items() if times):
        p50, p95, p99, most = (rank(times, share) for share in (0.5, 0.95, 0.99, 1))
        ratio = p50 / rank(empty, 0.5)
        print(f"{what}: {len(times)}, p50 {p50:.0f} ms ({ratio:.0f} empty views), p95 {p95:.0f} ms, p99 {p99:.0f} ms, most {most:.0f} ms")


@pytest.mark.heavy
def test_answers_a_hospital_that_logs_at_once(tmp_path: Path) -> None:
    with database() as where:
        variables: dict[str, Any] = {"RVUEDGE_DATA": str(tmp_path), **where}
        if where:
            assert run_command("migrate", "--verbosity", "0", **variables).returncode == 0
        seeded = run_command("seed_demo", "--clinicians", str(CLINICIANS), "--lines", str(CLINICIANS * 50), **variables)
        assert seeded.returncode == 0, seeded.stderr
        people = [Person(*one) for one in program(variables, "sign_in", str(CLINICIANS))]
        assert len(people) == CLINICIANS
        with running_up(tmp_path, "--no-demo", **dict[str, Any](where)) as up:
            port = urlsplit(up.address).port
            assert port
            work(port, people[:8], 1.0)  # both processes have answered before
            empty = emptiest(port)
            memory = Memory(up.process.pid, SECONDS / 60)
            watching = Thread(target=memory.watch)
            watching.start()
            told = driven_by_locust(LOCUST, port, tmp_path, people) if LOCUST else work(port, people, SECONDS)
            memory.ended.set()
            watching.join()
        stored = program(variables, "count", given=json.dumps(list(told.saved)))
    print_times(told, empty)
    third, last = memory.held[len(memory.held) // 3], memory.held[-1]
    print(f"memory: {third:.0f} MiB after a third of the run, {last:.0f} MiB at its end")
    assert told.errors == []
    assert len(told.saved) == len(told.times["save"])
    assert stored == [len(told.saved), sum(told.saved.values())]  # each case once, with its lines
    assert SECONDS < LONG_RUN or last <= third * MOST_GROWTH
