"""RVU Edge shows everybody where they are signed in, and signs each device out at once."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from rvuedge.accounts.models import AuditEntry, DeviceSession
from rvuedge.accounts.services import change_membership, end_membership, set_password, suspend
from tests.accounts.test_idle import IPHONE, MORNING, signed_in
from tests.cast import Cast
from tests.factories import PASSWORD

PAGE = "/settings/sessions/"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/91.0 Safari/537.36 Edg/91.0"
LATER = MORNING + timedelta(hours=1, minutes=30)


@pytest.fixture(autouse=True)
def _morning():
    with time_machine.travel(MORNING, tick=False):
        yield


@pytest.fixture
def phone(cast: Cast) -> Client:
    return signed_in(cast.colleague.user.email, IPHONE)


@pytest.fixture
def desk(cast: Cast, phone: Client) -> Client:
    with time_machine.travel(MORNING + timedelta(hours=1), tick=False):
        return signed_in(cast.colleague.user.email, WINDOWS)


def test_lists_the_devices_with_this_one_apart(phone: Client, desk: Client, django_assert_num_queries) -> None:
    with time_machine.travel(LATER, tick=False):
        phone.get("/log/")
        text = desk.get(PAGE).text
        this, others = text.split('id="others"')
        assert "Edge on Windows" in this.split('id="this"')[1]
        assert "Safari on iPhone" in others
        # The organisation is in New York: 12:00 UTC is 7 in the morning there, 13:30 half past eight.
        assert "signed in 23 November 2026, 07:00, last used 23 November 2026, 08:30" in others
        # The session, the person with the place, and the devices; nothing grows with them.
        with django_assert_num_queries(3):
            desk.get(PAGE)


def test_says_so_where_there_is_no_other(phone: Client) -> None:
    text = phone.get(PAGE).text
    assert "You are signed in nowhere else." in text
    assert "Sign out all other devices" not in text


def test_signs_one_device_out(phone: Client, desk: Client, cast: Cast) -> None:
    number = DeviceSession.objects.get(system="iPhone").pk
    assert "Safari on iPhone is signed out." in desk.post(f"{PAGE}{number}/end/", follow=True).text
    assert phone.get("/log/").status_code == 302
    assert desk.get("/log/").status_code == 200
    entry = AuditEntry.objects.get(action="session.ended")
    assert (entry.actor_id, entry.organisation_id) == (cast.colleague.user.pk, cast.organisation.pk)
    assert entry.detail == {"device": "Safari on iPhone"}


def test_signs_all_other_devices_out(phone: Client, desk: Client, cast: Cast) -> None:
    third = signed_in(cast.colleague.user.email, "")
    stranger = signed_in(cast.clinician.user.email, IPHONE)
    assert "2 other devices are signed out." in desk.post(f"{PAGE}end-others/", follow=True).text
    assert [client.get("/log/").status_code for client in (phone, third, desk, stranger)] == [302, 302, 200, 200]
    assert AuditEntry.objects.get(action="session.others_ended").detail == {"sessions": 2}
    desk.post(f"{PAGE}end-others/")
    assert AuditEntry.objects.filter(action="session.others_ended").count() == 1


def test_signs_nobody_elses_device_out(phone: Client, cast: Cast) -> None:
    other = signed_in(cast.clinician.user.email, IPHONE)
    number = DeviceSession.objects.get(user=cast.clinician.user).pk
    assert phone.post(f"{PAGE}{number}/end/").status_code == 404
    assert other.get("/log/").status_code == 200


def test_forgets_a_device_that_signs_out(phone: Client, desk: Client) -> None:
    phone.post("/accounts/logout/")
    assert list(DeviceSession.objects.values_list("system", flat=True)) == ["Windows"]
    assert "You are signed in nowhere else." in desk.get(PAGE).text


def test_lists_no_device_whose_time_is_over(phone: Client, desk: Client, cast: Cast) -> None:
    with time_machine.travel(MORNING + timedelta(hours=12, minutes=30), tick=False):
        assert "You are signed in nowhere else." in desk.get(PAGE).text
        signed_in(cast.colleague.user.email, "")
        assert set(DeviceSession.objects.values_list("system", flat=True)) == {"Windows", ""}


def test_keeps_the_device_on_which_the_password_was_changed_and_no_other(phone: Client, desk: Client) -> None:
    with time_machine.travel(LATER, tick=False):
        said = {"oldpassword": PASSWORD, "password1": "nine loud herons wade", "password2": "nine loud herons wade"}
        assert desk.post("/accounts/password/change/", said).status_code == 302
        assert phone.get("/log/").status_code == 302
        text = desk.get(PAGE).text
    assert "Edge on Windows" in text
    assert "signed in 23 November 2026, 08:00" in text
    assert "You are signed in nowhere else." in text


def test_ends_the_sessions_of_who_leaves_is_suspended_or_gets_a_new_password(phone: Client, cast: Cast) -> None:
    user, by = cast.colleague.user, cast.administrator.user
    set_password(user=user, password=PASSWORD)
    assert not DeviceSession.objects.filter(user=user).exists()
    again = signed_in(user.email, "")
    suspend(user=user, by=by)
    assert again.get("/log/").status_code == 302
    lead = signed_in(cast.lead.user.email, "")
    end_membership(membership=cast.lead.membership, by=by, on=MORNING.date())
    assert lead.get("/settings/").status_code == 302
    assert not DeviceSession.objects.filter(user__in=[user, cast.lead.user]).exists()
    assert Session.objects.count() == 0


def test_keeps_the_session_of_who_gets_another_role(phone: Client, cast: Cast) -> None:
    """Rights are asked at each request: nothing has to end for them to change."""
    change_membership(
        membership=cast.colleague.membership, role="lead", department=cast.medicine, by=cast.administrator.user, on=MORNING.date()
    )
    assert phone.get("/department/").status_code == 200


def test_shows_a_session_from_before_this_list_once_it_is_used(phone: Client) -> None:
    DeviceSession.objects.all().delete()
    assert "Safari on iPhone" not in phone.get(PAGE).text
    with time_machine.travel(MORNING + timedelta(minutes=6), tick=False):
        assert "Safari on iPhone" in phone.get(PAGE).text


def test_keeps_no_address_of_the_network(phone: Client) -> None:
    assert {field.name for field in DeviceSession._meta.get_fields()} == {
        "id",
        "user",
        "session_key",
        "browser",
        "system",
        "began_at",
        "seen_at",
    }


@pytest.mark.parametrize("page", ["/accounts/2fa/", "/accounts/2fa/webauthn/"])
def test_offers_to_sign_the_others_out_where_second_factors_are_changed(phone: Client, desk: Client, page: str) -> None:
    assert 'action="/settings/sessions/end-others/"' in desk.get(page).text
    assert phone.get("/settings/").status_code == 200
    desk.post("/settings/sessions/end-others/")
    assert phone.get("/settings/").status_code == 302
