"""Faults of what we stand on, told apart from faults of ours: a lock waited for in vain, a full disk, a database that is gone."""

import errno
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import DatabaseError, InterfaceError, OperationalError
from kombu.exceptions import OperationalError as QueueUnavailable
from redis.exceptions import RedisError


@dataclass(frozen=True, slots=True)
class Outage:
    """What an answer says: its status, one sentence, and after how many seconds to ask again."""

    status: int
    title: str
    sentence: str
    retry_after: int


BUSY = Outage(503, "Busy for a moment", "The database is busy with other work at the moment. Send it again in a few seconds.", 5)
GONE = Outage(503, "Not there for a moment", "The database does not answer at the moment. Send it again in a few seconds.", 10)
READ_ONLY = Outage(503, "Reading only", "Nothing can be saved at the moment, only read. Send it again later, or tell the operator.", 60)
QUEUE = Outage(503, "Not there for a moment", "The queue of the server does not answer at the moment. Send it again in a few seconds.", 10)
FULL = Outage(507, "No space left", "The disk of the server is full or not writable, so nothing was saved. Tell the operator.", 60)

_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES}
# What SQLite and PostgreSQL say; any other fault of a statement is ours.
_SAID = (
    ("is locked", BUSY),
    ("lock timeout", BUSY),
    ("deadlock detected", BUSY),
    ("could not serialize", BUSY),
    ("database or disk is full", FULL),
    ("no space left", FULL),
    ("disk i/o error", FULL),
    ("readonly database", READ_ONLY),
    ("read-only transaction", READ_ONLY),
    ("unable to open database file", GONE),
)


def outage_of(error: BaseException | None) -> Outage | None:
    """Return what an exception, or one that it came from, says of what we stand on; None where the fault is ours."""
    return next((found for one in _with_causes(error) if (found := _told_by(one)) is not None), None)


def ended_with_its_session(error: BaseException | None) -> bool:
    """Return whether a request could not be finished because its session was deleted meanwhile, by a sign-out in another tab perhaps."""
    return isinstance(error, SessionInterrupted) and outage_of(error) is None


def _with_causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _told_by(error: BaseException) -> Outage | None:
    if isinstance(error, OSError):
        return FULL if error.errno in _NO_SPACE else None
    if isinstance(error, QueueUnavailable | RedisError):
        return QUEUE
    if not isinstance(error, DatabaseError | InterfaceError):
        return None
    said = str(error).lower()
    known = next((outage for words, outage in _SAID if words in said), None)
    if known is not None:
        return known
    # Of SQLite's operational errors most are faults of a statement; PostgreSQL's are lost or refused connections and shutdowns.
    is_of_connection = isinstance(error, OperationalError | InterfaceError) and not isinstance(error.__cause__, sqlite3.Error)
    return GONE if is_of_connection and error.__cause__ is not None else None
