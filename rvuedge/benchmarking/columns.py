"""Sums lines in duckdb, a database of columns: the baseline of `bench totals`. Only this module knows the package, which may be missing."""

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

# The credit of each clinician and month.
Totals = dict[tuple[int, int], Decimal]
MISSING = (
    "duckdb is missing, which this benchmark alone needs: run "
    f"`pip --python {sys.prefix} install --require-hashes -r requirements-bench.txt` in the folder of RVU Edge and start it again."
)
_SUMS = "SELECT clinician, month, sum(credit) FROM lines GROUP BY clinician, month"


def duckdb_here() -> ModuleType | None:
    """Return the package; None where it is not installed."""
    with suppress(ImportError):
        return import_module("duckdb")
    return None


class Columns:
    """Lines in duckdb's own file: clinician, month, credit."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def take_in(self, file: Path) -> None:
        """Store the rows of a csv file and write them out as duckdb keeps them, so that no reading pays for it."""
        path = str(file).replace("'", "''")
        self._connection.execute("CREATE TABLE lines (clinician BIGINT, month INTEGER, credit DECIMAL(11, 4))")
        self._connection.execute(f"COPY lines FROM '{path}' (FORMAT csv, HEADER false)")
        self._connection.execute("CHECKPOINT")

    def sums(self) -> list[tuple[int, int, Decimal]]:
        """Return the sum of each clinician and month, from the lines."""
        rows: list[tuple[int, int, Decimal]] = self._connection.execute(_SUMS).fetchall()
        return rows


@contextmanager
def columns(duckdb: ModuleType, folder: Path) -> Iterator[Columns]:
    """Give an empty table in a file of its own in the folder, with as many threads as the machine has cores."""
    with closing(duckdb.connect(str(folder / "lines.duckdb"))) as connection:
        yield Columns(connection)


def totals_of(rows: list[tuple[int, int, Decimal]]) -> Totals:
    """Return what rows say, to be compared."""
    return {(clinician, month): credit for clinician, month, credit in rows}
