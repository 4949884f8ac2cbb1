"""What takes long to make and is the same in many tests: made once by the product, then written back as stored."""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import time_machine
from django.core.management.color import no_style
from django.db import connection, models

from codes.models import CatalogueVersion, FeeScheduleRow, OtherFee, OtherSchedule, Release, Specialty
from codes.sample import load_sample as load_sample_files

_Stored: TypeAlias = tuple[type[models.Model], tuple[str, ...], list[tuple[Any, ...]]]

MADE_AT = "2026-01-01T12:00:00Z"


class Snapshot:
    """Rows of some tables, as the database itself holds them.

    The tables are named parents first. Where one of them holds a row already, the product makes everything as ever; else it is
    made on the first day of 2026, whatever the clock of the test that comes first.
    """

    def __init__(self, make: Callable[[], object], *tables: type[models.Model]) -> None:
        self._make, self._tables = make, tables
        self._stored: list[_Stored] = []

    def __call__(self) -> None:
        """Fill the tables."""
        if any(table._base_manager.exists() for table in self._tables):
            self._make()
        elif self._stored:
            self._write()
        else:
            with time_machine.travel(MADE_AT, tick=False):
                self._make()
            self._stored = [self._read(table) for table in self._tables]

    @staticmethod
    def _read(table: type[models.Model]) -> _Stored:
        columns = tuple(str(field.column) for field in table._meta.concrete_fields)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {_names(columns)} FROM {_name(table._meta.db_table)} ORDER BY {columns[0]}")
            return table, columns, list(cursor.fetchall())

    def _write(self) -> None:
        with connection.cursor() as cursor:
            for table, columns, rows in self._stored:
                places = ", ".join(["%s"] * len(columns))
                cursor.executemany(f"INSERT INTO {_name(table._meta.db_table)} ({_names(columns)}) VALUES ({places})", rows)
            # Keys were written, not drawn: the next ones are drawn beyond them.
            for statement in connection.ops.sequence_reset_sql(no_style(), list(self._tables)):
                cursor.execute(statement)


def _name(name: str) -> str:
    return connection.ops.quote_name(name)


def _names(columns: Sequence[str]) -> str:
    return ", ".join(_name(column) for column in columns)


load_sample = Snapshot(load_sample_files, CatalogueVersion, Specialty, Release, FeeScheduleRow, OtherSchedule, OtherFee)
