"""Measures the import of a release: read, checked, compared and stored, against the database's own way to take the same rows."""

import csv
import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from codes.bulk_rows import Table
from codes.cms.pprrvu import PprrvuFile, read_pprrvu
from codes.cms.sheets import read_sheet
from codes.fees import FeeRow
from codes.importers import PprrvuImporter
from codes.models import FeeScheduleRow, Release, ReleaseState
from codes.models.fee_row import FIELD_NAMES
from rvuedge.benchmarking.benchmark import Comparison, Figure, Outcome
from rvuedge.benchmarking.measuring import growth, timed_in_turn
from rvuedge.imports.models import ImportRun
from rvuedge.imports.registry import Asked

BEFORE, CSV = Path("cms/RVU25D/PPRRVU2025_Oct.csv"), Path("cms/RVU26C/PPRRVU2026_Jul_nonQPP.csv")
WORKBOOK = Path("cms/RVU25D/PPRRVU2025_Oct.xlsx")
_TABLE = Table(FeeScheduleRow, "release_id", FIELD_NAMES)
# performance goals: with messages for every row at most 10 times COPY; on SQLite 3 times csv and executemany.
_LIMITS = {"postgresql": ("csv and COPY of ready rows", 10.0), "sqlite": ("csv and executemany of ready rows", 3.0)}


class _Undone(Exception):
    """Ends a measured transaction so that nothing of it stays."""


class ImportBenchmark:
    """A whole release from its file to its draft, as an administrator's import does it; every round is rolled back."""

    name = "import"
    about = "A release read, checked, compared with the one before and stored"

    def run(self, rounds: int) -> Outcome:
        """Measure csv and workbook; without the official files there is nothing to measure, and that is said."""
        folder = settings.OFFICIAL_FILES
        if not all((folder / name).is_file() for name in (BEFORE, CSV, WORKBOOK)):
            return Outcome("The official files are missing: name their folder in RVUEDGE_OFFICIAL_FILES.", (), (), 0.0)
        before, after = _read(folder / BEFORE), _read(folder / CSV)
        workbook = (folder / WORKBOOK).read_bytes()
        content = (folder / CSV).read_bytes()
        with growth() as grown, _undoing():
            former = _release("BENCHED", before.rows, state=ReleaseState.ACTIVE)
            _TABLE.write(former.pk, before.rows)
            timed = timed_in_turn(
                {
                    "rows": [partial(_undone, partial(_store_rows, content, after.rows))],
                    "import": [partial(_undone, partial(_import, content, CSV.name))],
                    "parse": [partial(read_sheet, workbook)],
                    "workbook": [partial(read_pprrvu, workbook, WORKBOOK.name)],
                },
                rounds,
            )
            took = {name: one.at(0.5) for name, one in timed.items()}
            baseline, goal = _LIMITS.get(connection.vendor, ("ready rows", 10.0))
            return Outcome(
                data=f"CMS Physician Fee Schedule, July 2026 against October 2025: {len(after.rows):,} rows, {connection.vendor}",
                comparisons=(
                    Comparison("release from csv, whole", baseline, took["import"] / took["rows"], goal=goal),
                    Comparison("workbook read and checked", "cells of the same workbook", took["workbook"] / took["parse"], goal=1.5),
                ),
                figures=(
                    Figure("release from csv", took["import"] / 1000, "s"),
                    Figure("ready rows", took["rows"] / 1000, "s"),
                    Figure("workbook", took["workbook"] / 1000, "s"),
                ),
                peak_memory_mib=grown(),
            )


def _read(path: Path) -> PprrvuFile:
    return read_pprrvu(path.read_bytes(), path.name)


@contextmanager
def _undoing() -> Iterator[None]:
    """A transaction, or a part of one, that is rolled back at its end."""
    try:
        with transaction.atomic():
            yield
            raise _Undone
    except _Undone:
        return


def _undone(call: Callable[[], None]) -> None:
    """Do it in a transaction that is rolled back."""
    with _undoing():
        call()


def _store_rows(content: bytes, rows: Sequence[FeeRow]) -> None:
    """The database's own limit: the file cut into cells, and ready rows taken in."""
    for _cells in csv.reader(io.StringIO(content.decode("cp1252"))):
        pass
    _TABLE.write(_release("BENCHED2", rows).pk, rows)


def _import(content: bytes, name: str) -> None:
    """What an upload does, from bytes to a stored draft, against the active release."""
    prepared = PprrvuImporter().prepare(Asked(content, name, hashlib.sha256(content).hexdigest()), lambda _stage, _done, _total: None)
    if prepared.store is not None:
        # A row alone: the file of a real upload would outlast the transaction.
        prepared.store(ImportRun.objects.create(kind="pprrvu", file_name=name, sha256="", size=len(content)), None)


def _release(name: str, rows: Sequence[FeeRow], state: str = ReleaseState.DRAFT) -> Release:
    return Release.objects.create(
        family="PPRRVU",
        year=2025,
        letter="D",
        revision=98 if state == ReleaseState.ACTIVE else 99,
        name=name,
        effective_from="2025-10-01",
        conversion_factor=rows[0].conversion_factor,
        state=state,
        source_sha256=name,
        row_count=len(rows),
    )
