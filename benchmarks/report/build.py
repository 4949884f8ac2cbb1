"""Makes the report of one clinician and month from its inputs: a pure function, the same inputs make the same report."""

from calendar import isleap
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from benchmarks.report.inputs import CodeSum, ReportInputs
from benchmarks.report.periods import period_rows, trailing_row
from benchmarks.report.report import (
    METHOD_VERSION,
    CodeRow,
    MixPart,
    NotCounted,
    PeriodRow,
    Report,
    Source,
    Standing,
    TargetLine,
    YearPoint,
)
from benchmarks.stats.effective_cfte import REFUSE_BELOW, WARN_BELOW, EffortFrom, Window, effective_cfte, mean_cfte
from benchmarks.stats.percentiles import position
from rvuedge.lib.decimals import round_half_up
from rvuedge.lib.in_force import in_force
from rvuedge.lib.months import Month

TOP_CODES = 10
SHORTEST_WINDOW_DAYS = 89
STEP = timedelta(days=7)


def build(inputs: ReportInputs) -> Report:
    """Return the report."""
    periods = period_rows(inputs)
    credited = [entry for entry in inputs.codes if entry.outcome == "credited"]
    benchmark = inputs.benchmark
    return Report(
        clinician=inputs.clinician,
        organisation=inputs.organisation,
        department=inputs.department,
        specialty=inputs.specialty,
        is_trainee=inputs.is_trainee,
        month=Month.of(inputs.as_of),
        as_of=inputs.as_of,
        is_closed=inputs.is_closed,
        this_month=periods[0],
        year_to_date=periods[2],
        periods=periods,
        target=target_line(inputs, periods[2]),
        standing=standing(inputs),
        mix=mix(credited),
        top_codes=top_codes(credited),
        not_counted=not_counted([entry for entry in inputs.codes if entry.outcome != "credited"]),
        year=tuple(year_points(inputs)),
        source=Source(
            benchmark.edition,
            benchmark.specialty,
            benchmark.cut,
            benchmark.provider_count,
            benchmark.data_year,
            benchmark.schedule_year,
            benchmark.is_fictional,
            benchmark.view,
            benchmark.points,
        )
        if benchmark
        else None,
        releases=inputs.releases,
        policy=inputs.policy,
        method_version=METHOD_VERSION,
    )


def standing(inputs: ReportInputs) -> Standing:
    """Return the position of the trailing 12 months per effective cFTE-year, or the reason why none is given."""
    row = trailing_row(inputs)
    window = Window(row.first_day, row.last_day)
    refusal = _refusal(inputs, row, window)
    if refusal or inputs.benchmark is None or row.per_cfte is None:
        return Standing("", "", None, row.per_cfte, Decimal(0), refusal, "")
    found = position(inputs.benchmark.points, row.per_cfte)
    warning = "low_cfte" if mean_cfte(window, row.effective_cfte) < WARN_BELOW else ""
    return Standing(found.text, str(found.kind), found.percentile, row.per_cfte, found.distance, "", warning)


def _refusal(inputs: ReportInputs, row: PeriodRow, window: Window) -> str:
    if inputs.is_trainee:
        return "trainee"
    if inputs.benchmark is None or not inputs.benchmark.points:
        return "no_benchmark"
    if window.days < SHORTEST_WINDOW_DAYS:
        return "short_window"
    if not row.effective_cfte:
        return "no_clinical_time"
    return "tiny_cfte" if mean_cfte(window, row.effective_cfte) < REFUSE_BELOW else ""


def target_line(inputs: ReportInputs, to_date: PeriodRow) -> TargetLine | None:
    """Return the target to date by calendar days, and the distance from it; None where no target was agreed."""
    target = in_force(inputs.targets, inputs.as_of)
    if target is None:
        return None
    due = _target_on(target.annual_wrvu, inputs, inputs.as_of)
    return TargetLine(target.annual_wrvu, round_half_up(due, 4), round_half_up(to_date.credit - due, 4))


