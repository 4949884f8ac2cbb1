"""Reads everything that one report needs, in a fixed number of queries."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Q, Sum

from benchmarks.compared import compared_with
from benchmarks.report.inputs import Benchmark, CodeSum, DaySum, MonthSum, ReportInputs, TargetFrom
from benchmarks.revaluation import Schedules, on_schedules
from benchmarks.stats.effective_cfte import Absence, EffortFrom, Window
from benchmarks.stats.gap import MixCode
from codes.texts import load_texts
from rvuedge.lib.months import Month
from tracking.agreed import Agreements
from tracking.models import CaseLine, Clinician, MonthTotal
from tracking.models.case import CaseLineQuerySet

MONTHS_READ = 36
MONTHS_OF_CASES = 24
MONTHS_OF_THE_MEAN = 3
# Twelve whole months before an open one.
MONTHS_OF_POSITION = 12


def for_clinician(clinician: Clinician, as_of: date, *, is_closed: bool) -> ReportInputs:
    """Return the inputs of one clinician up to a day; the clinician comes with organisation, department and specialty."""
    month, started = Month.of(as_of), _started_on(clinician, Month.of(as_of))
    releases = _releases(clinician, month)
    efforts = tuple(EffortFrom(effort.effective_from, effort.clinical_fte) for effort in clinician.efforts.all())
    absences = tuple(Absence(leave.first_day, leave.last_day, leave.counts) for leave in clinician.leaves.all())
    last = month if is_closed else month.plus(-1)
    window = Window(max(last.plus(-11).first_day, started), last.last_day)
    compared = compared_with(clinician, window, efforts, absences, as_of)
    agreements = Agreements(clinician)
    days = _days(clinician, as_of)
    codes, mix_codes = _codes(clinician, month)
    schedules = _schedules(clinician, month, as_of, compared.benchmark, agreements)
    return ReportInputs(
        clinician=clinician.name,
        organisation=clinician.organisation.name,
        department=clinician.department.name if clinician.department else "",
        specialty=clinician.specialty.name if clinician.specialty else "",
        is_trainee=_is_trainee(clinician, month),
        as_of=as_of,
        is_closed=is_closed,
        months=_months(clinician, month, days),
        days=days.drawn,
        codes=codes,
        efforts=efforts,
        absences=absences,
        targets=tuple(TargetFrom(target.effective_from, target.annual_wrvu) for target in clinician.targets.all()),
        started_on=started,
        benchmark=compared.benchmark,
        releases=releases.get(month.index, ()),
        policy=agreements.on(as_of).label,
        releases_before=releases.get(month.index - 1, ()),
        refusal=compared.refusal,
        on_edition=schedules.get(compared.benchmark.schedule_year) if compared.benchmark else None,
        on_last_year=schedules.get(month.year - 1),
        mix_codes=mix_codes,
        asa_units=days.asa_units,
        ramp=compared.ramp,
    )


def _schedules(clinician: Clinician, month: Month, as_of: date, benchmark: Benchmark | None, agreements: Agreements) -> Schedules:
    """The credited lines since the trailing months began, on the values of the edition and of last year."""
    years = {month.year - 1, *((benchmark.schedule_year,) if benchmark else ())}
    since = min(Month(month.year, 1).index, month.index - MONTHS_OF_POSITION)
    lines = _lines(clinician, month).filter(month_index__gte=since, month_index__lte=month.index, date_of_service__lte=as_of)
    return on_schedules(lines, sorted(years), agreements)


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


def _months(clinician: Clinician, month: Month, days: "_Days") -> tuple[MonthSum, ...]:
    return tuple(
        MonthSum(
            Month.from_index(total.month_index),
            total.credit,
            total.lines,
            total.not_counted,
            total.fee_amount,
            days.cases.get(total.month_index, 0),
            days.asa_of_months.get(total.month_index, Decimal(0)),
        )
        for total in _totals(clinician, month)
    )


@dataclass(frozen=True, slots=True)
class _Days:
    """What the days of two years hold: the credit of those that are drawn, cases and ASA units of each month, this year's ASA units."""

    drawn: tuple[DaySum, ...]
    cases: Mapping[int, int]
    asa_units: Decimal
    asa_of_months: Mapping[int, Decimal]


def _days(clinician: Clinician, as_of: date) -> _Days:
    """Read the days as far back as a report compares; one query. A case has one day, so the cases of days add up to a month's."""
    month = Month.of(as_of)
    first = min(date(as_of.year, 1, 1), month.plus(-1).first_day)
    lines = _lines(clinician, month).filter(month_index__gt=month.index - MONTHS_OF_CASES, month_index__lte=month.index)
    sums = lines.values("date_of_service", "month_index").annotate(
        sum=Sum("credit"), cases=Count("case", distinct=True), asa=Sum("asa_units")
    )
    drawn, cases, units, by_month = [], dict[int, int](), Decimal(0), dict[int, Decimal]()
    for row in sums.order_by("date_of_service"):
        day = row["date_of_service"]
        index, asa = row["month_index"], _exact(row["asa"])
        cases[index] = cases.get(index, 0) + row["cases"]
        by_month[index] = by_month.get(index, Decimal(0)) + asa
        if first <= day <= as_of:
            drawn.append(DaySum(day, _exact(row["sum"])))
            units += asa if day.year == as_of.year else 0
    return _Days(tuple(drawn), cases, units, by_month)


def _codes(clinician: Clinician, month: Month) -> tuple[tuple[CodeSum, ...], tuple[MixCode, ...]]:
    """The codes of the month, each beside its credit in the three months before, and the credited mix of all four; one query."""
    lines = _lines(clinician, month).filter(month_index__gte=month.index - MONTHS_OF_THE_MEAN, month_index__lte=month.index)
    own = Q(month_index=month.index)
    sums = lines.values("code", "lane", "outcome").annotate(
        all_units=Sum("units"),
        all_credit=Sum("credit"),
        own_units=Sum("units", filter=own),
        own_lines=Count("id", filter=own),
        own_credit=Sum("credit", filter=own),
        own_fees=Sum("fee_amount", filter=own),
        without_fee=Count("id", filter=own & Q(fee_amount=None)),
    )
    names, rows = load_texts(), list(sums.order_by("code", "lane", "outcome"))
    before: dict[str, Decimal] = {}
    for row in rows:
        before[row["code"]] = before.get(row["code"], Decimal(0)) + _exact(row["all_credit"]) - _exact(row["own_credit"])
    called = {row["code"]: names[row["code"]].name if row["code"] in names else "" for row in rows}
    of_month = (
        CodeSum(
            code=row["code"],
            name=called[row["code"]],
            lane=row["lane"],
            outcome=row["outcome"],
            units=row["own_units"],
            lines=row["own_lines"],
            credit=_exact(row["own_credit"]),
            fee_amount=_exact(row["own_fees"]),
            lines_without_fee=row["without_fee"],
            credit_before=before[row["code"]],
        )
        for row in rows
        if row["own_lines"]
    )
    credited = (row for row in rows if row["outcome"] == "credited")
    mix = (MixCode(row["code"], called[row["code"]], row["all_units"], _exact(row["all_credit"])) for row in credited)
    return tuple(of_month), tuple(mix)


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
