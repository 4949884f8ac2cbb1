"""RVU Edge ends a sign-in after twelve hours, whatever happens in it, and at once when the person signs out."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from rvuedge.accounts.models import AuditEntry
from tests.cast import Cast
from tests.factories import PASSWORD

MORNING = datetime(2026, 11, 23, 12, tzinfo=UTC)
SIGN_IN = "/accounts/login/"


@pytest.fixture
def ben(cast: Cast, client: Client) -> Client:
    """Somebody who signed in by password in the morning, to be remembered."""
    with time_machine.travel(MORNING, tick=False):
        client.post(SIGN_IN, {"login": cast.colleague.user.email, "password": PASSWORD, "remember": "on"})
    return client


@pytest.mark.parametrize("address", ["/log/", "/settings/", "/api/v1/cases/"])
def test_ends_a_sign_in_that_was_busy_all_day(ben: Client, address: str) -> None:
    for hours in (4, 8, 11.9):
        with time_machine.travel(MORNING + timedelta(hours=hours), tick=False):
            assert ben.get(address).status_code == 200
            # A session that is written to gets a new end of its own.
            session = ben.session
            session["touched"] = hours
            session.save()
    with time_machine.travel(MORNING + timedelta(hours=12, seconds=1), tick=False):
        assert ben.get(address).status_code == (401 if address.startswith("/api/") else 302)
        assert ben.get("/settings/")["Location"].startswith(SIGN_IN)
    assert AuditEntry.objects.filter(action="sign_in.ended", subject="ben.colleague@clinic.example").count() == 1


@pytest.mark.parametrize("value", ["?skip_timeout_reset=1", "?_session_expiry=999999999", "?signed_in_at=99999999999"])
def test_lets_no_word_of_a_request_prolong_it(ben: Client, value: str) -> None:
    with time_machine.travel(MORNING + timedelta(hours=12, seconds=1), tick=False):
        assert ben.get("/log/" + value).status_code == 302


def test_begins_anew_with_a_new_sign_in(ben: Client, cast: Cast) -> None:
    with time_machine.travel(MORNING + timedelta(hours=13), tick=False):
        ben.post(SIGN_IN, {"login": cast.colleague.user.email, "password": PASSWORD})
        assert ben.get("/log/").status_code == 200


def test_ends_a_sign_in_at_once_on_signing_out(ben: Client) -> None:
    with time_machine.travel(MORNING + timedelta(hours=1), tick=False):
        key = ben.session.session_key
        ben.post("/accounts/logout/")
        ben.cookies["sessionid"] = key or ""
        assert ben.get("/log/").status_code == 302


def test_changes_the_key_of_a_session_with_the_sign_in(cast: Cast, client: Client) -> None:
    client.get(SIGN_IN)
    session = client.session
    session["planted"] = "1"
    session.save()
    client.cookies["sessionid"] = planted = str(session.session_key)
    client.post(SIGN_IN, {"login": cast.colleague.user.email, "password": PASSWORD})
    assert client.session.session_key != planted
    assert client.get("/log/").status_code == 200
