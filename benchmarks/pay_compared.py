"""Two plans or offers side by side: on the own log of the contract year, or on volumes that are planned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from benchmarks.models import PayOffer, PayPlan
from benchmarks.pay.arithmetic import Rule
from benchmarks.pay.contract_year import contract_year, quarters, within
from benchmarks.pay.illustration import Illustration, illustrate
from benchmarks.pay.plan import PlanTerms
from benchmarks.pay.proration import share_of_year
from benchmarks.pay.work import Stretch
from benchmarks.pay_page import stretches_of
from benchmarks.pay_work import days_of, release_of_year, revalued, time_of, with_work
from benchmarks.stats.effective_cfte import Window
from rvuedge.accounts.models import User
from rvuedge.lib.in_force import in_force
from tracking.models import Clinician

PLAN, OFFER = "plan", "offer"


@dataclass(frozen=True, slots=True)
class Choice:
    """A plan or an offer that may be compared: its key in the address, its name, its terms."""

    key: str
    name: str
    terms: PlanTerms
    schedule_year: int | None = None


@dataclass(frozen=True, slots=True)
class Volumes:
    """A year as somebody plans it."""

    wrvu: Decimal
    encounters: Decimal
    dental: Decimal
    asa: Decimal
    clinical_fte: Decimal
    total_fte: Decimal


@dataclass(frozen=True, slots=True)
class Row:
    """What one component adds in each of the two; None where one of them has no such component."""

    rule: Rule
    first: Decimal | None
    second: Decimal | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both illustrations, and their components in one table."""

    first: Illustration
    second: Illustration

    @property
    def rows(self) -> tuple[Row, ...]:
        first, second = self.first.sums(), self.second.sums()
        return tuple(Row(rule, first.get(rule), second.get(rule)) for rule in Rule if rule in first or rule in second)

    @property
    def difference(self) -> Decimal:
        return self.second.total - self.first.total

    @property
    def distance(self) -> Decimal:
        """The difference without its sign."""
        return abs(self.difference)


def choices_of(user: User, clinician: Clinician, today: date) -> tuple[Choice, ...]:
    """Return what somebody may compare: the plan in force, later plans, and the own offers. Two queries."""
    plans = list(PayPlan.objects.visible_to(user).filter(clinician=clinician))
    current = in_force(plans, today)
    shown = [plan for plan in plans if plan == current or plan.effective_from > today]
    offers = PayOffer.objects.visible_to(user).filter(clinician=clinician)
    return (
        *(Choice(f"{PLAN}-{plan.pk}", plan.title, plan.agreed, plan.schedule_year) for plan in shown),
        *(Choice(f"{OFFER}-{offer.pk}", offer.title, offer.agreed) for offer in offers),
    )


def on_log(user: User, clinician: Clinician, choices: Sequence[Choice], as_of: date) -> Comparison | None:
    """Return two choices on the log of the contract year so far, each on its values; None where no time is entered."""
    current = in_force(PayPlan.objects.visible_to(user).filter(clinician=clinician), as_of)
    year, time = contract_year(current.year_starts_in if current else 1, as_of), time_of(clinician)
    past = within(year, Window(date.min, as_of)) or year
    days = days_of(clinician, past)
    work = tuple(with_work(one, days) for one in stretches_of(past, year, time))
    if not any(one.fte_years for one in work):
        return None
    first, second = (illustrate(choice.terms, _valued(clinician, choice, work)) for choice in choices)
    return Comparison(first, second)


def on_volumes(choices: Sequence[Choice], volumes: Volumes, year: int) -> Comparison:
    """Return two choices on a planned year of four quarters, spread by days."""
    windows = quarters(contract_year(1, date(year, 1, 1)))
    work = tuple(_planned(volumes, window, place) for place, window in enumerate(windows, start=1))
    first, second = (illustrate(choice.terms, work) for choice in choices)
    return Comparison(first, second)


def _planned(volumes: Volumes, window: Window, place: int) -> Stretch:
    share = share_of_year(window)
    return Stretch(
        window.first_day,
        window.last_day,
        volumes.wrvu * share,
        volumes.encounters * share,
        volumes.dental * share,
        volumes.asa * share,
        min(volumes.clinical_fte, Decimal(1)) * share,
        volumes.total_fte * share,
        share,
        place,
    )


def _valued(clinician: Clinician, choice: Choice, work: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
    release = release_of_year(choice.schedule_year) if choice.schedule_year is not None else None
    return work if release is None else tuple(revalued(clinician, one, release) for one in work)
