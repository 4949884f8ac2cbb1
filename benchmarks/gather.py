"""Reads everything that one report needs, in a fixed number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum

from benchmarks.compared import compared_with
from benchmarks.held import Held, held_by
from benchmarks.pay.basis import is_unadjusted
from benchmarks.report.inputs import Benchmark, CodeSum, DaySum, MonthSum, ReportInputs
from benchmarks.revaluation import OnYears, on_schedules
from benchmarks.stats.effective_cfte import Window
from benchmarks.stats.fiscal_year import fiscal_year
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


def for_clinician(clinician: Clinician, as_of: date, *, is_closed: bool, cut: str | None = None, is_kept: bool = True) -> ReportInputs:
    """Return the inputs of a clinician, who comes with organisation, department and specialty, up to a day; in a cut if asked for."""
    month, started = Month.of(as_of), _started_on(clinician, Month.of(as_of))
    held = held_by(clinician)
    last = month if is_closed else month.plus(-1)
    window = Window(max(last.plus(-11).first_day, started), last.last_day)
    compared = compared_with(clinician, window, held, as_of, cut)
    agreements = Agreements(clinician, held.contracts)
    days, codes = _days(clinician, as_of), _codes(clinician, month)
    schedules = _schedules(clinician, month, as_of, compared.benchmark, agreements, is_kept=is_kept)
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
        codes=codes.of_month,
        efforts=held.efforts,
        absences=held.absences,
        targets=held.targets,
        started_on=started,
        benchmark=compared.benchmark,
        releases=codes.releases.get(month.index, ()),
        policy=agreements.policy_on(as_of).name,
        is_unadjusted=_counts_raw(agreements, held, window, as_of),
        releases_before=codes.releases.get(month.index - 1, ()),
        refusal=compared.refusal,
        on_edition=schedules.get(compared.benchmark.schedule_year) if compared.benchmark else None,
        on_last_year=schedules.get(month.year - 1),
        mix_codes=codes.mix,
        asa_units=days.asa_units,
        ramp=compared.ramp,
        year_starts_in=clinician.organisation.year_starts_in,
        calendar=held.calendar,
        basis=held.basis_on(as_of),
    )


def _schedules(
    clinician: Clinician, month: Month, as_of: date, benchmark: Benchmark | None, agreements: Agreements, *, is_kept: bool
) -> OnYears:
    """The credited lines since the trailing months began, on the values of the edition and of last year."""
    years = {month.year - 1, *((benchmark.schedule_year,) if benchmark else ())}
    since = min(Month(month.year, 1), month.plus(-MONTHS_OF_POSITION))
    lines = _lines(clinician, month, since, month).filter(date_of_service__lte=as_of)
    return on_schedules(lines, sorted(years), agreements, is_kept=is_kept)


def _counts_raw(agreements: Agreements, held: Held, window: Window, as_of: date) -> bool:
    """Whether work that is compared was counted raw: on the last day or in a month of the window, at any place of a contract."""
    months = range(Month.of(window.first_day).index, Month.of(window.last_day).index + 1)
    days = [as_of, *(Month.from_index(index).last_day for index in months)]
    places = {"", *(place for contract in held.contracts for place in contract.places)}
    return any(is_unadjusted(agreements.policy_on(day, place)) for day in days for place in places)


def _is_trainee(clinician: Clinician, month: Month) -> bool:
    """Whether a month is one of training to its end, also of somebody who stayed after it."""
    return clinician.is_trainee or (clinician.trainee_until is not None and clinician.trainee_until >= month.last_day)


def _started_on(clinician: Clinician, month: Month) -> date:
    """The first day that counts: of somebody who was a trainee here before, the day after the training."""
    if clinician.trainee_until is None or _is_trainee(clinician, month):
        return clinician.started_on
    return max(clinician.started_on, clinician.trainee_until + timedelta(days=1))


def _lines(clinician: Clinician, month: Month, first: Month, last: Month) -> CaseLineQuerySet:
    """The kept lines of some months that count: never those of a training that ended."""
    lines = CaseLine.objects.kept().of_months(clinician, first, last)
    started = _started_on(clinician, month)
    return lines if started == clinician.started_on else lines.filter(date_of_service__gte=started)


def _months(clinician: Clinician, month: Month, days: "_Days") -> tuple[MonthSum, ...]:
    """The month totals that count; the month in which a training ended is summed from the lines after it."""
    totals = MonthTotal.objects.filter(
        clinician=clinician, basis=MonthTotal.CURRENT, month_index__gt=month.index - MONTHS_READ, month_index__lte=month.index
    )
    started = _started_on(clinician, month)
    if started != clinician.started_on:
        totals = totals.filter(month_index__gte=Month.of(started).index)
    ended_in = None if started == clinician.started_on or started.day == 1 else Month.of(started).index
    found = []
    stored = totals.order_by("month_index").values_list("month_index", "credit", "lines", "not_counted", "fee_amount")
    for row in stored:
        index, sums = row[0], row[1:]
        credit, lines, not_counted, fees = _after_training(clinician, month, started) if index == ended_in else sums
        asa = days.asa_of_months.get(index, Decimal(0))
        found.append(MonthSum(Month.from_index(index), credit, lines, not_counted, fees, days.cases.get(index, 0), asa))
    return tuple(found)


def _after_training(clinician: Clinician, month: Month, started: date) -> tuple[Decimal, int, int, Decimal]:
    """What a month holds from a day on: credit, lines, lines not counted, dollars."""
    sums = _lines(clinician, month, Month.of(started), Month.of(started)).aggregate(
        credit=Sum("credit"), lines=Count("id"), not_counted=Count("id", filter=~Q(outcome="credited")), fees=Sum("fee_amount")
    )
    return _exact(sums["credit"]), sums["lines"], sums["not_counted"], _exact(sums["fees"])


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
    of_year = fiscal_year(clinician.organisation.year_starts_in, as_of).window.first_day
    first = min(of_year, month.plus(-1).first_day)
    lines = _lines(clinician, month, month.plus(1 - MONTHS_OF_CASES), month)
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
            units += asa if of_year <= day else 0
    return _Days(tuple(drawn), cases, units, by_month)


@dataclass(slots=True)
class _CodeCount:
    """One code of a lane and an outcome: what it holds in the month, and in all four months."""

    own: CodeSum
    all_units: int = 0
    all_credit: Decimal = Decimal(0)

    @property
    def in_mix(self) -> MixCode:
        return MixCode(self.own.code, self.own.name, self.all_units, self.all_credit)


@dataclass(frozen=True, slots=True)
class _Codes:
    """The codes of the month, the credited mix of it and the three before, and the releases that the lines were counted with."""

    of_month: tuple[CodeSum, ...]
    mix: tuple[MixCode, ...]
    releases: Mapping[int, tuple[str, ...]]


def _codes(clinician: Clinician, month: Month) -> _Codes:
    """Read the codes of the month and of the three before, each beside its credit there; one query."""
    lines = _lines(clinician, month, month.plus(-MONTHS_OF_THE_MEAN), month)
    sums = lines.values("code", "lane", "outcome", "month_index", "release__name").annotate(
        all_units=Sum("units"), all_lines=Count("id"), all_credit=Sum("credit"), fees=Sum("fee_amount"), fees_known=Count("fee_amount")
    )
    names, found = load_texts(), dict[tuple[str, str, str], _CodeCount]()
    before, releases = dict[str, Decimal](), dict[int, set[str]]()
    for row in sums.order_by("code", "lane", "outcome"):
        code, credit = row["code"], _exact(row["all_credit"])
        name = names[code].name if code in names else ""
        empty = _CodeCount(CodeSum(code, name, row["lane"], row["outcome"], 0, 0, Decimal(0), Decimal(0), 0))
        count = found.setdefault((code, row["lane"], row["outcome"]), empty)
        count.all_units, count.all_credit = count.all_units + row["all_units"], count.all_credit + credit
        if row["release__name"]:
            releases.setdefault(row["month_index"], set()).add(row["release__name"])
        if row["month_index"] == month.index:
            count.own = _with(count.own, row, credit)
        else:
            before[code] = before.get(code, Decimal(0)) + credit
    return _Codes(
        tuple(replace(one.own, credit_before=before.get(one.own.code, Decimal(0))) for one in found.values() if one.own.lines),
        tuple(
            MixCode(one.own.code, one.own.name, one.all_units, one.all_credit) for one in found.values() if one.own.outcome == "credited"
        ),
        {index: tuple(sorted(of_month)) for index, of_month in releases.items()},
    )


def _with(own: CodeSum, row: Mapping[str, Any], credit: Decimal) -> CodeSum:
    """The code with the lines of one more release."""
    return replace(
        own,
        units=own.units + row["all_units"],
        lines=own.lines + row["all_lines"],
        credit=own.credit + credit,
        fee_amount=own.fee_amount + _exact(row["fees"]),
        lines_without_fee=own.lines_without_fee + row["all_lines"] - row["fees_known"],
    )


def _exact(value: Decimal | None) -> Decimal:
    """A sum as stored; SQLite sums decimals as floats, which hold four decimals exactly enough to be rounded back."""
    return Decimal(0) if value is None else Decimal(value).quantize(Decimal("0.0001"))
