"""The work that a plan pays: one stretch of a contract year, and stretches added up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from benchmarks.pay.arithmetic import NOTHING


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days, first and last included, with the work done in them and the time that was there for it; `period` numbers the quarter."""

    first_day: date
    last_day: date
    wrvu: Decimal = NOTHING
    encounters: Decimal = NOTHING
    dental: Decimal = NOTHING
    asa: Decimal = NOTHING
    effective_years: Decimal = NOTHING
    fte_years: Decimal = NOTHING
    share_of_year: Decimal = NOTHING
    period: int = 1

    def plus(self, other: "Stretch") -> "Stretch":
        """Return both as one, from the earlier first day to the later last day."""
        return Stretch(
            min(self.first_day, other.first_day),
            max(self.last_day, other.last_day),
            self.wrvu + other.wrvu,
            self.encounters + other.encounters,
            self.dental + other.dental,
            self.asa + other.asa,
            self.effective_years + other.effective_years,
            self.fte_years + other.fte_years,
            self.share_of_year + other.share_of_year,
            max(self.period, other.period),
        )

    def with_rate(self, rate: "Rate") -> "Stretch":
        """Return the same time with work at a rate per clinical FTE-year."""
        years = self.effective_years
        return replace(self, wrvu=rate.wrvu * years, encounters=rate.encounters * years, dental=rate.dental * years, asa=rate.asa * years)


@dataclass(frozen=True, slots=True)
class Rate:
    """Work per clinical FTE-year."""

    wrvu: Decimal
    encounters: Decimal
    dental: Decimal
    asa: Decimal


def added(stretches: Iterable[Stretch]) -> Stretch:
    """Return stretches as one; there must be at least one."""
    first, *rest = stretches
    for one in rest:
        first = first.plus(one)
    return first


def rate_of(stretch: Stretch) -> Rate | None:
    """Return the work per clinical FTE-year; None without clinical time."""
    years = stretch.effective_years
    return Rate(stretch.wrvu / years, stretch.encounters / years, stretch.dental / years, stretch.asa / years) if years else None


def continued(done: Sequence[Stretch], to_come: Sequence[Stretch], rate: Rate) -> tuple[Stretch, ...]:
    """Return a whole year: what is done stays, the days to come are worked at a rate; a period begun joins its rest."""
    whole = list(done)
    for one in to_come:
        ahead = one.with_rate(rate)
        begins_new = not whole or whole[-1].period != one.period
        whole = [*whole, ahead] if begins_new else [*whole[:-1], whole[-1].plus(ahead)]
    return tuple(whole)


def with_volume(stretches: Sequence[Stretch], wrvu: Decimal) -> tuple[Stretch, ...]:
    """Return stretches with other wRVU in all, spread as they were; by clinical time where there were none."""
    have = sum((one.wrvu for one in stretches), NOTHING)
    years = sum((one.effective_years for one in stretches), NOTHING)
    if have:
        return tuple(replace(one, wrvu=one.wrvu * wrvu / have) for one in stretches)
    return tuple(replace(one, wrvu=one.effective_years * wrvu / years if years else NOTHING) for one in stretches)
