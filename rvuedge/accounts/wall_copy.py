"""COPY into a table: by a table that passes where row-level security holds for the role, since PostgreSQL lets no COPY through the wall."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import Copy


@contextmanager
def copying(connection: BaseDatabaseWrapper, table: str, names: str) -> Iterator[Copy]:
    """Yield what takes the rows of the columns `names` of a table, both quoted, in the caller's transaction."""
    with connection.cursor() as cursor:
        is_walled = _is_walled(cursor, table)
        into = "rvu_passing" if is_walled else table
        if is_walled:
            cursor.execute(f"CREATE TEMPORARY TABLE rvu_passing ON COMMIT DROP AS SELECT {names} FROM {table} WITH NO DATA")
        # Django passes COPY through to the driver; its errors become Django's only here.
        with connection.wrap_database_errors, cursor.copy(f"COPY {into} ({names}) FROM STDIN") as copy:
            yield copy
        if is_walled:
            cursor.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM rvu_passing")
            cursor.execute("DROP TABLE rvu_passing")


def _is_walled(cursor: Any, table: str) -> bool:
    if cursor.connection.info.parameter_status("is_superuser") == "on":
        return False
    cursor.execute("SELECT row_security_active(%s::regclass)", [table])
    return bool(cursor.fetchone()[0])
