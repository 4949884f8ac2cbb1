"""The second wall in tests: tables behind it, and a role of the application that is no superuser, until the transaction ends."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from rvuedge.accounts.wall_tables import build

# Roles belong to the server, which workers of a run share.
WEB = f"rvu_web_{os.getpid()}"


def make_wall() -> None:
    """Build the wall and its role within the caller's transaction, which is to be rolled back."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {WEB}")
    # What was stored in this transaction is looked at now: a table with checks to come cannot be changed.
    connection.check_constraints()
    build([WEB])


@contextmanager
def as_web() -> Iterator[None]:
    """Be the role of the web within the block."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {WEB}")
        try:
            yield
        finally:
            cursor.execute("RESET ROLE")
