"""What the page of the own plan shows: the contract year to date under each plan, and where the year could end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from benchmarks.models import PayPlan
from benchmarks.pay.arithmetic import NOTHING
from benchmarks.pay.basis import is_unadjusted
from benchmarks.pay.contract_year import contract_year, parts_of, quarters, within
from benchmarks.pay.illustration import Illustration, illustrate
from benchmarks.pay.work import Rate, Stretch, added, continued, rate_of
from benchmarks.pay_work import DayOfWork, OwnTime, days_of, release_of_year, revalued, time_of, with_work
from benchmarks.stats.effective_cfte import Window
from codes.models import Release
from rvuedge.accounts.models import User
from rvuedge.lib.in_force import in_force
from rvuedge.lib.months import Month
from tracking.agreed import agreed_on
from tracking.models import Clinician

# A rate from fewer days says nothing about a year: three whole months have at least 89.
SHORTEST_WINDOW_DAYS = 89
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PartOfYear:
    """The days under one plan: what is done, what is to come, and what the plan pays so far; `release` revalued the work."""

    plan: PayPlan
    done: tuple[Stretch, ...]
    to_come: tuple[Stretch, ...]
    so_far: Illustration | None
    release: Release | None


@dataclass(frozen=True, slots=True)
class YearEnd:
    """Where the year would end: by which rate or figure, with how much work, for how much."""

    basis: str
    wrvu: Decimal
    total: Decimal
    per_wrvu: Decimal | None


@dataclass(frozen=True, slots=True)
class PayYear:
    """A contract year to a day."""

    year: Window
    as_of: date
    plan: PayPlan
    parts: tuple[PartOfYear, ...]
    rates: tuple[tuple[str, Rate], ...]
    is_unadjusted: bool

    @property
    def total(self) -> Decimal:
        return sum((part.so_far.total for part in self.parts if part.so_far), NOTHING)

    @property
    def above_regular(self) -> Decimal:
        return sum((part.so_far.above_regular for part in self.parts if part.so_far), NOTHING)

    @property
    def wrvu(self) -> Decimal:
        return sum((one.wrvu for part in self.parts for one in part.done), NOTHING)

    @property
    def has_time(self) -> bool:
        """Whether total FTE is entered for any day so far; without it a plan pays nothing."""
        return any(one.fte_years for part in self.parts for one in part.done)

    @property
    def lacks_values(self) -> bool:
        """Whether a plan names a fee schedule year of which nothing is loaded."""
        return any(part.plan.schedule_year is not None and part.release is None for part in self.parts)

    @property
    def year_ends(self) -> tuple[YearEnd, ...]:
        """Where the year would end at each rate, the lower first."""
        found = (end_of_year(self, basis, rate) for basis, rate in self.rates)
        return tuple(sorted((one for one in found if one), key=lambda one: (one.wrvu, one.total)))


def pay_year(user: User, clinician: Clinician, as_of: date) -> PayYear | None:
    """Return the contract year of the plan in force on a day, where the user may see it; None without a plan.

    Seven queries, and those of a recount where a plan is paid on another fee schedule year.
    """
    return year_under(list(PayPlan.objects.visible_to(user).filter(clinician=clinician)), clinician, as_of)


def year_under(plans: Sequence[PayPlan], clinician: Clinician, as_of: date) -> PayYear | None:
    """Return the contract year of the plan in force on a day among these plans; None without one, and of a trainee."""
    current = in_force(plans, as_of)
    if current is None or clinician.is_trainee:
        return None
    year, time = contract_year(current.year_starts_in, as_of), time_of(clinician)
    read_from = min(year.first_day, Month.of(as_of).plus(-12).first_day)
    days = days_of(clinician, Window(read_from, as_of))
    parts = tuple(_part(clinician, plan, year, as_of, (time, days), window) for plan, window in parts_of(year, plans))
    policy = agreed_on(clinician, as_of).policy
    return PayYear(year, as_of, current, parts, _rates(clinician, parts, as_of, time, days), is_unadjusted(policy))


def stretches_of(window: Window, year: Window, time: OwnTime) -> tuple[Stretch, ...]:
    """Return the time of a window, quarter by quarter of the contract year."""
    shared = ((place, within(quarter, window)) for place, quarter in enumerate(quarters(year), start=1))
    return tuple(time.in_window(one, place) for place, one in shared if one is not None)


def end_of_year(year: PayYear, basis: str, rate: Rate) -> YearEnd | None:
    """Return the end of the year if the days to come are worked at a rate; None where no day is to come."""
    if not any(part.to_come for part in year.parts):
        return None
    whole = [(part, continued(part.done, part.to_come, rate)) for part in year.parts]
    found = [illustrate(part.plan.agreed, work) for part, work in whole if work]
    wrvu, total = sum((one.work.wrvu for one in found), NOTHING), sum((one.total for one in found), NOTHING)
    return YearEnd(basis, wrvu, total, total / wrvu if wrvu else None)


def end_at(year: PayYear, wrvu: Decimal) -> YearEnd | None:
    """Return the end of the year with so many wRVU in all; None where less is asked than done, or no clinical time is to come."""
    to_come = sum((one.effective_years for part in year.parts for one in part.to_come), NOTHING)
    if wrvu < year.wrvu or not to_come:
        return None
    usual = year.rates[-1][1] if year.rates else Rate(NOTHING, NOTHING, NOTHING, NOTHING)
    return end_of_year(year, "typed", Rate((wrvu - year.wrvu) / to_come, usual.encounters, usual.dental, usual.asa))


def _part(
    clinician: Clinician, plan: PayPlan, year: Window, as_of: date, read: tuple[OwnTime, Sequence[DayOfWork]], window: Window
) -> PartOfYear:
    time, days = read
    past, ahead = within(window, Window(date.min, as_of)), within(window, Window(as_of + _DAY, date.max))
    release = release_of_year(plan.schedule_year) if plan.schedule_year is not None else None
    done = tuple(with_work(one, days) for one in stretches_of(past, year, time)) if past else ()
    if release is not None:
        done = tuple(revalued(clinician, one, release) for one in done)
    so_far = illustrate(plan.agreed, done) if done else None
    return PartOfYear(plan, done, stretches_of(ahead, year, time) if ahead else (), so_far, release)


def _rates(
    clinician: Clinician, parts: Sequence[PartOfYear], as_of: date, time: OwnTime, days: Sequence[DayOfWork]
) -> tuple[tuple[str, Rate], ...]:
    """Return the rates of the last three and the last twelve months; none where the log is too short or holds no clinical time."""
    found = []
    for basis, months in (("last_3", 3), ("last_12", 12)):
        first = max(_months_before(as_of, months) + _DAY, clinician.started_on)
        if (as_of - first).days + 1 < SHORTEST_WINDOW_DAYS:
            return ()
        rate = rate_of(with_work(time.in_window(Window(first, as_of), 0), days))
        if rate is None:
            return ()
        found.append((basis, _on_paid_values(rate, parts, days)))
    return tuple(found)


def _on_paid_values(rate: Rate, parts: Sequence[PartOfYear], days: Sequence[DayOfWork]) -> Rate:
    """Return a rate on the values that the plan is paid on, by what they made of the year so far."""
    done = [one for part in parts for one in part.done]
    if not done or not any(part.release for part in parts):
        return rate
    credited = with_work(added(done), days).wrvu
    factor = added(done).wrvu / credited if credited else Decimal(1)
    return Rate(rate.wrvu * factor, rate.encounters, rate.dental, rate.asa)


def _months_before(day: date, months: int) -> date:
    month = Month.of(day).plus(-months)
    return min(month.last_day, month.first_day.replace(day=min(day.day, month.last_day.day)))
