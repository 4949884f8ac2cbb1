"""The data folder of a command: where it is, whether it can be used, and the key and the lock kept in it."""

import fcntl
import os
import secrets
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from rvuedge.embedded.bootstrap import CHECKOUT, check_disk
from rvuedge.embedded.refusal import Refusal

_MEGABYTES = 100
_KEY, _LOCK, _NO_DEMO, _SEEDED = "secret_key", "up.lock", "no-demo", "demo-seeded"


def data_folder(arguments: Sequence[str]) -> Path:
    """Return the data folder: what `up --data` names, else RVUEDGE_DATA, else var/ in the checkout."""
    named = _named(arguments) if arguments[1:2] == ["up"] else None
    return Path(named or os.environ.get("RVUEDGE_DATA") or CHECKOUT / "var").absolute()


def open_data_folder(folder: Path) -> None:
    """Make the folder and its secret key; a Refusal says why the folder cannot be used."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise Refusal(
            f"The data folder {folder} cannot be written ({error.strerror}): name another with RVUEDGE_DATA or --data, or change its owner."
        ) from error
    check_disk(folder, _MEGABYTES)
    _make_key(folder / _KEY)


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Take the folder for one server until the block or the process ends; a second server is refused."""
    descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(descriptor, folder)
        yield
    finally:
        os.close(descriptor)


def demo_is_off(folder: Path) -> bool:
    """Whether this folder was set up without the fictional people, or they were removed."""
    return (folder / _NO_DEMO).exists()


def turn_demo_off(folder: Path) -> None:
    """Remember that the fictional people are not wanted here, so that no later start brings them."""
    (folder / _NO_DEMO).touch()


def demo_is_fresh(folder: Path, today: date) -> bool:
    """Whether the demo was completed on this very day."""
    marker = folder / _SEEDED
    return marker.exists() and marker.read_text(encoding="ascii") == today.isoformat()


def note_fresh_demo(folder: Path, today: date) -> None:
    """Remember that the demo is complete up to this day."""
    (folder / _SEEDED).write_text(today.isoformat(), encoding="ascii")


def _lock(descriptor: int, folder: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Refusal(f"RVU Edge already runs on the data folder {folder}: stop it first, or name another folder with --data.") from error


def _named(arguments: Sequence[str]) -> str | None:
    for position, word in enumerate(arguments):
        if word == "--data":
            return next(iter(arguments[position + 1 :]), None)
        if word.startswith("--data="):
            return word.removeprefix("--data=")
    return None


def _make_key(path: Path) -> None:
    """Write a random key, once; of two first commands at the same time one makes it."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(60))
