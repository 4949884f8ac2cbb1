"""Keeps the indexes of one process; while a new one is built, the old one goes on answering."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from threading import Lock, Thread
from time import monotonic

from django.db import connections

from codes.effective import ReleaseKey, release_on
from codes.releases import active_keys, catalogue_version
from codes.search_index import SearchIndex

# Two years and a half of dates of service; older ones build their index anew.
KEPT = 3
# Seconds; a list of codes is asked for at every key stroke.
_LOOK_AFTER = 1.0
Build = Callable[[ReleaseKey | None, tuple[ReleaseKey, ...]], SearchIndex]


@dataclass(frozen=True, slots=True)
class _Kept:
    """The indexes of one catalogue version, by the release that they speak of; a shelf never changes, it is replaced."""

    version: int = -1
    keys: tuple[ReleaseKey, ...] = ()
    indexes: Mapping[int | None, SearchIndex] = field(default_factory=dict)

    def number_on(self, on: date) -> int | None:
        key = release_on(self.keys, on)
        return key.id if key else None

    def index_on(self, on: date) -> SearchIndex | None:
        return self.indexes.get(self.number_on(on))


class Shelf:
    """Builds an index once for each catalogue version and release that is asked for, one at a time."""

    def __init__(self, build: Build) -> None:
        self._build = build
        self._kept = self._former = _Kept()
        self._building = Lock()
        self.lent: SearchIndex | None = None
        # Whether who finds an index old gets the old one at once, and a thread builds the new one: what a server does. As the old one
        # answers meanwhile anyway, a server looks only so often whether it is old.
        self.builds_aside = False
        self._version, self._looked_at = -1, -_LOOK_AFTER

    def index_on(self, on: date) -> SearchIndex:
        """Return the index that holds on a day. Who finds it missing builds it; meanwhile others get that of the former version."""
        version = self._version_of_late() if self.builds_aside else catalogue_version()
        found = self.lent if self.lent is not None else self._current(version, on)
        if found is not None:
            return found
        old = self._kept.index_on(on)
        old = self._former.index_on(on) if old is None else old
        if not self._building.acquire(blocking=old is None) and old is not None:
            return old
        if old is not None and self.builds_aside:
            Thread(target=self._build_aside, args=(version, on), name="search index", daemon=True).start()
            return old
        return self._found_or_built(version, on)

    def clear(self) -> None:
        """Forget every index."""
        self._kept = self._former = _Kept()
        self._looked_at = -_LOOK_AFTER

    def _version_of_late(self) -> int:
        now = monotonic()
        if now - self._looked_at >= _LOOK_AFTER:
            self._version, self._looked_at = catalogue_version(), now
        return self._version

    def _current(self, version: int, on: date) -> SearchIndex | None:
        kept = self._kept
        return kept.index_on(on) if kept.version == version else None

    def _build_aside(self, version: int, on: date) -> None:
        try:
            self._found_or_built(version, on)
        finally:
            connections.close_all()

    def _found_or_built(self, version: int, on: date) -> SearchIndex:
        """Return the index, built where nobody did so meanwhile; ends the lock that the caller took."""
        try:
            found = self._current(version, on)
            return self._built(version, on) if found is None else found
        finally:
            self._building.release()

    def _built(self, version: int, on: date) -> SearchIndex:
        """Build the index of a day and put it on the shelf; within the lock."""
        has_moved = self._kept.version != version
        kept = _Kept(version, active_keys()) if has_moved else self._kept
        index = self._build(release_on(kept.keys, on), kept.keys)
        if has_moved:
            self._former = self._kept
        youngest = list(kept.indexes.items())[-(KEPT - 1) :]
        self._kept = replace(kept, indexes={**dict(youngest), kept.number_on(on): index})
        return index
