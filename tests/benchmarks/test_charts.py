"""RVU Edge draws its charts where the numbers are; coordinates are worked out beside each case."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from benchmarks.report.charts import Fan, Stretch, fan, mix_bars, spark_of
from benchmarks.report.inputs import MonthSum
from benchmarks.report.points import shown_points
from benchmarks.report.report import MixPart
from benchmarks.report.strip import Strip, strip
from benchmarks.shown import shape_of
from benchmarks.stats.percentiles import CurvePoint
from rvuedge.lib.months import Month
from tests.benchmarks.inputs import BENCHMARK, JUNE, TARGET, months, numbers, report

# 358 wide: x runs from 2 to 294 over 365 days. 300 high: y from 276 up to 18.
WIDTH, HEIGHT = 358, 300


def drawn(**changes: Any) -> Fan:
    return fan(report(**changes), WIDTH, HEIGHT)


def placed(width: int = WIDTH, **changes: Any) -> Strip:
    found = strip(report(**changes), width)
    assert found is not None
    return found


def test_draws_the_own_line_up_to_the_last_day() -> None:
    # The highest value is 7,500 at the year's end, so the axis ends at 8,000.
    shape = drawn()
    assert shape.dot is not None
    assert shape.dot.x == Decimal("244.4")  # 31 October is day 303: 2 + 292 x 303 / 365
    assert shape.dot.y == Decimal("114.8")  # 5,000 of 8,000: 276 - 258 x 0.625 = 114.75
    assert shape.dot.text == "5,000"
    assert shape.mine.startswith("2.0,276.0 ")
    assert shape.mine.endswith("244.4,114.8")


def test_draws_the_fields_of_the_benchmark_to_the_years_end() -> None:
    shape = drawn()
    ends = {label.text: label.y - 4 for label in shape.labels}
    # 31 December is day 364: x = 293.2. 7,500 of 8,000 lies at 34.1, 6,000 at 82.5, 5,000 at 114.75, 4,000 at 147.
    assert ends == {"90th": Decimal("34.1"), "75th": Decimal("82.5"), "50th": Decimal("114.8"), "25th": Decimal("147.0")}
    assert "293.2,147.0 293.2,82.5" in shape.inner  # up the right edge, from the 25th to the 75th
    assert "293.2,82.5 293.2,34.1" in shape.outer
    assert shape.median.endswith("293.2,114.8")
    assert shape.range_text == "25th to 90th"


def test_draws_the_target_and_names_it_with_its_value_where_there_is_room() -> None:
    shape = fan(report(targets=(TARGET,)), 720, 380, with_values=True)
    (label,) = [label for label in shape.labels if label.is_strong]
    assert label.text == "target 6,000"
    assert {label.text for label in shape.labels} >= {"25th 4,000", "50th 5,000", "75th 6,000", "90th 7,500"}
    assert drawn().target == ""


def test_shades_leave() -> None:
    # 1 June is day 151: 2 + 292 x 151 / 365 = 122.8; up to day 181: 146.8.
    assert drawn(absences=(JUNE,)).leaves == (Stretch(Decimal("122.8"), Decimal("24.0"), Decimal("134.8")),)


def test_keeps_labels_apart() -> None:
    close = tuple(CurvePoint(Decimal(p), Decimal(v)) for p, v in ((25, 4000), (50, 4010), (75, 4020), (90, 7500)))
    labels = drawn(benchmark=replace(BENCHMARK, points=close), targets=(TARGET,)).labels
    assert all(lower.y - upper.y >= 15 for upper, lower in zip(labels, labels[1:], strict=False))


def test_names_the_months_in_the_middle_of_their_days() -> None:
    narrow, wide = drawn().months, fan(report(), 720, 380, with_values=True).months
    assert "".join(label.text for label in narrow) == "JFMAMJJASOND"
    assert [label.text for label in wide][:2] == ["Jan", "Feb"]
    assert narrow[0].x == Decimal("14.0")  # day 15: 2 + 292 x 15 / 365


def test_starts_no_line_before_the_first_case() -> None:
    empty = drawn(months=(), days=())
    assert (empty.mine, empty.dot) == ("", None)
    assert empty.inner and empty.outer


def test_stands_right_of_a_dot_early_in_the_year() -> None:
    january = (MonthSum(Month(2026, 1), Decimal(10), 5, 0, Decimal(0)),)
    assert drawn(as_of=date(2026, 1, 10), is_closed=False, months=january).dot_is_left
    assert not drawn().dot_is_left


def test_shows_no_point_beyond_the_licence() -> None:
    hidden = replace(BENCHMARK, view="position_only")
    shape = drawn(benchmark=hidden, targets=(TARGET,))
    assert (shape.inner, shape.outer, shape.median, shape.range_text) == ("", "", "", "")
    assert [label.text for label in shape.labels] == ["target"]
    assert strip(report(benchmark=hidden), WIDTH) is None
    told = shape_of(report(benchmark=hidden))
    assert (told["pace_heads"], told["pace_last"]) == ([], ())


def test_shows_the_two_points_around_the_own_place() -> None:
    near = replace(BENCHMARK, view="around_own")
    # 5,800 a year lies between 5,000 and 6,000.
    assert [point.percentile for point in shown_points(report(benchmark=near))] == [50, 75]
    shape = drawn(benchmark=near)
    assert shape.inner and not shape.outer and not shape.median
    assert shape.range_text == "50th to 75th"
    assert [point.percentile for point in shown_points(report(benchmark=near, months=months("400.00", "100.00")))] == [25]
    assert shown_points(report(benchmark=near, efforts=())) == ()


def test_shows_a_trainee_no_benchmark() -> None:
    trainee = report(is_trainee=True)
    assert shown_points(trainee) == ()
    assert strip(trainee, WIDTH) is None
    assert fan(trainee, WIDTH, HEIGHT).inner == ""


def test_says_what_the_lines_stand_for_where_nothing_is_compared() -> None:
    # 5,000 up to 31 October: the axis ends at 5,000.
    assert [label.text for label in drawn(is_trainee=True).labels] == ["5,000", "2,500"]


def test_shows_five_of_eighty_one_points() -> None:
    every = tuple(CurvePoint(Decimal(p), Decimal(100 * p)) for p in range(10, 91))
    assert [point.percentile for point in shown_points(report(benchmark=replace(BENCHMARK, points=every)))] == [10, 25, 50, 75, 90]
    odd = tuple(CurvePoint(Decimal(p), Decimal(100 * p)) for p in (20, 40, 60, 80))
    assert len(shown_points(report(benchmark=replace(BENCHMARK, points=odd)))) == 4


def test_marks_the_own_place_on_the_strip() -> None:
    # Points from 4,000 to 7,500 and a fifth of that on each side: 3,300 at x = 2 to 8,200 at x = 356.
    shape = placed()
    assert (shape.start, shape.length) == (Decimal("52.6"), Decimal("252.8"))  # 2 + 354 x 700 / 4,900; 354 x 3,500 / 4,900 = 252.86
    assert shape.own.x == Decimal("182.6")  # 5,800: 2 + 354 x 2,500 / 4,900
    assert [(tick.x, tick.text) for tick in shape.ticks] == [
        (Decimal("52.6"), "25th"), (Decimal("124.8"), "50th"), (Decimal("197.1"), "75th"), (Decimal("305.4"), "90th"),
    ]  # fmt: skip
    assert shape.target is None


def test_marks_the_target_per_clinical_year() -> None:
    # 6,000 for the year over 1.0: 2 + 354 x 2,700 / 4,900 = 197.1, right of the own place.
    shape = placed(targets=(TARGET,))
    assert shape.target is not None
    assert (shape.target.x, shape.target.anchor, shape.own.anchor) == (Decimal("197.1"), "start", "end")


@pytest.mark.parametrize(("a_month", "x", "anchor"), [("2000.00", "356.0", "end"), ("10.00", "2.0", "start")])
def test_holds_a_place_outside_the_points_at_the_edge(a_month: str, x: str, anchor: str) -> None:
    shape = placed(months=months(a_month, a_month))
    assert (shape.own.x, shape.own.anchor) == (Decimal(x), anchor)


def test_prints_every_value_or_none() -> None:
    assert [tick.value for tick in placed(720).ticks] == ["4,000", "5,000", "6,000", "7,500"]
    assert {tick.value for tick in placed(200).ticks} == {""}


def test_leaves_out_a_label_that_would_lie_on_another() -> None:
    close = tuple(CurvePoint(Decimal(p), Decimal(v)) for p, v in ((25, 4000), (50, 4100), (75, 6000), (90, 7500)))
    assert [tick.text for tick in placed(benchmark=replace(BENCHMARK, points=close)).ticks] == ["25th", "", "75th", "90th"]


def test_draws_a_flat_curve() -> None:
    flat = tuple(CurvePoint(Decimal(p), Decimal(5800)) for p in (25, 50, 75))
    shape = placed(benchmark=replace(BENCHMARK, points=flat))
    assert (shape.length, shape.own.x) == numbers(0, 2)


def test_lays_the_parts_of_the_mix_side_by_side() -> None:
    parts = [
        MixPart(name, Decimal(1), Decimal(percent)) for name, percent in (("Procedures", "75.8"), ("Visits", "24.0"), ("Imaging", "0.2"))
    ]
    # 700 less two gaps of 2: 696. 75.8 percent is 527.568.
    assert [(bar.x, bar.length, bar.tone) for bar in mix_bars(parts, 700)] == [
        (0, Decimal("527.6"), "m1"), (Decimal("529.6"), Decimal("167.0"), "m2"), (Decimal("698.6"), Decimal("1.4"), "m3"),
    ]  # fmt: skip
    assert mix_bars((), 700) == ()


def test_draws_the_months_of_a_kind_from_nothing_up() -> None:
    # 88 x 24 with 4 around: 80 across two steps, 16 up for the most of them.
    line = spark_of((Decimal(0), Decimal(50), Decimal(100)))
    assert line is not None
    assert (line.line, line.x, line.y) == ("4.0,20.0 44.0,12.0 84.0,4.0", Decimal(84), Decimal(4))
    assert spark_of((Decimal(5),)) is None and spark_of(()) is None


def test_says_the_same_in_a_table() -> None:
    told = shape_of(report(targets=(TARGET,)))
    rows = told["pace_rows"]
    assert isinstance(rows, tuple)
    assert [row.label for row in rows][:2] == ["31 January", "28 February"]
    last = rows[-1]
    assert (last.label, last.credit) == ("31 October", 5000)
    assert [round(point) for point in last.points] == [3332, 4164, 4997, 6247]  # 4,000, 5,000, 6,000 and 7,500 x 304 / 365
