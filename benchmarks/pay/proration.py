"""Proration: total FTE by the day for pay, and thresholds by clinical time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from benchmarks.stats.effective_cfte import Window, days_of_year, even_stretches
from rvuedge.lib.in_force import in_force


@dataclass(frozen=True, slots=True)
class TotalFrom:
    """Total FTE from a day on; an end is a row of 0."""

    effective_from: date
    total_fte: Decimal


def total_fte_years(window: Window, efforts: Sequence[TotalFrom]) -> Decimal:
    """Return the sum over the days of total FTE over the length of each day's year; exact, leave changes nothing."""
    by_year: dict[int, Decimal] = {}
    for start, days in even_stretches(window, (effort.effective_from for effort in efforts)):
        effort = in_force(efforts, start)
        by_year[start.year] = by_year.get(start.year, Decimal(0)) + (effort.total_fte * days if effort else Decimal(0))
    return sum((total / days_of_year(year) for year, total in by_year.items()), Decimal(0))


def share_of_year(window: Window) -> Decimal:
    """Return the days of a window over the length of each day's year, whatever the FTE."""
    return total_fte_years(window, (TotalFrom(date.min, Decimal(1)),))


def prorated(amount: Decimal, fte: Decimal, active_days: Decimal, year_days: Decimal) -> Decimal:
    """Return a yearly amount for a part of full time and a part of the year."""
    return amount * fte * active_days / year_days
