"""The benchmarks that there are. A new one is a module beside this one, and a line here."""

from rvuedge.benchmarking.benchmark import Benchmark
from rvuedge.benchmarking.case import CaseBenchmark
from rvuedge.benchmarking.dashboard import DashboardBenchmark
from rvuedge.benchmarking.engine import EngineBenchmark
from rvuedge.benchmarking.imports import ImportBenchmark
from rvuedge.benchmarking.log import LogBenchmark
from rvuedge.benchmarking.reconcile import ReconcileBenchmark
from rvuedge.benchmarking.reports import ReportsBenchmark
from rvuedge.benchmarking.search import SearchBenchmark
from rvuedge.benchmarking.sign_in import SignInBenchmark
from rvuedge.benchmarking.totals import TotalsBenchmark

BENCHMARKS: tuple[Benchmark, ...] = (
    ImportBenchmark(),
    SearchBenchmark(),
    EngineBenchmark(),
    LogBenchmark(),
    ReconcileBenchmark(),
    TotalsBenchmark(),
    DashboardBenchmark(),
    CaseBenchmark(),
    ReportsBenchmark(),
    SignInBenchmark(),
)


def benchmark_named(name: str) -> Benchmark | None:
    """Return the benchmark of a name; None where there is none."""
    return next((benchmark for benchmark in BENCHMARKS if benchmark.name == name), None)
