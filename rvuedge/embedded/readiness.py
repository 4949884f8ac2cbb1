"""Makes the database ready for a command: the embedded one is migrated and filled, any other is only looked at."""

import fcntl
import os
import sqlite3
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from importlib import import_module
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from rvuedge.embedded.bootstrap import CHECKOUT
from rvuedge.embedded.refusal import Refusal

_APPS = ("rvuedge", "codes", "tracking", "benchmarks")


def make_ready(*, may_fill_an_empty_one: bool = False) -> None:
    """Return with a current schema and the sample catalogue; a database of DATABASE_URL on an old schema is refused, unchanged."""
    if settings.EMBEDDED_DATABASE:
        _make_embedded_ready(Path(str(settings.DATABASES["default"]["NAME"])))
        return
    django.setup()
    state = _state_of_schema()
    if state == "empty" and may_fill_an_empty_one:
        _migrate_and_fill()
    elif state != "current":
        raise Refusal("The database of DATABASE_URL is on an old schema: run `python3 manage.py migrate` first; nothing was changed.")


def fill_a_migrated_one() -> None:
    """Load the sample catalogue into a database of DATABASE_URL on a current schema; the embedded one is filled by the next command."""
    if not settings.EMBEDDED_DATABASE and _state_of_schema() == "current":
        _load_sample()
        build_wall()


def build_wall() -> None:
    """Put the tables of PostgreSQL behind the second wall, where web and worker connect as roles of their own."""
    if settings.DATABASE_ROLES and connection.vendor == "postgresql":
        tables = import_module("rvuedge.accounts.wall_tables")
        try:
            tables.build(settings.DATABASE_ROLES)
        except (tables.RoleIsMissing, DatabaseError) as error:
            raise Refusal(f"The wall between organisations is not whole: {str(error).strip().splitlines()[0]}") from error


def fingerprint() -> int:
    """Return a number over what makes a database current: the migrations, the pinned packages, the sample catalogue."""
    files = [CHECKOUT / "requirements.txt", CHECKOUT / "codes" / "sample.py"]
    for app in _APPS:
        files += sorted((CHECKOUT / app).glob("**/migrations/*.py"))
    files += sorted(path for path in (CHECKOUT / "codes" / "catalogue").glob("*") if path.is_file())
    number = 0
    for file in files:
        number = zlib.crc32(file.read_bytes(), zlib.crc32(str(file.relative_to(CHECKOUT)).encode(), number))
    return (number & 0x7FFFFFFF) | 1


def stamp_of(database: Path) -> int:
    """Return the fingerprint that a SQLite file was made ready for; 0 where there is none."""
    if not database.exists():
        return 0
    with closing(sqlite3.connect(database)) as file:
        return int(file.execute("PRAGMA user_version").fetchone()[0])


def _make_embedded_ready(database: Path) -> None:
    """A stamp in the file itself tells in a millisecond that there is nothing to do; it follows a copy and a restore."""
    wanted = fingerprint()
    try:
        if stamp_of(database) == wanted:
            return
        with _only_one(database.parent / "ready.lock"):
            if stamp_of(database) != wanted:
                django.setup()
                _migrate_and_fill()
                _stamp(database, wanted)
    except (sqlite3.Error, DatabaseError) as error:
        raise Refusal(f"The database {database} cannot be used ({error}): restore a backup, or name another data folder.") from error


def _migrate_and_fill() -> None:
    print("Setting up the database and the sample catalogue ...", file=sys.stderr, flush=True)
    call_command("migrate", verbosity=0, interactive=False)
    _load_sample()


def _load_sample() -> None:
    load_sample: Callable[[], bool] = import_module("codes.sample").load_sample
    load_sample()


def _stamp(database: Path, wanted: int) -> None:
    with closing(sqlite3.connect(database, timeout=15)) as file:
        file.execute(f"PRAGMA user_version = {wanted:d}")


def _state_of_schema() -> str:
    """Return empty, old or current."""
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        tables = connection.introspection.table_names()
    except DatabaseError as error:
        first = str(error).strip().splitlines()[0]
        raise Refusal(f"The database of DATABASE_URL does not answer ({first}): check the address and that the server runs.") from error
    return "current" if not plan else "old" if tables else "empty"


@contextmanager
def _only_one(path: Path) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
