"""The federal holidays of the United States by rule (5 U.S.C. 6103), on the days on which they are kept."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from enum import Enum
from functools import lru_cache

MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6
# Juneteenth is a holiday since Public Law 117-17 of 17 June 2021.
_JUNETEENTH_FROM = 2021
_YEARS_REMEMBERED = 64


class Holiday(Enum):
    """A federal holiday, by its name in the law."""

    NEW_YEAR = "New Year's Day"
    KING = "Birthday of Martin Luther King, Jr."
    WASHINGTON = "Washington's Birthday"
    MEMORIAL = "Memorial Day"
    JUNETEENTH = "Juneteenth National Independence Day"
    INDEPENDENCE = "Independence Day"
    LABOR = "Labor Day"
    COLUMBUS = "Columbus Day"
    VETERANS = "Veterans Day"
    THANKSGIVING = "Thanksgiving Day"
    CHRISTMAS = "Christmas Day"


@lru_cache(maxsize=_YEARS_REMEMBERED)
def holidays_of(year: int) -> Mapping[date, Holiday]:
    """Return the holidays of a year by the days on which they are kept: those of Saturday on Friday, those of Sunday on Monday."""
    fixed = {
        date(year, 1, 1): Holiday.NEW_YEAR,
        date(year, 7, 4): Holiday.INDEPENDENCE,
        date(year, 11, 11): Holiday.VETERANS,
        date(year, 12, 25): Holiday.CHRISTMAS,
    }
    if year >= _JUNETEENTH_FROM:
        fixed[date(year, 6, 19)] = Holiday.JUNETEENTH
    return {_kept(day): holiday for day, holiday in fixed.items()} | {
        _nth(year, 1, MONDAY, 3): Holiday.KING,
        _nth(year, 2, MONDAY, 3): Holiday.WASHINGTON,
        _last(year, 5, MONDAY): Holiday.MEMORIAL,
        _nth(year, 9, MONDAY, 1): Holiday.LABOR,
        _nth(year, 10, MONDAY, 2): Holiday.COLUMBUS,
        _nth(year, 11, THURSDAY, 4): Holiday.THANKSGIVING,
    }


def holiday_on(day: date) -> Holiday | None:
    """Return the holiday that is kept on a day; a New Year's Day on a Saturday is kept the day before, in the former year."""
    return holidays_of(day.year).get(day) or holidays_of(day.year + 1).get(day)


def _kept(day: date) -> date:
    return day + timedelta(days={SATURDAY: -1, SUNDAY: 1}.get(day.weekday(), 0))


def _nth(year: int, month: int, weekday: int, count: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (count - 1))


def _last(year: int, month: int, weekday: int) -> date:
    last = date(year, month, monthrange(year, month)[1])
    return last - timedelta(days=(last.weekday() - weekday) % 7)
