"""The days by which clinical FTE-years are counted: every day of the calendar, or the working days of an organisation."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

from benchmarks.stats.effective_cfte import Absence, EffortFrom, Window, effective_cfte, mean_cfte
from benchmarks.stats.working_days import FEDERAL, Calendar, effective_by_working_days

_FULL_TIME = (EffortFrom(date.min, Decimal(1)),)


class Basis(StrEnum):
    """Whether a weekend counts: one three-hundred-and-sixty-fifth of a year each, or nothing."""

    CALENDAR_DAYS = "calendar_days"
    WORKING_DAYS = "working_days"


def clinical_years(
    basis: Basis, window: Window, efforts: Sequence[EffortFrom], absences: Sequence[Absence], calendar: Calendar = FEDERAL
) -> Decimal:
    """Return the clinical FTE-years of a window; nothing where it has no day."""
    if window.days < 1:
        return Decimal(0)
    if basis is Basis.WORKING_DAYS:
        return effective_by_working_days(window, efforts, absences, calendar)
    return effective_cfte(window, efforts, absences)


def whole_years(basis: Basis, window: Window, calendar: Calendar = FEDERAL) -> Decimal | None:
    """Return the part of a year that a window is by working days; None by calendar days, whose number says it."""
    return clinical_years(basis, window, _FULL_TIME, (), calendar) if basis is Basis.WORKING_DAYS else None


def mean_of(window: Window, effective: Decimal, whole: Decimal | None) -> Decimal:
    """Return the mean clinical FTE over a window: of its working days where their part of a year is given."""
    if whole is None:
        return mean_cfte(window, effective)
    return effective / whole if whole else Decimal(0)
