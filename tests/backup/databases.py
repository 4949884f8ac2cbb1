"""Databases to restore into."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg

from rvuedge.embedded import postgres


@contextmanager
def empty_database() -> Iterator[str]:
    """Yield the DATABASE_URL of a new database of the run's own engine; nothing for SQLite, which is a file of the data folder."""
    if os.environ.get("DATABASE_URL"):
        with empty_postgres() as address:
            yield address
    else:
        yield ""


@contextmanager
def empty_postgres() -> Iterator[str]:
    """Yield the DATABASE_URL of a new database of PostgreSQL, on the server of the run where it has one."""
    server = os.environ.get("DATABASE_URL", "")
    if not server:
        with postgres.running() as address:
            yield address
        return
    name = f"restored_{uuid4().hex}"
    with psycopg.connect(server.replace("postgres://", "postgresql://", 1), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
