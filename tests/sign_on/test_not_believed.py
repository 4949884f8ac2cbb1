"""RVU Edge believes no answer of a provider that is false, late, early, used, for somebody else or from somewhere else."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from rvuedge.sign_on.models import SignOn
from tests.sign_on.provider import Claims, Provider
from tests.sign_on.test_signing_in import ADA, ComeIn, refused, signed_in

AT = "/accounts/organisation/riverside/"


def later(claims: Claims, seconds: int) -> None:
    """Move a token in time: it is valid for an hour from when it was made."""
    for name in ("iat", "exp", "auth_time"):
        if name in claims:
            claims[name] += seconds


SPOILT: dict[str, tuple[Callable[[Claims], object], str]] = {
    "another issuer": (lambda claims: claims.update(iss="https://evil.example"), "issuer"),
    "another audience": (lambda claims: claims.update(aud="another-client"), "audience"),
    "several audiences": (lambda claims: claims.update(aud=[claims["aud"], "another-client"]), "audience"),
    "another authorized party": (lambda claims: claims.update(azp="another-client"), "audience"),
    # An hour and two minutes ago: expired by two minutes, one more than the clocks may differ by.
    "expired": (lambda claims: later(claims, -3720), "expired"),
    "from the future": (lambda claims: later(claims, 120), "early"),
    "not valid yet": (lambda claims: claims.update(nbf=int(time.time()) + 120), "early"),
    "another nonce": (lambda claims: claims.update(nonce="another"), "nonce"),
    "no nonce": (lambda claims: claims.pop("nonce"), "nonce"),
    "no expiry": (lambda claims: claims.pop("exp"), "signature"),
    "no subject": (lambda claims: claims.pop("sub"), "signature"),
    "an empty subject": (lambda claims: claims.update(sub=""), "subject"),
    "a subject too long": (lambda claims: claims.update(sub="x" * 192), "subject"),
    "another subject than at the other address": (lambda claims: claims.update(sub="u-boss"), "subject"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_believes_no_token_with(provider: Provider, come_in: ComeIn, name: str) -> None:
    provider.spoil, fault = SPOILT[name]
    refused(come_in("u-ada", **ADA), fault)
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("seconds", [-3630, -30, 30])
def test_bears_clocks_that_differ_by_less_than_a_minute(provider: Provider, come_in: ComeIn, seconds: int) -> None:
    provider.spoil = lambda claims: later(claims, seconds)
    client = Client()
    come_in("u-ada", client, **ADA)
    assert signed_in(client) == ADA["email"]


def test_believes_no_token_that_another_key_signed(provider: Provider, come_in: ComeIn) -> None:
    provider.key = rsa.generate_private_key(65537, 2048)
    refused(come_in("u-ada", **ADA), "signature")


@pytest.mark.parametrize(("algorithm", "key"), [("none", ""), ("HS256", "the client secret or whatever else is at hand")])
def test_believes_no_token_without_a_signature_or_signed_by_a_shared_secret(
    provider: Provider, come_in: ComeIn, algorithm: str, key: str
) -> None:
    provider.algorithm, provider.key = algorithm, key
    refused(come_in("u-ada", **ADA), "signature")


def test_takes_a_sign_in_up_once(provider: Provider, sign_on: SignOn) -> None:
    provider.person("u-ada", **ADA)
    client = Client()
    way = provider.sign_in(client.post(AT).context["to"], "u-ada").removeprefix("http://testserver")
    client.get(way)
    assert signed_in(client) == ADA["email"]
    client.logout()
    refused(client.get(way), "state")


def test_takes_up_no_sign_in_that_began_in_another_browser(provider: Provider, sign_on: SignOn) -> None:
    """Else somebody could be signed in, unseen, to the account of whoever sends the address."""
    provider.person("u-ada", **ADA)
    way = provider.sign_in(Client().post(AT).context["to"], "u-ada").removeprefix("http://testserver")
    refused(Client().get(way), "state")


@pytest.mark.parametrize("query", ["", "?code=abc", "?code=abc&state=never-given", "?error=access_denied"])
def test_takes_up_nothing_that_was_never_begun(sign_on: SignOn, query: str) -> None:
    refused(Client().get(f"{AT}back/{query}"), "state")


def test_uses_a_code_of_one_sign_in_for_no_other(provider: Provider, sign_on: SignOn) -> None:
    """The code of somebody else, put into the own sign-in, is refused by PKCE or by the nonce."""
    provider.person("u-ada", **ADA)
    stolen = provider.sign_in(Client().post(AT).context["to"], "u-ada").partition("code=")[2].partition("&")[0]
    client = Client()
    state = client.post(AT).context["to"].partition("state=")[2].partition("&")[0]
    answer = client.get(f"{AT}back/?code={stolen}&state={state}")
    assert answer.context["fault"] in ("code_refused", "nonce")
    assert signed_in(client) == ""


def test_says_that_a_sign_in_was_cancelled(provider: Provider, sign_on: SignOn) -> None:
    client = Client()
    way = provider.sign_in(client.post(AT).context["to"], "", action="deny").removeprefix("http://testserver")
    state = client.post(AT).context["to"].partition("state=")[2].partition("&")[0]
    refused(client.get(way if "state=" in way else f"{AT}back/?error=access_denied&state={state}"), "cancelled")


def test_says_that_the_provider_answered_with_an_error(sign_on: SignOn) -> None:
    client = Client()
    state = client.post(AT).context["to"].partition("state=")[2].partition("&")[0]
    refused(client.get(f"{AT}back/?error=server_error&state={state}"), "said_no")


def test_says_that_the_client_is_not_accepted(change: Any, come_in: ComeIn) -> None:
    change(secret="a wrong secret")
    refused(come_in("u-ada", **ADA), "client_refused")


def test_believes_no_provider_that_calls_itself_otherwise(provider: Provider, sign_on: SignOn) -> None:
    provider.says = {"issuer": "https://evil.example"}
    refused(Client().post(AT), "issuer_differs")


def test_follows_no_address_of_a_provider_that_is_not_safe(provider: Provider, sign_on: SignOn) -> None:
    for address in ("http://inside.example/token", "file:///etc/passwd", "https://name:word@provider.example/token"):
        provider.says = {"token_endpoint": address}
        refused(Client().post(AT), "insecure")


def test_asks_for_what_a_provider_leaves_out(provider: Provider, sign_on: SignOn) -> None:
    provider.says = {"jwks_uri": None}
    refused(Client().post(AT), "incomplete")


def test_says_that_a_secret_was_stored_under_another_key(sign_on: SignOn, settings: Any) -> None:
    settings.SECRET_KEY = "another key, as after a restore without the kept one"
    refused(Client().post(AT), "secret_unreadable")
