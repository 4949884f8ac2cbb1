"""RVU Edge measures the comparison of a log with a report on lines of which it is known how they differ."""

from benchmarks.reconcile.compare import compare
from benchmarks.reconcile.lines import Kind
from benchmarks.reconcile.sums import sums_of
from rvuedge.benchmarking import reconcile as measured
from rvuedge.benchmarking.reconcile import TERMS, ReconcileBenchmark, joined, made_lines


def test_measures_the_same_lines_every_time():
    assert made_lines(500) == made_lines(500)


def test_finds_at_least_what_a_join_finds_and_every_kind_of_difference():
    own, theirs = made_lines(3_000)
    found = compare(own, theirs, TERMS)
    assert sums_of(found).of(Kind.MATCHED).count >= joined(own, theirs) >= 2_700
    assert {one.kind for one in found} == set(Kind)


def test_compares_with_a_join_and_with_half_of_the_lines(monkeypatch):
    monkeypatch.setattr(measured, "LINES", 1_000)
    outcome = ReconcileBenchmark().run(1)
    assert outcome.data.startswith("1,000 lines of a log against ")
    assert [one.baseline for one in outcome.comparisons] == ["join that tells what is the same", "half of them"]
    assert all(one.ratio > 0 for one in outcome.comparisons)
