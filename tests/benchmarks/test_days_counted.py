"""Clinical FTE-years by working days, where an organisation says so: in the position, the chart, the report and clinical time."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from benchmarks.models import CalendarDay, ComparisonPolicy
from benchmarks.report.codec import as_json, from_json
from benchmarks.report.imputed import imputed_of
from benchmarks.stats.basis import Basis
from benchmarks.stats.working_days import SaidOfDay
from codes.models import Specialty
from tests.benchmarks.agreed import of, told
from tests.benchmarks.inputs import report
from tests.benchmarks.work import NOON, did, edition_in_force, employ
from tests.cast import Cast

API, PAGE = "/api/v1/position/", "/dashboard/position/"
WORKING = {"basis": Basis.WORKING_DAYS}
COLUMBUS = SaidOfDay(date(2025, 10, 13), is_open=True, is_yearly=True)


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def test_counts_the_position_by_working_days() -> None:
    # 250 working days each in 2025 and 2026. November 2025: 20 weekdays without the 11th and 27th, 18; December: 23 without the 25th, 22.
    # 2026 without November (21 weekdays - 2) and December (23 - 1): 250 - 19 - 22 = 209. 40/250 + 209/250 = 0.996.
    # 800 + 5,000 = 5,800 / 0.996 = 5,823.2932: 50 + 25 x 823.2932/1,000 = 70.5823; by calendar days it is 70.
    made = report(**WORKING)
    assert made.periods[4].effective_cfte == Decimal("0.996000")
    assert (made.standing.rate, made.standing.percentile) == (Decimal("5823.2932"), Decimal("70.5823"))
    assert report().standing.percentile == 70
    # October 2026: 22 weekdays without Columbus Day, 21; 500 / (21/250) = 5,952.3810.
    assert (made.this_month.effective_cfte, made.this_month.per_cfte) == (Decimal("0.084000"), Decimal("5952.3810"))
    assert made.basis is Basis.WORKING_DAYS and from_json(as_json(made)) == made


def test_follows_the_calendar_of_the_organisation() -> None:
    # Columbus Day is worked each year: 251 working days, 22 of them in October.
    made = report(**WORKING, calendar=(COLUMBUS,))
    assert made.this_month.effective_cfte == Decimal("0.087649")


def test_is_a_whole_year_at_the_year_s_end_and_full_time_at_any_day() -> None:
    made = report(**WORKING)
    assert made.year[-1].effective_cfte == 1
    # The mean of the year so far is that of its working days: 209/250 of 209/250, not of 304/365.
    imputed = imputed_of(made)
    assert imputed is not None and imputed.entered == 1
    # 5,000 in 209/250 of a year at a median of 5,000: 250/209 = 1.196.
    assert imputed.found == Decimal("1.20")


def work_year(cast: Cast, specialty: Specialty) -> None:
    employ(cast.clinician, specialty=specialty)
    edition_in_force(cast)
    for month in [date(2025, 11, 5), date(2025, 12, 5), *(date(2026, number, 5) for number in range(1, 11))]:
        did(cast.clinician, month, "45385", "390")


def test_takes_the_days_that_the_organisation_says(cast: Cast, specialties: dict[str, Specialty], client: Client) -> None:
    work_year(cast, specialties["gastroenterology"])
    client.force_login(cast.administrator.user)
    said = {"effective_from": "2026-01-01", "method": "newest", "basis": "working_days"}
    assert client.post("/manage/benchmarks/comparison/save/", said).status_code == 302
    assert ComparisonPolicy.objects.get().basis == "working_days"
    assert "Clinical time by working days." in told(client.get("/manage/benchmarks/comparison/"))
    form = client.get("/manage/benchmarks/comparison/?from=2026-01-01").context["form"]
    assert form["basis"].value() == "working_days"
    ada = of(cast.clinician)
    window = ada.get(API).json()["window"]
    assert (window["basis"], window["effective_cfte"], window["mean_cfte"]) == ("working_days", "0.996000", "1.0000")
    # 12 x 390 = 4,680 / 0.996 = 4,698.7952: 25 + 25 x 698.7952/1,000 = 42.4699.
    assert ada.get(API).json()["percentile"] == "42.4699"
    assert "over the working days of the year; mean 1.0000" in told(ada.get(PAGE))
    # 1 January to 23 November: 209 + 15 weekdays of November up to the 20th and the 23rd without the 11th, 224/250.
    assert 'data-total="clinical-time">0.896<' in told(ada.get("/settings/clinical-time/"))
    assert "over the working days of the year." in told(ada.get("/settings/clinical-time/"))


def test_counts_calendar_days_where_nothing_is_said(cast: Cast, specialties: dict[str, Specialty], client: Client) -> None:
    work_year(cast, specialties["gastroenterology"])
    client.force_login(cast.administrator.user)
    assert client.post("/manage/benchmarks/comparison/save/", {"effective_from": "2026-01-01", "method": "newest"}).status_code == 302
    assert ComparisonPolicy.objects.get().basis == "calendar_days"
    CalendarDay.objects.create(organisation=cast.organisation, day=date(2026, 10, 12), is_open=True)
    window = of(cast.clinician).get(API).json()["window"]
    assert (window["basis"], window["effective_cfte"]) == ("calendar_days", "1.000000")
    assert (
        client.post("/manage/benchmarks/comparison/save/", {"effective_from": "2026-01-01", "method": "newest", "basis": "x"}).status_code
        == 422
    )
