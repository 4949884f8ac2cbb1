"""Reads everything that one report needs, in a fixed number of queries."""

from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, Sum

from benchmarks.compared import benchmark_of
from benchmarks.report.inputs import CodeSum, DaySum, MonthSum, ReportInputs, TargetFrom
from benchmarks.stats.effective_cfte import Absence, EffortFrom
from codes.models import Release
from codes.texts import load_texts
from rvuedge.lib.months import Month
from tracking.content import policy_of
from tracking.models import CaseLine, Clinician, MonthTotal
from tracking.models.case import CaseLineQuerySet

MONTHS_READ = 36


def for_clinician(clinician: Clinician, as_of: date, *, is_closed: bool) -> ReportInputs:
    """Return the inputs of one clinician up to a day; the clinician comes with organisation, department and specialty."""
    month = Month.of(as_of)
    lines = CaseLine.objects.kept().filter(clinician=clinician)
    return ReportInputs(
        clinician=clinician.name,
        organisation=clinician.organisation.name,
        department=clinician.department.name if clinician.department else "",
        specialty=clinician.specialty.name if clinician.specialty else "",
        is_trainee=clinician.is_trainee,
        as_of=as_of,
        is_closed=is_closed,
        months=_months(clinician, month),
        days=_days(clinician, as_of),
        codes=_codes(clinician, month),
        efforts=tuple(EffortFrom(effort.effective_from, effort.clinical_fte) for effort in clinician.efforts.all()),
        absences=tuple(Absence(leave.first_day, leave.last_day, leave.counts) for leave in clinician.leaves.all()),
        targets=tuple(TargetFrom(target.effective_from, target.annual_wrvu) for target in clinician.targets.all()),
        started_on=clinician.started_on,
        benchmark=benchmark_of(clinician),
        releases=_releases_of(lines.filter(month_index=month.index)),
        policy=policy_of(clinician).name,
    )


def _months(clinician: Clinician, month: Month) -> tuple[MonthSum, ...]:
    totals = MonthTotal.objects.filter(
        clinician=clinician, basis=MonthTotal.CURRENT, month_index__gt=month.index - MONTHS_READ, month_index__lte=month.index
    )
    return tuple(
        MonthSum(Month.from_index(total.month_index), total.credit, total.lines, total.not_counted, total.fee_amount)
        for total in totals.order_by("month_index")
    )


def _days(clinician: Clinician, as_of: date) -> tuple[DaySum, ...]:
    lines = CaseLine.objects.kept().filter(clinician=clinician, date_of_service__gte=date(as_of.year, 1, 1), date_of_service__lte=as_of)
    sums = lines.values("date_of_service").annotate(sum=Sum("credit")).order_by("date_of_service")
    return tuple(DaySum(row["date_of_service"], _exact(row["sum"])) for row in sums)


def _codes(clinician: Clinician, month: Month) -> tuple[CodeSum, ...]:
    lines = CaseLine.objects.kept().filter(clinician=clinician, month_index=month.index)
    sums = lines.values("code", "lane", "outcome").annotate(
        all_units=Sum("units"),
        all_lines=Count("id"),
        all_credit=Sum("credit"),
        all_fees=Sum("fee_amount"),
        without_fee=Count("id", filter=Q(fee_amount=None)),
    )
    names = load_texts()
    return tuple(
        CodeSum(
            code=row["code"],
            name=names[row["code"]].name if row["code"] in names else "",
            lane=row["lane"],
            outcome=row["outcome"],
            units=row["all_units"],
            lines=row["all_lines"],
            credit=_exact(row["all_credit"]),
            fee_amount=_exact(row["all_fees"]),
            lines_without_fee=row["without_fee"],
        )
        for row in sums.order_by("code", "lane", "outcome")
    )


def _exact(value: Decimal | None) -> Decimal:
    """A sum as stored; SQLite sums decimals as floats, which hold four decimals exactly enough to be rounded back."""
    return Decimal(0) if value is None else Decimal(value).quantize(Decimal("0.0001"))


def _releases_of(lines: CaseLineQuerySet) -> tuple[str, ...]:
    """The names of the releases that a month's lines were counted with."""
    return tuple(Release.objects.filter(pk__in=lines.values("release")).values_list("name", flat=True))
