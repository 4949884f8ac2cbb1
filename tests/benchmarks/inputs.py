"""Inputs of a report, all invented: a full-time clinician with 400.00 wRVU in each month of 2025 and 500.00 in each of 2026."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from benchmarks.report.build import build
from benchmarks.report.inputs import Benchmark, CodeSum, DaySum, MonthSum, ReportInputs, TargetFrom
from benchmarks.report.report import Report
from benchmarks.stats.effective_cfte import Absence, EffortFrom
from benchmarks.stats.percentiles import CurvePoint
from rvuedge.lib.months import Month

OCTOBER = Month(2026, 10)
CURVE = tuple(CurvePoint(Decimal(p), Decimal(v)) for p, v in ((25, 4000), (50, 5000), (75, 6000), (90, 7500)))
BENCHMARK = Benchmark("Willow Survey 2026", "Gastroenterology", "", 90, 2025, 2025, True, "all_points", CURVE)
TARGET = TargetFrom(date(2025, 1, 1), Decimal(6000))
# 30 days of June that are left out of the comparison.
JUNE = Absence(date(2026, 6, 1), date(2026, 6, 30), counts=False)


def numbers(*values: int | str) -> tuple[Decimal, ...]:
    """Return decimals, to be compared with decimals."""
    return tuple(Decimal(value) for value in values)


def months(a_month_2025: str = "400.00", a_month_2026: str = "500.00", fee: str = "0.00") -> tuple[MonthSum, ...]:
    """Return the sums of January 2025 to October 2026, 100 lines and 80 cases in each."""
    found = []
    for index in range(Month(2025, 1).index, OCTOBER.index + 1):
        credit = a_month_2025 if index < Month(2026, 1).index else a_month_2026
        found.append(MonthSum(Month.from_index(index), Decimal(credit), 100, 0, Decimal(fee), 80))
    return tuple(found)


def code(name: str, credit: str, units: int = 1, **facts: Any) -> CodeSum:
    """Return a code of the month: credited, unless the facts say otherwise."""
    known: dict[str, Any] = {
        "lane": "wrvu",
        "outcome": "credited",
        "lines": units,
        "fee_amount": Decimal(0),
        "lines_without_fee": 0,
    } | facts
    return CodeSum(code=name, name="", units=units, credit=Decimal(credit), **known)


def inputs(**changes: Any) -> ReportInputs:
    """Return the inputs of October 2026, closed, with these fields changed."""
    return replace(
        ReportInputs(
            clinician="Ada Clinician",
            organisation="Riverside Clinic",
            department="Medicine",
            specialty="Gastroenterology",
            is_trainee=False,
            as_of=date(2026, 10, 31),
            is_closed=True,
            months=months(),
            days=(DaySum(date(2026, 1, 5), Decimal(4500)), DaySum(date(2026, 10, 5), Decimal(500))),
            codes=(),
            efforts=(EffortFrom(date(2025, 1, 1), Decimal(1)),),
            absences=(),
            targets=(),
            started_on=date(2025, 1, 1),
            benchmark=BENCHMARK,
            releases=("RVU26C",),
            policy="raw",
        ),
        **changes,
    )


def report(**changes: Any) -> Report:
    """Return the report of these inputs."""
    return build(inputs(**changes))
