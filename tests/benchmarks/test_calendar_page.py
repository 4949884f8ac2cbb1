"""Administrators say on which days the organisation is open; dashboards and the checklist of a month follow it."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from benchmarks.models import CalendarDay
from codes.models import Specialty
from rvuedge.accounts.models import AuditEntry
from tests.benchmarks.work import NOON, employ
from tests.cast import Cast

PAGE = "/manage/benchmarks/calendar/"
SAID = {"day": "2026-11-27", "state": "closed", "name": "Day after Thanksgiving"}


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def save(client: Client, **said: str):
    return client.post(reverse("working-calendar-save"), SAID | said, follow=True)


def days(client: Client, year: int = 2026) -> dict[str, bool]:
    page = client.get(f"{PAGE}?year={year}").context["page"]
    return {one.day.isoformat(): one.is_open for one in page.days}


def test_starts_with_the_federal_holidays_and_counts_each_month(fay: Client) -> None:
    page = fay.get(PAGE)
    assert len(days(fay)) == 11 and not any(days(fay).values())
    assert "Independence Day" in page.text and "3 July 2026" in page.text
    # 2026: 261 weekdays and 11 holidays; November has 21 and 2.
    assert page.context["page"].working_days == 250
    assert dict(page.context["page"].months)[page.context["page"].months[10][0]] == 19
    for text in ("1999", "2032", "soon", "99999999999"):
        assert fay.get(f"{PAGE}?year={text}").context["page"].year == 2026
    assert fay.get(f"{PAGE}?day=2026-02-30").status_code == 200


def test_keeps_changes_and_removes_a_day_with_its_audit(fay: Client) -> None:
    assert "Day after Thanksgiving" in save(fay).text
    assert days(fay)["2026-11-27"] is False
    form = fay.get(f"{PAGE}?day=2026-11-27").context["form"]
    assert (form["state"].value(), form["name"].value()) == ("closed", "Day after Thanksgiving")
    save(fay, state="open", name="")
    kept = CalendarDay.objects.get()
    assert kept.is_open and days(fay)["2026-11-27"] is True
    fay.post(reverse("working-calendar-remove", args=[kept.pk]))
    assert "2026-11-27" not in days(fay)
    before, after = (
        {"is_open": False, "is_yearly": False, "name": "Day after Thanksgiving"},
        {"is_open": True, "is_yearly": False, "name": ""},
    )
    told = [entry.detail for entry in AuditEntry.objects.filter(action="calendar.changed").order_by("pk")]
    assert told == [{"before": {}, "after": before}, {"before": before, "after": after}, {"before": after, "after": {}}]


def test_a_holiday_that_is_worked_is_said_once(fay: Client) -> None:
    save(fay, day="2026-10-12", state="open", is_yearly="on", name="")
    assert days(fay)["2026-10-12"] and days(fay, 2027)["2027-10-11"] and not days(fay, 2025)["2025-10-13"]
    assert "your entry of 2026" in fay.get(f"{PAGE}?year=2027").text


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"day": "2026-12-05", "state": "open", "is_yearly": "on"}, "Only a federal holiday"),
        ({"day": "2026-02-30"}, "not a date"),
        ({"day": "1999-01-01"}, "from 1 January 2000"),
        ({"state": "perhaps"}, "Select a valid choice"),
        ({"name": "x" * 81}, "at most 80"),
    ],
)
def test_refuses_what_makes_no_sense(fay: Client, said: dict[str, str], words: str) -> None:
    answer = save(fay, **said)
    assert answer.status_code == 422 and words in answer.text
    assert not CalendarDay.objects.exists()


def test_the_dashboard_and_the_month_follow_the_calendar_of_the_own_organisation(
    fay: Client, cast: Cast, specialties: dict[str, Specialty]
) -> None:
    employ(cast.clinician, target="6000", specialty=specialties["gastroenterology"])
    CalendarDay.objects.create(organisation=cast.elsewhere, day=date(2026, 11, 30))
    ada = Client()
    ada.force_login(cast.clinician.user)
    # After Monday 23 November 2026: Tuesday, Wednesday, Friday and Monday; of December 23 weekdays but Christmas.
    assert "26 working days are left" in ada.get("/dashboard/").text
    unlogged = fay.get("/manage/months/2026-11/").context["found"].rows[0].unlogged
    save(fay)
    save(fay, day="2026-11-09", name="")
    assert "25 working days are left" in ada.get("/dashboard/").text
    assert fay.get("/manage/months/2026-11/").context["found"].rows[0].unlogged == unlogged - 1


def test_a_log_misses_no_entry_on_a_day_on_which_its_organisation_is_closed(fay: Client, cast: Cast) -> None:
    CalendarDay.objects.create(organisation=cast.elsewhere, day=date(2026, 11, 4), name="Elsewhere")
    ada = Client()
    ada.force_login(cast.clinician.user)

    def missing() -> list[int]:
        return [day.day for day in ada.get("/log/calendar/2026-11/").context["shown"].unlogged]

    # Before Monday the 23rd: every weekday but Wednesday the 11th, Veterans Day.
    assert missing() == [2, 3, 4, 5, 6, 9, 10, 12, 13, 16, 17, 18, 19, 20]
    assert "Veterans Day" in ada.get("/log/calendar/2026-11/").text
    save(fay, day="2026-11-11", state="open", name="")
    save(fay, day="2026-11-06", state="closed", name="Retreat")
    save(fay, day="2026-11-09", state="closed", name="")
    save(fay, day="2026-11-14", state="open", name="Open Saturday")
    assert missing() == [2, 3, 4, 5, 10, 11, 12, 13, 14, 16, 17, 18, 19, 20]
    page = ada.get("/log/calendar/2026-11/").text
    assert "Retreat" in page and ">closed<" in page and "Veterans Day" not in page and "Elsewhere" not in page
