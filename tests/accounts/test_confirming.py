"""RVU Edge asks once more who it is, and says why, before rights, tokens and files of others; then the person goes on."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from rvuedge.accounts.models import ApiToken, Membership, Organisation, User
from rvuedge.accounts.services import invite
from tests.access.passkeys import store_passkey
from tests.accounts.test_guessing import SECRET, code_at
from tests.accounts.test_idle import MORNING, after, signed_in
from tests.cast import Cast
from tests.factories import PASSWORD

ASKS = "/accounts/reauthenticate/"
TOKENS, TOKEN = "/settings/tokens/", {"name": "Script", "days": "30"}
SIXTEEN = MORNING + timedelta(minutes=16)


@pytest.fixture(autouse=True)
def _morning():
    with after():
        yield


def role_of(cast: Cast) -> str:
    return Membership.objects.get(pk=cast.clinician.membership.pk).role


def test_asks_nobody_who_signed_in_minutes_ago(cast: Cast) -> None:
    client = signed_in(cast.clinician.user.email)
    with after(minutes=14, seconds=59):
        assert "Copy it now" in client.post(TOKENS, TOKEN).text


def test_asks_for_the_password_later_says_why_and_does_what_was_sent(cast: Cast) -> None:
    client = signed_in(cast.clinician.user.email)
    with after(minutes=15):
        asked = client.post(TOKENS, TOKEN, follow=True)
        assert asked.redirect_chain == [(f"{ASKS}?next=%2Fsettings%2Ftokens%2F", 302)]
        assert "You make a token: whoever holds it reads your log, without a password." in asked.text
        assert not ApiToken.objects.exists()
        wrong = client.post(ASKS, {"password": "wrong", "next": TOKENS})
        assert wrong.status_code == 200
        assert "You make a token" in wrong.text
        assert "Copy it now" in client.post(ASKS, {"password": PASSWORD, "next": TOKENS}).text
        assert ApiToken.objects.get().name == "Script"
    with after(minutes=29):
        assert client.post(TOKENS, TOKEN | {"name": "Other"}).status_code == 200
    assert ApiToken.objects.count() == 2


@pytest.mark.parametrize("what", ["role", "end", "reset-link", "confirm-link", "return"])
def test_asks_before_rights_change(cast: Cast, what: str) -> None:
    client = signed_in(cast.administrator.user.email)
    address = f"/manage/people/{cast.clinician.membership.pk}/{what}/"
    with time_machine.travel(SIXTEEN, tick=False):
        answer = client.post(address, {"role": "lead"})
        assert urlsplit(answer["Location"]).path == ASKS
        assert role_of(cast) == "clinician"
        assert "You change what others may do here." in client.get(answer["Location"]).text
        assert client.post(ASKS, {"password": PASSWORD, "next": address}).status_code in {200, 302}
    assert role_of(cast) == ("lead" if what == "role" else "clinician")


def test_asks_before_somebody_is_invited(cast: Cast) -> None:
    client = signed_in(cast.administrator.user.email)
    with time_machine.travel(SIXTEEN, tick=False):
        answer = client.post("/manage/people/invite/", {"email": "new@clinic.example", "role": "administrator"})
        assert urlsplit(answer["Location"]).path == ASKS
        done = client.post(ASKS, {"password": PASSWORD, "next": "/manage/people/invite/"})
        assert "/invitations/" in done.text


def test_asks_before_a_file_of_others_and_leads_to_it(cast: Cast) -> None:
    client = signed_in(cast.administrator.user.email)
    file, month = f"/reports/2026-10.csv?clinician={cast.clinician.log.pk}", "/reports/2026-10/"
    with time_machine.travel(SIXTEEN, tick=False):
        answer = client.get(file, headers={"Referer": f"http://testserver{month}"})
        assert "You export the report of somebody else." in client.get(answer["Location"]).text
        after_it = parse_qs(urlsplit(answer["Location"]).query)["next"][0]
        page = client.post(ASKS, {"password": PASSWORD, "next": after_it}, follow=True).text
        assert f'href="{file}"' in page
        assert f'href="{month}"' in page
        # Nothing was published: the file is asked for, and there is none.
        assert client.get(file).status_code == 404


def test_asks_before_the_own_log_leaves_and_leads_back_to_what_was_chosen(cast: Cast) -> None:
    client = signed_in(cast.clinician.user.email)
    page = "/log/export/?code=99214"
    assert client.get(page).status_code == 200
    with time_machine.travel(SIXTEEN, tick=False):
        answer = client.get(page)
        assert "Your whole log leaves as a file." in client.get(answer["Location"]).text
        assert urlsplit(client.post("/log/export/file/", {"format": "csv"})["Location"]).path == ASKS
        assert client.post(ASKS, {"password": PASSWORD, "next": page})["Location"] == page
        assert client.get(page).status_code == 200
        assert "attachment" in client.post("/log/export/file/", {"format": "csv"})["Content-Disposition"]


def test_asks_nobody_for_the_own_report(cast: Cast) -> None:
    client = signed_in(cast.clinician.user.email)
    with time_machine.travel(SIXTEEN, tick=False):
        assert client.get("/reports/2026-10.csv").status_code == 404


@pytest.mark.parametrize("file", ["", "https://evil.example/a.csv", "//evil.example/a.csv", "javascript:alert(1)"])
def test_leads_to_no_file_of_another_site(cast: Cast, file: str) -> None:
    client = signed_in(cast.clinician.user.email)
    assert client.get("/settings/confirmed/", {"file": file}).status_code == 404


def test_takes_a_code_of_the_app_instead_of_the_password(cast: Cast) -> None:
    TOTP.activate(cast.administrator.user, SECRET)
    client = Client()
    client.force_login(cast.administrator.user)
    address = f"/manage/people/{cast.clinician.membership.pk}/role/"
    with time_machine.travel(SIXTEEN, tick=False):
        asked = client.post(address, {"role": "lead"}, follow=True).text
        assert "Use the app or a recovery code" in asked
        assert client.post("/accounts/2fa/reauthenticate/", {"code": code_at(SIXTEEN), "next": address})["Location"] == "/manage/people/"
    assert role_of(cast) == "lead"


def test_asks_who_has_no_password_for_the_passkey(cast: Cast) -> None:
    User.objects.filter(pk=cast.clinician.user.pk).update(password="!none")
    store_passkey(cast.clinician.user)
    client = Client()
    client.force_login(User.objects.get(pk=cast.clinician.user.pk))
    with time_machine.travel(SIXTEEN, tick=False):
        asked = client.post(TOKENS, TOKEN, follow=True)
    assert urlsplit(asked.redirect_chain[0][0]).path == "/accounts/2fa/webauthn/reauthenticate/"
    assert "Use a passkey" in asked.text
    assert "Enter your password" not in asked.text
    assert not ApiToken.objects.exists()


def test_asks_who_came_by_a_passkey_for_it_first(cast: Cast) -> None:
    store_passkey(cast.clinician.user)
    client = signed_in_by_passkey(cast)
    with time_machine.travel(SIXTEEN, tick=False):
        asked = client.post(TOKENS, TOKEN, follow=True)
    assert urlsplit(asked.redirect_chain[0][0]).path == "/accounts/2fa/webauthn/reauthenticate/"
    assert "Use your password" in asked.text


def signed_in_by_passkey(cast: Cast) -> Client:
    """A session as the library leaves it after a passkey."""
    client = Client()
    client.force_login(cast.clinician.user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "webauthn", "passwordless": True, "at": MORNING.timestamp()}]
    session["account_authentication_methods_user"] = str(cast.clinician.user.pk)
    session.save()
    return client


def test_asks_nobody_of_a_demo_who_has_nothing_to_confirm_by(cast: Cast) -> None:
    Organisation.objects.update(is_demo=True)
    User.objects.update(password="!none")
    client = Client()
    client.post("/demo/sign-in/", {"email": cast.administrator.user.email})
    with time_machine.travel(MORNING + timedelta(minutes=29), tick=False):
        client.post(f"/manage/people/{cast.clinician.membership.pk}/role/", {"role": "lead"})
    assert role_of(cast) == "lead"


def test_asks_before_an_account_is_deleted_even_minutes_after_signing_in(cast: Cast) -> None:
    client = signed_in(cast.clinician.user.email)
    answer = client.get("/settings/account/", follow=True)
    assert answer.redirect_chain == [(f"{ASKS}?next=%2Fsettings%2Faccount%2F", 302)]
    assert "You are about to delete your account." in answer.text
    client.post(ASKS, {"password": PASSWORD, "next": "/settings/account/"})
    assert client.get("/settings/account/").status_code == 200
    with after(minutes=15, seconds=1):
        assert client.get("/settings/account/").status_code == 302


def test_asks_for_the_password_before_second_factors_change_later_on(cast: Cast) -> None:
    client = signed_in(cast.clinician.user.email)
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200
    with time_machine.travel(SIXTEEN, tick=False):
        assert client.get("/accounts/2fa/totp/activate/")["Location"].startswith(ASKS)


def test_limits_the_tries_to_confirm(cast: Cast) -> None:
    client = signed_in(cast.clinician.user.email)
    answers = [client.post(ASKS, {"password": "wrong wrong wrong", "next": TOKENS}).status_code for _ in range(11)]
    assert answers[-1] == 429


@pytest.mark.parametrize(
    ("address", "body", "why"),
    [
        ("/manage/provisioning/", {"name": "Okta", "days": "90"}, "makes, changes and ends the accounts"),
        ("/manage/sign-on/", {"issuer": "https://evil.example"}, "decides who signs in as whom"),
        ("/manage/sign-on/remove/", {}, "decides who signs in as whom"),
        ("/settings/organisation/", {"name": "Other"}, "It holds for everybody"),
        ("/accounts/email/", {"email": "thief@evil.example", "action_add": ""}, "can set a new password"),
    ],
)
def test_asks_before_the_doors_of_an_organisation_or_an_account_change(cast: Cast, address: str, body: dict[str, str], why: str) -> None:
    client = signed_in(cast.administrator.user.email)
    with time_machine.travel(SIXTEEN, tick=False):
        answer = client.post(address, body)
        assert urlsplit(answer["Location"]).path == ASKS
        assert why in client.get(answer["Location"]).text
    assert Organisation.objects.get(pk=cast.organisation.pk).name == cast.organisation.name
    assert not User.objects.filter(emailaddress__email="thief@evil.example").exists()


def test_takes_an_invitation_for_no_confirmation(cast: Cast) -> None:
    client = signed_in(cast.clinician.user.email)
    _invitation, path = invite(
        organisation=cast.elsewhere,
        email=cast.clinician.user.email,
        role="clinician",
        department=None,
        by=cast.strange_administrator.user,
    )
    with time_machine.travel(SIXTEEN, tick=False):
        assert client.post(f"/invitations/{path.rstrip('/').rpartition('/')[2]}/").status_code == 302
        assert Membership.objects.filter(user=cast.clinician.user, organisation=cast.elsewhere).exists()
        assert urlsplit(client.post(TOKENS, TOKEN)["Location"]).path == ASKS


@pytest.mark.parametrize("wanted", ["http://[", "/settings/confirmed/?file=//["])
def test_is_not_confused_by_a_broken_address(cast: Cast, wanted: str) -> None:
    client = signed_in(cast.clinician.user.email)
    assert client.get(ASKS, {"next": wanted}).status_code == 200
    assert client.get("/settings/second-factor/", {"next": "people"}).status_code == 200
