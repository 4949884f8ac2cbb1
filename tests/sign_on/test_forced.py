"""RVU Edge lets an organisation make its provider the only way in, and an operator open the other way again."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client

from rvuedge.accounts.models import AuditEntry, User
from rvuedge.accounts.services import end_membership, invite
from rvuedge.embedded.refusal import Refusal
from rvuedge.sign_on.models import SignOn
from tests.cast import Cast
from tests.factories import PASSWORD, MembershipFactory
from tests.sign_on.provider import Provider
from tests.sign_on.test_signing_in import ADA, ComeIn, refused, signed_in

AT = "/accounts/organisation/riverside/"
Change = Callable[..., SignOn]


@pytest.fixture
def forced(come_in: ComeIn, change: Change) -> SignOn:
    """The provider of Riverside as the only way, after somebody came in by it."""
    come_in("u-ada", **ADA)
    return change(is_forced=True)


def by_password(email: str) -> tuple[Any, Client]:
    client = Client()
    return client.post("/accounts/login/", {"login": email, "password": PASSWORD}, follow=True), client


def test_refuses_the_password_of_a_member_in_a_clear_sentence(forced: SignOn) -> None:
    answer, client = by_password("ben.colleague@clinic.example")
    assert answer.redirect_chain == [(AT, 302)]
    assert "Riverside Clinic asks its people to sign in with the account of the organisation." in answer.content.decode()
    assert signed_in(client) == ""
    kept = AuditEntry.objects.filter(action="sign_in.refused").first()
    assert kept is not None and (kept.subject, kept.detail["why"]) == ("ben.colleague@clinic.example", "password")


def test_says_nothing_of_the_organisation_to_whoever_has_no_password(forced: SignOn) -> None:
    client = Client()
    answer = client.post("/accounts/login/", {"login": "ben.colleague@clinic.example", "password": "wrong"}, follow=True)
    assert not answer.redirect_chain and "Riverside Clinic asks" not in answer.content.decode()


def test_lets_everybody_else_in_by_password(cast: Cast, forced: SignOn) -> None:
    MembershipFactory.create(user=cast.colleague.user, organisation=cast.elsewhere)
    for email in ("hal.stranger@clinic.example", "olga.operator@clinic.example", "ben.colleague@clinic.example"):
        assert signed_in(by_password(email)[1]) == email


def test_lets_no_leaver_in_by_password(cast: Cast, forced: SignOn) -> None:
    end_membership(membership=cast.colleague.membership, by=cast.administrator.user, on=date(2026, 11, 23))
    assert signed_in(by_password("ben.colleague@clinic.example")[1]) == ""


def test_leads_invited_people_to_the_provider_where_the_invitation_counts(cast: Cast, forced: SignOn, come_in: ComeIn) -> None:
    email = "nia.new@clinic.example"
    _invitation, secret = invite(organisation=cast.organisation, email=email, role="lead", department=None, by=cast.administrator.user)
    client = Client()
    assert client.get(f"/invitations/{secret}/")["Location"] == AT
    body = {"name": "Nia", "career_stage": "attending", "password": "nine loud herons wade"}
    assert client.post(f"/invitations/{secret}/", body)["Location"] == AT
    assert not User.objects.filter(email=email).exists()
    come_in("u-nia", client, email=email, email_verified=True)
    assert signed_in(client) == email


def test_is_the_only_way_only_once_somebody_came_in_by_it(come_in: ComeIn, change: Change) -> None:
    with pytest.raises(ValidationError, match="sign in by the provider once"):
        change(is_forced=True)
    come_in("u-ada", **ADA)
    with pytest.raises(ValidationError, match="Open the sign-in first"):
        change(is_forced=True, is_on=False)
    assert change(is_forced=True).is_forced
    with pytest.raises(ValidationError, match="sign in by the provider once"):
        change(is_forced=True, secret="another secret")


def test_lets_the_operator_open_the_way_of_passwords_again(forced: SignOn, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("sign_on", "riverside", allow_passwords=True)
    assert "only way: False" in capsys.readouterr().out
    assert signed_in(by_password("ben.colleague@clinic.example")[1]) == "ben.colleague@clinic.example"
    entry = AuditEntry.objects.get(action="sign_on.passwords_allowed")
    assert (entry.organisation_id, entry.detail) == (forced.organisation_id, {"by": "operator"})
    call_command("sign_on", "riverside", allow_passwords=True)
    assert AuditEntry.objects.filter(action="sign_on.passwords_allowed").count() == 1


def test_lets_the_operator_confirm_a_domain_and_no_domain_of_two(cast: Cast, sign_on: SignOn) -> None:
    sign_on.domains.update(is_confirmed=False)
    call_command("sign_on", "riverside", confirm_domain="Clinic.Example")
    assert sign_on.domains.get().is_confirmed
    other = SignOn.objects.create(organisation=cast.elsewhere, issuer="https://far.example", client_id="c", sealed_secret="s")
    other.domains.create(name="clinic.example")
    with pytest.raises(Refusal, match="belongs to another organisation"):
        call_command("sign_on", "far", confirm_domain="clinic.example")
    with pytest.raises(Refusal, match="did not enter far.example; entered: clinic.example"):
        call_command("sign_on", "far", confirm_domain="far.example")
    with pytest.raises(Refusal, match="there is one of: far, riverside"):
        call_command("sign_on", "nowhere")


def test_keeps_passwords_where_the_provider_is_down_and_not_forced(provider: Provider, sign_on: SignOn) -> None:
    SignOn.objects.update(issuer="http://127.0.0.1:1")
    answer = Client().post(AT)
    refused(answer, "unreachable")
    assert "does not answer. Try again in a few minutes" in answer.content.decode()
    assert "Sign in with a password" in answer.content.decode()
    assert signed_in(by_password(str(ADA["email"]))[1]) == ADA["email"]
    SignOn.objects.update(is_forced=True)
    assert "Sign in with a password" not in Client().post(AT).content.decode()
