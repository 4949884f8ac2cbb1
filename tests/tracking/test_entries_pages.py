"""RVU Edge lists every entry by code, place, category and days, keeps such choices under a name, and shows a month as days."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from codes.models import Release
from rvuedge.lib.months import Month
from tests.cast import Cast
from tests.tracking.test_export_page import CASES
from tracking.calendar_page import calendar_of
from tracking.models import Clinician, Leave, SavedFilter
from tracking.services import log_case

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def ada(cast: Cast, release: Release, client: Client) -> Client:
    for content in CASES:
        log_case(clinician=cast.clinician.log, case_id=uuid4(), content=content, actor=cast.clinician.user)
    client.force_login(cast.clinician.user)
    return client


def text_of(page: Any) -> str:
    return " ".join(page.content.decode().split())


def test_lists_every_entry_with_its_sum(ada: Client) -> None:
    page = text_of(ada.get("/log/list/"))
    # 4.46 + 0.29 + 3.84 + 1.92 + 1.92
    assert 'data-total="chosen">12.43<' in page
    assert "7 lines, 5 cases, 2 not counted" in page
    assert page.index("4 August 2026") < page.index("3 July 2026") < page.index("2 July 2026")


@pytest.mark.parametrize(
    ("query", "total", "counts"),
    [
        ("code=99214", "7.68", "3 lines, 3 cases"),
        ("code=45385+45380", "4.75", "2 lines, 1 case"),
        ("place=24", "4.75", "2 lines, 1 case"),
        ("first=2026-07-03&last=2026-07-31", "3.84", "2 lines, 1 case"),
        ("code=00100", "0.00", "0 lines, 0 cases"),
    ],
)
def test_lists_what_was_chosen(ada: Client, query: str, total: str, counts: str) -> None:
    page = text_of(ada.get(f"/log/list/?{query}"))
    assert f'data-total="chosen">{total}<' in page
    assert counts in page


def test_shows_pages_of_a_long_list(ada: Client, cast: Cast) -> None:
    for _ in range(60):
        log_case(clinician=cast.clinician.log, case_id=uuid4(), content=CASES[3], actor=cast.clinician.user)
    assert "Page 1 of 2" in text_of(ada.get("/log/list/"))
    assert "Page 2 of 2" in text_of(ada.get("/log/list/?page=2"))
    for odd in ("0", "-1", "999999999999999999999", "x"):
        assert ada.get(f"/log/list/?page={odd}").status_code == 200


@pytest.mark.parametrize("query", ["code=%27+or+1", "first=yesterday", "place=zz", "category=none", "first=2026-08-01&last=2026-07-01"])
def test_refuses_a_filter_that_is_none(ada: Client, query: str) -> None:
    assert ada.get(f"/log/list/?{query}").status_code == 400


def test_keeps_a_filter_and_lets_it_go(ada: Client) -> None:
    page = ada.post("/log/list/keep/", {"name": "Scopes in the ASC", "code": "45385", "place": "24"}, follow=True)
    assert page.redirect_chain == [("/log/list/?code=45385&place=24", 302)]
    assert "Scopes in the ASC" in text_of(page)
    saved = SavedFilter.objects.get()
    assert saved.chosen == {"code": "45385", "place": "24"}
    ada.post("/log/list/keep/", {"name": "Scopes in the ASC", "code": "45380"})
    assert SavedFilter.objects.get().chosen == {"code": "45380"}
    ada.post(f"/log/list/filters/{saved.pk}/remove/")
    assert SavedFilter.objects.count() == 0


@pytest.mark.parametrize("name", ["MRN 12345", "123-45-6789", "jane@mail.example", "DOB 1/2/1956"])
def test_refuses_a_name_that_looks_like_a_patient(ada: Client, name: str) -> None:
    page = ada.post("/log/list/keep/", {"name": name, "code": "45385"})
    assert (page.status_code, "may identify a patient. Remove it." in text_of(page)) == (400, True)
    assert SavedFilter.objects.count() == 0


def test_keeps_so_many_filters_and_no_more(ada: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracking.services_filters.MOST_FILTERS", 1)
    ada.post("/log/list/keep/", {"name": "One", "code": "45385"})
    assert "filters are kept. Remove one first." in text_of(ada.post("/log/list/keep/", {"name": "Two", "code": "45385"}, follow=True))
    assert SavedFilter.objects.count() == 1


def test_shows_the_days_of_a_month_with_their_credit(ada: Client) -> None:
    page = text_of(ada.get("/log/calendar/2026-07/"))
    assert 'data-total="month">8.59<' in page  # 4.46 + 0.29 + 3.84
    assert "2 cases on 2 days" in page
    assert 'href="/log/2026-07-02/"' in page
    assert ">4.75<" in page
    # July 2026 has 23 weekdays; on two of them is an entry, on one of those, Friday the 3rd, Independence Day is kept.
    assert "21 working days without an entry" in page


def test_leads_to_the_month_that_is(ada: Client) -> None:
    assert ada.get("/log/calendar/")["Location"] == "/log/calendar/2026-11/"


@pytest.mark.parametrize("month", ["2026-12", "2026-13", "1999-01", "9999-99", "0000-01"])
def test_has_no_month_beyond_the_log(ada: Client, month: str) -> None:
    assert ada.get(f"/log/calendar/{month}/").status_code == 404


def test_counts_no_day_as_forgotten_that_was_away_or_is_to_come(cast: Cast, release: Release) -> None:
    clinician: Clinician = cast.clinician.log
    Leave.objects.create(clinician=clinician, first_day=date(2026, 11, 2), last_day=date(2026, 11, 13), kind="holiday")
    shown = calendar_of(cast.clinician.user, clinician, Month(2026, 11), date(2026, 11, 23))
    # Weekdays of November 2026 before Monday the 23rd: 2 to 6, 9 to 13, 16 to 20; the first two weeks were leave.
    assert [day.day for day in shown.unlogged] == [16, 17, 18, 19, 20]
    assert shown.weeks[0][0].day == date(2026, 11, 1)
    assert (shown.credit, shown.cases) == (Decimal(0), 0)


def test_counts_no_day_before_the_log_begins_or_after_it_ended(cast: Cast, release: Release) -> None:
    clinician: Clinician = cast.clinician.log
    clinician.started_on, clinician.ended_on = date(2026, 7, 20), date(2026, 7, 24)
    shown = calendar_of(cast.clinician.user, clinician, Month(2026, 7), date(2026, 11, 23))
    assert [day.day for day in shown.unlogged] == [20, 21, 22, 23, 24]


@pytest.mark.parametrize("address", ["/log/list/", "/log/calendar/2026-08/"])
def test_asks_the_database_as_often_for_many_entries_as_for_few(ada: Client, cast: Cast, address: str) -> None:
    counts = []
    ada.get(address)
    for more in (0, 30):
        for _ in range(more):
            log_case(clinician=cast.clinician.log, case_id=uuid4(), content=CASES[3], actor=cast.clinician.user)
        with CaptureQueriesContext(connection) as asked:
            ada.get(address)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= 16


@pytest.mark.parametrize("address", ["/log/list/", "/log/calendar/", "/log/import/", "/log/export/"])
def test_leads_whoever_keeps_no_log_to_begin_one(client: Client, cast: Cast, address: str) -> None:
    client.force_login(cast.administrator.user)
    assert client.get(address)["Location"] == "/log/"
