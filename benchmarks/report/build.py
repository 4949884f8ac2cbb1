"""Makes the report of one clinician and month from its inputs: a pure function, the same inputs make the same report."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from benchmarks.report.inputs import Benchmark, CodeSum, ReportInputs
from benchmarks.report.mix import mix, trends_of
from benchmarks.report.periods import period_rows, trailing_row
from benchmarks.report.points import ALL_POINTS, AROUND_OWN
from benchmarks.report.report import (
    METHOD_VERSION,
    Changes,
    CodeRow,
    Correction,
    FeeRow,
    NotCounted,
    PeriodRow,
    Report,
    Source,
    Standing,
)
from benchmarks.report.schedule import gap_of_year, revalued_trailing, revalued_year, schedule_changes, wanted, year_on_year
from benchmarks.report.year import SHORTEST_WINDOW_DAYS, forecast, leaves_of_year, target_line, year_points
from benchmarks.stats.basis import mean_of
from benchmarks.stats.effective_cfte import REFUSE_BELOW, WARN_BELOW, Window
from benchmarks.stats.percentiles import position
from rvuedge.lib.decimals import round_half_up
from rvuedge.lib.months import Month

TOP_CODES = 10
MONTHS_OF_THE_MEAN = 3
# What the engine says of a line that a person can mend: a modifier to add, a value to compare, an entry to correct,
# and a code that no schedule holds or values (an unlisted procedure is compared with a code that has a value).
TO_REVIEW = frozenset({"needs_modifier", "by_report", "invalid"})
LANES_TO_REVIEW = frozenset({"unknown", "contractor_priced"})


def build(inputs: ReportInputs) -> Report:
    """Return the report."""
    periods = period_rows(inputs)
    report = Report(
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
        mix=mix(_credited(inputs), trends_of(inputs)),
        top_codes=top_codes(inputs, _credited(inputs)),
        not_counted=not_counted([entry for entry in inputs.codes if entry.outcome != "credited"]),
        year=tuple(year_points(inputs)),
        source=_source(inputs.benchmark) if inputs.benchmark else None,
        releases=inputs.releases,
        policy=inputs.policy,
        method_version=METHOD_VERSION,
        leaves=leaves_of_year(inputs),
        forecast=forecast(inputs, periods[2]),
        changes=changes(inputs),
        top_fees=top_fees(inputs.codes),
        revalued=revalued_trailing(inputs),
        revalued_year=revalued_year(inputs),
        year_on_year=year_on_year(inputs),
        schedule_changes=schedule_changes(inputs),
        asa_units=inputs.asa_units,
        gap=gap_of_year(inputs, periods[2]),
        wanted=wanted(inputs),
        fiscal_year="" if inputs.year.is_calendar else inputs.year.name,
    )
    # What passes through unchanged.
    return replace(report, pay=inputs.pay, pay_beside=inputs.pay_beside, is_unadjusted=inputs.is_unadjusted, basis=inputs.basis)


def _credited(inputs: ReportInputs) -> list[CodeSum]:
    return [entry for entry in inputs.codes if entry.outcome == "credited"]


def standing(inputs: ReportInputs) -> Standing:
    """Return the position of the trailing 12 months per effective cFTE-year on the edition's values, or why none is given."""
    row, anew = trailing_row(inputs), revalued_trailing(inputs)
    window = Window(row.first_day, row.last_day)
    refusal = _refusal(inputs, row, window)
    if refusal or inputs.benchmark is None or row.per_cfte is None:
        return Standing("", "", None, row.per_cfte, Decimal(0), refusal, "")
    rate = row.per_cfte if anew is None else round_half_up(anew.credit / row.effective_cfte, 4)
    found = position(inputs.benchmark.points, rate)
    warning = "low_cfte" if mean_of(window, row.effective_cfte, row.whole_years) < WARN_BELOW else ""
    basis = "own" if anew is None else "approximate" if anew.is_approximate else "edition"
    # The distance and the own rate tell the point itself.
    distance = found.distance if inputs.benchmark.view in (ALL_POINTS, AROUND_OWN) else Decimal(0)
    return Standing(found.text, str(found.kind), found.percentile, rate, distance, "", warning, basis)


