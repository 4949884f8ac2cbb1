"""The days on which a clinic is usually open: weekdays without the federal holidays of the United States."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from benchmarks.stats.effective_cfte import MOST_PER_DAY, Absence, EffortFrom, Window
from rvuedge.lib.in_force import in_force

MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6
# Juneteenth is a holiday since Public Law 117-17 of 17 June 2021.
_JUNETEENTH_FROM = 2021


def holidays_of(year: int) -> frozenset[date]:
    """Return the days on which the federal holidays of a year are kept (5 U.S.C. 6103); those of Saturday on Friday."""
    fixed = [date(year, 1, 1), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)]
    if year >= _JUNETEENTH_FROM:
        fixed.append(date(year, 6, 19))
    moving = (_nth(year, 1, MONDAY, 3), _nth(year, 2, MONDAY, 3), _last(year, 5, MONDAY), _nth(year, 9, MONDAY, 1))
    return frozenset((*map(_kept, fixed), *moving, _nth(year, 10, MONDAY, 2), _nth(year, 11, THURSDAY, 4)))


def is_working(day: date) -> bool:
    """Return whether a day is a weekday and no holiday; a New Year's Day on a Saturday is kept the day before."""
    return day.weekday() < SATURDAY and day not in holidays_of(day.year) and day not in holidays_of(day.year + 1)


def working_days(window: Window, absences: Sequence[Absence] = ()) -> int:
    """Return how many working days a window has, without every day away, whether or not it stays in the comparison."""
    return sum(is_working(day) and not any(one.first_day <= day <= one.last_day for one in absences) for day in _days(window))


def effective_by_working_days(window: Window, efforts: Sequence[EffortFrom], absences: Sequence[Absence]) -> Decimal:
    """Return effective cFTE-years on the basis of working days: each counts as its share of the working days of its year."""
    away = [absence for absence in absences if not absence.counts]
    by_year: dict[int, Decimal] = {}
    for day in _days(window):
        effort = in_force(efforts, day)
        is_there = effort is not None and is_working(day) and not any(one.first_day <= day <= one.last_day for one in away)
        if effort is not None and is_there:
            by_year[day.year] = by_year.get(day.year, Decimal(0)) + min(effort.clinical_fte, MOST_PER_DAY)
    whole = {year: working_days(Window(date(year, 1, 1), date(year, 12, 31))) for year in by_year}
    return sum((total / whole[year] for year, total in by_year.items()), Decimal(0))


def _days(window: Window) -> list[date]:
    return [window.first_day + timedelta(days=number) for number in range(max(window.days, 0))]


def _kept(day: date) -> date:
    shift = {SATURDAY: -1, SUNDAY: 1}.get(day.weekday(), 0)
    return day + timedelta(days=shift)


def _nth(year: int, month: int, weekday: int, count: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (count - 1))


def _last(year: int, month: int, weekday: int) -> date:
    last = date(year, month, monthrange(year, month)[1])
    return last - timedelta(days=(last.weekday() - weekday) % 7)
