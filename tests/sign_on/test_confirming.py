"""RVU Edge asks whoever came by a provider to sign in there anew before what would hurt most, and keeps no password where none opens."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client

from rvuedge.accounts.models import ApiToken, AuditEntry, User
from rvuedge.sign_on.models import SignOn
from tests.access.passkeys import store_passkey
from tests.cast import Cast
from tests.factories import PASSWORD, MembershipFactory
from tests.sign_on.provider import Claims, Provider
from tests.sign_on.test_signing_in import ADA, NIA, ComeIn

AT = "/accounts/organisation/riverside/"
CONFIRM = f"{AT}confirm/"
ASKS = "/accounts/reauthenticate/"
TOKENS, TOKEN = "/settings/tokens/", {"name": "Script", "days": "30"}
Change = Callable[..., SignOn]


def later(minutes: int) -> Any:
    return time_machine.travel(datetime.now(UTC) + timedelta(minutes=minutes), tick=True)


def said_at(provider: Provider, minutes: float | None = 0) -> None:
    """The provider says that it saw the person so many minutes ago; None: it does not say."""
    moment = None if minutes is None else int((datetime.now(UTC) - timedelta(minutes=minutes)).timestamp())

    def spoil(claims: Claims) -> None:
        claims.update(auth_time=moment)

    provider.spoil = spoil


@pytest.fixture
def nia(come_in: ComeIn) -> Client:
    """The session of somebody who has neither password nor second factor here."""
    client = Client()
    come_in("u-nia", client, **NIA)
    return client


def confirm(provider: Provider, client: Client, wanted: str, sub: str = "u-nia") -> Any:
    """Go to the provider and back."""
    answer = client.post(f"{CONFIRM}?next={wanted}", {"next": wanted})
    return client.get(provider.sign_in(answer.context["to"], sub).removeprefix("http://testserver"))


def test_asks_for_a_new_sign_in_at_the_provider_says_why_and_does_what_was_sent(provider: Provider, nia: Client) -> None:
    with later(16):
        asked = nia.post(TOKENS, TOKEN, follow=True)
        assert asked.redirect_chain == [(f"{CONFIRM}?next=%2Fsettings%2Ftokens%2F", 302)]
        assert "You make a token" in asked.text
        assert "Confirm with Riverside Clinic" in asked.text
        assert not ApiToken.objects.exists()
        said_at(provider)
        assert "Copy it now" in confirm(provider, nia, TOKENS).text
    sent = {name: provider.asked[-1].get(name) for name in ("prompt", "max_age")}
    assert sent == {"prompt": "login", "max_age": "0"}
    assert ApiToken.objects.get().name == "Script"


@pytest.mark.parametrize("minutes", [None, 2.0, 600.0])
def test_takes_no_session_that_was_open_there_for_a_confirmation(provider: Provider, nia: Client, minutes: float | None) -> None:
    with later(16):
        nia.post(TOKENS, TOKEN)
        said_at(provider, minutes)
        answer = confirm(provider, nia, TOKENS)
    assert (answer.status_code, answer.context["fault"]) == (403, "not_anew")
    assert "Riverside Clinic did not confirm that it is you" in answer.text
    assert not ApiToken.objects.exists()
    kept = AuditEntry.objects.filter(action="sign_in.refused").first()
    assert kept is not None and kept.detail["why"] == "not_anew"


def test_takes_nobody_else_for_who_is_signed_in(cast: Cast, provider: Provider, nia: Client) -> None:
    provider.person("u-ada", **ADA)
    with later(16):
        nia.post(TOKENS, TOKEN)
        said_at(provider)
        answer = confirm(provider, nia, TOKENS, "u-ada")
        assert (answer.status_code, answer.context["fault"]) == (403, "another")
        assert nia.get("/settings/").context["user"].email == NIA["email"]
    assert not ApiToken.objects.exists()


def test_counts_a_silent_sign_in_from_when_the_provider_saw_the_person(provider: Provider, come_in: ComeIn) -> None:
    said_at(provider, 60)
    client = Client()
    come_in("u-nia", client, **NIA)
    assert urlsplit(client.post(TOKENS, TOKEN)["Location"]).path == CONFIRM
    said_at(provider)
    assert "Copy it now" in confirm(provider, client, TOKENS).text


@pytest.mark.parametrize(
    "address",
    ["/settings/account/", "/accounts/password/set/", "/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/"],
)
def test_asks_before_an_account_gets_another_way_in_or_ends(nia: Client, address: str) -> None:
    with later(16):
        assert urlsplit(nia.get(address)["Location"]).path == CONFIRM


def test_asks_before_an_account_ends_even_minutes_after_signing_in(provider: Provider, nia: Client) -> None:
    asked = nia.get("/settings/account/")
    assert urlsplit(asked["Location"]).path == CONFIRM
    said_at(provider)
    assert confirm(provider, nia, "/settings/account/")["Location"] == "/settings/account/"
    assert nia.get("/settings/account/").status_code == 200


def test_leads_to_a_file_after_the_provider_confirmed(cast: Cast, provider: Provider, come_in: ComeIn) -> None:
    client = Client()
    User.objects.filter(pk=cast.administrator.user.pk).update(password="!none")
    come_in("u-fay", client, email=cast.administrator.user.email, email_verified=True)
    file = f"/reports/2026-10.csv?clinician={cast.clinician.log.pk}"
    with later(16):
        asked = client.get(file)
        assert urlsplit(asked["Location"]).path == CONFIRM
        after = parse_qs(urlsplit(asked["Location"]).query)["next"][0]
        assert f'href="{file}"' in client.get(after).text


def test_takes_no_password_that_opens_nothing_for_a_confirmation(cast: Cast, provider: Provider, come_in: ComeIn, change: Change) -> None:
    client = Client()
    client.post("/accounts/login/", {"login": cast.colleague.user.email, "password": PASSWORD})
    come_in("u-ada", **ADA)
    change(is_forced=True)
    with later(16):
        assert urlsplit(client.post(TOKENS, TOKEN)["Location"]).path == CONFIRM
        assert "Use your password" not in client.get(CONFIRM).text
        for answer in (client.get(ASKS), client.post(ASKS, {"password": PASSWORD, "next": TOKENS})):
            assert urlsplit(answer["Location"]).path == CONFIRM
        store_passkey(cast.colleague.user)
        assert "Use a passkey" in client.get(CONFIRM).text
    assert not ApiToken.objects.exists()


def test_keeps_no_password_where_the_provider_is_the_only_way(cast: Cast, nia: Client, change: Change) -> None:
    assert nia.get("/accounts/password/set/").status_code == 200
    change(is_forced=True)
    new = {"password1": "nine loud herons wade", "password2": "nine loud herons wade", "oldpassword": PASSWORD}
    for client, address in ((nia, "/accounts/password/set/"), (nia, "/accounts/password/change/")):
        assert client.get(address)["Location"] == "/settings/"
        answer = client.post(address, new, follow=True)
        assert "no password is kept for you here" in answer.text
    assert not User.objects.get(email=NIA["email"]).has_usable_password()
    old = Client()
    old.force_login(cast.colleague.user)
    old.post("/accounts/password/change/", new)
    assert User.objects.get(pk=cast.colleague.user.pk).check_password(PASSWORD)


def test_offers_the_provider_beside_the_password_where_both_open_the_account(cast: Cast, come_in: ComeIn) -> None:
    come_in("u-ada", **ADA)
    client = Client()
    client.post("/accounts/login/", {"login": ADA["email"], "password": PASSWORD})
    with later(16):
        asked = client.post(TOKENS, TOKEN, follow=True)
    assert urlsplit(asked.redirect_chain[0][0]).path == ASKS
    assert "Use the account of Riverside Clinic" in asked.text
    assert f'href="{CONFIRM}?next=' in asked.text


def test_confirms_for_nobody_by_a_provider_that_could_not_let_the_person_in(cast: Cast, sign_on: SignOn, nia: Client) -> None:
    for user in (cast.clinician.user, cast.stranger.user, cast.operator):
        client = Client()
        client.force_login(user)
        assert client.get(CONFIRM).status_code == 404
    MembershipFactory.create(user=User.objects.get(email=NIA["email"]), organisation=cast.elsewhere)
    assert nia.get(CONFIRM).status_code == 404
    assert urlsplit(Client().get(CONFIRM)["Location"]).path == "/accounts/login/"


@pytest.mark.parametrize("address", [TOKENS, "/accounts/2fa/totp/activate/", "/settings/account/"])
def test_does_nothing_for_who_can_confirm_by_nothing_and_says_so(nia: Client, change: Change, address: str) -> None:
    change(is_on=False)
    with later(16):
        answer = nia.post(address, TOKEN) if address == TOKENS else nia.get(address)
    assert answer.status_code == 403
    assert "Ask your administrator for a password link" in answer.text
    assert not ApiToken.objects.exists()
