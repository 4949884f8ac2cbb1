"""Measures a clinician's dashboard: of one and of ten years of lines, valued anew or taken from what is kept, as the organisation grows."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from benchmarks.gather import for_clinician
from benchmarks.report.build import build
from codes.cms.pprrvu import read_pprrvu
from codes.models import Release, ReleaseState
from rvuedge.benchmarking.benchmark import Comparison, Figure, Outcome
from rvuedge.benchmarking.engine import OFFICIAL, made_cases
from rvuedge.benchmarking.log import RELEASE_ROWS, catalogue_moved, made_clinician
from rvuedge.benchmarking.measuring import growth, timed_in_turn
from rvuedge.benchmarking.scratch import scratch
from tracking.bulk import NewCase, ready_cases
from tracking.entry import CaseContent, EntryLine
from tracking.line_store import Storing
from tracking.models import Case, CaseLine, Clinician, MonthTotal
from tracking.wrvu.types import Line

YEARS, LINES_A_YEAR = 10, 6_000
# The lines of everybody in the organisation, as it grows.
SMALL, GROWING, LARGE = 100_000, 500_000, 5_000_000
TODAY = date(2026, 11, 22)
# Ten years are read no longer than one: thirteen months of lines, and sums of two years.
MOST_GROWTH, MOST_OF_A_QUESTION, MOST_QUESTIONS = 1.3, 3.0, 15
_DAYS = 365
_CALLS = 100
# What the installation keeps is not touched.
OWN_CACHE = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "bench-dashboard"}}
_NO_CACHE = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}


class _Undone(Exception):
    """Ends the measured transaction so that nothing of it stays."""


@dataclass(frozen=True, slots=True)
class DashboardBenchmark:
    """What the dashboard reads and computes, without its template; everything is rolled back."""

    lines: int = LARGE

    name = "dashboard"
    about = "A dashboard of ten years of lines beside one of a year, and the month totals beside a question that asks nothing"

    def run(self, rounds: int) -> Outcome:
        """Measure in turn; without the official file there is nothing to measure, and that is said."""
        path = settings.OFFICIAL_FILES / OFFICIAL
        if not path.is_file():
            return Outcome("The official files are missing: name their folder in RVUEDGE_OFFICIAL_FILES.", (), (), 0.0)
        outcome = Outcome("", (), (), 0.0)
        with TemporaryDirectory() as folder, suppress(_Undone), override_settings(CACHES=OWN_CACHE), transaction.atomic():
            store_releases(path.read_bytes(), path.name)
            with scratch((Case, CaseLine, MonthTotal), Path(folder)):
                of_years = {years: made_clinician() for years in (1, YEARS)}
                for years, clinician in of_years.items():
                    log_years(clinician, years)
                analyze()
                found = _measure(of_years[1], of_years[YEARS], rounds)
                outcome = _grown(found, of_years[YEARS], rounds, _sizes(self.lines))
                raise _Undone
        return outcome


@dataclass(frozen=True, slots=True)
class _Among:
    """Milliseconds of a dashboard valued anew, month totals times `select 1`, and the questions, among so many lines."""

    lines: int
    dashboard: float
    totals: float
    questions: int


def _sizes(most: int) -> list[int]:
    return [size for size in (SMALL, GROWING) if size < most] + [most]


def _grown(found: Outcome, clinician: Clinician, rounds: int, sizes: Sequence[int]) -> Outcome:
    """Add what the same dashboard takes as colleagues fill the organisation; never in turn, since lines do not go again."""
    among = []
    for size in sizes:
        while (missing := size - CaseLine.objects.filter(clinician__organisation=clinician.organisation).count()) > 0:
            log_years(made_clinician(clinician.organisation), YEARS, min(missing, YEARS * LINES_A_YEAR))
        analyze()
        among.append(_among(clinician, size, rounds))
    first, *larger = among
    totals = [Comparison(f"month totals among {one.lines:,} lines", "select 1", one.totals, goal=MOST_OF_A_QUESTION) for one in among]
    grown = [
        Comparison(
            f"dashboard among {one.lines:,} lines", f"among {first.lines:,}, valued anew", one.dashboard / first.dashboard, goal=MOST_GROWTH
        )
        for one in larger
    ]
    asked = Figure("questions to the database, valued anew", max(one.questions for one in among), "", goal=MOST_QUESTIONS)
    return replace(found, comparisons=(*found.comparisons, *totals, *grown), figures=(*found.figures, asked))


def _among(clinician: Clinician, size: int, rounds: int) -> _Among:
    calls: dict[str, Sequence[Callable[[], object]]] = {
        "dashboard": [lambda: _anew(clinician)],
        "totals": [lambda: _totals(clinician)] * _CALLS,
        "question": [_question] * _CALLS,
    }
    timed = timed_in_turn(calls, rounds)
    # An embedded database works in this process, and a busy machine does not blur the time of the process.
    is_embedded = connection.vendor == "sqlite"
    dashboard = timed["dashboard"].processor_at(0.5) if is_embedded else timed["dashboard"].at(0.5)
    with CaptureQueriesContext(connection) as asked:
        _anew(clinician)
    return _Among(size, dashboard, timed["totals"].at(0.5) / timed["question"].at(0.5), len(asked))


def _measure(young: Clinician, old: Clinician, rounds: int) -> Outcome:
    calls: dict[str, Sequence[Callable[[], object]]] = {
        "young": [lambda: _dashboard(young)],
        "old": [lambda: _dashboard(old)],
        "anew": [lambda: _anew(old)],
    }
    with growth() as grown:
        timed = timed_in_turn(calls, rounds)
        memory = grown()
    kept, short, anew_ms = (timed[name].processor_at(0.5) for name in ("old", "young", "anew"))
    return Outcome(
        data=f"{YEARS * LINES_A_YEAR:,} lines of {YEARS} years, {LINES_A_YEAR:,} of one, {connection.vendor}",
        comparisons=(
            Comparison("dashboard of ten years", "of one year", kept / short, goal=MOST_GROWTH),
            Comparison("valued anew on other schedules", "what is kept, the log unchanged", anew_ms / kept),
        ),
        figures=(Figure("dashboard, the processor", kept, "ms"), Figure("valued anew, the processor", anew_ms, "ms")),
        peak_memory_mib=memory,
    )


def _anew(clinician: Clinician) -> None:
    with override_settings(CACHES=_NO_CACHE):
        _dashboard(clinician)


def analyze() -> None:
    """Let the database count what was just stored, as a running one does by itself soon: its plans hang on it."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _dashboard(clinician: Clinician) -> object:
    return build(for_clinician(clinician, TODAY, is_closed=False))


