"""Many reads that see one moment of the database, while others go on writing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction


@contextmanager
def one_moment() -> Iterator[None]:
    """Let everything that is read until the block ends see one moment; inside a transaction that runs already, nothing is changed."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with _reading(), transaction.atomic():
            yield


@contextmanager
def _reading() -> Iterator[None]:
    """Begin transactions on SQLite as a reader: it keeps what it saw first, and keeps no writer out."""
    engine: Any = connection
    usual, engine.transaction_mode = engine.transaction_mode, "DEFERRED"
    try:
        yield
    finally:
        engine.transaction_mode = usual
