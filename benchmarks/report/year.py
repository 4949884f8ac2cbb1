"""The year of a report: the target to date, the weekly points of the pace chart, leave, and where the year would end."""

from calendar import isleap
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from benchmarks.report.inputs import ReportInputs
from benchmarks.report.on_edition import days_on_edition
from benchmarks.report.periods import trailing
from benchmarks.report.report import PeriodRow
from benchmarks.report.year_kept import Forecast, TargetLine, YearPoint
from benchmarks.stats.effective_cfte import Absence, EffortFrom, Window, effective_cfte
from benchmarks.stats.ramp import WHOLE, ramp_factor
from rvuedge.lib.decimals import round_half_up
from rvuedge.lib.in_force import in_force
from rvuedge.lib.months import Month

# A rate from fewer days says nothing about a year: three whole months have at least 89.
SHORTEST_WINDOW_DAYS = 89
STEP = timedelta(days=7)


def target_line(inputs: ReportInputs, to_date: PeriodRow) -> TargetLine | None:
    """Return the target to date by calendar days, and the distance from it; None where no target was agreed."""
    target = in_force(inputs.targets, inputs.as_of)
    if target is None:
        return None
    due = target_on(target.annual_wrvu, inputs, inputs.as_of)
    return TargetLine(target.annual_wrvu, round_half_up(due, 4), round_half_up(to_date.credit - due, 4))


def year_points(inputs: ReportInputs) -> Iterator[YearPoint]:
    """Yield the year week by week, each borders of leave and the last day that counts: what the pace chart draws."""
    credit, on_edition = Decimal(0), Decimal(0)
    by_day, by_day_there = {entry.day: entry.credit for entry in inputs.days}, days_on_edition(inputs)
    target = in_force(inputs.targets, inputs.as_of)
    year, ramped, previous = Decimal(0), Decimal(0), None
    is_ramped = has_ramp(inputs)
    for day in _drawn_days(inputs):
        start = inputs.year.window.first_day if previous is None else previous + timedelta(days=1)
        years = inputs.clinical_years(Window(start, day))
        year, ramped = year + years, ramped + years * ramp_factor(inputs.ramp, inputs.started_on, Month.of(day))
        while start <= day and start <= inputs.as_of:
            credit += by_day.get(start, Decimal(0))
            on_edition += by_day_there.get(start, Decimal(0)) if by_day_there is not None else Decimal(0)
            start += timedelta(days=1)
        due = round_half_up(target_on(target.annual_wrvu, inputs, day), 2) if target else None
        is_done = day <= inputs.as_of
        yield YearPoint(
            day,
            round_half_up(year, 6),
            credit if is_done else None,
            due,
            round_half_up(on_edition, 4) if is_done and by_day_there is not None else None,
            round_half_up(ramped, 6) if is_ramped else None,
        )
        previous = day


def has_ramp(inputs: ReportInputs) -> bool:
    """Return whether a month of the year lies in the months of a beginning."""
    return any(ramp_factor(inputs.ramp, inputs.started_on, month) != WHOLE for month in inputs.year.months)


def leaves_of_year(inputs: ReportInputs) -> tuple[Absence, ...]:
    """Return the leave of the year that is left out of the comparison, cut at the ends of the year, in order."""
    first, last = inputs.year.window.first_day, inputs.year.window.last_day
    left_out = (away for away in inputs.absences if not away.counts and away.first_day <= last and away.last_day >= first)
    return tuple(sorted((_within(away, first, last) for away in left_out), key=lambda away: away.first_day))


def forecast(inputs: ReportInputs, to_date: PeriodRow) -> Forecast | None:
    """Return the year's end at two rates per clinical FTE-year; what is done stays, the days to come are added.

    None for a trainee, at the end of the year, without any credit, and where the log is too short or a window has no
    clinical time.
    """
    rest = Window(inputs.as_of + timedelta(days=1), inputs.year.window.last_day)
    year, quarter = trailing(inputs, 12), trailing(inputs, 3)
    is_short = (quarter.last_day - quarter.first_day).days + 1 < SHORTEST_WINDOW_DAYS
    if inputs.is_trainee or rest.days < 1 or is_short or year.per_cfte is None or quarter.per_cfte is None:
        return None
    if not (to_date.credit or year.credit):
        return None
    to_come = inputs.clinical_years(rest)
    low, high = sorted(round_half_up(to_date.credit + row.per_cfte * to_come, 4) for row in (year, quarter) if row.per_cfte is not None)
    target = in_force(inputs.targets, inputs.as_of)
    due = round_half_up(target_on(target.annual_wrvu, inputs, rest.last_day), 2) if target else None
    return Forecast(low, high, rest.last_day, due)


def _within(away: Absence, first: date, last: date) -> Absence:
    return Absence(max(away.first_day, first), min(away.last_day, last), counts=False)


def _drawn_days(inputs: ReportInputs) -> list[date]:
    first, last = inputs.year.window.first_day, inputs.year.window.last_day
    days = {last, inputs.as_of} | {month.last_day for month in inputs.year.months}
    day = first
    while day < last:
        days.add(day)
        day += STEP
    for absence in inputs.absences:
        if not absence.counts:
            days |= {absence.first_day - timedelta(days=1), absence.last_day}
    return sorted(day for day in days if first <= day <= last)


def target_on(annual: Decimal, inputs: ReportInputs, day: date) -> Decimal:
    """Return the target of the year up to a day of it.

    It runs by calendar days on which the clinician was there, whatever the part of a full time.
    """
    whole = inputs.year.window
    present = tuple(EffortFrom(effort.effective_from, Decimal(1) if effort.clinical_fte else Decimal(0)) for effort in inputs.efforts)
    days = Decimal(0)
    for year in range(whole.first_day.year, day.year + 1):
        part = Window(max(whole.first_day, date(year, 1, 1)), min(day, date(year, 12, 31)))
        days += effective_cfte(part, present, inputs.absences) * (366 if isleap(year) else 365)
    return annual * days / whole.days
