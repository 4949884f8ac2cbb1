"""The Django admin is the operator's: it shows people and what they did, suspends and readmits, and gives no secret away."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.admin import site
from django.test import Client, RequestFactory

from rvuedge.accounts.models import ApiToken, AuditEntry, User
from rvuedge.accounts.services import invite, make_token
from tests.cast import Cast

USERS = "/admin/accounts/user/"


@pytest.fixture
def olga(cast: Cast) -> Client:
    """The operator's session."""
    client = Client()
    client.force_login(cast.operator)
    return client


def act(client: Client, action: str, *users: User) -> str:
    return client.post(USERS, {"action": action, "_selected_action": [user.pk for user in users]}, follow=True).text


def test_suspends_people_and_lets_them_in_again(olga: Client, ada: Client, cast: Cast) -> None:
    assert "1 accounts are suspended" in act(olga, "suspend_people", cast.clinician.user, cast.operator)
    assert ada.get("/settings/").status_code == 302
    assert User.objects.get(pk=cast.operator.pk).is_active
    assert "1 accounts are let in again" in act(olga, "readmit_people", cast.clinician.user, cast.colleague.user)
    entries = AuditEntry.objects.filter(subject="ada.clinician@clinic.example").order_by("id").values_list("action", "actor_name")
    assert list(entries)[-2:] == [("person.suspended", cast.operator.email), ("person.readmitted", cast.operator.email)]


def test_shows_no_hash_of_a_secret(olga: Client, cast: Cast) -> None:
    token, secret = make_token(user=cast.clinician.user, name="Script", days=30, may_write=True)
    invitation, link = invite(
        organisation=cast.organisation, email="x@clinic.example", role="lead", department=None, by=cast.administrator.user
    )
    hashes = (token.secret_hash, invitation.secret_hash, secret, link, cast.clinician.user.password)
    pages = (f"{USERS}{cast.clinician.user.pk}/change/", f"/admin/accounts/apitoken/{token.pk}/change/")
    for address in (*pages, f"/admin/accounts/invitation/{invitation.pk}/change/", USERS):
        answer = olga.get(address)
        assert answer.status_code == 200
        assert not [one for one in hashes if one in answer.text]
    assert ApiToken.objects.count() == 1


def test_shows_no_secret_of_an_authenticator_app_and_removes_a_lost_one(olga: Client, cast: Cast) -> None:
    TOTP.activate(cast.clinician.user, "JBSWY3DPEHPK3PXP")
    lost = Authenticator.objects.get()
    address = f"/admin/mfa/authenticator/{lost.pk}/"
    page = olga.get(address + "change/")
    assert page.status_code == 200
    assert "JBSWY3DPEHPK3PXP" not in page.text
    assert lost.data["secret"] not in page.text
    assert olga.post(address + "delete/", {"post": "yes"}).status_code == 302
    assert not Authenticator.objects.exists()


def test_confirms_an_address_by_hand(olga: Client, cast: Cast) -> None:
    address = EmailAddress.objects.create(user=cast.clinician.user, email=cast.clinician.user.email, primary=True)
    chosen = {"action": "confirm_addresses", "_selected_action": [address.pk]}
    assert "1 addresses are confirmed" in olga.post("/admin/account/emailaddress/", chosen, follow=True).text
    address.refresh_from_db()
    assert address.verified
    assert "0 addresses are confirmed" in olga.post("/admin/account/emailaddress/", chosen, follow=True).text
    told = AuditEntry.objects.get(action="address.confirmed")
    assert (told.actor_name, told.subject) == (cast.operator.email, address.email)


def test_saves_nothing_past_a_service(olga: Client, cast: Cast) -> None:
    """Everything is read-only but what may be removed; groups, which nothing asks for, have no page."""
    assert olga.get("/admin/auth/group/").status_code == 404
    request = RequestFactory().get("/admin/")
    request.user = cast.operator
    saving = [model for model, page in site._registry.items() if page.has_add_permission(request) or page.has_change_permission(request)]
    assert saving == []


@pytest.mark.parametrize("search", ["?q=ada", "?is_active__exact=1", "?career_stage__exact=attending", "?q=%27%3B--"])
def test_searches_and_filters_people(olga: Client, search: str) -> None:
    assert olga.get(USERS + search).status_code == 200


def test_shows_the_whole_audit_trail(olga: Client, cast: Cast) -> None:
    page = olga.get("/admin/accounts/auditentry/")
    assert page.status_code == 200
    assert "sign_in.done" in page.text
    assert "Delete selected" not in page.text
