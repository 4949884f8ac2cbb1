"""The days on which a clinic is open: weekdays without federal holidays, and what an organisation says of single days."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from benchmarks.stats.effective_cfte import Absence, EffortFrom, Window, clinical_stretches
from benchmarks.stats.holidays import SATURDAY, holiday_on

_YEARS_REMEMBERED = 64


@dataclass(frozen=True, slots=True)
class SaidOfDay:
    """What an organisation says of a day: open or closed. `is_yearly` holds it in later years too.

    Said of a federal holiday it holds for that holiday, whatever its date; said of another day, for the same month and day.
    """

    day: date
    is_open: bool
    is_yearly: bool = False


Calendar = Sequence[SaidOfDay]
FEDERAL: Calendar = ()


def is_working(day: date, calendar: Calendar = FEDERAL) -> bool:
    """Return whether a clinic is open on a day: as is said of it, else on weekdays that are no federal holiday."""
    said = what_holds(day, calendar)
    return said.is_open if said is not None else day.weekday() < SATURDAY and holiday_on(day) is None


def what_holds(day: date, calendar: Calendar) -> SaidOfDay | None:
    """Return what is said of a day: of itself, else the last that is said of it each year; None where nothing is said."""
    own = next((one for one in calendar if one.day == day), None)
    yearly = [one for one in calendar if one.is_yearly and one.day < day and _is_same(one.day, day)]
    return own or max(yearly, key=lambda one: one.day, default=None)


def working_days(window: Window, absences: Sequence[Absence] = (), calendar: Calendar = FEDERAL) -> int:
    """Return how many working days a window has, without every day away, whether or not it stays in the comparison."""
    return sum(is_working(day, calendar) and not any(one.first_day <= day <= one.last_day for one in absences) for day in _days(window))


def effective_by_working_days(
    window: Window, efforts: Sequence[EffortFrom], absences: Sequence[Absence], calendar: Calendar = FEDERAL
) -> Decimal:
    """Return effective cFTE-years on the basis of working days: each counts as its share of the working days of its year."""
    said = tuple(calendar)
    by_year: dict[int, Decimal] = {}
    for start, days, fte in clinical_stretches(window, efforts, absences):
        opened = _open_days(start.year, said)
        there = bisect_left(opened, start + timedelta(days=days)) - bisect_left(opened, start)
        by_year[start.year] = by_year.get(start.year, Decimal(0)) + fte * there
    return sum((total / len(_open_days(year, said)) for year, total in by_year.items() if total), Decimal(0))


@lru_cache(maxsize=_YEARS_REMEMBERED)
def _open_days(year: int, calendar: tuple[SaidOfDay, ...]) -> tuple[date, ...]:
    """The working days of a year, in order."""
    return tuple(day for day in _days(Window(date(year, 1, 1), date(year, 12, 31))) if is_working(day, calendar))


def _is_same(said: date, day: date) -> bool:
    """Whether what is said of a day each year holds for a later one: the same holiday, or the same month and day without one."""
    holiday = holiday_on(said)
    if holiday is not None:
        return holiday_on(day) is holiday
    return (said.month, said.day) == (day.month, day.day)


def _days(window: Window) -> list[date]:
    return [window.first_day + timedelta(days=number) for number in range(max(window.days, 0))]
