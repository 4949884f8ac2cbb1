"""An installation under test: the product as a person starts it, with hands to end its processes and to ask what it stores."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rvuedge.embedded import valkey
from tests.chaos.people import Person
from tests.running import Up, environment_of_a_person, run_command, running_up
from tests.shape import ROOT

_PROGRAM = "import django; django.setup(); from tests.chaos.clinic import main; main()"
# What every recovery has to be done in.
SECONDS = 60.0
_WORDS = {"web": ("gunicorn",), "worker": ("celery", " worker "), "beat": ("celery", " beat "), "queue": ("valkey-server",)}


@dataclass(slots=True)
class Teller:
    """A program within the product that answers questions about what is stored, for as long as a block."""

    process: subprocess.Popen[str]

    def asked(self, word: str, given: object = None) -> Any:
        """Return the answer to a question of tests.chaos.clinic."""
        assert self.process.stdin is not None and self.process.stdout is not None
        print(json.dumps([word, given]), file=self.process.stdin, flush=True)
        line = self.process.stdout.readline()
        assert line, "The program that tells what is stored has ended."
        return json.loads(line)


@dataclass(slots=True)
class Stage:
    """A started product: where its data are, where it answers, who is there."""

    up: Up
    folder: Path
    teller: Teller
    chief: Person
    people: list[Person]

    def pids(self, name: str) -> list[int]:
        """Return the processes of one part, its first one first."""
        return [pid for pid, command in descendants(self.up.process.pid) if all(word in f"{command} " for word in _WORDS[name])]

    def kill(self, name: str, *, place: int = 0, how: signal.Signals = signal.SIGKILL) -> int:
        """Signal a process of one part, at once, or as soon as one that was killed before is there again; return which."""
        end = time.monotonic() + SECONDS
        while not (pids := self.pids(name)):
            assert time.monotonic() < end, f"{name} did not come back."
            time.sleep(0.1)
        pid = pids[min(place, len(pids) - 1)]
        os.kill(pid, how)
        return pid

    def is_ready(self) -> bool:
        """Return whether requests can be served."""
        return self.chief.ask("GET", "/readyz").status == 200

    def recovers(self, acknowledged: Mapping[str, int], seconds: float = SECONDS) -> tuple[float, dict[str, Any]]:
        """Wait until nothing is under way; return after how many seconds that was, and how everything stands then."""
        began = time.monotonic()
        while True:
            stands = self.teller.asked("stands", acknowledged)
            took = time.monotonic() - began
            if took > seconds or (not stands["open"] and self.is_ready()):
                return took, stands
            time.sleep(0.3)


@contextmanager
def teller(folder: Path, variables: Mapping[str, str]) -> Iterator[Teller]:
    """Yield a program that asks the installation in a folder."""
    told = {"DJANGO_SETTINGS_MODULE": "rvuedge.settings", **variables, "RVUEDGE_DATA": str(folder), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", _PROGRAM]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=ROOT, env=environment_of_a_person(**told), **pipes) as process:
        try:
            yield Teller(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()


@contextmanager
def installation(folder: Path, *, clinicians: int = 6, months: int = 3, **variables: str) -> Iterator[Stage]:
    """Yield a started product with a clinic; addresses of servers and other settings are variables of its environment."""
    told: Any = {"RVUEDGE_SECOND_FACTOR": "0", **variables}
    migrated = run_command("migrate", "--verbosity", "0", RVUEDGE_DATA=str(folder), **told)
    assert migrated.returncode == 0, migrated.stderr
    with running_up(folder, "--no-demo", **told) as up:
        port = urlsplit(up.address).port
        assert port
        queue = variables.get("REDIS_URL") or valkey.address_of(valkey.socket_of(folder))
        with teller(folder, {**told, "REDIS_URL": queue}) as tells:
            there = tells.asked("open", {"clinicians": clinicians, "months": months})
            chief, *people = (Person(port, session, owner, log) for session, owner, log in there)
            yield Stage(up, folder, tells, chief, people)


def descendants(of: int) -> list[tuple[int, str]]:
    """Return the processes below one, parents before children, with their commands."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name of the program, in brackets, may hold blanks.
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found, level = [], [of]
    while level:
        level = sorted(pid for pid, parent in parents.items() if parent in level)
        found += level
    return [(pid, _command_of(pid)) for pid in found]


def _command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return ""
