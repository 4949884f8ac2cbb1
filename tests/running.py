"""Runs the product as a person does: a command to its end, or `up` for as long as a block."""

import fcntl
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

from django.conf import settings

from tests.shape import ROOT

_OF_THE_TESTS = {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "DJANGO_ALLOW_ASYNC_UNSAFE", "RVUEDGE_LOCAL"}
_ADDRESS = re.compile(r"http://localhost:\d+/")


@dataclass(slots=True)
class Up:
    """A running `up`: its process, its address and what it has printed."""

    process: subprocess.Popen[str]
    address: str = ""
    lines: list[str] = field(default_factory=list)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Stop it and return its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(timeout=60)


def environment_of_a_person(**variables: str) -> dict[str, str]:
    """Return the environment without what the tests set, on the Python that runs the tests."""
    return {name: value for name, value in os.environ.items() if name not in _OF_THE_TESTS} | {"RVUEDGE_VENV": "none"} | variables


def run_command(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Return what a command of manage.py said and how it ended."""
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, cwd=ROOT, env=environment_of_a_person(**variables), capture_output=True, text=True, timeout=300)


def make_ready(folder: Path) -> Path:
    """Give a data folder the database that a first command makes, and return the folder; the command runs once for a whole run."""
    made = Path(settings.DATA_DIR) / "made-ready"
    made.mkdir(exist_ok=True)
    with (made / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (made / "done").exists():
            first = run_command("diffsettings", RVUEDGE_DATA=str(made / "data"))
            assert first.returncode == 0, first.stderr
            (made / "done").touch()
    folder.mkdir(parents=True, exist_ok=True)
    for file in (made / "data").glob("rvuedge.sqlite3*"):
        shutil.copy(file, folder)
    return folder


@contextmanager
def running_up(folder: Path, *words: str, seconds: float = 180.0, root: Path = ROOT, **variables: str) -> Iterator[Up]:
    """Yield a served `up` on a free port with its data in the folder, of this checkout or another; it is stopped with the block."""
    command = [sys.executable, "manage.py", "up", "--port", "0", "--data", str(folder), *words]
    process = subprocess.Popen(
        command, cwd=root, env=environment_of_a_person(**variables), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    up = Up(process)
    reader = Thread(target=_read, args=(up,), daemon=True)
    reader.start()
    try:
        end = time.monotonic() + seconds
        while not up.address:
            assert process.poll() is None and time.monotonic() < end, "".join(up.lines)
            time.sleep(0.05)
        yield up
    finally:
        up.stop()
        reader.join(timeout=10)


def _read(up: Up) -> None:
    for line in up.process.stdout or ():
        up.lines.append(line)
        found = _ADDRESS.search(line)
        if found:
            up.address = found[0]