def _refusal(inputs: ReportInputs, row: PeriodRow, window: Window) -> str:
    if inputs.is_trainee:
        return "trainee"
    if inputs.benchmark is None or not inputs.benchmark.points:
        return inputs.refusal or "no_benchmark"
    if window.days < SHORTEST_WINDOW_DAYS:
        return "short_window"
    if not row.effective_cfte:
        return "no_clinical_time"
    return "tiny_cfte" if mean_of(window, row.effective_cfte, row.whole_years) < REFUSE_BELOW else ""


def top_codes(inputs: ReportInputs, credited: list[CodeSum]) -> tuple[CodeRow, ...]:
    """Return the ten codes with the most credit, each beside its mean over the three months before."""
    month, started = Month.of(inputs.as_of), Month.of(inputs.started_on)
    before = min(MONTHS_OF_THE_MEAN, month.index - started.index)
    ranked = sorted((entry for entry in credited if entry.credit), key=lambda entry: (-entry.credit, entry.code))
    return tuple(
        CodeRow(
            entry.code,
            entry.name,
            entry.units,
            entry.credit,
            round_half_up(entry.credit_before / before, 4) if before > 0 else None,
        )
        for entry in ranked[:TOP_CODES]
    )


def top_fees(entries: Iterable[CodeSum]) -> tuple[FeeRow, ...]:
    """Return the ten codes without wRVU that carry the most dollars."""
    paid = (entry for entry in entries if entry.outcome != "credited" and entry.fee_amount)
    ranked = sorted(paid, key=lambda entry: (-entry.fee_amount, entry.code))
    return tuple(FeeRow(entry.code, entry.name, entry.units, entry.fee_amount) for entry in ranked[:TOP_CODES])


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
            sum(entry.lines for entry in group if entry.outcome in TO_REVIEW or entry.lane in LANES_TO_REVIEW),
        )
        for lane, group in by_lane.items()
    )
    return tuple(sorted(found, key=lambda lane: (-lane.lines, lane.lane)))


def changes(inputs: ReportInputs) -> Changes:
    """Return what differs from the month before; None for its days where the clinician was not there yet."""
    month = Month.of(inputs.as_of)
    before = month.plus(-1)
    away = {day for absence in inputs.absences for day in month.days() if absence.first_day <= day <= absence.last_day}
    return Changes(
        days_with_cases=_days_in(inputs, month),
        days_with_cases_before=_days_in(inputs, before) if inputs.started_on <= before.last_day else None,
        days_away=sum(day <= inputs.as_of for day in away),
        releases_before=inputs.releases_before,
        corrections=corrections(inputs),
    )


def corrections(inputs: ReportInputs) -> tuple[Correction, ...]:
    """Return the months that count something else now than their report says, the earliest first."""
    now = {entry.month: entry.credit for entry in inputs.months}
    changed = ((month, now.get(month, Decimal(0)) - said) for month, said in sorted(inputs.published))
    return tuple(Correction(month, change) for month, change in changed if change)


def _days_in(inputs: ReportInputs, month: Month) -> int:
    return sum(Month.of(entry.day) == month for entry in inputs.days)


def _source(benchmark: Benchmark) -> Source:
    return Source(
        benchmark.edition,
        benchmark.specialty,
        benchmark.cut,
        benchmark.provider_count,
        benchmark.data_year,
        benchmark.schedule_year,
        benchmark.is_fictional,
        benchmark.view,
        benchmark.points,
        benchmark.recipe,
        benchmark.is_target_blend,
        benchmark.note,
        benchmark.group_count,
        benchmark.mean,
        benchmark.missing_cut,
        benchmark.data_period,
    )
