"""RVU Edge counts the year to date from the month with which an organisation's year begins; positions stay those of 12 months."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from benchmarks.models import ReportSnapshot
from benchmarks.report.charts import fan
from benchmarks.report.codec import as_json, from_json
from benchmarks.report.inputs import DaySum, TargetFrom
from benchmarks.report.report import Report
from benchmarks.stats.effective_cfte import Absence
from benchmarks.stats.fiscal_year import fiscal_year
from rvuedge.accounts.models import Organisation
from rvuedge.lib.months import Month
from tests.benchmarks.agreed import of, told
from tests.benchmarks.inputs import TARGET, numbers, report
from tests.benchmarks.work import NOON, OCTOBER, SEPTEMBER, close, did, employ, publish
from tests.cast import Cast


def from_july(**changes: Any) -> Report:
    return report(year_starts_in=7, **changes)


@pytest.mark.parametrize(
    ("starts_in", "on", "first", "last", "name"),
    [
        (1, date(2026, 10, 31), date(2026, 1, 1), date(2026, 12, 31), "2026"),
        (7, date(2026, 6, 30), date(2025, 7, 1), date(2026, 6, 30), "FY2026"),
        (7, date(2026, 7, 1), date(2026, 7, 1), date(2027, 6, 30), "FY2027"),
        (10, date(2026, 2, 28), date(2025, 10, 1), date(2026, 9, 30), "FY2026"),
        (3, date(2027, 3, 1), date(2027, 3, 1), date(2028, 2, 29), "FY2028"),
        (12, date(2026, 11, 30), date(2025, 12, 1), date(2026, 11, 30), "FY2026"),
    ],
)
def test_names_a_year_by_the_year_in_which_it_ends(starts_in: int, on: date, first: date, last: date, name: str) -> None:
    year = fiscal_year(starts_in, on)
    assert (year.window.first_day, year.window.last_day, year.name) == (first, last, name)
    assert year.before.window.last_day.toordinal() + 1 == first.toordinal()


def test_sums_the_year_to_date_and_the_one_before_and_leaves_the_position_alone() -> None:
    _month, _ago, to_date, before, trailing = from_july().periods
    # July to October at 500 each; July to October 2025 at 400.
    assert (to_date.credit, before.credit) == numbers(2000, 1600)
    assert (to_date.first_day, before.first_day, before.last_day) == (date(2026, 7, 1), date(2025, 7, 1), date(2025, 10, 31))
    assert (to_date.label, before.label) == ("FY2027 to date", "FY2026 to date")
    assert to_date.effective_cfte == Decimal("0.336986")  # 123 / 365
    assert trailing == report().periods[4] and from_july().standing == report().standing
    assert (from_july().year_name, report().year_name, report().year_to_date.label) == ("FY2027", "2026", "year to date")


def test_runs_a_target_over_the_year() -> None:
    target = from_july(targets=(TARGET,)).target
    assert target is not None
    assert (target.to_date, target.difference) == (Decimal("2021.9178"), Decimal("-21.9178"))  # 6,000 x 123 / 365 against 2,000
    # A year from July 2027 to June 2028 has 366 days, 182 of them up to 29 December.
    leap = from_july(as_of=date(2027, 12, 29), is_closed=False, months=(), days=(), targets=(TargetFrom(date(2025, 1, 1), Decimal(3660)),))
    assert leap.target is not None and leap.target.to_date == Decimal(1820)
    over = from_july(as_of=date(2028, 2, 29), months=(), days=(), targets=(TargetFrom(date(2025, 1, 1), Decimal(3660)),))
    assert over.target is not None and over.target.to_date == Decimal(2440)  # 244 days
    assert over.target_of_year == Decimal(3660)


def test_draws_the_year_from_its_first_month_to_its_last() -> None:
    days = (DaySum(date(2026, 7, 6), Decimal(1500)), DaySum(date(2026, 10, 5), Decimal(500)))
    found = from_july(days=days)
    assert (found.year[0].day, found.year[-1].day) == (date(2026, 7, 1), date(2027, 6, 30))
    assert [point.credit for point in found.year if point.day == date(2026, 10, 31)] == [Decimal(2000)]
    assert found.year[-1].effective_cfte == 1
    wide = fan(found, 720, 380, with_values=True)
    assert [label.text for label in wide.months][:3] == ["Jul", "Aug", "Sep"] and wide.months[-1].text == "Jun"
    assert wide.dot is not None and wide.dot.text == "2,000"


def test_cuts_leave_at_the_ends_of_the_year_and_looks_ahead_to_its_end() -> None:
    away = Absence(date(2026, 6, 20), date(2026, 7, 10), counts=False)
    found = from_july(absences=(away,))
    assert found.leaves == (Absence(date(2026, 7, 1), date(2026, 7, 10), counts=False),)
    assert found.leave_days == 10
    ahead = from_july().forecast
    # 500 a month: 2,000 so far and 242 days at the rates of 3 months (1,500 in 92 days) and of 12 (5,800 in 365).
    assert ahead is not None and ahead.last_day == date(2027, 6, 30)
    assert (round(ahead.low, 2), round(ahead.high, 2)) == (Decimal("5845.48"), Decimal("5945.65"))


def test_a_frozen_report_keeps_its_year() -> None:
    assert from_json(as_json(from_july())) == from_july()
    payload: Any = as_json(report())
    del payload["fiscal_year"]
    assert from_json(payload).year_name == "2026"


@pytest.fixture
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.mark.usefixtures("_noon")
def test_every_page_that_says_year_to_date_follows_and_published_reports_stay(cast: Cast) -> None:
    employ(cast.clinician, target="6000")
    for number in range(1, 11):
        did(cast.clinician, date(2026, number, 5), "45385", "450")
    close(cast, SEPTEMBER, OCTOBER)
    publish(cast, SEPTEMBER)
    ada = of(cast.clinician)
    assert "Year to date 4,050.00" in told(ada.get("/reports/2026-09/"))
    Organisation.objects.filter(pk=cast.organisation.pk).update(year_starts_in=7)
    publish(cast, OCTOBER)
    # Nine months of the calendar year stay as they were published; July to October are 1,800.
    assert "Year to date 4,050.00" in told(ada.get("/reports/2026-09/"))
    page = told(ada.get("/reports/2026-10/"))
    assert "FY2027 to date 1,800.00" in page and "Pace in FY2027" in page and "FY2026 to date" in page
    dashboard = ada.get("/dashboard/")
    assert dashboard.context["report"].year_to_date.credit == 1800
    shown = told(dashboard)
    assert "Your year so far, FY2027" in shown and "FY2027 to date against" in shown and "1 July 2026 to 23 November 2026" in shown
    assert [line.month for line in dashboard.context["months"]][-1] == Month(2026, 7)
    assert "1 July 2026 to 23 November 2026" in told(ada.get("/settings/clinical-time/"))
    department = of(cast.administrator)
    assert "FY2027 to date" in told(department.get("/department/", {"month": "2026-10"}))
    assert "Year to date" in told(department.get("/department/", {"month": "2026-09"}))
    answer = ada.get("/api/v1/position/").json()
    assert (answer["year_to_date"]["year"], answer["year_to_date"]["first_day"]) == ("FY2027", "2026-07-01")
    assert b"FY2027 to date" in ada.get("/reports/2026-10.csv").content
    form = department.get(f"/manage/people/{cast.clinician.membership.pk}/plan/new/").context["form"]
    assert (form.initial["effective_from"], form.initial["year_starts_in"]) == (date(2026, 7, 1), 7)
    assert ReportSnapshot.objects.filter(method_version="6").count() == ReportSnapshot.objects.count()
