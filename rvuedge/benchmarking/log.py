"""Measures a log: lines of a file valued and stored with indexes in place, against ready results stored by the database's own way."""

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache, partial
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from codes.bulk_rows import Table
from codes.cms.pprrvu import read_pprrvu
from codes.models import FeeScheduleRow, Release, ReleaseState
from codes.models.fee_row import FIELD_NAMES
from codes.reference import forget_reference
from codes.releases import move_catalogue_version
from rvuedge.accounts.models import Organisation, User
from rvuedge.benchmarking.benchmark import Comparison, Figure, Outcome
from rvuedge.benchmarking.engine import BEGINS, OFFICIAL, made_cases
from rvuedge.benchmarking.measuring import LEAST_ROUNDS, growth
from rvuedge.benchmarking.scratch import Scratch, scratch
from tracking.bulk import NewCase, ready_cases
from tracking.entry import CaseContent, EntryLine
from tracking.line_store import Storing
from tracking.models import Case, CaseLine, Clinician, MonthTotal

LINES = 1_000_000
DAYS = 150
MOST_MEMORY = 20.0
RELEASE_ROWS = Table(FeeScheduleRow, "release_id", FIELD_NAMES)
_LIMITS = {"postgresql": ("COPY of ready results", 2.5), "sqlite": ("executemany of the raw lines", 5.0)}


class _Undone(Exception):
    """Ends the measured transaction so that nothing of it stays."""


@dataclass(slots=True)
class _Measured:
    """Seconds of each round by subject."""

    seconds: dict[str, list[float]] = field(default_factory=dict)

    def take(self, name: str, call: Callable[[], object]) -> None:
        start = perf_counter()
        call()
        self.seconds.setdefault(name, []).append(perf_counter() - start)

    def of(self, name: str) -> float:
        return median(self.seconds[name])


class LogBenchmark:
    """A file of lines, read, valued and stored by one process as an import does; everything is rolled back."""

    name = "log"
    about = "Lines of a file valued and stored with steps, indexes in place"

    def run(self, rounds: int) -> Outcome:
        """Measure the whole path and the baseline in turn; without the official file there is nothing to measure, and that is said."""
        path = settings.OFFICIAL_FILES / OFFICIAL
        if not path.is_file():
            return Outcome("The official files are missing: name their folder in RVUEDGE_OFFICIAL_FILES.", (), (), 0.0)
        measured, memory = _Measured(), 0.0
        with TemporaryDirectory() as folder, suppress(_Undone), transaction.atomic():
            _store_release(path)
            clinician, file = made_clinician(), Path(folder) / "lines.csv"
            codes, different = _write_lines(file)
            with scratch((Case, CaseLine, MonthTotal), Path(folder)) as tables:
                with growth() as grown:
                    tables.undone(lambda: _store(clinician, file, codes), keep=True)
                    memory = grown()
                for _round in range(max(rounds, LEAST_ROUNDS)):
                    _measure(measured, tables, clinician, file, codes)
            raise _Undone
        baseline, goal = _LIMITS.get(connection.vendor, ("ready results", 2.5))
        whole, ready = measured.of("log"), measured.of("ready")
        return Outcome(
            data=f"{LINES:,} lines, {different:,} different cases, CMS Physician Fee Schedule, July 2026, {connection.vendor}",
            comparisons=(Comparison("lines valued and stored", baseline, whole / ready, goal=goal),),
            figures=(
                Figure("lines valued and stored", whole, "s"),
                Figure(baseline, ready, "s"),
                Figure("lines a second", LINES / whole, ""),
                Figure("memory of the client above the start", memory, "MiB", goal=MOST_MEMORY),
            ),
            peak_memory_mib=memory,
        )


def cases_of(file: Path) -> Iterator[NewCase]:
    """Yield the cases of a file of lines, those of a case together; one case is in memory."""
    with file.open(newline="", encoding="ascii") as opened:
        for _case, rows in groupby(csv.reader(opened), key=itemgetter(0)):
            of_case = list(rows)
            _number, day, place, *_line = of_case[0]
            lines = tuple(_entry(code, modifiers, units) for *_case, code, modifiers, units in of_case)
            yield NewCase(uuid4(), CaseContent(_day(day), place, lines))


def _store(clinician: Clinician, file: Path, codes: Sequence[str]) -> None:
    """Read, value and store the file as the import of an extract does."""
    storing = Storing(clinician, source="bench", at=timezone.now())
    for batch in storing.batches(ready_cases(clinician, cases_of(file), codes)):
        batch.write()
    storing.move_months()


def _measure(measured: _Measured, tables: Scratch, clinician: Clinician, file: Path, codes: Sequence[str]) -> None:
    """One round of both."""

    def whole() -> None:
        _store(clinician, file, codes)
        tables.check()

    def ready() -> None:
        tables.store_ready(file)
        tables.check()

    tables.undone(partial(measured.take, "log", whole))
    tables.undone(partial(measured.take, "ready", ready))


def _write_lines(file: Path) -> tuple[list[str], int]:
    """Write the lines, day by day; return the codes and how many different cases there are."""
    made = made_cases()
    written = number = 0
    with file.open("w", newline="", encoding="ascii") as opened:
        out = csv.writer(opened)
        while written < LINES:
            case = made[number % len(made)]
            day = BEGINS + timedelta(days=written * DAYS // LINES)
            number += 1
            for line in case[: LINES - written]:
                out.writerow((number, day.isoformat(), line.place_of_service, line.code, " ".join(line.modifiers), line.units))
            written += min(len(case), LINES - written)
    return sorted({line.code for case in made for line in case}), len(set(islice(made, number)))


def _store_release(path: Path) -> None:
    """Store July 2026 as the release in force; what is there of its days steps back until the end."""
    file = read_pprrvu(path.read_bytes(), path.name)
    Release.objects.update(state=ReleaseState.RETIRED)
    release = Release.objects.create(
        family="PPRRVU",
        year=BEGINS.year,
        letter="C",
        revision=98,
        name="BENCHED",
        effective_from=BEGINS,
        conversion_factor=file.conversion_factor,
        state=ReleaseState.ACTIVE,
        source_sha256="BENCHED",
        row_count=len(file.rows),
    )
    RELEASE_ROWS.write(release.pk, file.rows)
    catalogue_moved()


def catalogue_moved() -> None:
    """Tell this process that other releases count; the number of a measurement before, which was undone, may come again."""
    move_catalogue_version()
    forget_reference()


def made_clinician(organisation: Organisation | None = None) -> Clinician:
    """Return somebody new who keeps a log in an organisation of the benchmark, a new one if none is given."""
    slug = f"bench-{uuid4().hex[:8]}"
    organisation = organisation or Organisation.objects.create(slug=slug, name="Benchmark (fictional)")
    user = User.objects.create_user(f"{slug}@lakeside.example", None, name="Benchmark")
    return Clinician.objects.create(user=user, organisation=organisation, name="Benchmark", started_on=BEGINS)


@lru_cache(maxsize=10_000)
def _entry(code: str, modifiers: str, units: str) -> EntryLine:
    return EntryLine(code, tuple(modifiers.split()), int(units))


@lru_cache(maxsize=1_000)
def _day(text: str) -> date:
    return date.fromisoformat(text)
