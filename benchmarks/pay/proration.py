"""Proration: total FTE by the day for pay, and thresholds by clinical time."""

from calendar import isleap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from benchmarks.stats.effective_cfte import Window
from rvuedge.lib.in_force import in_force


@dataclass(frozen=True, slots=True)
class TotalFrom:
    """Total FTE from a day on; an end is a row of 0."""

    effective_from: date
    total_fte: Decimal


def total_fte_years(window: Window, efforts: Sequence[TotalFrom]) -> Decimal:
    """Return the sum over the days of total FTE over the length of each day's year; exact, leave changes nothing."""
    by_year: dict[int, Decimal] = {}
    day = window.first_day
    while day <= window.last_day:
        effort = in_force(efforts, day)
        by_year[day.year] = by_year.get(day.year, Decimal(0)) + (effort.total_fte if effort else Decimal(0))
        day += timedelta(days=1)
    return sum((total / _length(year) for year, total in by_year.items()), Decimal(0))


def share_of_year(window: Window) -> Decimal:
    """Return the days of a window over the length of each day's year, whatever the FTE."""
    return total_fte_years(window, (TotalFrom(date.min, Decimal(1)),))


def prorated(amount: Decimal, fte: Decimal, active_days: Decimal, year_days: Decimal) -> Decimal:
    """Return a yearly amount for a part of full time and a part of the year."""
    return amount * fte * active_days / year_days


def _length(year: int) -> int:
    return 366 if isleap(year) else 365
