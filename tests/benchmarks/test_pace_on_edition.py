"""RVU Edge draws the own line on the work values of the benchmark that it stands beside, with the ramp of a beginning."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from benchmarks.report.charts import Fan, fan
from benchmarks.report.codec import as_json, from_json
from benchmarks.report.imputed import Imputed, imputed_of
from benchmarks.report.inputs import DaySum
from benchmarks.report.pace import is_on_edition
from benchmarks.report.report import Report
from benchmarks.shown import shape_of
from benchmarks.stats.revalue import OnSchedule, RevaluedMonth
from rvuedge.lib.months import Month
from tests.benchmarks.inputs import BENCHMARK, TARGET, numbers, report

JANUARY, OCTOBER = Month(2026, 1), Month(2026, 10)
# The 4,500 of January are 4,600 on the values of 2025, the 500 of October 520.
THERE = OnSchedule(
    2025,
    "RVU25D",
    (
        RevaluedMonth(JANUARY, "45385", Decimal(4500), Decimal(4600), Decimal(0)),
        RevaluedMonth(OCTOBER, "45385", Decimal(500), Decimal(520), Decimal(0)),
    ),
)


def drawn(**changes: Any) -> Fan:
    return fan(report(**changes), 358, 300)


def at(found: Report, day: date) -> Any:
    return next(point for point in found.year if point.day == day)


def test_counts_the_own_line_as_the_survey_did() -> None:
    shape = drawn(on_edition=THERE)
    assert shape.dot is not None
    assert (shape.dot.text, shape.dot.y) == ("5,120", Decimal("110.9"))  # 5,120 of 8,000: 276 - 258 x 0.64 = 110.88
    assert shape.each_day == ""
    told: dict[str, Any] = dict(shape_of(report(on_edition=THERE)))
    assert (told["pace_is_on_edition"], told["pace_credit"]) == (True, Decimal(5120))
    assert [row.compared for row in told["pace_rows"]][-1] == Decimal(5120)


def test_shares_a_months_sum_among_its_days_and_keeps_it_exact_at_its_end() -> None:
    # 5,000 of January are 5,500 there: the 4,500 of the 5th are 4,950.
    days = (DaySum(date(2026, 1, 5), Decimal(4500)), DaySum(date(2026, 1, 20), Decimal(500)))
    months = (RevaluedMonth(JANUARY, "45385", Decimal(5000), Decimal(5500), Decimal(0)),)
    found = report(days=days, on_edition=OnSchedule(2025, "RVU25D", months))
    weeks = [date(2026, 1, 8), date(2026, 1, 15), date(2026, 1, 22), date(2026, 1, 31), date(2026, 10, 31)]
    assert tuple(at(found, day).on_edition for day in weeks) == numbers(4950, 4950, 5500, 5500, 5500)
    assert at(found, date(2026, 12, 31)).on_edition is None


def test_draws_the_values_of_each_day_too_where_a_target_was_agreed_on_them() -> None:
    shape = drawn(on_edition=THERE, targets=(TARGET,))
    assert shape.each_day.endswith("244.4,114.8")  # 5,000 of 8,000, as without an edition's values
    assert shape.mine.endswith("244.4,110.9")
    same = replace(THERE, months=(replace(THERE.months[0], credit=Decimal(4500)), replace(THERE.months[1], credit=Decimal(500))))
    assert drawn(on_edition=same, targets=(TARGET,)).each_day == ""


def test_stays_with_the_values_of_each_day_where_no_benchmark_is_drawn() -> None:
    hidden = replace(BENCHMARK, view="position_only")
    assert not is_on_edition(report(on_edition=THERE, benchmark=hidden))
    assert not is_on_edition(report(on_edition=THERE, is_trainee=True))
    assert not is_on_edition(report())
    shape = drawn(on_edition=THERE, benchmark=hidden)
    assert shape.dot is not None and shape.dot.text == "5,000"


def test_draws_the_median_of_a_beginning_and_leaves_the_fields_whole() -> None:
    shape = drawn(started_on=date(2026, 1, 1), ramp=numbers("0.5", "0.75"))
    found = report(started_on=date(2026, 1, 1), ramp=numbers("0.5", "0.75"))
    # 31 x 0.5 / 365; then 28 x 0.75 / 365 more; then 306 whole days.
    assert tuple(at(found, day).ramped_cfte for day in (date(2026, 1, 31), date(2026, 2, 28), date(2026, 12, 31))) == numbers(
        "0.042466", "0.1", "0.938356"
    )
    # 5,000 x 0.938356 = 4,691.78 of 8,000 lies at 124.7; label and line end there.
    assert shape.ramp.endswith("293.2,124.7")
    assert "ramp" in [label.text for label in shape.labels]
    assert shape.inner == drawn(started_on=date(2026, 1, 1)).inner


def test_draws_no_ramp_after_its_months_or_without_a_median() -> None:
    assert drawn(ramp=numbers("0.5", "0.75")).ramp == ""  # the start was a year before
    assert drawn().ramp == ""
    near = replace(BENCHMARK, points=BENCHMARK.points[2:])
    assert drawn(started_on=date(2026, 1, 1), ramp=numbers("0.5"), benchmark=near).ramp == ""


def test_says_which_clinical_fte_the_work_stands_for_beside_what_is_entered() -> None:
    # 5,000 in 304 of 365 days at a median of 5,000: 1 / 0.832877 = 1.20; on the edition's values 5,120 / 5,000 / 0.832877 = 1.23.
    assert imputed_of(report()) == Imputed(Decimal("1.20"), Decimal("1.00"))
    assert imputed_of(report(on_edition=THERE)) == Imputed(Decimal("1.23"), Decimal("1.00"))
    # The mean of the survey goes before its median: 5,000 / 5,200 / 0.832877 = 1.15.
    by_mean = Imputed(Decimal("1.15"), Decimal("1.00"), is_by_mean=True)
    assert imputed_of(report(benchmark=replace(BENCHMARK, mean=Decimal(5200)))) == by_mean
    assert imputed_of(report(efforts=())) is None
    assert imputed_of(report(benchmark=None)) is None
    assert shape_of(report())["imputed"] == Imputed(Decimal("1.20"), Decimal("1.00"))
    # With the number and the own work anybody could work the median out.
    assert shape_of(report(benchmark=replace(BENCHMARK, view="position_only")))["imputed"] is None
    assert shape_of(report(benchmark=replace(BENCHMARK, view="around_own")))["imputed"] is None
    assert shape_of(report(benchmark=replace(BENCHMARK, view="around_own", mean=Decimal(5200))))["imputed"] is None
    # A survey without a median may give a mean.
    around = replace(BENCHMARK, points=(BENCHMARK.points[0], BENCHMARK.points[3]), mean=Decimal(5200))
    assert shape_of(report(benchmark=around))["imputed"] == by_mean


def test_reads_reports_that_were_frozen_before() -> None:
    payload: Any = as_json(report(on_edition=THERE))
    for point in payload["year"]:
        del point["on_edition"], point["ramped_cfte"]
    del payload["source"]["mean"]
    old = from_json(payload)
    assert not is_on_edition(old)
    shape = fan(old, 358, 300)
    assert shape.dot is not None and (shape.dot.text, shape.ramp, shape.each_day) == ("5,000", "", "")
