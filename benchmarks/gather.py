"""Reads everything that one report needs, in a fixed number of queries."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Q, Sum

from benchmarks.compared import benchmark_of
from benchmarks.report.inputs import CodeSum, DaySum, MonthSum, ReportInputs, TargetFrom
from benchmarks.stats.effective_cfte import Absence, EffortFrom
from codes.texts import load_texts
from rvuedge.lib.months import Month
from tracking.agreed import agreed_on
from tracking.models import CaseLine, Clinician, MonthTotal
from tracking.models.case import CaseLineQuerySet

MONTHS_READ = 36
MONTHS_OF_CASES = 24
MONTHS_OF_THE_MEAN = 3


def for_clinician(clinician: Clinician, as_of: date, *, is_closed: bool) -> ReportInputs:
    """Return the inputs of one clinician up to a day; the clinician comes with organisation, department and specialty."""
    month = Month.of(as_of)
    releases = _releases(clinician, month)
    return ReportInputs(
        clinician=clinician.name,
        organisation=clinician.organisation.name,
        department=clinician.department.name if clinician.department else "",
        specialty=clinician.specialty.name if clinician.specialty else "",
        is_trainee=_is_trainee(clinician, month),
        as_of=as_of,
        is_closed=is_closed,
        months=_months(clinician, month),
        days=_days(clinician, as_of),
        codes=_codes(clinician, month),
        efforts=tuple(EffortFrom(effort.effective_from, effort.clinical_fte) for effort in clinician.efforts.all()),
        absences=tuple(Absence(leave.first_day, leave.last_day, leave.counts) for leave in clinician.leaves.all()),
        targets=tuple(TargetFrom(target.effective_from, target.annual_wrvu) for target in clinician.targets.all()),
        started_on=_started_on(clinician, month),
        benchmark=benchmark_of(clinician),
        releases=releases.get(month.index, ()),
        policy=agreed_on(clinician, as_of).label,
        releases_before=releases.get(month.index - 1, ()),
    )


def _is_trainee(clinician: Clinician, month: Month) -> bool:
    """Whether a month is one of training to its end, also of somebody who stayed after it."""
    return clinician.is_trainee or (clinician.trainee_until is not None and clinician.trainee_until >= month.last_day)


def _started_on(clinician: Clinician, month: Month) -> date:
    """The first day that counts: of somebody who was a trainee here before, the day after the training."""
    if clinician.trainee_until is None or _is_trainee(clinician, month):
        return clinician.started_on
    return max(clinician.started_on, clinician.trainee_until + timedelta(days=1))


def _lines(clinician: Clinician, month: Month) -> CaseLineQuerySet:
    """The kept lines that count: never those of a training that ended."""
    lines = CaseLine.objects.kept().filter(clinician=clinician)
    started = _started_on(clinician, month)
    return lines if started == clinician.started_on else lines.filter(date_of_service__gte=started)


def _totals(clinician: Clinician, month: Month) -> Iterator[MonthTotal]:
    """The month totals that count; the month in which a training ended is summed from the lines after it."""
    totals = MonthTotal.objects.filter(
        clinician=clinician, basis=MonthTotal.CURRENT, month_index__gt=month.index - MONTHS_READ, month_index__lte=month.index
    )
    started = _started_on(clinician, month)
    if started != clinician.started_on:
        totals = totals.filter(month_index__gte=Month.of(started).index)
    ended_in = None if started == clinician.started_on or started.day == 1 else Month.of(started).index
    for total in totals.order_by("month_index"):
        if total.month_index == ended_in:
            of_month = _lines(clinician, month).filter(month_index=ended_in)
            sums = of_month.aggregate(
                credit=Sum("credit"), lines=Count("id"), not_counted=Count("id", filter=~Q(outcome="credited")), fees=Sum("fee_amount")
            )
            total.credit, total.fee_amount = _exact(sums["credit"]), _exact(sums["fees"])
            total.lines, total.not_counted = sums["lines"], sums["not_counted"]
        yield total


def _months(clinician: Clinician, month: Month) -> tuple[MonthSum, ...]:
    cases = _cases(clinician, month)
    return tuple(
        MonthSum(
            Month.from_index(total.month_index),
            total.credit,
            total.lines,
            total.not_counted,
            total.fee_amount,
            cases.get(total.month_index, 0),
        )
        for total in _totals(clinician, month)
    )


def _cases(clinician: Clinician, month: Month) -> dict[int, int]:
    """How many cases each month holds, as far back as the report compares."""
    lines = _lines(clinician, month).filter(month_index__gt=month.index - MONTHS_OF_CASES, month_index__lte=month.index)
    return dict(lines.values_list("month_index").annotate(cases=Count("case", distinct=True)).order_by("month_index"))


def _days(clinician: Clinician, as_of: date) -> tuple[DaySum, ...]:
    first = min(date(as_of.year, 1, 1), Month.of(as_of).plus(-1).first_day)
    lines = _lines(clinician, Month.of(as_of)).filter(month_index__gte=Month.of(first).index, month_index__lte=Month.of(as_of).index)
    sums = lines.filter(date_of_service__lte=as_of).values("date_of_service").annotate(sum=Sum("credit")).order_by("date_of_service")
    return tuple(DaySum(row["date_of_service"], _exact(row["sum"])) for row in sums)


def _codes(clinician: Clinician, month: Month) -> tuple[CodeSum, ...]:
    lines = _lines(clinician, month).filter(month_index=month.index)
    sums = lines.values("code", "lane", "outcome").annotate(
        all_units=Sum("units"),
        all_lines=Count("id"),
        all_credit=Sum("credit"),
        all_fees=Sum("fee_amount"),
        without_fee=Count("id", filter=Q(fee_amount=None)),
    )
    names, before = load_texts(), _credit_before(clinician, month)
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
            credit_before=before.get(row["code"], Decimal(0)),
        )
        for row in sums.order_by("code", "lane", "outcome")
    )


def _credit_before(clinician: Clinician, month: Month) -> dict[str, Decimal]:
    """The credit of each code in the three months before."""
    lines = _lines(clinician, month).filter(month_index__gte=month.index - MONTHS_OF_THE_MEAN, month_index__lt=month.index)
    return {row["code"]: _exact(row["sum"]) for row in lines.values("code").annotate(sum=Sum("credit")).order_by("code")}


def _exact(value: Decimal | None) -> Decimal:
    """A sum as stored; SQLite sums decimals as floats, which hold four decimals exactly enough to be rounded back."""
    return Decimal(0) if value is None else Decimal(value).quantize(Decimal("0.0001"))


def _releases(clinician: Clinician, month: Month) -> dict[int, tuple[str, ...]]:
    """The names of the releases that this month's and the last month's lines were counted with."""
    lines = _lines(clinician, month).filter(month_index__in=(month.index - 1, month.index), release__isnull=False)
    used = lines.values_list("month_index", "release__name").order_by("month_index", "release__name").distinct()
    found: dict[int, tuple[str, ...]] = {}
    for index, name in used:
        found[index] = (*found.get(index, ()), name)
    return found
