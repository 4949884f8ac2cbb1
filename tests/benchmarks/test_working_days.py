"""RVU Edge knows the federal holidays by rule, and the days on which an organisation is open or closed otherwise."""

from datetime import date
from decimal import Decimal

import pytest

from benchmarks.stats.effective_cfte import EffortFrom, Window
from benchmarks.stats.holidays import Holiday, holiday_on, holidays_of
from benchmarks.stats.working_days import SaidOfDay, effective_by_working_days, is_working, working_days

YEAR = Window(date(2026, 1, 1), date(2026, 12, 31))
FULL = [EffortFrom(date(2024, 1, 1), Decimal(1))]
COLUMBUS = date(2026, 10, 12)
# The days on which the Office of Personnel Management says that the holidays are kept.
KEPT = {
    2021: "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24",
    2026: "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25",
    2027: "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24",
}


@pytest.mark.parametrize("year", KEPT)
def test_keeps_the_holidays_of_a_year_on_their_days(year: int) -> None:
    assert sorted(holidays_of(year)) == [date.fromisoformat(f"{year}-{day}") for day in KEPT[year].split()]


def test_begins_juneteenth_with_its_law_and_keeps_a_new_year_of_saturday_in_the_old_year() -> None:
    assert Holiday.JUNETEENTH not in holidays_of(2020).values()
    # 1 January 2022 was a Saturday.
    assert holiday_on(date(2021, 12, 31)) is Holiday.NEW_YEAR
    assert holiday_on(date(2022, 1, 1)) is None


def test_takes_what_an_organisation_says_of_a_day_for_that_day_alone() -> None:
    said = [SaidOfDay(date(2026, 11, 27), is_open=False), SaidOfDay(date(2026, 12, 5), is_open=True)]
    # 261 weekdays and 11 holidays: 250. A Friday is off, a Saturday is open.
    assert working_days(YEAR) == 250
    assert working_days(YEAR, (), said) == 250
    assert not is_working(date(2026, 11, 27), said) and is_working(date(2026, 12, 5), said)
    assert is_working(date(2027, 11, 26), said)


def test_holds_a_holiday_that_is_worked_every_year_whatever_its_date() -> None:
    said = [SaidOfDay(COLUMBUS, is_open=True, is_yearly=True)]
    # The second Mondays of October; what was before the entry stays.
    assert [is_working(day, said) for day in (COLUMBUS, date(2027, 10, 11), date(2025, 10, 13))] == [True, True, False]
    assert working_days(YEAR, (), said) == 251
    # A day's own entry comes before one of another year, and the later of two before the earlier.
    closed = SaidOfDay(date(2027, 10, 11), is_open=False)
    assert not is_working(closed.day, [*said, closed]) and is_working(date(2028, 10, 9), [*said, closed])
    yearly = SaidOfDay(date(2027, 10, 11), is_open=False, is_yearly=True)
    assert not is_working(date(2028, 10, 9), [yearly, *said])


def test_holds_another_day_every_year_on_its_date() -> None:
    said = [SaidOfDay(date(2026, 12, 24), is_open=False, is_yearly=True)]
    assert [is_working(date(year, 12, 24), said) for year in (2025, 2026, 2029)] == [True, False, False]
    assert working_days(Window(date(2026, 12, 1), date(2026, 12, 31)), (), said) == 21  # 23 weekdays, Christmas and the day before


def test_counts_effective_years_by_the_calendar_of_the_organisation() -> None:
    said = [SaidOfDay(COLUMBUS, is_open=True, is_yearly=True)]
    assert effective_by_working_days(YEAR, FULL, [], said) == 1
    # October 2026: 22 weekdays, all of them open, of 251 of the year.
    october = Window(date(2026, 10, 1), date(2026, 10, 31))
    assert effective_by_working_days(october, FULL, [], said) == Decimal(22) / 251
