"""Child processes of a command: started with their own log, watched, and ended one after the other."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

_LOG_LIMIT = 5_000_000
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(slots=True)
class Child:
    """One program: how it is started, where its output goes, and how long it may take to end."""

    name: str
    command: Sequence[str]
    log: Path
    environment: Mapping[str, str]
    folder: Path
    grace: float = 10.0
    owner: tuple[int, int] | None = None
    running: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start the program in a group of its own, so that Ctrl-C in the terminal reaches the supervisor alone."""
        with _open_log(self.log) as log:
            self.running = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=dict(self.environment),
                cwd=self.folder,
                user=self.owner and self.owner[0],
                group=self.owner and self.owner[1],
                extra_groups=self.owner and [],
                start_new_session=True,
                preexec_fn=_end_with_parent if _libc else None,
            )

    def has_ended(self) -> bool:
        """Whether the program was started and is no longer there."""
        return self.running is not None and self.running.poll() is not None

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the program; one that does not listen within its time is killed with what it started."""
        if self.running is None or self.running.poll() is not None:
            return
        self.running.send_signal(how)
        try:
            self.running.wait(self.grace)
        except subprocess.TimeoutExpired:
            os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()


def started(children: Sequence[Child]) -> bool:
    """Whether every one of them is running."""
    return all(child.running is not None and child.running.poll() is None for child in children)


def stop_all(children: Sequence[Child]) -> None:
    """End them in the reverse of the order in which they stand."""
    for child in reversed(children):
        child.stop()


def restart_in(child: Child, now: float, *, window: float = 60.0, limit: int = 5) -> float | None:
    """Return the seconds to wait before the dead child starts again, doubling with each death; None when it died too often."""
    child.deaths[:] = [moment for moment in child.deaths if now - moment < window] + [now]
    return None if len(child.deaths) >= limit else 0.5 * 2 ** (len(child.deaths) - 1)


def watch(children: Sequence[Child], pause: float = 0.2) -> Child:
    """Restart what dies; return the child that died too often. Left by an exception when a signal says stop."""
    due: dict[str, float] = {}
    while True:
        now = time.monotonic()
        for child in children:
            if child.name in due and now >= due[child.name]:
                del due[child.name]
                child.start()
            elif child.name not in due and child.has_ended():
                wait = restart_in(child, now)
                if wait is None:
                    return child
                due[child.name] = now + wait
        time.sleep(pause)


def _open_log(path: Path) -> IO[bytes]:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > _LOG_LIMIT:
        path.replace(path.with_name(path.name + ".1"))
    return path.open("ab")


def _end_with_parent() -> None:
    # A supervisor that is killed outright can end nobody: the kernel then tells its children.
    if _libc:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
