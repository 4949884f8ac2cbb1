"""Which worker this process is, and whether another of this machine is still there."""

import os
import socket
from uuid import uuid4

_PARTS = 3
_marks: dict[int, str] = {}


def this_worker() -> str:
    """Return the name of this process: its machine, its number there, and a mark, since numbers are given again."""
    number = os.getpid()
    return f"{socket.gethostname()[:60]}|{number}|{_marks.setdefault(number, uuid4().hex)}"


def is_gone(worker: str) -> bool:
    """Return whether a worker of this machine is no longer there; False where that cannot be known from here."""
    parts = worker.split("|")
    own = this_worker().split("|")
    if len(parts) != _PARTS or parts[0] != own[0] or not parts[1].isdigit() or worker == this_worker():
        return False
    # In a container a new process often has the number of the one before it.
    return parts[1] == own[1] or not _is_running(int(parts[1]))


def _is_running(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
