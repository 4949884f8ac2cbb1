"""Effective cFTE-years over windows, leap years, changes of effort and leave; days are counted by hand."""

from datetime import date
from decimal import Decimal

from benchmarks.stats.effective_cfte import Absence, EffortFrom, Window, effective_cfte
from rvuedge.lib.decimals import round_half_up

FULL_2025 = Window(date(2025, 1, 1), date(2025, 12, 31))


def effort(day: date, fte: str) -> EffortFrom:
    return EffortFrom(day, Decimal(fte))


def six(value: Decimal) -> Decimal:
    return round_half_up(value, 6)


def test_counts_a_part_time_half_year_by_days() -> None:
    # 181 days x 0.8 / 365
    window = Window(date(2025, 1, 1), date(2025, 6, 30))
    assert six(effective_cfte(window, [effort(date(2024, 1, 1), "0.8")], [])) == Decimal("0.396712")


def test_takes_out_leave_that_does_not_count() -> None:
    # 305 of 365 days x 0.8
    leave = Absence(date(2025, 3, 1), date(2025, 4, 29), counts=False)
    assert six(effective_cfte(FULL_2025, [effort(date(2024, 1, 1), "0.8")], [leave])) == Decimal("0.668493")


def test_keeps_ordinary_holidays_in() -> None:
    holiday = Absence(date(2025, 7, 1), date(2025, 7, 14), counts=True)
    assert effective_cfte(FULL_2025, [effort(date(2024, 1, 1), "1")], [holiday]) == 1


def test_follows_a_change_of_effort_within_the_year() -> None:
    # (181 x 1.0 + 184 x 0.6) / 365
    efforts = [effort(date(2025, 1, 1), "1"), effort(date(2025, 7, 1), "0.6")]
    assert six(effective_cfte(FULL_2025, efforts, [])) == Decimal("0.798356")


def test_is_one_over_a_leap_year_of_full_time() -> None:
    assert effective_cfte(Window(date(2024, 1, 1), date(2024, 12, 31)), [effort(date(2023, 1, 1), "1")], []) == 1


def test_caps_a_day_at_full_time_and_starts_with_the_effort() -> None:
    # from 2 July on: 183 days, 1.2 counts as 1.0
    assert six(effective_cfte(FULL_2025, [effort(date(2025, 7, 2), "1.2")], [])) == Decimal("0.501370")
