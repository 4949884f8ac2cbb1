"""The dollars for each wRVU by which a difference is told in money, and where they come from."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from benchmarks.models import PayPlan, Reconciliation
from benchmarks.pay.contract_year import contract_year, parts_of, within
from benchmarks.pay.marginal_rate import marginal_rate
from benchmarks.pay_page import stretches_of
from benchmarks.pay_work import days_of, release_of_year, revalued, time_of, with_work
from benchmarks.stats.effective_cfte import Window
from rvuedge.lib.decimals import round_half_up
from rvuedge.lib.in_force import in_force
from rvuedge.lib.months import Month
from tracking.models import Clinician

_PLACES = 4


@dataclass(frozen=True, slots=True)
class HeldRate:
    """A rate, and the plan that pays it for the next wRVU; without a plan somebody named it."""

    amount: Decimal
    plan: str = ""


def rate_for(clinician: Clinician, month: Month) -> Decimal | None:
    """Return the rate that holds for a clinician in a month; None where none is known."""
    held = held_rate(clinician, month)
    return held.amount if held else None


def held_rate(clinician: Clinician, month: Month) -> HeldRate | None:
    """Return the rate named for that month; else what the plan in force pays for the next wRVU; else the last one that was named."""
    named = Reconciliation.objects.shown().filter(clinician=clinician, month_index__lte=month.index, rate__isnull=False)
    last = named.order_by("-month_index", "-made_at").first()
    if last is not None and last.rate is not None and last.month_index == month.index:
        return HeldRate(last.rate, str(last.facts.get("rate_plan", "")))
    planned = _of_plan(clinician, month.last_day)
    if planned is not None:
        return planned
    return HeldRate(last.rate) if last is not None and last.rate is not None else None


def _of_plan(clinician: Clinician, as_of: date) -> HeldRate | None:
    """Return what the plan in force pays for one more wRVU at the point reached by a day; None where it pays nothing more there."""
    plans = list(PayPlan.objects.filter(clinician=clinician))
    current = in_force(plans, as_of)
    if current is None or clinician.is_trainee:
        return None
    year, time = contract_year(current.year_starts_in, as_of), time_of(clinician)
    held = within({plan.pk: window for plan, window in parts_of(year, plans)}[current.pk], Window(date.min, as_of))
    assert held is not None
    days = days_of(clinician, held)
    work = tuple(with_work(one, days) for one in stretches_of(held, year, time))
    if not any(one.fte_years for one in work):
        return None
    release = release_of_year(current.schedule_year) if current.schedule_year is not None else None
    valued = work if release is None else tuple(revalued(clinician, one, release) for one in work)
    amount = round_half_up(marginal_rate(current.agreed, valued), _PLACES)
    return HeldRate(amount, current.title) if amount else None
