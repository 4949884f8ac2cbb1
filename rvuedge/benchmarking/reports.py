"""Measures the reports of a month: what one costs as a department grows, and their PDFs made two at once."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext, override_settings

from benchmarks.editions import stage_demo_edition
from benchmarks.render import pdf_of
from benchmarks.report.report import Report
from benchmarks.report_services import report_of
from rvuedge.benchmarking.benchmark import Comparison, Figure, Outcome
from rvuedge.benchmarking.dashboard import OWN_CACHE, TODAY, analyze, log_years, store_releases
from rvuedge.benchmarking.engine import OFFICIAL
from rvuedge.benchmarking.log import made_clinician
from rvuedge.benchmarking.measuring import Timed, growth, timed_in_turn
from rvuedge.lib.months import Month
from tracking.models import Clinician

CLINICIANS, PDFS = 40, 12
# So many cases further begins the log of each next clinician, so that no two are alike.
APART = 97
# Of all clinicians together; many have fewer lines each, so that the log is made in minutes.
MOST_LINES, LEAST_A_YEAR = 240_000, 240
MONTH = Month.of(TODAY).plus(-1)
# Twice the clinicians may cost twice the work, and two at once must be at least 1.6 times as fast as one after the other.
MOST_GROWTH, MOST_OF_ONE = 1.1, 1 / 1.6


class _Undone(Exception):
    """Ends the measured transaction so that nothing of it stays."""


@dataclass(frozen=True, slots=True)
class ReportsBenchmark:
    """Reports of a closed month from the log, and their PDFs as a worker makes them; everything is rolled back."""

    clinicians: int | None = None

    name = "reports"
    about = "The reports of a month by the number of clinicians, and their PDFs two at once beside one after the other"

    def run(self, rounds: int) -> Outcome:
        """Measure in turn; without the official file there is nothing to measure, and that is said."""
        path = settings.OFFICIAL_FILES / OFFICIAL
        if not path.is_file():
            return Outcome("The official files are missing: name their folder in RVUEDGE_OFFICIAL_FILES.", (), (), 0.0)
        outcome = Outcome("", (), (), 0.0)
        with suppress(_Undone), override_settings(CACHES=OWN_CACHE), transaction.atomic():
            store_releases(path.read_bytes(), path.name)
            outcome = _measure(_department(self.clinicians or CLINICIANS), rounds)
            raise _Undone
        return outcome


def _department(clinicians: int) -> list[Clinician]:
    """Return clinicians of one organisation with a year of lines each."""
    a_year = max(LEAST_A_YEAR, MOST_LINES // clinicians) if clinicians > CLINICIANS else None
    made = [made_clinician() for _ in range(clinicians)]
    organisation = made[0].organisation
    stage_demo_edition(organisation, None)
    for place, clinician in enumerate(made):
        clinician.organisation = organisation
        clinician.save(update_fields=["organisation"])
        log_years(clinician, 1, a_year=a_year, begin=place * APART)
    analyze()
    return made


def _measure(clinicians: Sequence[Clinician], rounds: int) -> Outcome:
    with CaptureQueriesContext(connection) as asked:
        report = report_of(clinicians[0], MONTH)
    reports = [report] * PDFS
    calls: dict[str, Sequence[Callable[[], object]]] = {
        "all": [partial(_made, clinicians)],
        "half": [partial(_made, clinicians[: len(clinicians) // 2])],
        "two": [partial(_printed, reports, 2)],
        "one": [partial(_printed, reports, 1)],
    }
    with growth() as grown:
        timed = timed_in_turn(calls, rounds)
        memory = grown()
    each = {name: timed[name].processor_at(0.5) / count for name, count in (("all", len(clinicians)), ("half", len(clinicians) // 2))}
    return Outcome(
        data=f"{len(clinicians):,} clinicians with a year of lines each, {PDFS} PDFs, {connection.vendor}",
        comparisons=(
            Comparison("a report among all clinicians", "among half of them", each["all"] / each["half"], goal=MOST_GROWTH),
            Comparison("PDFs, two at once", "one after the other", _of(timed["two"]) / _of(timed["one"]), goal=MOST_OF_ONE),
        ),
        figures=(
            Figure("queries of a report", float(len(asked)), ""),
            Figure("report, the processor", each["all"], "ms"),
            Figure("PDF, one after the other", _of(timed["one"]) / PDFS, "ms"),
        ),
        peak_memory_mib=memory,
    )


def _of(timed: Timed) -> float:
    return timed.at(0.5)


def _made(clinicians: Sequence[Clinician]) -> list[Report]:
    return [report_of(clinician, MONTH, is_kept=False) for clinician in clinicians]


def _printed(reports: Sequence[Report], at_once: int) -> list[bytes]:
    with ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(partial(pdf_of, query_by=MONTH.plus(2).first_day), reports))
