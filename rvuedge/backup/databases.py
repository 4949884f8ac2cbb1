"""Connections of their own: a snapshot that holds nobody up, and a file that takes the place of the database for a while."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend
from psycopg import IsolationLevel

SNAPSHOT = "snapshot"


@contextmanager
def snapshot() -> Iterator[BaseDatabaseWrapper]:
    """Yield a connection that sees one moment of the database until the block ends; writers go on beside it."""
    said = deepcopy(connections["default"].settings_dict)
    options = said["OPTIONS"]
    if connections["default"].vendor == "postgresql":
        options["isolation_level"] = IsolationLevel.REPEATABLE_READ
    else:
        # Not IMMEDIATE, which would keep every writer out: in WAL mode a reader keeps what it saw first.
        options["transaction_mode"] = "DEFERRED"
        options["init_command"] = "PRAGMA query_only=1; PRAGMA busy_timeout=15000;"
    connection = load_backend(said["ENGINE"]).DatabaseWrapper(said, alias=SNAPSHOT)
    connections[SNAPSHOT] = connection
    try:
        with transaction.atomic(using=SNAPSHOT):
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION READ ONLY")
            yield connection
    finally:
        connection.close()
        del connections[SNAPSHOT]


@contextmanager
def in_file(path: Path) -> Iterator[None]:
    """Make a SQLite file the database of this thread, closed at the end with nothing left beside it."""
    usual = connections["default"]
    usual.close()
    said = deepcopy(usual.settings_dict) | {"NAME": str(path)}
    connections["default"] = load_backend(said["ENGINE"]).DatabaseWrapper(said, alias="default")
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = usual
