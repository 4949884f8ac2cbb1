"""Backups that are made by themselves: when one is due, what they are called, and which old ones go."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rvuedge.backup.archive import Manifest
from rvuedge.backup.taking import take_backup

_SHAPE = "rvuedge-%Y%m%dT%H%M%SZ.rvuedge"


@dataclass(frozen=True, slots=True)
class Made:
    """One backup of the folder, by the moment in its name."""

    path: Path
    at: datetime


def name_of(at: datetime) -> str:
    """Return what a backup of this moment is called."""
    return at.astimezone(UTC).strftime(_SHAPE)


def made_in(folder: Path) -> list[Made]:
    """Return the scheduled backups of a folder, the oldest first; any other file is nobody's business."""
    found = [Made(path, at) for path in folder.glob("rvuedge-*.rvuedge") if (at := _moment(path.name)) is not None]
    return sorted(found, key=lambda one: one.at)


def is_due(made: Iterable[Made], *, now: datetime, every: timedelta) -> bool:
    """Return whether the newest is old enough; one that a wrong clock put into the future counts as none."""
    return all(one.at + every <= now or one.at > now + every for one in made)


def too_old(made: Iterable[Made], keep: int) -> list[Made]:
    """Return all but the newest `keep`, of which there is always one."""
    return sorted(made, key=lambda one: one.at)[: -max(keep, 1)]


def back_up_when_due(*, folder: Path, data: Path, now: datetime, every: timedelta, keep: int) -> Manifest | None:
    """Make a backup where one is due, then remove what is more than enough; return what was made."""
    if not is_due(made_in(folder), now=now, every=every):
        return None
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    manifest = take_backup(path=folder / name_of(now), data=data, at=now)
    # Only after a new one is whole: a backup that fails costs none of the old ones.
    for one in too_old(made_in(folder), keep):
        one.path.unlink(missing_ok=True)
    return manifest


def _moment(name: str) -> datetime | None:
    try:
        return datetime.strptime(name, _SHAPE).replace(tzinfo=UTC)
    except ValueError:
        return None