def _totals(clinician: Clinician) -> object:
    """The roll-up of twelve months, as one plain question."""
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(MonthTotal._meta.db_table)
        since = TODAY.year * 12 + TODAY.month - 13
        cursor.execute(f"SELECT month_index, credit FROM {table} WHERE clinician_id = %s AND month_index >= %s", [clinician.pk, since])
        return cursor.fetchall()


def _question() -> object:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchall()


_made = cache(made_cases)


def log_years(clinician: Clinician, years: int, most: int | None = None, a_year: int | None = None, begin: int = 0) -> None:
    """Store the lines of the years up to today as an import does, a year's at an even pace; the oldest ones, where not all fit.

    The cases are those that are made up, in their order from the case `begin` on: so logs differ from one another.
    """
    Clinician.objects.filter(pk=clinician.pk).update(started_on=TODAY - timedelta(days=_DAYS * years))
    clinician.refresh_from_db()
    whole, pace = _made(), a_year or LINES_A_YEAR
    wanted = most or pace * years
    made = [*whole, *whole][begin % len(whole) :][: min(wanted, len(whole))]
    storing = Storing(clinician, source="bench", at=timezone.now())
    codes = sorted({line.code for case in made for line in case})
    for batch in storing.batches(ready_cases(clinician, _cases(made, years, wanted, pace), codes)):
        batch.write()
    storing.move_months()


def _cases(made: Sequence[Sequence[Line]], years: int, wanted: int, pace: int) -> Iterator[NewCase]:
    written = 0
    for case in cycle(made):
        day = TODAY - timedelta(days=_DAYS * years - 1 - written * _DAYS // pace)
        lines = tuple(EntryLine(line.code, line.modifiers, line.units) for line in case[: wanted - written])
        yield NewCase(uuid4(), CaseContent(day, case[0].place_of_service, lines))
        written += len(lines)
        if written >= wanted:
            return


def store_releases(content: bytes, name: str) -> None:
    """Store the official file as the release of this year and of the two before; what is in force steps back until the end."""
    file = read_pprrvu(content, name)
    Release.objects.update(state=ReleaseState.RETIRED)
    for year in range(TODAY.year - 2, TODAY.year + 1):
        release = Release.objects.create(
            family="PPRRVU",
            year=year,
            letter="C",
            revision=97,
            name=f"BENCHED {year}",
            effective_from=date(year, 1, 1),
            conversion_factor=file.conversion_factor,
            state=ReleaseState.ACTIVE,
            source_sha256=f"BENCHED {year}",
            row_count=len(file.rows),
        )
        RELEASE_ROWS.write(release.pk, file.rows)
    catalogue_moved()
