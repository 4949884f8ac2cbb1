"""Tables to measure in that are gone afterwards: the same columns, indexes and foreign keys, empty, within the running transaction."""

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, models, transaction

_SCHEMA = "rvuedge_bench"
_PIECE = 256 * 1024
_RAW_COLUMNS = 6
_FOREIGN_KEYS = (
    "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' AND conrelid = %s::regclass ORDER BY conname"
)


class _Undone(Exception):
    """Ends a part of the transaction so that nothing of it stays."""


class Scratch:
    """The tables of some models, empty at the start of each call; what the first call stored is kept as ready results."""

    def __init__(self, tables: Sequence[type[models.Model]], folder: Path) -> None:
        self._tables, self._folder = tables, folder

    def undone(self, call: Callable[[], object], *, keep: bool = False) -> None:
        """Do it, keep what it stored as ready results where that is asked for, and empty the tables."""
        try:
            with transaction.atomic():
                call()
                if keep:
                    self.keep_ready()
                raise _Undone
        except _Undone:
            return

    def check(self) -> None:
        """Check every foreign key now, as the end of a transaction does."""

    def keep_ready(self) -> None:
        """Keep what is stored as ready results."""

    def store_ready(self, raw: Path) -> None:
        """The baseline without COPY: the raw lines by executemany, into a table without an index."""
        marks = ", ".join(["%s"] * _RAW_COLUMNS)
        with connection.cursor() as cursor, raw.open(newline="", encoding="ascii") as opened:
            cursor.execute("CREATE TABLE bench_raw (number text, day text, place text, code text, modifiers text, units text)")
            rows = csv.reader(opened)
            while some := [row for row, _number in zip(rows, range(5_000), strict=False)]:
                cursor.executemany(f"INSERT INTO bench_raw VALUES ({marks})", some)


class PostgresScratch(Scratch):
    """Copies of the tables in a schema of their own; the baseline is COPY of ready results into the same tables."""

    def undone(self, call: Callable[[], object], *, keep: bool = False) -> None:
        call()
        self.check()
        if keep:
            self.keep_ready()
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {', '.join(self._stored())}")

    def check(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    def keep_ready(self) -> None:
        for table in self._stored():
            told = f"COPY {table} TO STDOUT"
            with connection.cursor() as cursor, self._file(table).open("wb") as out, cursor.copy(told) as copy:
                for piece in copy:
                    out.write(piece)

    def store_ready(self, raw: Path) -> None:
        for table in self._stored():
            told = f"COPY {table} FROM STDIN"
            with connection.cursor() as cursor, self._file(table).open("rb") as ready, cursor.copy(told) as copy:
                while piece := ready.read(_PIECE):
                    copy.write(piece)

    def _stored(self) -> list[str]:
        return [connection.ops.quote_name(model._meta.db_table) for model in self._tables]

    def _file(self, table: str) -> Path:
        return self._folder / f"{table.strip(chr(34))}.copy"

    def make(self) -> None:
        """Make the copies, and let the names of the tables mean them."""
        with connection.cursor() as cursor:
            names = self._stored()
            keys = []
            for name in names:
                cursor.execute(_FOREIGN_KEYS, [name.strip('"')])
                keys += [(name, *row) for row in cursor.fetchall()]
            cursor.execute(f"CREATE SCHEMA {_SCHEMA}")
            for name in names:
                cursor.execute(f"CREATE TABLE {_SCHEMA}.{name} (LIKE {name} INCLUDING ALL)")
            cursor.execute(f"SET LOCAL search_path TO {_SCHEMA}, public")
            for name, key, definition in keys:
                cursor.execute(f"ALTER TABLE {name} ADD CONSTRAINT {connection.ops.quote_name(key)} {definition}")


@contextmanager
def scratch(tables: Sequence[type[models.Model]], folder: Path) -> Iterator[Scratch]:
    """Give the tables to measure in; they end with the transaction."""
    if connection.vendor != "postgresql":
        yield Scratch(tables, folder)
        return
    made = PostgresScratch(tables, folder)
    with transaction.atomic():
        made.make()
        yield made
