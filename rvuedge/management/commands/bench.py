"""Runs the benchmarks and prints ratios against named baselines that are measured in the same run."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import replace

from django.core.management.base import BaseCommand

from rvuedge.benchmarking.benchmark import Benchmark, Comparison, Figure, Outcome
from rvuedge.benchmarking.dashboard import DashboardBenchmark
from rvuedge.benchmarking.measuring import LEAST_ROUNDS
from rvuedge.benchmarking.registry import BENCHMARKS, benchmark_named
from rvuedge.benchmarking.reports import CLINICIANS, ReportsBenchmark
from rvuedge.benchmarking.totals import TotalsBenchmark

_REFUSED = 2
_SIZED = "`bench totals` and `bench dashboard`"


class Command(BaseCommand):
    help = "Measure this installation. Prints only: a goal that is not met does not fail the command."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", default="", help="one of: " + ", ".join(benchmark.name for benchmark in BENCHMARKS))
        parser.add_argument("--rounds", type=int, default=5, help=f"how often everything is measured in turn, at least {LEAST_ROUNDS}")
        parser.add_argument("--lines", type=int, help=f"how many lines an organisation has, 5,000,000 unless told otherwise: {_SIZED}")
        parser.add_argument(
            "--clinicians", type=int, help=f"of how many clinicians `bench reports` makes reports; {CLINICIANS} unless told otherwise"
        )
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *, name: str, rounds: int, lines: int | None, clinicians: int | None, as_json: bool, **_options: object) -> None:
        chosen = benchmark_named(name)
        if name and chosen is None:
            known = ", ".join(benchmark.name for benchmark in BENCHMARKS)
            self.stderr.write(f"There is no benchmark {name!r}. Name one of: {known}, or none for all.")
            sys.exit(_REFUSED)
        if lines is not None:
            chosen = self._sized(chosen, lines)
        if clinicians is not None:
            chosen = self._peopled(chosen, clinicians)
        outcomes = []
        for benchmark in (chosen,) if chosen else BENCHMARKS:
            outcome = benchmark.run(rounds)
            outcomes.append(_json(benchmark, outcome))
            if not as_json:
                self._print(benchmark, outcome)
        if as_json:
            self.stdout.write(json.dumps({"benchmarks": outcomes}))

    def _sized(self, chosen: Benchmark | None, lines: int) -> Benchmark:
        if not isinstance(chosen, TotalsBenchmark | DashboardBenchmark) or lines < 1:
            self.stderr.write(f"--lines is a number above 0 and goes with {_SIZED}: no other benchmark has a size to choose.")
            sys.exit(_REFUSED)
        return replace(chosen, lines=lines)

    def _peopled(self, chosen: Benchmark | None, clinicians: int) -> Benchmark:
        if not isinstance(chosen, ReportsBenchmark) or clinicians < 2:
            self.stderr.write("--clinicians is a number above 1 and goes with `bench reports` alone.")
            sys.exit(_REFUSED)
        return replace(chosen, clinicians=clinicians)

    def _print(self, benchmark: Benchmark, outcome: Outcome) -> None:
        self.stdout.write(f"{benchmark.name}: {benchmark.about}\n  {outcome.data}")
        for compared in outcome.comparisons:
            self.stdout.write(f"  {compared.name:<36} {compared.ratio:>8.2f} x {compared.baseline}{_goal(compared, ' x')}")
        for figure in outcome.figures:
            self.stdout.write(f"  {figure.name:<36} {figure.value:>8.2f} {figure.unit}{_goal(figure, ' ' + figure.unit)}")
        self.stdout.write(f"  {'peak memory above the start':<36} {outcome.peak_memory_mib:>8.0f} MiB")


def _goal(found: Comparison | Figure, unit: str) -> str:
    if found.goal is None:
        return ""
    return f", goal {found.goal:g}{unit} at most: {'met' if found.holds else 'NOT met'}"


def _json(benchmark: Benchmark, outcome: Outcome) -> dict[str, object]:
    return {
        "name": benchmark.name,
        "about": benchmark.about,
        "data": outcome.data,
        "comparisons": [
            {"name": one.name, "baseline": one.baseline, "ratio": _text(one.ratio), "goal": _text(one.goal), "holds": one.holds}
            for one in outcome.comparisons
        ],
        "figures": [
            {"name": one.name, "value": _text(one.value), "unit": one.unit, "goal": _text(one.goal), "holds": one.holds}
            for one in outcome.figures
        ],
        "peak_memory_mib": _text(outcome.peak_memory_mib),
    }


def _text(number: float | None) -> str | None:
    return None if number is None else f"{number:.3f}"
