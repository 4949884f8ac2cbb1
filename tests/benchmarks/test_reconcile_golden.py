"""The comparison of a log with an employer's report finds what a person would find, case by case."""

import csv
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks.reconcile.compare import alternatives_of, compare, explained
from benchmarks.reconcile.lines import Kind, Reason
from benchmarks.reconcile.matching import without_reversals
from benchmarks.reconcile.sums import at_stake, sums_of
from tests.benchmarks.reconciled import TERMS, line, lines, told, ways

FILE = Path(__file__).parents[1] / "golden" / "reconcile" / "cases.csv"
with FILE.open(encoding="utf-8", newline="") as _file:
    CASES = list(csv.DictReader(_file))


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_finds_what_stands_in_the_golden_case(case: dict[str, str]) -> None:
    theirs, _taken_back = without_reversals(lines(case["report"]))
    side, _, beside = case["near"].partition(" ")
    near = [line(beside)] if beside else []
    terms = replace(TERMS, shift=int(case["shift"]))
    compared = compare(
        lines(case["own"]),
        theirs,
        terms,
        near if side == "log" else [],
        near if side == "report" else [],
    )
    known = ways(case["ways"])
    found = [explained(one, alternatives_of(one, known), terms) for one in compared]
    assert sorted(map(told, found)) == sorted(case["expected"].split("; "))
    assert sums_of(found).difference == Decimal(case["difference"])
    # The arithmetic stands beside it; to the cent, half up.
    assert at_stake(sums_of(found).difference, Decimal(case["rate"])) == Decimal(case["at_stake"])


def test_has_every_kind_of_difference_in_the_golden_cases() -> None:
    named = {expected.split()[0] for case in CASES for expected in case["expected"].split("; ")}
    assert named == set(Kind)
    assert len(CASES) >= 25


def test_has_every_reason_in_the_golden_cases() -> None:
    named = {why.partition(":")[0] for case in CASES for expected in case["expected"].split("; ") for why in expected.split()[3:]}
    assert named == set(Reason)
