"""RVU Edge lets one person join by one link, once, within 14 days, as what the administrator chose."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from rvuedge.accounts.models import AuditEntry, Invitation, Membership, Role, User
from rvuedge.accounts.services import (
    accept_invitation,
    change_membership,
    end_membership,
    invite,
    open_invitation,
    take_back_member,
    withdraw_invitation,
)
from rvuedge.accounts.tokens import hash_of
from tests.cast import Cast
from tests.factories import PASSWORD

MADE = datetime(2026, 11, 1, 12, tzinfo=UTC)
SAID = {"name": "Nia New", "career_stage": "resident", "password": PASSWORD}
TODAY = MADE.date()


@pytest.fixture(autouse=True)
def _first_of_november():
    with time_machine.travel(MADE, tick=False):
        yield


def invited(cast: Cast, email: str = "nia@clinic.example", role: str = Role.TRAINEE) -> tuple[Invitation, str]:
    return invite(organisation=cast.organisation, email=email, role=role, department=cast.medicine, by=cast.administrator.user)


def address(secret: str) -> str:
    return f"/invitations/{secret}/"


def ended(client: Client, secret: str) -> bool:
    answers = (client.get(address(secret)), client.post(address(secret), SAID))
    assert [answer.status_code for answer in answers] in ([404, 404], [200, 302])
    return answers[0].status_code == 404 and "This link has ended" in answers[1].text


def test_lets_the_invited_person_join_and_signs_them_in(client: Client, cast: Cast) -> None:
    _, secret = invited(cast)
    page = client.get(address(secret))
    assert page.status_code == 200
    assert "Riverside Clinic" in page.text
    assert client.post(address(secret), SAID)["Location"] == "/log/"
    place = Membership.objects.get(user__email="nia@clinic.example")
    assert (place.role, place.department, place.user.name, place.user.career_stage) == (Role.TRAINEE, cast.medicine, "Nia New", "resident")
    assert client.get("/settings/").status_code == 200
    entries = AuditEntry.objects.filter(subject="nia@clinic.example").order_by("id").values_list("action", flat=True)
    assert list(entries) == ["person.invited", "person.joined", "sign_in.done"]


def test_takes_a_link_once(client: Client, cast: Cast) -> None:
    _, secret = invited(cast)
    client.post(address(secret), SAID)
    assert ended(Client(), secret)
    assert Membership.objects.filter(user__email="nia@clinic.example").count() == 1


def test_takes_a_link_once_when_two_send_it_at_the_same_moment(cast: Cast) -> None:
    invitation, _ = invited(cast)
    said = {**SAID, "user": None, "on": TODAY}
    accept_invitation(invitation=invitation, **said)  # type: ignore[arg-type]
    with pytest.raises(ValidationError, match="used already"):
        accept_invitation(invitation=invitation, **said)  # type: ignore[arg-type]


@pytest.mark.parametrize(("later", "is_ended"), [(timedelta(days=14) - timedelta(seconds=1), False), (timedelta(days=14), True)])
def test_ends_a_link_after_14_days(client: Client, cast: Cast, later: timedelta, is_ended: bool) -> None:
    _, secret = invited(cast)
    with time_machine.travel(MADE + later, tick=False):
        assert ended(client, secret) is is_ended


@pytest.mark.parametrize("changed", [lambda secret: secret[:-1], lambda secret: secret.swapcase(), lambda _: "x", lambda _: "%00"])
def test_ends_a_link_that_was_changed(client: Client, cast: Cast, changed) -> None:
    assert ended(client, changed(invited(cast)[1]))


def test_ends_a_link_that_was_withdrawn(client: Client, cast: Cast) -> None:
    invitation, secret = invited(cast)
    assert withdraw_invitation(invitation=invitation, by=cast.administrator.user)
    assert ended(client, secret)
    assert not withdraw_invitation(invitation=invitation, by=cast.administrator.user)
    assert AuditEntry.objects.filter(action="person.invitation_withdrawn").count() == 1


def test_ends_the_former_link_of_a_person_who_is_invited_again(client: Client, cast: Cast) -> None:
    _, former = invited(cast)
    _, secret = invited(cast, role=Role.LEAD)
    assert ended(Client(), former)
    assert not ended(client, secret)


def test_keeps_no_secret_of_a_link(cast: Cast) -> None:
    invitation, secret = invited(cast)
    assert len(secret) >= 43  # 32 random bytes in base64
    assert invitation.secret_hash == hash_of(secret) != secret
    assert not AuditEntry.objects.filter(detail__icontains=secret).exists()
    assert open_invitation(secret) == invitation


def test_refuses_to_invite_a_member(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="is a member already"):
        invited(cast, "Ada.Clinician@clinic.example ")


def test_takes_a_person_who_left_back_by_an_invitation(cast: Cast) -> None:
    end_membership(membership=cast.clinician.membership, by=cast.administrator.user, on=TODAY)
    _, secret = invited(cast, cast.clinician.user.email, Role.LEAD)
    client = Client()
    client.force_login(cast.clinician.user)
    assert client.post(address(secret))["Location"] == "/log/"
    place = Membership.objects.get(pk=cast.clinician.membership.pk)
    assert (place.active, place.role) == (True, Role.LEAD)
    assert client.get("/log/2026-10-14/").status_code == 200


def test_leaves_a_member_who_was_taken_back_meanwhile_the_role_of_now(cast: Cast) -> None:
    by, membership = cast.administrator.user, cast.clinician.membership
    end_membership(membership=membership, by=by, on=TODAY)
    _, secret = invited(cast, cast.clinician.user.email, Role.TRAINEE)
    take_back_member(membership=membership, by=by, on=TODAY)
    change_membership(membership=membership, role=Role.ADMINISTRATOR, department=None, by=by, on=TODAY)
    end_membership(membership=cast.administrator.membership, by=cast.clinician.user, on=TODAY)
    client = Client()
    client.force_login(cast.clinician.user)
    assert client.post(address(secret)).status_code == 302
    place = Membership.objects.get(pk=membership.pk)
    # The last administrator, who accepts an invitation as a trainee, would leave the organisation without one.
    assert (place.active, place.role, place.department) == (True, Role.ADMINISTRATOR, None)
    assert ended(Client(), secret)
    assert not AuditEntry.objects.filter(action="person.joined", subject=cast.clinician.user.email).exists()


def test_asks_a_person_with_an_account_to_sign_in_first(client: Client, cast: Cast) -> None:
    _, secret = invited(cast, cast.stranger.user.email)
    answer = client.post(address(secret), SAID)
    assert (answer.status_code, "Sign in first" in answer.text) == (200, True)
    assert not Membership.objects.filter(user=cast.stranger.user, organisation=cast.organisation).exists()
    client.force_login(cast.stranger.user)
    assert client.post(address(secret)).status_code == 302
    assert Membership.objects.filter(user=cast.stranger.user, organisation=cast.organisation).exists()


def test_takes_no_password_over_for_somebody_else_who_is_signed_in(cast: Cast, ada: Client) -> None:
    _, secret = invited(cast, cast.stranger.user.email)
    assert "Sign in first" in ada.post(address(secret), SAID).text
    assert not User.objects.get(pk=cast.stranger.user.pk).check_password(PASSWORD + "!")
    assert not Membership.objects.filter(user=cast.clinician.user, organisation=cast.elsewhere).exists()


@pytest.mark.parametrize(
    ("said", "fault"), [({"password": "short"}, "at least 12"), ({"name": ""}, "required"), ({"career_stage": "x"}, "valid choice")]
)
def test_shows_every_fault_of_the_form_and_keeps_the_link(client: Client, cast: Cast, said: dict[str, str], fault: str) -> None:
    _, secret = invited(cast)
    answer = client.post(address(secret), SAID | said)
    assert (answer.status_code, fault in answer.text) == (200, True)
    assert open_invitation(secret) is not None
