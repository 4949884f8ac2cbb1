"""Reads what the plan of a day pays for the months of the position, and the pay curve of the edition that the work stands in."""

from benchmarks.compared import compared_with
from benchmarks.held import held_by
from benchmarks.models import PayPlan
from benchmarks.pay.illustration import illustrate
from benchmarks.pay_page import stretches_of
from benchmarks.pay_work import days_of, release_of_year, revalued, time_of, with_work
from benchmarks.report.inputs import Benchmark, ReportInputs
from benchmarks.report.pay_beside import NoPay, PayBeside
from benchmarks.report.periods import trailing_row
from benchmarks.stats.effective_cfte import Window
from rvuedge.lib.months import Month
from tracking.models import Clinician

PAY = "compensation"
MONTHS = 12


def pay_beside(clinician: Clinician, inputs: ReportInputs) -> PayBeside | None:
    """Return pay for the months of the position, as if the plan of the last day had held in all of them; None without a plan.

    Six queries, and those of a recount where the plan is paid on another fee schedule year.
    """
    plan = PayPlan.objects.filter(clinician=clinician, effective_from__lte=inputs.as_of).order_by("effective_from").last()
    row = trailing_row(inputs)
    window = Window(row.first_day, row.last_day)
    if plan is None or inputs.is_trainee or window.days < 1:
        return None
    year = Window(Month.of(row.last_day).plus(1 - MONTHS).first_day, row.last_day)
    days = days_of(clinician, window)
    work = tuple(with_work(one, days) for one in stretches_of(window, year, time_of(clinician)))
    release = release_of_year(plan.schedule_year) if plan.schedule_year is not None else None
    if release is not None:
        work = tuple(revalued(clinician, one, release) for one in work)
    paid = illustrate(plan.agreed, work)
    curve = compared_with(clinician, window, held_by(clinician), inputs.as_of, metric=PAY).benchmark
    refusal = NoPay.NO_VALUES if plan.schedule_year is not None and release is None else NoPay.WAITS if paid.waits else ""
    refusal = refusal or ("" if paid.work.fte_years else NoPay.NO_TIME) or _other(curve, inputs.benchmark)
    return PayBeside(
        plan=plan.title,
        first_day=window.first_day,
        last_day=window.last_day,
        total=paid.total,
        fte_years=paid.work.fte_years,
        refusal=str(refusal),
        points=curve.points if curve and not refusal else (),
        provider_count=curve.provider_count if curve else None,
        group_count=curve.group_count if curve else None,
        release=release.name if release else "",
        lines=paid.lines,
    )


def _other(pay: Benchmark | None, work: Benchmark | None) -> str:
    """Why the curve of pay is none to set beside that of the work: there is none, or it is of another edition or cut."""
    if pay is None:
        return NoPay.NO_SURVEY
    is_same = work is not None and (pay.edition, pay.cut, pay.specialty) == (work.edition, work.cut, work.specialty)
    return "" if is_same else NoPay.OTHER_SURVEY
