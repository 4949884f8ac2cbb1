"""RVU Edge sums a department from its reports: trainees apart, each in the own specialty, nobody ranked."""

from dataclasses import replace
from decimal import Decimal

import pytest

from benchmarks.report.report import Standing
from benchmarks.report.rollup import band_of, of_median, sums_of, together
from benchmarks.stats.revalue import Revalued
from tests.benchmarks.inputs import BENCHMARK, months, numbers, report


def standing(percentile: str | None, text: str = "") -> Standing:
    return Standing(text, "between", Decimal(percentile) if percentile else None, None, Decimal(0), "", "")


def test_sums_month_and_year_without_trainees() -> None:
    sums = sums_of([report(), report(months=months("400.00", "300.00")), report(is_trainee=True)])
    assert (sums.people, (sums.month, sums.to_date)) == (2, numbers(800, 8000))  # 500 + 300; 5,000 + 3,000
    assert sums.month_a_year_ago == 800  # 400 + 400
    assert sums.effective_cfte == Decimal("0.169864")  # 2 x 0.084932


def test_sums_units_of_anesthesia_apart_from_wrvu() -> None:
    one = report()
    asked = replace(one, this_month=replace(one.this_month, asa_units=Decimal("12.50")))
    sums = sums_of([asked, asked, one])
    assert (sums.asa_units, sums.month) == (Decimal("25.00"), Decimal(1500))  # 2 x 12.50; 3 x 500


def test_knows_no_year_ago_before_the_logs() -> None:
    young = report(months=months()[12:], efforts=())
    assert sums_of([young]).month_a_year_ago is None


def test_takes_percent_of_the_own_medians() -> None:
    other = replace(BENCHMARK, points=tuple(replace(point, value=point.value * 2) for point in BENCHMARK.points))
    # 10,000 wRVU over medians of 5,000 and 10,000, each x 304 / 365: 10,000 / 12,493.15 = 80.04 percent.
    assert of_median([report(), report(benchmark=other)]) == Decimal("80.0")
    # 5,000 over 5,000 x 304 / 365 = 120.07 percent; who is not compared counts on neither side.
    assert of_median([report(), report(benchmark=None), report(is_trainee=True)]) == Decimal("120.1")
    assert of_median([report(benchmark=None)]) is None
    assert of_median([]) is None


def test_stands_as_one_where_all_are_of_one_specialty() -> None:
    # 5,800 and 2 x 300 + 10 x 300 = 3,600 (trailing) in two years of full time: 4,700 a year, 25 + 25 x 700/1,000 = 42.5.
    slower = report(months=months("300.00", "300.00"))
    found = together([report(), slower, report(is_trainee=True), report(benchmark=None)])
    assert found is not None
    assert (found.people, found.rate, found.standing.percentile) == (2, Decimal(4700), Decimal("42.5"))
    assert sums_of([report(), slower]).together == found
    other = replace(BENCHMARK, specialty="Family medicine")
    assert together([report(), report(benchmark=other)]) is None
    assert together([report()]) is None and together([]) is None


@pytest.mark.parametrize(
    ("percentile", "band"),
    [
        ("25", "25th-50th"),
        ("49.99", "25th-50th"),
        ("50", "50th-75th"),
        ("89.99", "75th-90th"),
        ("90", "above the 90th"),
        ("12", "below the 25th"),
    ],
)
def test_puts_a_place_into_its_band(percentile: str, band: str) -> None:
    assert band_of(standing(percentile)) == band


@pytest.mark.parametrize("text", ["below the 25th", "above the 90th", "50th-75th"])
def test_takes_a_place_without_a_number_at_its_word(text: str) -> None:
    assert band_of(standing(None, text)) == text


def test_counts_people_by_band() -> None:
    bands = sums_of([report(), report(months=months("400.00", "300.00")), report(benchmark=None)]).bands
    assert {band.name: band.people for band in bands} == {
        "below the 25th": 1, "25th-50th": 0, "50th-75th": 1, "75th-90th": 0, "above the 90th": 0, "no percentile": 1,
    }  # fmt: skip
    assert [len(band.dots) for band in bands] == [1, 0, 1, 0, 0, 1]


def test_takes_the_percent_of_the_median_on_the_values_of_the_edition() -> None:
    # 5,000 on the values of each day are 5,128.21 on those of the edition: over 5,000 x 304 / 365 that is 123.15 percent.
    on_edition = Revalued(2024, "RVU24D", Decimal(5000), Decimal("5128.2051"), Decimal(0))
    assert of_median([replace(report(), revalued_year=on_edition)]) == Decimal("123.1")


def test_counts_who_is_compared_by_raw_wrvu() -> None:
    raw = report(is_unadjusted=True)
    assert sums_of([raw, report(), report(is_unadjusted=True, benchmark=None)]).people_raw == 1
