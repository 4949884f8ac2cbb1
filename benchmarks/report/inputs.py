"""Everything that one report is made from, as values; nothing is read after this."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from benchmarks.report.pay_beside import PayBeside
from benchmarks.report.pay_kept import Pay
from benchmarks.stats.basis import Basis, clinical_years
from benchmarks.stats.effective_cfte import Absence, EffortFrom, Window
from benchmarks.stats.fiscal_year import FiscalYear, fiscal_year
from benchmarks.stats.gap import MixCode
from benchmarks.stats.percentiles import CurvePoint
from benchmarks.stats.revalue import OnSchedule
from benchmarks.stats.working_days import SaidOfDay
from rvuedge.lib.months import Month


@dataclass(frozen=True, slots=True)
class MonthSum:
    """What one month holds: credited wRVU, lines, lines not counted, dollars of fee schedules, cases and ASA units."""

    month: Month
    credit: Decimal
    lines: int
    not_counted: int
    fee_amount: Decimal
    cases: int = 0
    asa_units: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class DaySum:
    """Credited wRVU of one day with cases."""

    day: date
    credit: Decimal


@dataclass(frozen=True, slots=True)
class CodeSum:
    """One code of the month over all its lines; `credit_before` is its credit in the three months before."""

    code: str
    name: str
    lane: str
    outcome: str
    units: int
    lines: int
    credit: Decimal
    fee_amount: Decimal
    lines_without_fee: int
    credit_before: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Benchmark:
    """The cell of an edition that a clinician is compared with; `view` is what clinicians may see of it."""

    edition: str
    specialty: str
    cut: str
    provider_count: int | None
    data_year: int
    schedule_year: int
    is_fictional: bool
    view: str
    points: tuple[CurvePoint, ...]
    # The weight of each survey and specialty where several make the curve, and what distorts an edition.
    recipe: str = ""
    is_target_blend: bool = False
    note: str = ""
    group_count: int | None = None
    target_percentile: Decimal | None = None
    mean: Decimal | None = None
    # The cut that was wanted, where the edition has another one or everybody.
    missing_cut: str = ""
    # Whether the data are of calendar or fiscal years; empty where nobody said.
    data_period: str = ""


@dataclass(frozen=True, slots=True)
class TargetFrom:
    """The wRVU a year that was agreed, from a day on."""

    effective_from: date
    annual_wrvu: Decimal


@dataclass(frozen=True, slots=True)
class ReportInputs:
    """One clinician up to one day: `as_of` is the last day that counts, in the month that is reported.

    `days` begin with the organisation's year, or with the month before where that lies in the year before.
    """

    clinician: str
    organisation: str
    department: str
    specialty: str
    is_trainee: bool
    as_of: date
    is_closed: bool
    months: tuple[MonthSum, ...]
    days: tuple[DaySum, ...]
    codes: tuple[CodeSum, ...]
    efforts: tuple[EffortFrom, ...]
    absences: tuple[Absence, ...]
    targets: tuple[TargetFrom, ...]
    started_on: date
    benchmark: Benchmark | None
    releases: tuple[str, ...]
    policy: str
    releases_before: tuple[str, ...] = ()
    # Why several curves are not blended; the log on the edition's values; this year's log on last year's.
    refusal: str = ""
    on_edition: OnSchedule | None = None
    on_last_year: OnSchedule | None = None
    # The credited codes of this month and the three before: what a target is put back into.
    mix_codes: tuple[MixCode, ...] = ()
    asa_units: Decimal = Decimal(0)
    ramp: tuple[Decimal, ...] = ()
    # What the plans of the contract year pay to the day; None without a plan, and in a report of the open year.
    pay: Pay | None = None
    # Whether the policy lowers as little as no survey does: its total is above what a survey counts.
    is_unadjusted: bool = False
    # What the last report of each month of the year before this one says; empty in a report of the open year.
    published: tuple[tuple[Month, Decimal], ...] = ()
    # The month with which the organisation's year begins.
    year_starts_in: int = 1
    # What the organisation says of its days; empty for weekdays without federal holidays.
    calendar: tuple[SaidOfDay, ...] = ()
    # The days by which clinical FTE-years are counted.
    basis: Basis = Basis.CALENDAR_DAYS
    # What the plan pays for the months of the position; None without a plan, and in a report of the open year.
    pay_beside: PayBeside | None = None

    @property
    def year(self) -> FiscalYear:
        """The organisation's year that holds the last day that counts."""
        return fiscal_year(self.year_starts_in, self.as_of)

    def clinical_years(self, window: Window) -> Decimal:
        """Return the clinical FTE-years of a window by the days that the organisation counts."""
        return clinical_years(self.basis, window, self.efforts, self.absences, self.calendar)
