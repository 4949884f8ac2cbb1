"""The whole product as a user starts it: `manage.py up` in a process of its own, with a data folder of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
START_LIMIT = 180
STOP_LIMIT = 30
_OURS = ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "RVUEDGE_DATA", "PYTEST_XDIST_WORKER", "CELERY_EAGER")


@dataclass(frozen=True, slots=True)
class Served:
    """A running product: its address, what it printed, and its data folder."""

    address: str
    printed: Path
    data_folder: Path


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(folder: Path, *arguments: str) -> Iterator[Served]:
    """Start the product, wait until it answers, and stop it as a user does."""
    port = free_port()
    printed = folder / "printed.txt"
    environment = {name: value for name, value in os.environ.items() if name not in _OURS}
    command = [sys.executable, "manage.py", "up", "--port", str(port), "--data", str(folder / "var"), *arguments]
    with printed.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            _wait(process, port, printed)
            yield Served(f"http://localhost:{port}", printed, folder / "var")
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(STOP_LIMIT)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                raise


def _wait(process: subprocess.Popen[bytes], port: int, printed: Path) -> None:
    until = time.monotonic() + START_LIMIT
    while time.monotonic() < until:
        if process.poll() is not None:
            raise AssertionError(f"up ended with {process.returncode}:\n{printed.read_text()}")
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=2) as answer:
                if answer.status == 200 and re.search(r"http://localhost:\d+", printed.read_text()):
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError(f"up did not answer within {START_LIMIT} s:\n{printed.read_text()}")
