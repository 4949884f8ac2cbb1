"""The report of a clinician and a month as one value: the page, the PDF and the csv show this and compute nothing."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from benchmarks.stats.percentiles import CurvePoint
from rvuedge.lib.months import Month

METHOD_VERSION = "1"


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


@dataclass(frozen=True, slots=True)
class TargetLine:
    """The target to date and the difference to it; negative is below."""

    annual: Decimal
    to_date: Decimal
    difference: Decimal


@dataclass(frozen=True, slots=True)
class MixPart:
    """One part of the month's work."""

    label: str
    credit: Decimal
    percent: Decimal


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One code of the month."""

    code: str
    name: str
    units: int
    credit: Decimal


@dataclass(frozen=True, slots=True)
class NotCounted:
    """Lines of one lane that carry no wRVU: how many, their dollars, and how many have no known fee."""

    lane: str
    lines: int
    fee_amount: Decimal
    lines_without_fee: int
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class YearPoint:
    """A day of the year with effective cFTE-years and credit up to it; credit is None after the last day that counts."""

    day: date
    effective_cfte: Decimal
    credit: Decimal | None
    target: Decimal | None


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
