"""The year at a glance of the front page: a made-up clinician's week, valued by the engine, beside the fictional survey that ships."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from benchmarks.editions import DEMO_TABLE, DEMO_TERMS
from benchmarks.report.build import build
from benchmarks.report.inputs import Benchmark, DaySum, MonthSum, ReportInputs, TargetFrom
from benchmarks.report.points import ALL_POINTS
from benchmarks.report.report import Report
from benchmarks.stats.effective_cfte import Absence, EffortFrom
from benchmarks.surveys.reader import read_survey
from rvuedge.lib.months import Month

_SPECIALTY, _METRIC = "Gastroenterology", "wrvu"
_ENDOSCOPY = {"45385": 3, "45380": 2, "45378": 2, "43239": 2, "45385 45380-59": 1}
_CLINIC = {"99214": 6, "99213": 4, "99204": 2}
_ROUNDS = {"99232": 7, "99223": 1, "43239": 1}
# Monday to Thursday, in weeks by turns: four days of five are a clinical FTE of 0.80.
_WEEKS = (
    (_ENDOSCOPY, _CLINIC, _ENDOSCOPY, _CLINIC),
    (_ENDOSCOPY, _CLINIC, _ENDOSCOPY, _ROUNDS),
    (_CLINIC, _ENDOSCOPY, _CLINIC, _ENDOSCOPY),
)
_FTE, _TARGET = Decimal("0.80"), Decimal(5600)
_LAST_MONTH = 9
# What the week consists of, each case as it is typed.
CASES = tuple(dict.fromkeys(case for day in (_ENDOSCOPY, _CLINIC, _ROUNDS) for case in day))


def last_day_shown(on: date) -> date:
    """Return the latest 30 September that is over: the chart ends there, so that it always has a year to show."""
    return date(on.year if on > date(on.year, _LAST_MONTH, 30) else on.year - 1, _LAST_MONTH, 30)


def example_inputs(worth: Mapping[str, Decimal], as_of: date) -> ReportInputs:
    """Return the made-up year up to a day; `worth` is the credit of each of the CASES."""
    away = Absence(date(as_of.year, 7, 6), date(as_of.year, 7, 26), counts=False)
    days = tuple(_days(worth, as_of, away))
    return ReportInputs(
        clinician="",
        organisation="",
        department="",
        specialty=_SPECIALTY,
        is_trainee=False,
        as_of=as_of,
        is_closed=True,
        months=tuple(_months(days)),
        days=days,
        codes=(),
        efforts=(EffortFrom(date(as_of.year, 1, 1), _FTE),),
        absences=(away,),
        targets=(TargetFrom(date(as_of.year, 1, 1), _TARGET),),
        started_on=date(as_of.year, 1, 1),
        benchmark=_benchmark(),
        releases=(),
        policy="cms_parallel",
    )


@cache
def example_report(worth: tuple[tuple[str, Decimal], ...], as_of: date) -> Report:
    """Return the report of the made-up year, worked out once for each worth of its cases."""
    return build(example_inputs(dict(worth), as_of))


def _days(worth: Mapping[str, Decimal], as_of: date, away: Absence) -> Iterator[DaySum]:
    day = date(as_of.year, 1, 1)
    while day <= as_of:
        week = _WEEKS[day.isocalendar().week % len(_WEEKS)]
        if day.weekday() < len(week) and not away.first_day <= day <= away.last_day:
            yield DaySum(day, sum((worth[case] * times for case, times in week[day.weekday()].items()), Decimal(0)))
        day += timedelta(days=1)


def _months(days: tuple[DaySum, ...]) -> Iterator[MonthSum]:
    for month in dict.fromkeys(Month.of(one.day) for one in days):
        yield MonthSum(month, sum((one.credit for one in days if Month.of(one.day) == month), Decimal(0)), 0, 0, Decimal(0))


@cache
def _benchmark() -> Benchmark:
    cells = read_survey(DEMO_TABLE.read_bytes(), DEMO_TABLE.name).cells
    cell = next(one for one in cells if one.raw_specialty == _SPECIALTY and one.metric == _METRIC and not one.cut)
    return Benchmark(
        edition=DEMO_TERMS.survey_name,
        specialty=_SPECIALTY,
        cut="",
        provider_count=cell.provider_count,
        data_year=DEMO_TERMS.data_year,
        schedule_year=DEMO_TERMS.schedule_year,
        is_fictional=True,
        view=ALL_POINTS,
        points=cell.points,
        group_count=cell.group_count,
    )
