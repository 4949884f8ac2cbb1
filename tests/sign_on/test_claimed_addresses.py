"""RVU Edge lets an address that somebody merely signed up with give way to the person for whom the organisation vouches."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from rvuedge.accounts.models import AuditEntry, Membership, User
from rvuedge.accounts.services import invite
from rvuedge.scim.services import make_scim_token
from rvuedge.sign_on.models import SignOn
from tests.accounts.test_doors import ALONE
from tests.cast import Cast
from tests.factories import MembershipFactory
from tests.sign_on.test_signing_in import NIA, ComeIn, refused, signed_in
from tracking.entry import CaseContent, read_entry
from tracking.models import Clinician
from tracking.services import log_case

EMAIL = str(NIA["email"])


@pytest.fixture
def stranger(cast: Cast) -> User:
    """Somebody who signed up with an address in the domain of Riverside, without showing that it is theirs."""
    assert Client().post("/accounts/signup/", ALONE | {"email": EMAIL}).status_code == 302
    return User.objects.get(email=EMAIL)


def made_by_scim(cast: Cast, **body: object) -> Any:
    secret = make_scim_token(organisation=cast.organisation, name="P", days=90, by=cast.administrator.user)[1]
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    return client.post("/scim/v2/Users", {"userName": EMAIL} | body, content_type="application/scim+json")


def test_lets_the_person_of_the_provider_in_whoever_signed_up_with_the_address(cast: Cast, stranger: User, come_in: ComeIn) -> None:
    client = Client()
    come_in("u-nia", client, **NIA)
    assert signed_in(client) == EMAIL
    person = User.objects.get(email=EMAIL)
    assert person.pk != stranger.pk
    assert Membership.objects.get(user=person).organisation == cast.organisation
    entry = AuditEntry.objects.get(action="address.given_way")
    assert (entry.organisation_id, entry.subject) == (cast.organisation.pk, EMAIL)
    # The account stays with its log and opens nothing of the person's.
    stranger.refresh_from_db()
    assert stranger.email == entry.detail["now"] == f"unconfirmed-{stranger.pk}@unconfirmed.invalid"
    assert stranger.check_password(ALONE["password1"]) and stranger.is_active
    assert not EmailAddress.objects.filter(user=stranger).exists()
    assert Membership.objects.get(user=stranger).organisation != cast.organisation
    assert signed_in(by_password(ALONE["password1"])) == ""


def by_password(password: str) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": EMAIL, "password": password})
    return client


def test_makes_the_person_whom_the_provider_names(cast: Cast, stranger: User, sign_on: SignOn) -> None:
    assert made_by_scim(cast).status_code == 201
    assert User.objects.get(email=EMAIL).memberships.get().organisation == cast.organisation


def test_renames_a_person_to_an_address_that_was_merely_claimed(cast: Cast, stranger: User, sign_on: SignOn) -> None:
    secret = make_scim_token(organisation=cast.organisation, name="P", days=90, by=cast.administrator.user)[1]
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    path = f"/scim/v2/Users/{cast.clinician.membership.pk}"
    assert client.put(path, {"userName": EMAIL}, content_type="application/scim+json").status_code == 200
    assert User.objects.get(email=EMAIL) == cast.clinician.user


def test_forgets_a_second_address_that_nobody_confirmed(cast: Cast, sign_on: SignOn) -> None:
    EmailAddress.objects.create(user=cast.stranger.user, email=EMAIL, verified=False)
    assert made_by_scim(cast).status_code == 201
    assert not EmailAddress.objects.filter(user=cast.stranger.user, email=EMAIL).exists()


@pytest.mark.parametrize("what", ["keeps a log", "confirmed", "operator", "member elsewhere", "not alone"])
def test_takes_no_address_from_who_confirmed_it_or_has_a_place(cast: Cast, stranger: User, come_in: ComeIn, what: str) -> None:
    if what == "keeps a log":
        case = CaseContent(date(2026, 11, 20), "11", read_entry("99214").lines)
        own = stranger.memberships.get().organisation
        log = Clinician.objects.create(user=stranger, organisation=own, name="Nia", started_on=date(2026, 1, 1))
        log_case(clinician=log, case_id=uuid4(), content=case, actor=stranger)
    elif what == "confirmed":
        EmailAddress.objects.update_or_create(user=stranger, email=EMAIL, defaults={"verified": True, "primary": True})
    elif what == "operator":
        User.objects.filter(pk=stranger.pk).update(is_superuser=True)
    elif what == "member elsewhere":
        MembershipFactory.create(user=stranger, organisation=cast.elsewhere)
    else:
        MembershipFactory.create(organisation=stranger.memberships.get().organisation)
    refused(come_in("u-nia", **NIA), "operator" if what == "operator" else "elsewhere")
    assert made_by_scim(cast).status_code == 409
    assert User.objects.get(email=EMAIL).pk == stranger.pk


def test_lets_an_invitation_count_for_the_person_who_comes(cast: Cast, stranger: User, come_in: ComeIn) -> None:
    invite(organisation=cast.organisation, email=EMAIL, role="lead", department=None, by=cast.administrator.user)
    come_in("u-nia", **NIA)
    assert User.objects.get(email=EMAIL).memberships.get().role == "lead"
