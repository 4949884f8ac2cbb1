"""What a report keeps of pay: the contract year to the month's end under the plans that held, as values without a row behind them."""

from datetime import date

from benchmarks.models import PayPlan
from benchmarks.pay_page import PartOfYear, year_under
from benchmarks.report.pay_kept import Pay, PayPart
from rvuedge.accounts.models import User
from tracking.models import Clinician


def pay_of(clinician: Clinician, as_of: date) -> Pay | None:
    """Return what the plans pay up to a day; None without a plan, of a trainee, and where no total FTE is entered."""
    plans = list(PayPlan.objects.filter(clinician=clinician))
    year = year_under(plans, clinician, as_of) if plans else None
    if year is None or not year.has_time:
        return None
    parts = tuple(part for one in year.parts if (part := _part(one)) is not None)
    return Pay(year.year.first_day, as_of, parts, year.total, year.above_regular, year.is_unadjusted, year.lacks_values)


def may_read_pay(user: User, clinician: Clinician) -> bool:
    """Return whether the pay in a report is for this reader: the clinician, or an administrator. A lead reads the rest. One query."""
    own = clinician.user_id == user.pk
    return own or Clinician.objects.administered_by(user).filter(pk=clinician.pk).exists()


def _part(one: PartOfYear) -> PayPart | None:
    if one.so_far is None:
        return None
    settled = one.so_far.settlements[-1] if one.so_far.settlements else None
    days = one.so_far.work.first_day, one.so_far.work.last_day
    return PayPart(one.plan.title, *days, one.so_far.lines, one.so_far.total, one.release.name if one.release else "", settled)
