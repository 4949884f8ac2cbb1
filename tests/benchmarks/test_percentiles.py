"""Positions among published percentiles; the curve is made up, the arithmetic stands beside each case."""

from decimal import Decimal

import pytest

from benchmarks.stats.percentiles import CurvePoint, Kind, ordinal, position, value_at

CURVE = tuple(CurvePoint(Decimal(p), Decimal(v)) for p, v in ((25, 4000), (50, 5000), (75, 6000), (90, 7500)))
FLAT = tuple(CurvePoint(Decimal(p), Decimal(v)) for p, v in ((25, 4000), (50, 5000), (75, 5000), (90, 7500)))


@pytest.mark.parametrize(
    ("value", "kind", "percentile", "text"),
    [
        ("4000", Kind.EXACT, "25", "25th"),
        ("4500", Kind.BETWEEN, "37.5000", "38th"),  # 25 + 25 * 500/1000 = 37.5, half up 38
        ("5320", Kind.BETWEEN, "58.0000", "58th"),  # 50 + 25 * 320/1000
        ("7000", Kind.BETWEEN, "85.0000", "85th"),  # 75 + 15 * 1000/1500
        ("7500", Kind.EXACT, "90", "90th"),
    ],
)
def test_places_a_value_inside_the_published_range(value: str, kind: Kind, percentile: str, text: str) -> None:
    found = position(CURVE, Decimal(value))
    assert (found.kind, found.percentile, found.text) == (kind, Decimal(percentile), text)


def test_invents_no_percentile_below_the_lowest_point() -> None:
    found = position(CURVE, Decimal("3999.99"))
    assert (found.kind, found.percentile, found.text, found.distance) == (Kind.BELOW, None, "below the 25th", Decimal("0.01"))


def test_invents_no_percentile_above_the_highest_point() -> None:
    found = position(CURVE, Decimal(8000))
    assert (found.kind, found.percentile, found.text, found.distance) == (Kind.ABOVE, None, "above the 90th", Decimal(500))


def test_reports_a_range_on_a_flat_run() -> None:
    found = position(FLAT, Decimal(5000))
    assert (found.kind, found.percentile, found.text) == (Kind.BETWEEN, None, "50th-75th")


def test_says_above_or_below_on_a_single_point() -> None:
    median = (CurvePoint(Decimal(50), Decimal(5000)),)
    assert position(median, Decimal(4000)).text == "below the 50th"
    assert position(median, Decimal(6000)).text == "above the 50th"


def test_finds_the_value_at_a_wanted_percentile_inside_the_range_only() -> None:
    assert value_at(CURVE, Decimal(60)) == Decimal(5400)  # 5000 + 1000 * 10/25
    assert value_at(CURVE, Decimal(90)) == Decimal(7500)
    assert value_at(CURVE, Decimal(95)) is None


@pytest.mark.parametrize(("number", "text"), [("1", "1st"), ("2", "2nd"), ("3", "3rd"), ("11", "11th"), ("21.5", "22nd"), ("53", "53rd")])
def test_writes_ordinals_as_people_do(number: str, text: str) -> None:
    assert ordinal(Decimal(number)) == text
