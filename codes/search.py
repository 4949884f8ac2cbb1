"""Search over the codes in force: indexes kept per process, built again when the catalogue's version moves."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from django.db import connections
from django.utils import timezone

from codes.search_entries import entries_of
from codes.search_index import Hit, SearchIndex
from codes.search_shelf import Shelf

DEFAULT_LIMIT = 10

_shelf = Shelf(lambda key, keys: SearchIndex(entries_of(key, keys)))


def search(query: str, limit: int = DEFAULT_LIMIT, on: date | None = None, own: Sequence[str] = ()) -> list[Hit]:
    """Return the codes that answer a query, best first; `on` is the day whose release counts (default: today, UTC), `own` come first."""
    return current_index(on or timezone.now().date()).search(query, limit, own)


def current_index(on: date) -> SearchIndex:
    """Return this process's index over the release that holds on a day, built where it is missing or old."""
    return _shelf.index_on(on)


def serve() -> None:
    """Build today's index now, and later ones beside the answers: for a process that serves pages, so that nobody waits for one."""
    _shelf.builds_aside = True
    try:
        current_index(timezone.now().date())
    finally:
        connections.close_all()


def forget() -> None:
    """Drop this process's indexes: after a restore, whose version numbers may have been seen with other rows."""
    _shelf.clear()


@contextmanager
def serving(index: SearchIndex) -> Iterator[None]:
    """Answer from a given index while the block runs, as a server does: for measurements, which leave the database as it is."""
    _shelf.lent, former, _shelf.builds_aside = index, _shelf.builds_aside, True
    try:
        yield
    finally:
        _shelf.lent, _shelf.builds_aside = None, former
