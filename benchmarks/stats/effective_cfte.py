"""Effective cFTE-years: clinical FTE day by day, without days on leave that does not count (one number for FTE and part years)."""

from calendar import isleap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from rvuedge.lib.in_force import in_force

MOST_PER_DAY = Decimal(1)
# Method choices: below these means of clinical FTE a percentile carries a warning, or is not given.
WARN_BELOW, REFUSE_BELOW = Decimal("0.40"), Decimal("0.20")


@dataclass(frozen=True, slots=True)
class EffortFrom:
    """Clinical FTE from a day on; an end is a row of 0."""

    effective_from: date
    clinical_fte: Decimal


@dataclass(frozen=True, slots=True)
class Absence:
    """Days away, first and last included; `counts` says whether they stay in the comparison."""

    first_day: date
    last_day: date
    counts: bool


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of days, first and last included."""

    first_day: date
    last_day: date

    @property
    def days(self) -> int:
        return (self.last_day - self.first_day).days + 1


def effective_cfte(window: Window, efforts: Sequence[EffortFrom], absences: Sequence[Absence]) -> Decimal:
    """Return the sum over the days of clinical FTE (at most 1.0) over the length of each day's year; exact."""
    by_year: dict[int, Decimal] = {}
    for start, days, fte in clinical_stretches(window, efforts, absences):
        by_year[start.year] = by_year.get(start.year, Decimal(0)) + fte * days
    return sum((total / days_of_year(year) for year, total in by_year.items()), Decimal(0))


def clinical_stretches(window: Window, efforts: Sequence[EffortFrom], absences: Sequence[Absence]) -> Iterator[tuple[date, int, Decimal]]:
    """Yield the first day, the length and the clinical FTE (at most 1.0 a day) of each even stretch without leave that is left out."""
    away = [absence for absence in absences if not absence.counts]
    for start, days in even_stretches(window, (*(effort.effective_from for effort in efforts), *_borders(away, window))):
        effort = in_force(efforts, start)
        if effort is not None and not any(absence.first_day <= start <= absence.last_day for absence in away):
            yield start, days, min(effort.clinical_fte, MOST_PER_DAY)


def even_stretches(window: Window, begins: Iterable[date]) -> Iterator[tuple[date, int]]:
    """Yield the first day and the length of each stretch of a window in which no year and nothing else begins."""
    if window.days < 1:
        return
    years = (date(year, 1, 1) for year in range(window.first_day.year + 1, window.last_day.year + 1))
    inside = {day for day in (*years, *begins) if window.first_day < day <= window.last_day}
    borders = [window.first_day, *sorted(inside)]
    for number, start in enumerate(borders, start=1):
        end = (borders[number] - start).days if number < len(borders) else (window.last_day - start).days + 1
        yield start, end


def days_of_year(year: int) -> int:
    """Return how many days a year has."""
    return 366 if isleap(year) else 365


def mean_cfte(window: Window, effective: Decimal) -> Decimal:
    """Return the mean clinical FTE over a window, on a year of 365 days."""
    return effective * 365 / window.days


def _borders(away: Sequence[Absence], window: Window) -> Iterator[date]:
    """Yield the first day of each leave and the day after it."""
    for absence in away:
        yield absence.first_day
        if absence.last_day < window.last_day:
            yield absence.last_day + timedelta(days=1)
