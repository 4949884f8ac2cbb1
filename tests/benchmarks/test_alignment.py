"""Pay beside work: the distance of two percentiles, called out beyond 15 points; curves are invented, the arithmetic stands beside."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.report.alignment import aligned
from benchmarks.report.codec import as_json, from_json
from benchmarks.report.pay_beside import NoPay, PayBeside
from benchmarks.stats.alignment import Reading, alignment
from benchmarks.stats.percentiles import CurvePoint, position
from tests.benchmarks.inputs import CURVE, report

PAID = tuple(CurvePoint(Decimal(p), Decimal(v)) for p, v in ((25, 200_000), (50, 250_000), (75, 300_000), (90, 375_000)))
FLAT = tuple(CurvePoint(Decimal(p), Decimal(v)) for p, v in ((25, 200_000), (50, 250_000), (75, 250_000), (90, 375_000)))
YEAR = date(2025, 11, 1), date(2026, 10, 31)


def beside(total: str, years: str = "1", **facts: Any) -> PayBeside:
    return replace(PayBeside("Agreed", *YEAR, Decimal(total), Decimal(years), points=PAID), **facts)


@pytest.mark.parametrize(
    ("work", "pay", "gap", "reading"),
    [
        # 50 + 25 x 400/1,000 = 60; 50 + 25 x 45,000/50,000 = 72.5.
        ("5400", "295000", "12.5", Reading.WITHIN),
        # 60 and the 75th itself: 15 points are within, 15.02 (75 + 15 x 100/75,000) are beyond.
        ("5400", "300000", "15", Reading.WITHIN),
        ("5400", "300100", "15.02", Reading.PAY_ABOVE),
        # 75 + 15 x 1,000/1,500 = 85; 25 + 25 x 40,000/50,000 = 45.
        ("7000", "240000", "-40", Reading.PAY_BELOW),
        # Outside the published points there is no number, so there is no distance, however far it is.
        ("5400", "199999", None, Reading.UNKNOWN),
        ("5400", "375001", None, Reading.UNKNOWN),
        ("7501", "300000", None, Reading.UNKNOWN),
        ("3999", "300000", None, Reading.UNKNOWN),
    ],
)
def test_tells_how_far_pay_lies_from_work(work: str, pay: str, gap: str | None, reading: Reading) -> None:
    found = alignment(position(PAID, Decimal(pay)).percentile, position(CURVE, Decimal(work)).percentile)
    assert (found.gap, found.reading) == (None if gap is None else Decimal(gap), reading)
    assert found.is_called_out is (reading in (Reading.PAY_ABOVE, Reading.PAY_BELOW))


def test_tells_no_distance_on_a_flat_run() -> None:
    assert alignment(position(FLAT, Decimal(250_000)).percentile, Decimal(60)).reading is Reading.UNKNOWN


PERCENT = st.decimals("1", "99", places=4)


@given(PERCENT, PERCENT)
def test_turns_its_sign_with_the_sides(pay: Decimal, work: Decimal) -> None:
    one, other = alignment(pay, work), alignment(work, pay)
    assert one.gap is not None and one.gap == -(other.gap or Decimal(0))
    assert one.is_called_out == other.is_called_out == (abs(pay - work) > 15)


def test_compares_pay_by_total_fte_and_work_by_clinical_fte() -> None:
    # 800 + 5,000 in a year of 1.0 clinical FTE: 5,800, 50 + 25 x 800/1,000 = 70.
    # 189,000 for 0.8 of a total FTE-year: 236,250, 25 + 25 x 36,250/50,000 = 43.125; 43.125 - 70 = -26.875.
    found = aligned(report(pay_beside=beside("189000", "0.8")))
    assert found is not None and found.pay is not None
    assert (found.rate, found.pay.percentile) == (Decimal("236250.0000"), Decimal("43.1250"))
    assert (found.found.gap, found.found.reading, found.why) == (Decimal("-26.8750"), Reading.PAY_BELOW, "")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"pay_beside": beside("250000", refusal="waits")}, "waits"),
        ({"pay_beside": beside("250000", "0", refusal="no_time")}, "no_time"),
        ({"pay_beside": beside("250000", points=(), lacks="no_survey")}, "no_survey"),
        ({"pay_beside": beside("100000")}, "no_number"),
        ({"pay_beside": beside("250000"), "started_on": date(2026, 9, 1)}, "short_window"),
        ({"pay_beside": beside("250000"), "efforts": ()}, "no_clinical_time"),
        ({"pay_beside": beside("250000"), "benchmark": None}, "no_benchmark"),
    ],
)
def test_says_why_there_is_no_distance(changes: dict[str, object], why: str) -> None:
    found = aligned(report(**changes))
    assert found is not None
    assert (found.found.gap, found.found.reading, found.why) == (None, Reading.UNKNOWN, why)


@pytest.mark.parametrize("refusal", ["", "no_plan", "waits", "no_values"])
def test_takes_what_was_paid_in_the_place_of_the_plan(refusal: str) -> None:
    # 240,000 for 0.8 of a total FTE-year: 300,000, the 75th; 75 - 70 = 5.
    found = aligned(report(pay_beside=beside("0", "0.8", refusal=refusal)), Decimal(240_000))
    assert found is not None
    assert (found.rate, found.total, found.found.gap, found.why) == (Decimal(300_000), Decimal(240_000), Decimal(5), "")


def test_says_why_what_was_paid_has_no_place_either() -> None:
    for beside_it, why in ((beside("0", "0"), "no_time"), (beside("0", points=(), lacks="other_survey"), "other_survey")):
        found = aligned(report(pay_beside=beside_it), Decimal(240_000))
        assert found is not None and (found.found.gap, found.why) == (None, why)


def test_leaves_out_who_has_no_plan_and_trainees() -> None:
    assert aligned(report()) is None
    assert aligned(report(pay_beside=beside("250000"), is_trainee=True)) is None


def test_reads_back_what_a_report_keeps_of_it() -> None:
    made = report(pay_beside=beside("250000", provider_count=170, refusal=str(NoPay.WAITS)))
    assert from_json(as_json(made)) == made
