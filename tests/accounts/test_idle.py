"""RVU Edge ends a sign-in that nobody uses: sooner for who has rights over others, and never by what a page asks by itself."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from rvuedge.accounts.models import AuditEntry, DeviceSession, Organisation
from tests.cast import Cast
from tests.factories import PASSWORD

MORNING = datetime(2026, 11, 23, 12, tzinfo=UTC)
SIGN_IN = "/accounts/login/"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 13_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.1.1 "
    "Mobile/15E148 Safari/604.1"
)
BY_A_SCRIPT = {"Sec-Fetch-Mode": "cors"}


def signed_in(email: str, user_agent: str = IPHONE) -> Client:
    """A browser in which somebody signed in by password."""
    client = Client(headers={"user-agent": user_agent})
    assert client.post(SIGN_IN, {"login": email, "password": PASSWORD}).status_code == 302
    return client


def after(**time: float):
    return time_machine.travel(MORNING + timedelta(**time), tick=False)


@pytest.fixture(autouse=True)
def _morning():
    with after():
        yield


def test_ends_the_sign_in_of_an_administrator_after_half_an_hour_without_use(cast: Cast) -> None:
    for user in (cast.administrator.user, cast.operator):
        client = signed_in(user.email)
        for minutes in (29, 58, 87):
            with after(minutes=minutes):
                assert client.get("/settings/").status_code == 200
        with after(minutes=117, seconds=1):
            assert client.get("/settings/").status_code == 302
        assert AuditEntry.objects.filter(action="sign_in.ended", subject=user.email).count() == 1


def test_keeps_the_sign_in_of_a_clinician_for_the_day(cast: Cast) -> None:
    client = signed_in(cast.clinician.user.email)
    with after(hours=11, minutes=59):
        assert client.get("/log/").status_code == 200


def test_ends_the_sign_in_of_a_clinician_where_it_may_last_longer(cast: Cast, settings) -> None:
    settings.SESSION_COOKIE_AGE, settings.IDLE_LIMIT = 30 * 86400, 3600
    client = signed_in(cast.clinician.user.email)
    with after(minutes=59):
        assert client.get("/log/").status_code == 200
    with after(minutes=120):
        assert client.get("/log/").status_code == 302


def test_gives_the_people_of_a_demo_the_day(cast: Cast) -> None:
    Organisation.objects.update(is_demo=True)
    client = signed_in(cast.administrator.user.email)
    with after(hours=3):
        assert client.get("/manage/people/").status_code == 200


@pytest.mark.parametrize("address", ["/log/", "/settings/", "/api/v1/totals/"])
def test_takes_nothing_for_use_that_a_page_asks_by_itself(cast: Cast, address: str) -> None:
    client = signed_in(cast.administrator.user.email)
    for minutes in (10, 20, 29):
        with after(minutes=minutes):
            assert client.get(address, headers=BY_A_SCRIPT).status_code == 200
    with after(minutes=31):
        assert client.get("/settings/").status_code == 302


# Without https a browser says nothing of who asks: htmx marks itself, `fetch` asks for anything, the worker keeps the log for a device.
@pytest.mark.parametrize(
    "marks",
    [
        {"HX-Request": "true", "Accept": "text/html, */*"},
        {"Accept": "*/*"},
        {"Accept": "application/json"},
        {"X-For-Device": "1", "Accept": "*/*"},
    ],
)
def test_takes_nothing_for_use_that_a_page_asks_by_itself_over_plain_http(cast: Cast, marks: dict[str, str]) -> None:
    client = signed_in(cast.administrator.user.email)
    for minutes in (10, 20, 29):
        with after(minutes=minutes):
            assert client.get("/settings/", headers=marks).status_code == 200
    with after(minutes=31):
        assert client.get("/settings/").status_code == 302


def test_takes_a_page_for_use_over_plain_http(cast: Cast) -> None:
    client = signed_in(cast.administrator.user.email)
    for minutes in (29, 58):
        with after(minutes=minutes):
            said = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
            assert client.get("/settings/", headers=said).status_code == 200


def test_takes_what_is_sent_for_use(cast: Cast) -> None:
    client = signed_in(cast.administrator.user.email)
    with after(minutes=29):
        client.post("/settings/profile/", {"name": "Fay", "career_stage": "attending"}, headers=BY_A_SCRIPT)
    with after(minutes=58):
        assert client.get("/settings/").status_code == 200


def test_ends_the_sign_in_of_who_became_administrator_meanwhile(cast: Cast) -> None:
    client = signed_in(cast.clinician.user.email)
    cast.clinician.membership.role = "administrator"
    cast.clinician.membership.save()
    with after(minutes=31):
        assert client.get("/log/").status_code == 302


def test_writes_a_use_every_few_minutes_and_not_at_each_request(cast: Cast, django_assert_num_queries) -> None:
    client = signed_in(cast.administrator.user.email)
    began = DeviceSession.objects.get().seen_at
    # Half an hour without use is told apart to a tenth of it: three minutes.
    with after(minutes=2, seconds=59):
        client.get("/settings/sessions/")
        assert DeviceSession.objects.get().seen_at == began
    with after(minutes=3):
        client.get("/settings/sessions/")
        assert DeviceSession.objects.get().seen_at == MORNING + timedelta(minutes=3)


def test_says_why_and_leads_back_to_the_page_that_was_wanted(cast: Cast) -> None:
    client = signed_in(cast.administrator.user.email)
    with after(minutes=31):
        answer = client.get("/manage/people/?page=2", follow=True)
        assert answer.redirect_chain == [(f"{SIGN_IN}?next=/manage/people/%3Fpage%3D2", 302)]
        assert "You were signed out" in answer.text


@pytest.mark.parametrize(
    ("referer", "back"),
    [("http://testserver/manage/people/?x=1", "/manage/people/"), ("https://evil.example/manage/", "/log/"), ("", "/log/")],
)
def test_leads_who_sent_a_form_back_to_its_page(cast: Cast, referer: str, back: str) -> None:
    client = signed_in(cast.administrator.user.email)
    with after(minutes=31):
        answer = client.post("/manage/people/departments/", {"name": "Pathology"}, headers={"Referer": referer})
        assert answer["Location"] == f"{SIGN_IN}?next={back}"
        assert not cast.organisation.departments.filter(name="Pathology").exists()


def test_tells_a_device_that_sends_an_entry_to_keep_it(cast: Cast) -> None:
    client = signed_in(cast.clinician.user.email)
    with after(hours=12, seconds=1):
        answer = client.post("/log/send/", {}, content_type="application/json", headers={"Idempotency-Key": "k", **BY_A_SCRIPT})
    assert (answer.status_code, answer["Idempotency-Key"]) == (401, "k")
    assert answer["Content-Type"] == "application/problem+json"
