"""/manage/sign-on/: an administrator enters the provider, tries it, and reads what is wrong."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from rvuedge.accounts.models import AuditEntry, Organisation
from rvuedge.accounts.sealing import CLIENT_SECRET, unseal
from rvuedge.sign_on.models import SignOn
from rvuedge.sign_on.services import Terms
from tests.cast import Cast
from tests.factories import OrganisationFactory
from tests.sign_on.provider import Provider

PAGE = "/manage/sign-on/"
BACK = "http://testserver/accounts/organisation/riverside/back/"
Change = Callable[..., SignOn]


@pytest.fixture
def fay(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.administrator.user)
    return client


@pytest.fixture
def said(terms: Terms) -> dict[str, Any]:
    return {
        "issuer": terms.issuer,
        "client_id": terms.client_id,
        "secret": terms.secret,
        "domains": "Clinic.example, @surgery.example",
        "role_claim": "groups",
        "role_rules": "admins = administrator",
        "joins_as": "trainee",
        "is_on": "on",
    }


def points(answer: Any) -> dict[str, tuple[bool | None, str]]:
    return {point.name: (point.holds, point.fault) for point in answer.context["points"]}


def test_shows_the_address_to_register_before_anything_is_entered(fay: Client) -> None:
    text = fay.get(PAGE).content.decode()
    assert f">{BACK}</textarea>" in text
    assert "Test it" not in text


def test_stores_what_is_entered_and_never_shows_the_secret_again(fay: Client, cast: Cast, said: dict[str, Any]) -> None:
    assert fay.post(PAGE, said)["Location"] == PAGE
    stored = SignOn.objects.get(organisation=cast.organisation)
    assert (stored.issuer, stored.role_rules, stored.joins_as, stored.is_on) == (said["issuer"], said["role_rules"], "trainee", True)
    assert unseal(stored.sealed_secret, CLIENT_SECRET) == said["secret"]
    text = fay.get(PAGE).content.decode()
    assert said["secret"] not in text and stored.sealed_secret not in text
    assert "One is kept, and is never shown." in text
    assert fay.post(PAGE, said | {"secret": "", "joins_as": ""})["Location"] == PAGE
    stored.refresh_from_db()
    assert (unseal(stored.sealed_secret, CLIENT_SECRET), stored.joins_as) == (said["secret"], "")
    (second, first) = AuditEntry.objects.filter(action="sign_on.set")
    assert (first.detail["new_secret"], second.detail["new_secret"]) == (True, False)
    assert first.detail["domains"] == ["clinic.example", "surgery.example"]


def test_confirms_domains_at_once_where_the_installation_holds_one_organisation(fay: Client, cast: Cast, said: dict[str, Any]) -> None:
    Organisation.objects.exclude(pk=cast.organisation.pk).update(is_signed_up=True)
    fay.post(PAGE, said)
    assert SignOn.objects.get().domains.filter(is_confirmed=True).count() == 2


def test_lets_domains_wait_for_the_operator_where_there_are_several(fay: Client, cast: Cast, said: dict[str, Any]) -> None:
    OrganisationFactory.create()
    fay.post(PAGE, said)
    assert SignOn.objects.get().domains.filter(is_confirmed=True).count() == 0
    assert "clinic.example, surgery.example" in fay.get(PAGE).content.decode()


def test_takes_no_domain_of_another_organisation(fay: Client, cast: Cast, said: dict[str, Any]) -> None:
    other = SignOn.objects.create(organisation=cast.elsewhere, issuer="https://far.example", client_id="c", sealed_secret="s")
    other.domains.create(name="surgery.example", is_confirmed=True)
    answer = fay.post(PAGE, said)
    assert answer.status_code == 400
    assert "surgery.example belongs to another organisation of this installation." in answer.content.decode()
    assert not SignOn.objects.filter(organisation=cast.organisation).exists()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("issuer", "http://provider.example", "begins with https://"),
        ("issuer", "", "This field is required."),
        ("client_id", "", "This field is required."),
        ("secret", "", "Type the client secret"),
        ("domains", "", "This field is required."),
        ("domains", "clinic", "&#x27;clinic&#x27; is no domain."),
        ("domains", " ".join(f"d{number}.example" for number in range(51)), "At most 50 domains."),
        ("role_rules", "admins = chief", "Line 1: &#x27;chief&#x27; is no role"),
        ("role_rules", "", "Write at least one line, or leave the claim empty."),
        ("role_claim", "", "Name the claim whose values these are."),
        ("joins_as", "administrator", "Select a valid choice."),
        ("is_forced", "on", "sign in by the provider once"),
    ],
)
def test_says_what_is_wrong_with_each_field_and_stores_nothing(
    fay: Client, said: dict[str, Any], field: str, value: str, sentence: str
) -> None:
    answer = fay.post(PAGE, said | {field: value})
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not SignOn.objects.exists()


def test_finds_that_everything_holds(fay: Client, sign_on: SignOn) -> None:
    answer = fay.post(PAGE + "test/")
    assert points(answer) == {
        "reached": (True, ""),
        "issuer": (True, ""),
        "keys": (True, ""),
        # This provider does not say which it does.
        "pkce": (None, ""),
        "client": (True, ""),
        "domains": (True, ""),
    }


def test_finds_what_is_wrong_point_by_point(fay: Client, provider: Provider, sign_on: SignOn, change: Change) -> None:
    provider.says = {"code_challenge_methods_supported": ["plain"]}
    change(secret="a wrong secret")
    sign_on.domains.update(is_confirmed=False)
    found = points(fay.post(PAGE + "test/"))
    assert (found["pkce"], found["client"], found["domains"]) == ((False, "no_pkce"), (False, "client_refused"), (False, "waiting"))
    provider.says = {"issuer": "https://other.example"}
    answer = fay.post(PAGE + "test/")
    assert points(answer) == {"reached": (True, ""), "issuer": (False, "issuer_differs")}
    assert "The provider calls itself https://other.example." in answer.content.decode()
    SignOn.objects.update(issuer="http://127.0.0.1:1")
    assert points(fay.post(PAGE + "test/")) == {"reached": (False, "unreachable")}


def test_removes_the_provider_and_leaves_the_people(fay: Client, cast: Cast, come_in: Callable[..., Any]) -> None:
    come_in("u-ada", email="ada.clinician@clinic.example", email_verified=True)
    assert fay.post(PAGE + "remove/")["Location"] == PAGE
    assert not SignOn.objects.exists()
    assert not SocialAccount.objects.exists()
    assert Client().get("/accounts/organisation/riverside/").status_code == 404
    assert Client().get("/accounts/organisation/riverside/back/").status_code == 404


def test_leads_by_an_address_or_a_short_name(provider: Provider, sign_on: SignOn) -> None:
    for where, hint in ((" Ada.Clinician@Clinic.Example ", "login_hint="), ("RIVERSIDE", "")):
        answer = Client().post("/accounts/organisation/", {"where": where})
        assert answer.context["to"].startswith(f"{provider.issuer}/oauth2/authorize?")
        assert hint in answer.context["to"]
    for where in ("ada@elsewhere.example", "nowhere", "@", "a" * 300):
        answer = Client().post("/accounts/organisation/", {"where": where})
        assert (answer.status_code, answer.wsgi_request.session.keys().__len__()) == (400, 0)


def test_offers_the_organisation_at_the_sign_in_page(cast: Cast, sign_on: SignOn) -> None:
    assert "Sign in with Riverside Clinic" in Client().get("/accounts/login/").content.decode()
    SignOn.objects.create(organisation=cast.elsewhere, issuer="https://far.example", client_id="c", is_on=True)
    assert "Sign in with your organisation" in Client().get("/accounts/login/").content.decode()
    SignOn.objects.update(is_on=False)
    assert "organisation" not in Client().get("/accounts/login/").content.decode()


def test_leads_to_the_page_that_was_asked_for_and_to_no_other_site(come_in: Callable[..., Any], provider: Provider) -> None:
    provider.person("u-ada", email="ada.clinician@clinic.example", email_verified=True)
    for asked, to in (("/settings/", "/settings/"), ("https://evil.example/", "/log/"), ("//evil.example", "/log/")):
        client = Client()
        leads = client.post("/accounts/organisation/riverside/", {"next": asked}).context["to"]
        assert client.get(provider.sign_in(leads, "u-ada").removeprefix("http://testserver"))["Location"] == to


def test_limits_how_often_one_address_begins(sign_on: SignOn, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"sign_on": "2/m/ip"}
    client = Client()
    assert [client.post("/accounts/organisation/riverside/").status_code for _try in range(3)] == [200, 200, 429]


def test_asks_the_database_a_fixed_number_of_times(fay: Client, sign_on: SignOn, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    # The first request of a process asks whether the installation is set up.
    fay.get(PAGE)
    with django_assert_num_queries(5):
        fay.get(PAGE)
