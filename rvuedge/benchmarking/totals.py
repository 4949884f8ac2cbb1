"""Measures month totals: those of a large organisation read from the roll-up, against duckdb summing all of its lines."""

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from rvuedge.accounts.models import Organisation
from rvuedge.benchmarking.benchmark import Comparison, Figure, Outcome
from rvuedge.benchmarking.columns import MISSING, columns, duckdb_here, totals_of
from rvuedge.benchmarking.dashboard import TODAY, store_releases
from rvuedge.benchmarking.engine import OFFICIAL, made_cases
from rvuedge.benchmarking.log import made_clinician
from rvuedge.benchmarking.measuring import allocated_mib, growth, timed_in_turn
from rvuedge.benchmarking.scratch import scratch
from rvuedge.lib.months import Month
from tracking.bulk import NewCase, ready_cases
from tracking.entry import CaseContent, EntryLine
from tracking.line_store import Storing
from tracking.models import Case, CaseLine, Clinician, MonthTotal
from tracking.models.case import MonthTotalQuerySet
from tracking.wrvu.types import Line

LINES, CLINICIANS, MONTHS = 5_000_000, 1_000, 12
MOST_OF_DUCKDB = 0.25
# What one clinician does over and over again.
_DIFFERENT = 40
_AT_ONCE = 10_000
_CALLS = 5


class _Undone(Exception):
    """Ends the measured transaction so that nothing of it stays."""


class TotalsDiffer(Exception):
    """The roll-up is not the sum of the lines: there is nothing to compare."""


@dataclass(frozen=True, slots=True)
class TotalsBenchmark:
    """All month totals of an organisation in one read; lines, totals and clinicians are rolled back."""

    lines: int = LINES

    name = "totals"
    about = "A year of month totals of every clinician from the roll-up, beside duckdb summing the lines"

    def run(self, rounds: int) -> Outcome:
        """Fill, check that both say the same, and measure in turn; what is missing is said."""
        path, duckdb = settings.OFFICIAL_FILES / OFFICIAL, duckdb_here()
        if duckdb is None:
            return Outcome(MISSING, (), (), 0.0)
        if not path.is_file():
            return Outcome("The official files are missing: name their folder in RVUEDGE_OFFICIAL_FILES.", (), (), 0.0)
        outcome = Outcome("", (), (), 0.0)
        with TemporaryDirectory() as place, suppress(_Undone), transaction.atomic():
            folder = Path(place)
            store_releases(path.read_bytes(), path.name)
            with scratch((Case, CaseLine, MonthTotal), folder):
                outcome = _measure(filled(self.lines), duckdb, folder, rounds)
                raise _Undone
        return outcome


def filled(lines: int) -> Organisation:
    """Return an organisation whose clinicians have logged these lines in twelve months, as many each, as imports bring them."""
    first = made_clinician()
    made = made_cases()
    for number in range(CLINICIANS):
        clinician = made_clinician(first.organisation) if number else first
        own = [made[(number * _DIFFERENT + place) % len(made)] for place in range(_DIFFERENT)]
        _log_year(clinician, own, _share(lines, number, CLINICIANS))
    _analyze()
    return first.organisation


def _log_year(clinician: Clinician, made: Sequence[Sequence[Line]], wanted: int) -> None:
    """Value and store the lines as an import does, with the month totals that they add to."""
    storing, codes = Storing(clinician, source="bench", at=timezone.now()), {line.code for case in made for line in case}
    for batch in storing.batches(ready_cases(clinician, _cases(made, wanted), codes)):
        batch.write()
    storing.move_months()


def _cases(made: Sequence[Sequence[Line]], wanted: int) -> Iterator[NewCase]:
    """Yield cases with as many lines as are wanted in each month as in the next, at an even pace."""
    of_case = cycle([(case[0].place_of_service, tuple(map(_entered, case))) for case in made])
    for number in range(MONTHS):
        days = list(Month.of(TODAY).plus(number - MONTHS).days())
        of_month, written = _share(wanted, number, MONTHS), 0
        while written < of_month:
            place, entered = next(of_case)
            content = CaseContent(days[written * len(days) // of_month], place, entered[: of_month - written])
            yield NewCase(uuid4(), content)
            written += len(content.lines)


def _share(whole: int, number: int, parts: int) -> int:
    return (number + 1) * whole // parts - number * whole // parts


def rolled_up(organisation: Organisation) -> MonthTotalQuerySet:
    """Return the totals of the twelve months as the pages of months and departments ask for them."""
    last = Month.of(TODAY).plus(-1).index
    return MonthTotal.objects.filter(
        clinician__organisation=organisation, basis=MonthTotal.CURRENT, month_index__gt=last - MONTHS, month_index__lte=last
    )


def export(organisation: Organisation, file: Path) -> int:
    """Write clinician, month and credit of each line that counts, day after day as a log grows; return how many there are."""
    lines = CaseLine.objects.kept().filter(clinician__organisation=organisation).order_by("date_of_service")
    count = 0
    with file.open("w", newline="", encoding="ascii") as opened:
        out = csv.writer(opened)
        for row in lines.values_list("clinician_id", "month_index", "credit").iterator(_AT_ONCE):
            out.writerow(row)
            count += 1
    return count


def _measure(organisation: Organisation, duckdb: ModuleType, folder: Path, rounds: int) -> Outcome:
    file, totals = folder / "lines.csv", rolled_up(organisation)
    read = totals.values_list("clinician_id", "month_index", "credit")
    count = export(organisation, file)
    _kept, held = allocated_mib(lambda: list(read.all()))
    with growth() as grown, columns(duckdb, folder) as baseline:
        baseline.take_in(file)
        summed = totals_of(baseline.sums())
        if totals_of(list(read.all())) != summed:
            raise TotalsDiffer
        calls: dict[str, Sequence[Callable[[], object]]] = {
            "roll-up": [partial(_plainly, *read.query.sql_with_params())] * _CALLS,
            "objects": [lambda: list(totals.all())] * _CALLS,
            "duckdb": [baseline.sums] * _CALLS,
        }
        timed = timed_in_turn(calls, rounds)
        memory = grown()
    rollup, objects, base = (timed[name].at(0.5) for name in ("roll-up", "objects", "duckdb"))
    return Outcome(
        data=f"{count:,} lines, {len(summed):,} totals of {CLINICIANS:,} clinicians, the same from both, {connection.vendor}",
        comparisons=(
            Comparison("totals from the roll-up", "duckdb over the lines", rollup / base, goal=MOST_OF_DUCKDB),
            Comparison("the same as objects of the product", "duckdb over the lines", objects / base),
        ),
        figures=(
            Figure("totals from the roll-up", rollup, "ms"),
            Figure(f"duckdb {duckdb.__version__} over the lines", base, "ms"),
            Figure("the totals in memory", held, "MiB"),
        ),
        peak_memory_mib=memory,
    )


def _plainly(question: str, values: Sequence[str | int]) -> object:
    """The rows as the database gives them, which is what duckdb is asked for, too."""
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return cursor.fetchall()


def _entered(line: Line) -> EntryLine:
    return EntryLine(line.code, line.modifiers, line.units)


def _analyze() -> None:
    with connection.cursor() as cursor:
        for model in (Case, CaseLine, Clinician, MonthTotal):
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")
