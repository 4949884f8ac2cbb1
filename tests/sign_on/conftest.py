"""A running provider, the cast, and the organisation of the cast signing in by it."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from rvuedge.sign_on.models import SignOn
from rvuedge.sign_on.services import Terms, set_sign_on
from tests.cast import Cast, make_cast
from tests.sign_on.provider import Provider, running

BACK = "http://testserver/accounts/organisation/riverside/back/"


@pytest.fixture(scope="session")
def _running_provider() -> Iterator[Provider]:
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    with running() as provider:
        yield provider
    del os.environ["AUTHLIB_INSECURE_TRANSPORT"]


@pytest.fixture
def provider(_running_provider: Provider, settings: Any) -> Iterator[Provider]:
    """The provider as it is by itself; on this machine, which the operator allows here."""
    settings.SIGN_ON_PRIVATE = True
    yield _running_provider
    _running_provider.forget()


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def terms(provider: Provider) -> Terms:
    """What the administrator of Riverside enters."""
    number, secret = provider.client(BACK)
    return Terms(
        issuer=provider.issuer,
        client_id=number,
        secret=secret,
        domains=("clinic.example",),
        role_claim="",
        role_rules="",
        joins_as="clinician",
        is_on=True,
        is_forced=False,
    )


@pytest.fixture
def sign_on(cast: Cast, terms: Terms) -> SignOn:
    return set_sign_on(organisation=cast.organisation, terms=terms, by=cast.administrator.user, may_confirm=True)


@pytest.fixture
def change(cast: Cast, sign_on: SignOn, terms: Terms) -> Callable[..., SignOn]:
    """Set the provider of Riverside again, with other terms."""

    def set_again(**other: Any) -> SignOn:
        new = replace(terms, **({"secret": ""} | other))
        return set_sign_on(organisation=cast.organisation, terms=new, by=cast.administrator.user, may_confirm=True)

    return set_again


@pytest.fixture
def come_in(provider: Provider, sign_on: SignOn) -> Callable[..., Any]:
    """Go the whole way as somebody of the provider, and return what the product answers at the end."""

    def go(sub: str, client: Client | None = None, **claims: object) -> Any:
        if claims:
            provider.person(sub, **claims)
        browser = client or Client()
        to = browser.post("/accounts/organisation/riverside/").context["to"]
        return browser.get(provider.sign_in(to, sub).removeprefix("http://testserver"))

    return go
