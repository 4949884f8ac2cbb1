"""RVU Edge writes a report's numbers as people do, rounded once and half up."""

from dataclasses import replace
from decimal import Decimal

import pytest

from benchmarks.report.inputs import MonthSum
from benchmarks.report.words import facts_of, two_places
from benchmarks.templatetags.reports import share
from rvuedge.lib.months import Month
from tests.benchmarks.inputs import TARGET, months, report


@pytest.mark.parametrize(
    ("value", "text"),
    [("0", "0.00"), ("6040.445", "6,040.45"), ("6040.4449", "6,040.44"), ("1234567.8", "1,234,567.80"), ("0.005", "0.01")],
)
def test_writes_two_places_and_thousands(value: str, text: str) -> None:
    assert two_places(Decimal(value)) == text


def test_tells_the_month_the_year_and_the_place() -> None:
    facts = facts_of(report())
    assert (facts.month_credit, facts.to_date_credit, facts.standing, facts.refusal) == ("500.00", "5,000.00", "70th", "")


def test_says_how_far_from_the_target_and_on_which_side() -> None:
    above = facts_of(report(targets=(TARGET,)))
    # To date 6,000 x 304 / 365 = 4,997.26; 5,000 is 100.05 percent of it.
    assert (above.target_to_date, above.target_distance, above.is_below_target, above.target_percent) == ("4,997.26", "2.74", False, "100%")
    below = facts_of(report(targets=(TARGET,), months=months("400.00", "450.00")))
    # 4,500 - 4,997.26; 4,500 / 4,997.26 = 90.05 percent.
    assert (below.target_distance, below.is_below_target, below.target_percent) == ("497.26", True, "90%")


def test_says_nothing_of_a_target_that_nobody_agreed() -> None:
    facts = facts_of(report())
    assert (facts.target_to_date, facts.target_distance, facts.target_percent, facts.is_below_target) == ("", "", "", False)


def test_gives_no_percent_of_nothing() -> None:
    assert facts_of(report(targets=(TARGET,), efforts=())).target_percent == ""


def test_gives_the_reason_instead_of_a_place() -> None:
    facts = facts_of(report(is_trainee=True))
    assert (facts.standing, facts.refusal) == ("", "trainee")


@pytest.mark.parametrize(("percent", "text"), [("75.8", "76%"), ("0.4", "under 1%"), ("0.5", "1%"), ("0", "0%"), ("100", "100%")])
def test_never_shows_a_part_as_nothing(percent: str, text: str) -> None:
    assert share(Decimal(percent)) == text


def test_writes_a_month_without_lines() -> None:
    quiet = (*months()[:-1], MonthSum(Month(2026, 10), Decimal(0), 0, 0, Decimal(0)))
    facts = facts_of(report(months=quiet))
    assert (facts.month_credit, facts.to_date_credit) == ("0.00", "4,500.00")
    assert facts == facts_of(replace(report(months=quiet), clinician="Somebody else"))
