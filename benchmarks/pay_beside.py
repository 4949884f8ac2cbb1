"""Reads what the plan of a day pays for the months of the position, and the pay curve of the edition that the work stands in."""

from collections.abc import Sequence
from decimal import Decimal

from benchmarks.compared import compared_with
from benchmarks.held import held_by
from benchmarks.models import PayPlan
from benchmarks.pay.illustration import Illustration, illustrate
from benchmarks.pay.work import Stretch, added
from benchmarks.pay_page import stretches_of
from benchmarks.pay_work import days_of, release_of_year, revalued, time_of, with_work
from benchmarks.report.inputs import Benchmark, ReportInputs
from benchmarks.report.pay_beside import NoPay, PayBeside
from benchmarks.report.periods import trailing_row
from benchmarks.stats.effective_cfte import Window
from codes.models import Release
from rvuedge.lib.months import Month
from tracking.models import Clinician

PAY = "compensation"
MONTHS = 12


def pay_beside(clinician: Clinician, inputs: ReportInputs) -> PayBeside | None:
    """Return pay for the months of the position, as if the plan of the last day had held in all of them.

    None in training, and where there is neither a plan nor a survey. Six queries, and those of a recount where the plan is
    paid on another fee schedule year.
    """
    plan = PayPlan.objects.filter(clinician=clinician, effective_from__lte=inputs.as_of).order_by("effective_from").last()
    row = trailing_row(inputs)
    window = Window(row.first_day, row.last_day)
    if inputs.is_trainee or window.days < 1 or (plan is None and inputs.benchmark is None):
        return None
    year = Window(Month.of(row.last_day).plus(1 - MONTHS).first_day, row.last_day)
    time = stretches_of(window, year, time_of(clinician))
    release = release_of_year(plan.schedule_year) if plan and plan.schedule_year is not None else None
    paid = illustrate(plan.agreed, _work(clinician, window, time, release)) if plan else None
    curve = compared_with(clinician, window, held_by(clinician), inputs.as_of, metric=PAY).benchmark
    lacks, years = _lacks(curve, inputs.benchmark), added(time).fte_years
    return PayBeside(
        plan=plan.title if plan else "",
        first_day=window.first_day,
        last_day=window.last_day,
        total=paid.total if paid else Decimal(0),
        fte_years=years,
        refusal=_refusal(plan, paid, release, years),
        lacks=lacks,
        points=curve.points if curve and not lacks else (),
        provider_count=curve.provider_count if curve else None,
        group_count=curve.group_count if curve else None,
        release=release.name if release else "",
        lines=paid.lines if paid else (),
    )


def _work(clinician: Clinician, window: Window, time: Sequence[Stretch], release: Release | None) -> tuple[Stretch, ...]:
    """The time of a window with its work, on the values of the release where the plan pays on another one."""
    days = days_of(clinician, window)
    work = tuple(with_work(one, days) for one in time)
    return work if release is None else tuple(revalued(clinician, one, release) for one in work)


def _refusal(plan: PayPlan | None, paid: Illustration | None, release: Release | None, years: Decimal) -> str:
    """Why the plan gives no figure."""
    if plan is None or paid is None:
        return NoPay.NO_PLAN.value
    if plan.schedule_year is not None and release is None:
        return NoPay.NO_VALUES.value
    return NoPay.WAITS.value if paid.waits else "" if years else NoPay.NO_TIME.value


def _lacks(pay: Benchmark | None, work: Benchmark | None) -> str:
    """Why the curve of pay is none to set beside that of the work: there is none, or it is of another edition or cut."""
    if pay is None:
        return NoPay.NO_SURVEY.value
    is_same = work is not None and (pay.edition, pay.cut, pay.specialty) == (work.edition, work.cut, work.specialty)
    return "" if is_same else NoPay.OTHER_SURVEY.value
