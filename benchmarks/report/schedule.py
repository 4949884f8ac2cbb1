"""What the schedule does and what the work does: the log on the edition's values, year on year, and a target backwards."""

from datetime import timedelta
from decimal import Decimal

from benchmarks.report.inputs import ReportInputs
from benchmarks.report.periods import trailing_row
from benchmarks.report.report import PeriodRow
from benchmarks.report.year import target_on
from benchmarks.report.year_kept import Wanted, YearOnYear
from benchmarks.stats.effective_cfte import Window
from benchmarks.stats.gap import Gap, gap_to
from benchmarks.stats.percentiles import value_at
from benchmarks.stats.revalue import CodeChange, Revalued, code_changes
from benchmarks.stats.working_days import working_days
from rvuedge.lib.decimals import round_half_up
from rvuedge.lib.in_force import in_force
from rvuedge.lib.months import Month

LARGEST = 8
CODES_OF_A_GAP = 4
ALL_POINTS = "all_points"


def revalued_trailing(inputs: ReportInputs) -> Revalued | None:
    """Return the trailing 12 months on the edition's values; None where no release of its year is loaded."""
    row = trailing_row(inputs)
    return inputs.on_edition.over(Month.of(row.first_day), Month.of(row.last_day)) if inputs.on_edition else None


def revalued_year(inputs: ReportInputs) -> Revalued | None:
    """Return the year so far on the edition's values."""
    return inputs.on_edition.over(inputs.year.first, Month.of(inputs.as_of)) if inputs.on_edition else None


def year_on_year(inputs: ReportInputs) -> YearOnYear | None:
    """Return the whole months of this calendar year beside the same of last year, as far as the log holds both; None without any.

    A fee schedule holds for a calendar year, so what it changed is told by calendar years, whatever the organisation's year is.
    """
    first, last = max(Month(inputs.as_of.year, 1), _first_whole_month(inputs).plus(12)), Month.of(inputs.as_of)
    last = last if inputs.is_closed else last.plus(-1)
    if inputs.on_last_year is None or last < first:
        return None
    done, before = _credit(inputs, first, last), _credit(inputs, first.plus(-12), last.plus(-12))
    if not before:
        return None
    return YearOnYear(first.first_day, last.last_day, done, before, inputs.on_last_year.over(first, last))


def schedule_changes(inputs: ReportInputs) -> tuple[CodeChange, ...]:
    """Return the codes of the calendar year so far that count otherwise than on last year's values, the largest change first."""
    if inputs.on_last_year is None:
        return ()
    return code_changes(inputs.on_last_year, Month(inputs.as_of.year, 1), Month.of(inputs.as_of))[:LARGEST]


def gap_of_year(inputs: ReportInputs, to_date: PeriodRow) -> Gap | None:
    """Return what is left to the target of the year over the working days that are left; None without a target, and in training."""
    target = in_force(inputs.targets, inputs.as_of)
    end = inputs.year.window.last_day
    if target is None or inputs.is_trainee:
        return None
    due = round_half_up(target_on(target.annual_wrvu, inputs, end), 4)
    days = working_days(Window(inputs.as_of + timedelta(days=1), end), inputs.absences, inputs.calendar)
    mix = sorted(inputs.mix_codes, key=lambda one: (-one.credit, one.code))[:CODES_OF_A_GAP]
    return gap_to(due, to_date.credit, days, mix)


def wanted(inputs: ReportInputs) -> Wanted | None:
    """Return what the percentile asks for that the organisation aims at; None where the licence shows no survey value."""
    benchmark = inputs.benchmark
    if benchmark is None or benchmark.target_percentile is None or benchmark.view != ALL_POINTS or inputs.is_trainee:
        return None
    rate = value_at(benchmark.points, benchmark.target_percentile)
    years = inputs.clinical_years(inputs.year.window)
    return None if rate is None else Wanted(benchmark.target_percentile, rate, round_half_up(rate * years, 2))


def _first_whole_month(inputs: ReportInputs) -> Month:
    """The first month whose every day the clinician was there."""
    month = Month.of(inputs.started_on)
    return month if inputs.started_on == month.first_day else month.plus(1)


def _credit(inputs: ReportInputs, first: Month, last: Month) -> Decimal:
    return sum((entry.credit for entry in inputs.months if first <= entry.month <= last), Decimal(0))
