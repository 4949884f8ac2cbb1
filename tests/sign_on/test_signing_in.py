"""RVU Edge signs people in by their organisation's own provider, and lets in nobody whom it may not speak for."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.test import Client
from django.utils import timezone

from rvuedge.accounts.models import AuditEntry, Membership, Role, User
from rvuedge.accounts.services import end_membership, invite, suspend, take_back_member
from rvuedge.sign_on.models import SignOn
from tests.cast import Cast
from tests.factories import MembershipFactory, UserFactory
from tests.sign_on.provider import Provider, challenge_of

ComeIn = Callable[..., Any]
ADA: Any = {"email": "ada.clinician@clinic.example", "email_verified": True, "name": "Ada Clinician"}
NIA: Any = {"email": "nia.new@clinic.example", "email_verified": True, "name": "Nia  New\u202e"}


def signed_in(client: Client) -> str:
    number = client.session.get("_auth_user_id")
    return User.objects.get(pk=number).email if number else ""


def refused(answer: Any, fault: str) -> None:
    """The page says why, nobody is signed in, and the audit trail has the reason."""
    assert answer.status_code in (400, 403)
    assert answer.context["fault"] == fault
    assert "_auth_user_id" not in answer.wsgi_request.session
    kept = AuditEntry.objects.filter(action="sign_in.refused").first()
    assert kept is not None and kept.detail["why"] == fault


def test_opens_the_account_of_a_member_by_the_word_of_the_provider(cast: Cast, come_in: ComeIn) -> None:
    client = Client()
    answer = come_in("u-ada", client, **ADA)
    assert (answer.status_code, answer["Location"]) == (302, "/log/")
    assert signed_in(client) == "ada.clinician@clinic.example"
    assert client.get("/log/").status_code == 200
    link = SocialAccount.objects.get()
    assert (link.user, link.uid, link.extra_data) == (cast.clinician.user, "u-ada", {})
    assert AuditEntry.objects.filter(action="sign_on.linked", subject=ADA["email"]).count() == 1


def test_knows_a_person_again_by_the_number_of_the_provider_whatever_the_address_is_now(cast: Cast, come_in: ComeIn) -> None:
    come_in("u-ada", **ADA)
    client = Client()
    come_in("u-ada", client, email="ada.married@clinic.example", email_verified=False)
    assert signed_in(client) == "ada.clinician@clinic.example"
    assert SocialAccount.objects.count() == 1


def test_gives_whoever_comes_for_the_first_time_an_account_and_a_place(cast: Cast, come_in: ComeIn) -> None:
    client = Client()
    come_in("u-nia", client, **NIA)
    assert signed_in(client) == "nia.new@clinic.example"
    user = User.objects.get(email="nia.new@clinic.example")
    assert (user.name, user.has_usable_password()) == ("Nia New", False)
    place = user.memberships.get()
    assert (place.organisation, place.role, place.department) == (cast.organisation, Role.CLINICIAN, None)
    assert EmailAddress.objects.get(user=user).verified
    joined = AuditEntry.objects.get(action="person.joined")
    assert (joined.organisation_id, joined.detail["by"]) == (cast.organisation.pk, "provider")


def test_takes_role_and_department_of_an_invitation_that_waits_and_uses_it_up(cast: Cast, come_in: ComeIn) -> None:
    invitation, _secret = invite(
        organisation=cast.organisation, email=NIA["email"], role="lead", department=cast.surgery, by=cast.administrator.user
    )
    come_in("u-nia", **NIA)
    place = Membership.objects.get(user__email=NIA["email"])
    assert (place.role, place.department) == (Role.LEAD, cast.surgery)
    invitation.refresh_from_db()
    assert invitation.accepted_at is not None


def test_asks_with_state_nonce_and_pkce_and_exchanges_the_code_with_its_verifier(provider: Provider, come_in: ComeIn) -> None:
    come_in("u-ada", **ADA)
    (asked,), (exchanged,) = provider.asked, provider.exchanged
    assert asked["code_challenge_method"] == "S256"
    assert asked["code_challenge"] == challenge_of(exchanged["code_verifier"])
    assert len(asked["nonce"]) >= 32 and len(asked["state"]) >= 16
    assert set(asked["scope"].split()) == {"openid", "email", "profile"}
    come_in("u-ada", **ADA)
    assert provider.asked[1]["nonce"] != asked["nonce"] and provider.asked[1]["state"] != asked["state"]


def test_takes_no_parameter_of_the_request_into_what_it_asks(provider: Provider, sign_on: SignOn) -> None:
    client = Client()
    answer = client.post("/accounts/organisation/riverside/?scope=admin&auth_params=prompt%3Dnone&process=connect&action=reauthenticate")
    assert "admin" not in answer.context["to"] and "prompt" not in answer.context["to"]


def test_keeps_no_token_and_no_secret_in_the_clear(terms: Any, come_in: ComeIn, sign_on: SignOn) -> None:
    come_in("u-ada", **ADA)
    sign_on.refresh_from_db()
    assert terms.secret not in sign_on.sealed_secret
    assert not SocialToken.objects.exists() and not SocialApp.objects.exists()
    assert not [entry for entry in AuditEntry.objects.all() if terms.secret in str(entry.detail) + entry.subject]


@pytest.mark.parametrize("claims", [{"email_verified": False}, {"email_verified": None}, {"email_verified": "false"}])
def test_links_no_account_by_an_address_that_the_provider_did_not_verify(cast: Cast, come_in: ComeIn, claims: dict[str, object]) -> None:
    refused(come_in("u-ada", **(ADA | claims)), "unverified")
    assert not SocialAccount.objects.exists()


def test_accepts_the_claim_by_which_entra_says_that_an_address_is_verified(cast: Cast, come_in: ComeIn) -> None:
    client = Client()
    come_in("u-ada", client, email=ADA["email"], xms_edov=True)
    assert signed_in(client) == ADA["email"]


@pytest.mark.parametrize("email", ["hal.stranger@elsewhere.example", "ada@clinic.example.evil.example", "ada@evil.example"])
def test_refuses_an_address_of_a_domain_that_is_not_the_organisations_own(come_in: ComeIn, email: str) -> None:
    UserFactory.create(email=email)
    refused(come_in("u-evil", email=email, email_verified=True), "foreign")


def test_believes_no_domain_that_nobody_confirmed(come_in: ComeIn, sign_on: SignOn) -> None:
    sign_on.domains.update(is_confirmed=False)
    refused(come_in("u-ada", **ADA), "foreign")


@pytest.mark.parametrize(
    ("email", "fault"),
    [
        ("olga.operator@clinic.example", "operator"),
        ("hal.stranger@clinic.example", "elsewhere"),
        ("ida.administrator@clinic.example", "elsewhere"),
    ],
)
def test_opens_neither_the_operators_account_nor_one_of_another_organisation(come_in: ComeIn, email: str, fault: str) -> None:
    refused(come_in("u-evil", email=email, email_verified=True), fault)
    assert not SocialAccount.objects.exists()


def test_opens_no_account_that_also_belongs_to_another_organisation(cast: Cast, come_in: ComeIn) -> None:
    place = MembershipFactory.create(user=cast.clinician.user, organisation=cast.elsewhere)
    refused(come_in("u-ada", **ADA), "elsewhere")
    Membership.objects.filter(pk=place.pk).update(active=False)
    refused(come_in("u-ada", **ADA), "elsewhere")


def test_opens_no_account_without_a_place_unless_an_invitation_waits(cast: Cast, come_in: ComeIn) -> None:
    UserFactory.create(email=NIA["email"])
    refused(come_in("u-nia", **NIA), "not_invited")
    invite(organisation=cast.organisation, email=NIA["email"], role="trainee", department=None, by=cast.administrator.user)
    client = Client()
    come_in("u-nia", client, **NIA)
    assert signed_in(client) == NIA["email"]


def test_opens_no_account_whose_second_address_is_asserted_when_it_belongs_elsewhere(cast: Cast, come_in: ComeIn) -> None:
    EmailAddress.objects.create(user=cast.stranger.user, email=NIA["email"], verified=True)
    refused(come_in("u-nia", **NIA), "elsewhere")


def test_lets_nobody_in_who_left_until_an_administrator_gives_access_again(cast: Cast, come_in: ComeIn) -> None:
    come_in("u-ada", **ADA)
    on, by = timezone.localdate(), cast.administrator.user
    end_membership(membership=cast.clinician.membership, by=by, on=on)
    refused(come_in("u-ada", **ADA), "left")
    refused(come_in("u-other", **ADA), "left")
    take_back_member(membership=cast.clinician.membership, by=by, on=on)
    client = Client()
    come_in("u-ada", client, **ADA)
    assert signed_in(client) == ADA["email"]


def test_lets_no_suspended_account_in(cast: Cast, come_in: ComeIn) -> None:
    come_in("u-ada", **ADA)
    suspend(user=cast.clinician.user, by=cast.operator)
    refused(come_in("u-ada", **ADA), "suspended")


@pytest.mark.parametrize("claims", [{}, {"email": ""}, {"email": "no address"}, {"email": ["a@clinic.example"]}])
def test_asks_for_an_address_where_the_provider_says_none(come_in: ComeIn, claims: dict[str, object]) -> None:
    refused(come_in("u-none", **({"email_verified": True, "nickname": "n"} | claims)), "no_email")


def test_ends_every_link_when_the_issuer_or_the_client_changes(cast: Cast, come_in: ComeIn, change: Callable[..., SignOn]) -> None:
    come_in("u-ada", **ADA)
    change(role_claim="groups", role_rules="x = clinician")
    assert SocialAccount.objects.count() == 1
    changed = change(client_id="another", secret="another secret")
    assert not SocialAccount.objects.exists()
    assert changed.proven_at is None


def test_says_when_it_was_last_used(come_in: ComeIn, sign_on: SignOn) -> None:
    come_in("u-ada", **ADA)
    sign_on.refresh_from_db()
    assert sign_on.proven_at is not None and timezone.now() - sign_on.proven_at < timedelta(minutes=5)
