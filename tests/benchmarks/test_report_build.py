"""RVU Edge builds a report from values alone; every expected number is worked out beside it."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from benchmarks.report.inputs import DaySum, MonthSum, TargetFrom
from benchmarks.report.mix import kind_of_work
from benchmarks.report.report import Correction
from benchmarks.stats.effective_cfte import Absence, EffortFrom
from benchmarks.stats.revalue import OnSchedule, RevaluedMonth
from rvuedge.lib.months import Month
from tests.benchmarks.inputs import BENCHMARK, JUNE, TARGET, code, inputs, months, numbers, report


def test_sums_the_windows_of_a_closed_month() -> None:
    month, year_ago, to_date, to_date_before, trailing = report().periods
    assert (month.credit, year_ago.credit) == numbers(500, 400)
    assert (to_date.credit, to_date_before.credit) == numbers(5000, 4000)  # 10 x 500, 10 x 400
    assert trailing.credit == 5800  # November and December 2025 at 400, ten months at 500
    assert (trailing.first_day, trailing.last_day) == (date(2025, 11, 1), date(2026, 10, 31))
    assert [row.lines for row in report().periods] == [100, 100, 1000, 1000, 1200]


def test_divides_by_clinical_time_and_by_cases() -> None:
    month, _, to_date, _, trailing = report().periods
    assert month.effective_cfte == Decimal("0.084932")  # 31 / 365
    assert to_date.effective_cfte == Decimal("0.832877")  # 304 / 365
    assert to_date.per_cfte == Decimal("6003.2895")  # 5,000 x 365 / 304
    assert (trailing.effective_cfte, trailing.per_cfte) == numbers(1, 5800)  # 61 days of 2025 and 304 of 2026
    assert (month.cases, month.per_case) == (80, Decimal("6.25"))  # 500 / 80


def test_counts_an_open_year_to_the_day_and_compares_whole_months() -> None:
    so_far = report(
        as_of=date(2026, 11, 23), is_closed=False, months=(*months(), MonthSum(Month(2026, 11), Decimal(300), 60, 2, Decimal(64)))
    )
    assert so_far.month == Month(2026, 11)
    assert (so_far.this_month.credit, so_far.year_to_date.credit) == numbers(300, 5300)
    assert so_far.year_to_date.effective_cfte == Decimal("0.895890")  # 327 / 365
    assert (so_far.periods[4].credit, so_far.periods[4].last_day) == (Decimal(5800), date(2026, 10, 31))


def test_says_that_a_window_lies_before_the_log() -> None:
    started = date(2026, 3, 1)
    mine = tuple(entry for entry in months() if entry.month >= Month.of(started))
    row = report(started_on=started, months=mine, efforts=(EffortFrom(started, Decimal(1)),)).periods
    assert [one.is_empty for one in row] == [False, True, False, True, False]
    assert row[4].first_day == started


@pytest.mark.parametrize(
    ("a_month", "text", "kind", "percentile", "distance"),
    [
        ("500.00", "70th", "between", "70", "0"),  # 5,800: 50 + 25 x 800 / 1,000
        ("420.00", "50th", "exact", "50", "0"),  # 800 + 4,200 = 5,000, a published point
        ("300.00", "below the 25th", "below", None, "200"),  # 3,800, 200 under 4,000
        ("680.00", "above the 90th", "above", None, "100"),  # 7,600, 100 over 7,500
    ],
)
def test_places_twelve_months_among_published_points(a_month: str, text: str, kind: str, percentile: str | None, distance: str) -> None:
    standing = report(months=months("400.00", a_month)).standing
    assert (standing.text, standing.kind, standing.refusal) == (text, kind, "")
    assert standing.percentile == (Decimal(percentile) if percentile else None)
    assert standing.distance == Decimal(distance)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"is_trainee": True}, "trainee"),
        ({"benchmark": None}, "no_benchmark"),
        ({"benchmark": replace(BENCHMARK, points=())}, "no_benchmark"),
        ({"started_on": date(2026, 8, 4)}, ""),  # 28 + 30 + 31 = 89 days, as three whole months have at least
        ({"started_on": date(2026, 8, 5)}, "short_window"),
        ({"started_on": date(2026, 11, 5)}, "short_window"),
        ({"efforts": ()}, "no_clinical_time"),
        ({"efforts": (EffortFrom(date(2025, 1, 1), Decimal("0.19")),)}, "tiny_cfte"),
        ({"efforts": (EffortFrom(date(2025, 1, 1), Decimal("0.20")),)}, ""),
    ],
)
def test_gives_no_percentile_without_ground(changes: dict[str, object], refusal: str) -> None:
    standing = report(**changes).standing
    assert standing.refusal == refusal
    assert bool(standing.text) is not bool(refusal)


def test_warns_below_two_fifths_of_a_full_time() -> None:
    def warning(fte: str) -> str:
        return report(efforts=(EffortFrom(date(2025, 1, 1), Decimal(fte)),)).standing.warning

    assert (warning("0.39"), warning("0.40")) == ("low_cfte", "")


def test_runs_the_target_by_the_days_that_somebody_was_there() -> None:
    line = report(targets=(TARGET,)).target
    assert line is not None
    assert line.to_date == Decimal("4997.2603")  # 6,000 x 304 / 365
    assert line.difference == Decimal("2.7397")  # 5,000 - 4,997.2603
    with_leave = report(targets=(TARGET,), absences=(JUNE,)).target
    assert with_leave is not None and with_leave.to_date == Decimal("4504.1096")  # 6,000 x 274 / 365
    part_time = report(targets=(TARGET,), efforts=(EffortFrom(date(2025, 1, 1), Decimal("0.5")),)).target
    assert part_time == line  # the target that was agreed is for the part time already


def test_takes_the_target_in_force_and_none_before_the_first() -> None:
    raised = TargetFrom(date(2026, 7, 1), Decimal(7300))
    line = report(targets=(TARGET, raised)).target
    assert line is not None and line.to_date == Decimal("6080.0000")  # 7,300 x 304 / 365
    assert report(targets=(TargetFrom(date(2027, 1, 1), Decimal(1)),)).target is None


def test_shares_the_month_by_kind_of_work() -> None:
    codes = (code("45385", "223.00", 50), code("99214", "96.00", 50), code("71046", "1.00"), code("G0121", "80.00"))
    assert [(part.label, part.credit, part.percent) for part in report(codes=codes).mix] == [
        ("Procedures", Decimal("303.00"), Decimal("75.8")),  # 303 of 400: 75.75, half up
        ("Visits", Decimal("96.00"), Decimal("24.0")),
        ("Imaging", Decimal("1.00"), Decimal("0.3")),  # 0.25, half up
    ]


@pytest.mark.parametrize(
    ("started", "first", "before"),
    [
        # 400.00 a month in 2025: ten months, then those after a start in May and on 1 October, and none after one within October.
        (date(2025, 1, 1), date(2026, 1, 1), "4000"),
        (date(2025, 5, 12), date(2026, 6, 1), "2000"),
        (date(2025, 10, 1), date(2026, 10, 1), "400"),
        (date(2025, 10, 2), None, ""),
    ],
)
def test_compares_the_months_that_both_years_hold(started: date, first: date | None, before: str) -> None:
    both = report(started_on=started, on_last_year=OnSchedule(2025, "RVU25D", ())).year_on_year
    assert (both and (both.first_day, both.before)) == (first and (first, Decimal(before)))


def test_tells_what_each_kind_made_in_each_month_of_the_position() -> None:
    logged = (
        RevaluedMonth(Month(2025, 10), "45385", Decimal(9), Decimal(9), Decimal(0)),
        RevaluedMonth(Month(2025, 11), "45385", Decimal(100), Decimal(103), Decimal(0)),
        RevaluedMonth(Month(2025, 11), "45380", Decimal(20), Decimal(21), Decimal(0)),
        RevaluedMonth(Month(2026, 10), "45385", Decimal(223), Decimal(230), Decimal(0)),
        RevaluedMonth(Month(2026, 9), "99214", Decimal(50), Decimal(50), Decimal(0)),
    )
    codes = (code("45385", "223.00", 50), code("99214", "96.00", 50), code("71046", "1.00"))
    procedures, visits, imaging = report(codes=codes, on_last_year=OnSchedule(2025, "RVU25D", logged)).mix
    # November 2025 to October 2026, as the lines were credited; October 2025 lies before.
    assert procedures.trend == (Decimal(120), *[Decimal(0)] * 10, Decimal(223))
    assert visits.trend == (*[Decimal(0)] * 10, Decimal(50), Decimal(0))
    assert imaging.trend == ()
    assert [part.trend for part in report(codes=codes).mix] == [(), (), ()]
    young = report(codes=codes, on_last_year=OnSchedule(2025, "RVU25D", logged), started_on=date(2026, 9, 1)).mix
    assert [part.trend for part in young] == [(), (), ()]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("99202", "Visits"), ("99499", "Visits"), ("G2211", "Visits"), ("10004", "Procedures"), ("69990", "Procedures"),
        ("G0105", "Procedures"), ("70010", "Imaging"), ("79999", "Imaging"), ("96372", "Other"), ("0581T", "Other"), ("00142", "Other"),
    ],
)  # fmt: skip
def test_tells_kinds_of_work_by_the_ranges_of_the_code_set(name: str, kind: str) -> None:
    assert kind_of_work(name) == kind


def test_ranks_ten_codes_beside_their_mean_of_three_months() -> None:
    codes = [code(f"4538{number}", f"{number}.00") for number in range(10)] + [code("99214", "50.00", 20, credit_before=Decimal("100.00"))]
    top = report(codes=(*codes, code("99213", "2.00", credit_before=Decimal("1.00")))).top_codes
    assert [row.code for row in top] == ["99214", *(f"4538{number}" for number in range(9, 2, -1)), "45382", "99213"]
    assert top[0].mean_before == Decimal("33.3333")  # 100 / 3
    assert top[9].mean_before == Decimal("0.3333")


@pytest.mark.parametrize(("started", "mean"), [(date(2026, 9, 9), "100.0000"), (date(2026, 8, 1), "50.0000"), (date(2026, 10, 1), None)])
def test_takes_the_mean_over_the_months_that_somebody_was_there(started: date, mean: str | None) -> None:
    (row,) = report(started_on=started, codes=(code("99214", "50.00", credit_before=Decimal("100.00")),)).top_codes
    assert row.mean_before == (Decimal(mean) if mean else None)


def test_lists_what_is_not_counted_by_the_way_it_is_paid() -> None:
    dental = {"lane": "dental", "outcome": "not_credited"}
    found = report(
        codes=(
            code("99214", "1.92"),
            code("D1553", "0", 2, fee_amount=Decimal("128.00"), **dental),
            code("D9999", "0", 1, lines_without_fee=1, **dental),
            code("45399", "0", 1, lane="contractor_priced", outcome="not_credited", lines_without_fee=1),
            code("ZZZZZ", "0", 1, lane="unknown", outcome="not_credited"),
        )
    ).not_counted
    assert [(lane.lane, lane.lines, lane.fee_amount, lane.lines_without_fee, lane.codes, lane.to_review) for lane in found] == [
        ("dental", 3, Decimal("128.00"), 1, ("D1553", "D9999"), 0),
        ("contractor_priced", 1, 0, 1, ("45399",), 1),
        ("unknown", 1, 0, 0, ("ZZZZZ",), 1),
    ]


def test_knows_a_year_that_is_paid_by_fees() -> None:
    fees = (code("D1120", "0", 9, lane="dental", outcome="not_credited", fee_amount=Decimal("630.00")),)
    dentist = report(months=months("0.00", "0.00", fee="630.00"), codes=fees)
    assert dentist.is_paid_by_fees
    assert [(row.code, row.units, row.fee_amount) for row in dentist.top_fees] == [("D1120", 9, Decimal("630.00"))]
    assert not report(months=months(fee="630.00")).is_paid_by_fees
    assert not report(months=()).is_paid_by_fees


def test_draws_the_year_with_leave_and_stops_at_the_last_day() -> None:
    year = report(absences=(JUNE,), targets=(TARGET,)).year
    by_day = {point.day: point for point in year}
    assert (year[0].day, year[-1].day) == (date(2026, 1, 1), date(2026, 12, 31))
    assert by_day[date(2026, 5, 31)].effective_cfte == by_day[date(2026, 6, 30)].effective_cfte == Decimal("0.413699")  # 151 / 365
    assert year[-1].effective_cfte == Decimal("0.917808")  # 335 / 365
    assert (by_day[date(2026, 1, 1)].credit, by_day[date(2026, 1, 31)].credit, by_day[date(2026, 10, 31)].credit) == numbers(0, 4500, 5000)
    assert {point.credit for point in year if point.day > date(2026, 10, 31)} == {None}
    assert year[-1].target == Decimal("5506.85")  # 6,000 x 335 / 365
    assert all(later.effective_cfte >= earlier.effective_cfte for earlier, later in zip(year, year[1:], strict=False))


def test_counts_a_leap_year_in_366_days() -> None:
    leap = report(as_of=date(2028, 2, 29), months=(), days=())
    assert leap.this_month.effective_cfte == Decimal("0.079235")  # 29 / 366
    assert leap.year[-1].effective_cfte == 1


def test_forecasts_a_range_from_two_rates_and_keeps_what_is_done() -> None:
    found = report(targets=(TARGET,)).forecast
    assert found is not None
    # 61 days are left. 12 months: 5,800 a year; 3 months: 1,500 in 92 days, so 5,951.0870 a year.
    assert found.low == Decimal("5969.3151")  # 5,000 + 5,800 x 61 / 365
    assert found.high == Decimal("5994.5652")  # 5,000 + 5,951.0870 x 61 / 365
    assert (found.last_day, found.target) == (date(2026, 12, 31), Decimal("6000.00"))
    off = Absence(date(2026, 11, 1), date(2027, 3, 1), counts=False)
    away = report(absences=(off,)).forecast
    assert away is not None and away.low == away.high == 5000


@pytest.mark.parametrize(
    "changes",
    [
        {"is_trainee": True},
        {"as_of": date(2026, 12, 31)},
        {"started_on": date(2026, 9, 1)},
        {"efforts": ()},
        {"months": months("0.00", "0.00")},
        {"absences": (Absence(date(2026, 8, 1), date(2026, 10, 31), counts=False),)},
    ],
)
def test_forecasts_nothing_without_ground(changes: dict[str, object]) -> None:
    assert report(**changes).forecast is None


def test_lists_leave_within_the_year_and_counts_its_days_so_far() -> None:
    over_new_year = Absence(date(2025, 12, 20), date(2026, 1, 4), counts=False)
    ahead = Absence(date(2026, 10, 30), date(2026, 11, 5), counts=False)
    holiday = Absence(date(2026, 7, 1), date(2026, 7, 10), counts=True)
    found = report(absences=(ahead, JUNE, over_new_year, holiday))
    assert [(leave.first_day, leave.last_day) for leave in found.leaves] == [
        (date(2026, 1, 1), date(2026, 1, 4)),
        (date(2026, 6, 1), date(2026, 6, 30)),
        (date(2026, 10, 30), date(2026, 11, 5)),
    ]
    assert found.leave_days == 36  # 4 + 30 + 2 up to 31 October


def test_tells_what_changed_since_the_month_before() -> None:
    days = [DaySum(date(2026, 9, 30) - timedelta(days=n), Decimal(1)) for n in range(4)] + [DaySum(date(2026, 10, 9), Decimal(0))]
    holiday = Absence(date(2026, 10, 30), date(2026, 11, 5), counts=True)
    changes = report(days=tuple(days), absences=(holiday,), releases_before=("RVU26B",)).changes
    assert changes is not None
    assert (changes.days_with_cases, changes.days_with_cases_before, changes.days_away) == (1, 4, 2)
    assert changes.releases_before == ("RVU26B",)
    first = report(started_on=date(2026, 10, 1)).changes
    assert first is not None and first.days_with_cases_before is None


def test_tells_which_months_were_corrected_since_their_report() -> None:
    # The log holds 500.00 in each month of 2026; the report of August said 498.72, that of September 500.00.
    said = ((Month(2026, 9), Decimal("500.00")), (Month(2026, 8), Decimal("498.72")))
    assert corrected(said) == (Correction(Month(2026, 8), Decimal("1.28")),)
    # A month whose lines are all gone counts nothing.
    assert corrected(((Month(2024, 12), Decimal("5.00")),)) == (Correction(Month(2024, 12), Decimal("-5.00")),)


def corrected(published: tuple[tuple[Month, Decimal], ...]) -> tuple[Correction, ...]:
    changes = report(published=published).changes
    assert changes is not None
    return changes.corrections


def test_makes_the_same_report_of_the_same_inputs() -> None:
    assert report(absences=(JUNE,), targets=(TARGET,)) == report(absences=(JUNE,), targets=(TARGET,))
    assert inputs() == inputs()
