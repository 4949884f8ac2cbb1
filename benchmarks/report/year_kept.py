"""What a report keeps of its year: the days that its chart draws, the target, the year's end, and the change to the year before."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from benchmarks.stats.revalue import Revalued


@dataclass(frozen=True, slots=True)
class TargetLine:
    """The target to date and the difference to it; negative is below."""

    annual: Decimal
    to_date: Decimal
    difference: Decimal


@dataclass(frozen=True, slots=True)
class YearPoint:
    """A day of the year with effective cFTE-years and credit up to it; credit is None after the last day that counts.

    `on_edition` is the credit on the work values of the edition's year, None where no release of that year is loaded;
    `ramped_cfte` are the cFTE-years of a beginning, None without a ramp.
    """

    day: date
    effective_cfte: Decimal
    credit: Decimal | None
    target: Decimal | None
    on_edition: Decimal | None = None
    ramped_cfte: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Forecast:
    """The wRVU by the end of the year at the rates of the last 3 and the last 12 whole months, the lower first."""

    low: Decimal
    high: Decimal
    last_day: date
    target: Decimal | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A percentile that is aimed at: its value a clinical FTE-year, and what the year asks for by its clinical time."""

    percentile: Decimal
    rate: Decimal
    of_year: Decimal


@dataclass(frozen=True, slots=True)
class YearOnYear:
    """Whole months of this year beside the same of last year; the change is what was done and what the schedule did to it."""

    first_day: date
    last_day: date
    this_year: Decimal
    before: Decimal
    on_last_year: Revalued

    @property
    def change(self) -> Decimal:
        """The whole change."""
        return self.this_year - self.before

    @property
    def by_schedule(self) -> Decimal:
        """What the values of this year gave or took, on the work that was done."""
        return self.this_year - self.on_last_year.credit

    @property
    def by_work(self) -> Decimal:
        """What more or other work changed, on the values of last year."""
        return self.on_last_year.credit - self.before