def mix(credited: list[CodeSum]) -> tuple[MixPart, ...]:
    """Return the month's credit by kind of work, largest first, at most four parts."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for entry in credited:
        sums[kind_of_work(entry.code)] += entry.credit
    total = sum(sums.values(), Decimal(0))
    parts = sorted(((label, credit) for label, credit in sums.items() if credit), key=lambda part: (-part[1], part[0]))
    return tuple(MixPart(label, credit, round_half_up(credit * 100 / total, 1)) for label, credit in parts)


def kind_of_work(code: str) -> str:
    """Return visits, procedures, imaging or other, by the ranges of the code set."""
    if not code.isdigit():
        return "Visits" if code in ("G0438", "G0439", "G2211", "G2212") else "Procedures" if code.startswith("G01") else "Other"
    if "99202" <= code <= "99499":
        return "Visits"
    if "70010" <= code <= "79999":
        return "Imaging"
    return "Procedures" if "10004" <= code <= "69990" else "Other"


def top_codes(credited: list[CodeSum]) -> tuple[CodeRow, ...]:
    """Return the ten codes with the most credit."""
    ranked = sorted((entry for entry in credited if entry.credit), key=lambda entry: (-entry.credit, entry.code))
    return tuple(CodeRow(entry.code, entry.name, entry.units, entry.credit) for entry in ranked[:TOP_CODES])


def not_counted(entries: list[CodeSum]) -> tuple[NotCounted, ...]:
    """Return what carries no wRVU, by lane, most lines first; dollars beside, never summed with wRVU."""
    by_lane: dict[str, list[CodeSum]] = defaultdict(list)
    for entry in entries:
        by_lane[entry.lane].append(entry)
    found = (
        NotCounted(
            lane,
            sum(entry.lines for entry in group),
            sum((entry.fee_amount for entry in group), Decimal(0)),
            sum(entry.lines_without_fee for entry in group),
            tuple(sorted({entry.code for entry in group})),
        )
        for lane, group in by_lane.items()
    )
    return tuple(sorted(found, key=lambda lane: (-lane.lines, lane.lane)))


def year_points(inputs: ReportInputs) -> Iterator[YearPoint]:
    """Yield the year week by week, each borders of leave and the last day that counts: what the pace chart draws."""
    credit = Decimal(0)
    by_day = {entry.day: entry.credit for entry in inputs.days}
    target = in_force(inputs.targets, inputs.as_of)
    year, previous = Decimal(0), None
    for day in _drawn_days(inputs):
        start = date(day.year, 1, 1) if previous is None else previous + timedelta(days=1)
        year += effective_cfte(Window(start, day), inputs.efforts, inputs.absences) if start <= day else Decimal(0)
        while start <= day and start <= inputs.as_of:
            credit += by_day.get(start, Decimal(0))
            start += timedelta(days=1)
        due = round_half_up(_target_on(target.annual_wrvu, inputs, day), 2) if target else None
        yield YearPoint(day, round_half_up(year, 6), credit if day <= inputs.as_of else None, due)
        previous = day


def _drawn_days(inputs: ReportInputs) -> list[date]:
    first, last = date(inputs.as_of.year, 1, 1), date(inputs.as_of.year, 12, 31)
    days = {last, inputs.as_of}
    day = first
    while day < last:
        days.add(day)
        day += STEP
    for absence in inputs.absences:
        if not absence.counts:
            days |= {absence.first_day - timedelta(days=1), absence.last_day}
    return sorted(day for day in days if first <= day <= last)


def _target_on(annual: Decimal, inputs: ReportInputs, day: date) -> Decimal:
    """The target runs by calendar days on which the clinician was there, whatever the part of a full time."""
    whole = Window(date(day.year, 1, 1), date(day.year, 12, 31))
    present = (EffortFrom(effort.effective_from, Decimal(1) if effort.clinical_fte else Decimal(0)) for effort in inputs.efforts)
    elapsed = effective_cfte(Window(whole.first_day, day), tuple(present), inputs.absences)
    return annual * elapsed * (366 if isleap(day.year) else 365) / whole.days
