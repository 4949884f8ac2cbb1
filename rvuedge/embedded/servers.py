"""The programs that make up a running RVU Edge, and how each is started."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from rvuedge.embedded import valkey
from rvuedge.embedded.bootstrap import CHECKOUT
from rvuedge.embedded.children import Child

_MEMORY = Path("/dev/shm")


def own_valkey(folder: Path, redis_url: str) -> Child | None:
    """Return the Valkey of the data folder, unless REDIS_URL names a server of somebody else."""
    if redis_url != valkey.address_of(valkey.socket_of(folder)):
        return None
    return valkey.server(folder, _log(folder, "valkey"))


def web(folder: Path, addresses: Sequence[str]) -> Child:
    """Return gunicorn: the program is loaded once and shared by two processes of four threads."""
    command = [sys.executable, "-m", "gunicorn", "rvuedge.wsgi", "--config", "python:rvuedge.gunicorn"]
    command += ["--workers", "2", "--threads", "4", "--preload"]
    command += ["--graceful-timeout", "5", "--timeout", "60", "--no-control-socket", "--log-level", "warning"]
    command += [word for address in addresses for word in ("--bind", address)]
    if os.access(_MEMORY, os.W_OK):
        command += ["--worker-tmp-dir", str(_MEMORY)]
    return _child("web", command, folder)


def worker(folder: Path) -> Child:
    """Return the Celery worker with two threads; what it cannot finish in its time is given again at the next start."""
    options = ["--pool", "threads", "--concurrency", "2", "--without-mingle", "--without-gossip", "--loglevel", "WARNING"]
    return _child("worker", [sys.executable, "-m", "celery", "-A", "rvuedge.celery", "worker", *options], folder)


def beat(folder: Path) -> Child:
    """Return Celery's clock, which queues what is due."""
    return _child("beat", [sys.executable, "-m", "celery", "-A", "rvuedge.celery", "beat", "--pidfile=", "--loglevel", "WARNING"], folder)


def _child(name: str, command: Sequence[str], folder: Path) -> Child:
    return Child(name, command, _log(folder, name), os.environ | {"PYTHONUNBUFFERED": "1"}, CHECKOUT)


def _log(folder: Path, name: str) -> Path:
    return folder / "log" / f"{name}.log"
