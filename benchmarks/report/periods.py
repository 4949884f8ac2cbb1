"""Sums over periods: the month, the same month a year ago, the organisation's year to date, the year before, trailing 12 months."""

from collections.abc import Sequence
from decimal import Decimal

from benchmarks.report.inputs import MonthSum, ReportInputs
from benchmarks.report.report import PeriodRow
from benchmarks.stats.basis import whole_years
from benchmarks.stats.effective_cfte import Window
from rvuedge.lib.decimals import round_half_up
from rvuedge.lib.months import Month

THIS, YEAR_AGO = "month", "same month last year"
TO_DATE, TO_DATE_BEFORE = "year to date", "last year to date"


def period_rows(inputs: ReportInputs) -> tuple[PeriodRow, ...]:
    """Return the five periods of the report, in the order of the table."""
    month, end = Month.of(inputs.as_of), inputs.as_of
    year, year_ago = inputs.year, month.plus(-12)
    to_date, to_date_before = (TO_DATE, TO_DATE_BEFORE) if year.is_calendar else (f"{year.name} to date", f"{year.before.name} to date")
    return (
        _row(inputs, THIS, month, month, Window(month.first_day, end)),
        _row(inputs, YEAR_AGO, year_ago, year_ago, Window(year_ago.first_day, year_ago.last_day)),
        _row(inputs, to_date, year.first, month, Window(year.window.first_day, end)),
        _row(inputs, to_date_before, year.before.first, year_ago, Window(year.before.window.first_day, year_ago.last_day)),
        trailing_row(inputs),
    )


def trailing_row(inputs: ReportInputs) -> PeriodRow:
    """Return the last 12 whole months: up to the month's end where it is closed, else to the end of the month before."""
    return trailing(inputs, 12)


def trailing(inputs: ReportInputs, count: int) -> PeriodRow:
    """Return the last so many whole months, those before the clinician's start left out."""
    last = Month.of(inputs.as_of) if inputs.is_closed else Month.of(inputs.as_of).plus(-1)
    first = last.plus(1 - count)
    return _row(inputs, f"trailing {count} months", first, last, Window(max(first.first_day, inputs.started_on), last.last_day))


def _row(inputs: ReportInputs, label: str, first: Month, last: Month, window: Window) -> PeriodRow:
    months = [entry for entry in inputs.months if first <= entry.month <= last]
    years = inputs.clinical_years(window)
    credit = _sum_of_credit(months)
    cases = sum(entry.cases for entry in months)
    return PeriodRow(
        label=label,
        first_day=window.first_day,
        last_day=window.last_day,
        credit=credit,
        lines=sum(entry.lines for entry in months),
        not_counted=sum(entry.not_counted for entry in months),
        fee_amount=sum((entry.fee_amount for entry in months), Decimal(0)),
        effective_cfte=round_half_up(years, 6),
        per_cfte=round_half_up(credit / years, 4) if years else None,
        cases=cases,
        asa_units=sum((entry.asa_units for entry in months), Decimal(0)),
        per_case=round_half_up(credit / cases, 4) if cases else None,
        whole_years=whole_years(inputs.basis, window, inputs.calendar),
    )


def _sum_of_credit(months: Sequence[MonthSum]) -> Decimal:
    return sum((entry.credit for entry in months), Decimal(0))
