"""The report of a clinician and a month as one value: the page, the PDF, the csv and the workbook show this and compute nothing.

A field that came later has a default, so that a snapshot frozen before it can still be read.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from benchmarks.report.pay_beside import PayBeside
from benchmarks.report.pay_kept import Pay
from benchmarks.report.year_kept import Forecast, TargetLine, Wanted, YearOnYear, YearPoint
from benchmarks.stats.basis import Basis
from benchmarks.stats.effective_cfte import Absence
from benchmarks.stats.gap import Gap
from benchmarks.stats.percentiles import CurvePoint
from benchmarks.stats.revalue import CodeChange, Revalued
from rvuedge.lib.months import Month

METHOD_VERSION = "6"


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """One period of the table; `effective_cfte` in years, `per_cfte` None where there was no clinical time."""

    label: str
    first_day: date
    last_day: date
    credit: Decimal
    lines: int
    not_counted: int
    fee_amount: Decimal
    effective_cfte: Decimal
    per_cfte: Decimal | None
    cases: int = 0
    per_case: Decimal | None = None
    asa_units: Decimal = Decimal(0)
    # The part of a year that the window is by working days; None where clinical time is counted by calendar days.
    whole_years: Decimal | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the period lies before the log, so that there is no value to show."""
        return not self.lines and not self.effective_cfte


@dataclass(frozen=True, slots=True)
class Standing:
    """The position of the trailing 12 months, or why there is none (`refusal`); `warning` where it needs care."""

    text: str
    kind: str
    percentile: Decimal | None
    rate: Decimal | None
    distance: Decimal
    refusal: str
    warning: str
    # Whose values the rate is counted on: the edition's, the edition's approximately, or those of each day.
    basis: str = "own"


@dataclass(frozen=True, slots=True)
class MixPart:
    """One part of the month's work, and what it made in each of the whole months of the position, oldest first, where that is known."""

    label: str
    credit: Decimal
    percent: Decimal
    trend: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One code of the month; `mean_before` is its credit a month over the three months before, None without any."""

    code: str
    name: str
    units: int
    credit: Decimal
    mean_before: Decimal | None = None


@dataclass(frozen=True, slots=True)
class FeeRow:
    """One code of the month that is paid by a fee schedule, with its dollars."""

    code: str
    name: str
    units: int
    fee_amount: Decimal


@dataclass(frozen=True, slots=True)
class NotCounted:
    """Lines of one lane that carry no wRVU: how many, their dollars, how many have no known fee, how many want a look."""

    lane: str
    lines: int
    fee_amount: Decimal
    lines_without_fee: int
    codes: tuple[str, ...]
    to_review: int = 0


@dataclass(frozen=True, slots=True)
class Correction:
    """A month before, and by how much it counts something else now than the last report of it says."""

    month: Month
    change: Decimal


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs from the month before: days with cases, days away, releases; and months before that were corrected since."""

    days_with_cases: int
    days_with_cases_before: int | None
    days_away: int
    releases_before: tuple[str, ...]
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """What the comparison rests on, as the footer names it."""

    edition: str
    specialty: str
    cut: str
    provider_count: int | None
    data_year: int
    schedule_year: int
    is_fictional: bool
    view: str
    points: tuple[CurvePoint, ...]
    recipe: str = ""
    is_target_blend: bool = False
    note: str = ""
    group_count: int | None = None
    mean: Decimal | None = None
    missing_cut: str = ""
    data_period: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """One clinician, one month."""

    clinician: str
    organisation: str
    department: str
    specialty: str
    is_trainee: bool
    month: Month
    as_of: date
    is_closed: bool
    this_month: PeriodRow
    year_to_date: PeriodRow
    periods: tuple[PeriodRow, ...]
    target: TargetLine | None
    standing: Standing
    mix: tuple[MixPart, ...]
    top_codes: tuple[CodeRow, ...]
    not_counted: tuple[NotCounted, ...]
    year: tuple[YearPoint, ...]
    source: Source | None
    releases: tuple[str, ...]
    policy: str
    method_version: str
    leaves: tuple[Absence, ...] = ()
    forecast: Forecast | None = None
    changes: Changes | None = None
    top_fees: tuple[FeeRow, ...] = ()
    revalued: Revalued | None = None
    revalued_year: Revalued | None = None
    year_on_year: YearOnYear | None = None
    schedule_changes: tuple[CodeChange, ...] = ()
    asa_units: Decimal = Decimal(0)
    gap: Gap | None = None
    wanted: Wanted | None = None
    pay: Pay | None = None
    # Whether raw work stands beside a survey that counts adjusted work.
    is_unadjusted: bool = False
    # The organisation's year as it is called, where it is no calendar year.
    fiscal_year: str = ""
    # What the plan pays for the months of the position, beside the survey's points of pay: for administrators alone.
    pay_beside: PayBeside | None = None
    # The days by which clinical FTE-years are counted.
    basis: Basis = Basis.CALENDAR_DAYS

    @property
    def year_name(self) -> str:
        """What the year of the report is called."""
        return self.fiscal_year or str(self.month.year)

    @property
    def has_asa_units(self) -> bool:
        """Whether any window of the report holds anesthesia."""
        return any(row.asa_units for row in self.periods)

    @property
    def leave_days(self) -> int:
        """The days of leave up to the last day that counts, in its year, that are left out of the comparison."""
        return sum((min(leave.last_day, self.as_of) - leave.first_day).days + 1 for leave in self.leaves if leave.first_day <= self.as_of)

    @property
    def is_paid_by_fees(self) -> bool:
        """Whether the year holds dollars of fee schedules and no wRVU at all, as a dentist's does."""
        return bool(self.year_to_date.fee_amount) and not self.year_to_date.credit

    @property
    def target_of_year(self) -> Decimal | None:
        """The target on the last day of the year."""
        return self.year[-1].target if self.year else None
