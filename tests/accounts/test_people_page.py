"""/manage/people/: members, roles, invitations, leavers, departments, and the links that an administrator hands over."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from rvuedge.accounts.models import AuditEntry, Invitation, Membership, Role, User
from tests.cast import Cast
from tests.factories import PASSWORD, MembershipFactory

PEOPLE = "/manage/people/"
NEW_PASSWORD = "nine loud herons wade"


def link_of(text: str) -> str:
    found = re.search(r'id="link" readonly value="http://testserver([^"]+)"', text)
    assert found
    return found[1]


def at(cast: Cast, part: str, what: str) -> str:
    return f"{PEOPLE}{getattr(cast, part).membership.pk}/{what}/"


def told(client: Client, address: str, body: dict[str, object] | None = None) -> str:
    return client.post(address, body or {}, follow=True).text


def test_lists_the_members_of_the_own_organisation_alone(fay: Client, cast: Cast) -> None:
    page = fay.get(PEOPLE).text
    for name in ("Ada Clinician", "Dora Lead", "Gus Trainee", "Fay Administrator", "Medicine", "Surgery"):
        assert name in page
    for name in ("Hal Stranger", "Ida Administrator", "Olga Operator"):
        assert name not in page


def test_lists_many_members_in_as_many_queries_as_few(fay: Client, cast: Cast, django_assert_max_num_queries) -> None:
    for _ in range(40):
        MembershipFactory.create(organisation=cast.organisation, department=cast.medicine)
    with django_assert_max_num_queries(14):
        assert fay.get(PEOPLE).status_code == 200


def test_invites_a_person_and_shows_the_link_this_once(fay: Client, cast: Cast) -> None:
    answer = fay.post(PEOPLE + "invite/", {"email": "Nia@clinic.example", "role": "lead", "department": cast.surgery.pk})
    link = link_of(answer.text)
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role, invitation.department) == ("nia@clinic.example", Role.LEAD, cast.surgery)
    assert Client().get(link).status_code == 200
    page = fay.get(PEOPLE).text
    assert "nia@clinic.example" in page
    assert link not in page


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"email": "no address"}, "valid email"),
        ({"email": "ada.clinician@clinic.example"}, "is a member already"),
        ({"role": "boss"}, "valid choice"),
    ],
)
def test_says_what_is_wrong_with_an_invitation(fay: Client, said: dict[str, str], fault: str) -> None:
    answer = fay.post(PEOPLE + "invite/", {"email": "nia@clinic.example", "role": "clinician"} | said)
    assert (answer.status_code, fault in answer.text) == (400, True)
    assert not Invitation.objects.exists()


def test_withdraws_an_invitation(fay: Client, cast: Cast) -> None:
    link = link_of(fay.post(PEOPLE + "invite/", {"email": "nia@clinic.example", "role": "lead"}).text)
    assert "no longer works" in told(fay, f"{PEOPLE}invitations/{Invitation.objects.get().pk}/withdraw/")
    assert Client().get(link).status_code == 404


def test_changes_a_role_and_department(fay: Client, cast: Cast) -> None:
    assert "Saved" in told(fay, at(cast, "clinician", "role"), {"role": "lead", "department": cast.surgery.pk})
    place = Membership.objects.get(pk=cast.clinician.membership.pk)
    assert (place.role, place.department) == (Role.LEAD, cast.surgery)
    assert "Choose a role" in told(fay, at(cast, "clinician", "role"), {"role": "boss"})


def test_says_why_the_last_administrator_stays(fay: Client, cast: Cast) -> None:
    for what in ("role", "end"):
        assert "This is the last administrator" in told(fay, at(cast, "administrator", what), {"role": "clinician"})
    assert Membership.objects.get(pk=cast.administrator.membership.pk).role == Role.ADMINISTRATOR


def test_lets_a_person_leave_and_return(fay: Client, ada: Client, cast: Cast) -> None:
    assert "has no access from now on" in told(fay, at(cast, "clinician", "end"))
    assert ada.get("/log/2026-10-14/")["Location"].startswith("/accounts/login/")
    ada.force_login(cast.clinician.user)
    assert ada.get("/log/2026-10-14/").status_code == 404
    assert "Give access again" in fay.get(PEOPLE).text
    assert "has access again" in told(fay, at(cast, "clinician", "return"))
    assert ada.get("/log/2026-10-14/").status_code == 200


def test_adds_a_department(fay: Client, cast: Cast) -> None:
    assert "The department is added" in told(fay, PEOPLE + "departments/", {"name": "Pathology"})
    assert "at most 120 characters" in told(fay, PEOPLE + "departments/", {"name": "x" * 121})
    assert list(cast.organisation.departments.values_list("name", flat=True)) == ["Medicine", "Pathology", "Surgery"]


def test_hands_over_a_link_for_a_new_password_that_works_once(fay: Client, ada: Client, client: Client, cast: Cast) -> None:
    link = link_of(fay.post(at(cast, "clinician", "reset-link")).text)
    assert client.get(link).status_code == 200
    assert "at least 12 characters" in client.post(link, {"password": "short"}).text
    assert client.post(link, {"password": NEW_PASSWORD})["Location"] == "/accounts/login/"
    assert User.objects.get(pk=cast.clinician.user.pk).check_password(NEW_PASSWORD)
    assert ada.get("/settings/")["Location"].startswith("/accounts/login/")
    assert "This link has ended" in client.get(link).text
    subject = AuditEntry.objects.filter(subject="ada.clinician@clinic.example").order_by("id")
    assert list(subject.values_list("action", flat=True))[-2:] == ["person.reset_link_made", "person.password_set"]


def test_ends_a_link_for_a_new_password_after_three_days_or_when_changed(fay: Client, client: Client, cast: Cast) -> None:
    link = link_of(fay.post(at(cast, "clinician", "reset-link")).text)
    number, token = link.strip("/").split("/")[-2:]
    for wrong in (f"x{number}", "%FF", "", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5"):
        assert client.get(f"/people/new-password/{wrong}/{token}/").status_code == 404
    assert client.get(link[:-3] + "aa/").status_code == 404
    with time_machine.travel(timezone.now() + timedelta(days=3, minutes=1)):
        assert client.post(link, {"password": NEW_PASSWORD}).status_code == 404
    assert User.objects.get(pk=cast.clinician.user.pk).check_password(PASSWORD)


def test_ends_a_link_for_a_new_password_with_the_next_sign_in(fay: Client, client: Client, cast: Cast) -> None:
    link = link_of(fay.post(at(cast, "clinician", "reset-link")).text)
    client.post("/accounts/login/", {"login": cast.clinician.user.email, "password": PASSWORD})
    assert Client().get(link).status_code == 404


def test_hands_over_a_link_that_confirms_an_address_once(fay: Client, client: Client, cast: Cast) -> None:
    assert "address not confirmed" in fay.get(PEOPLE).text
    link = link_of(fay.post(at(cast, "clinician", "confirm-link")).text)
    assert client.get(link).status_code == 200
    assert not EmailAddress.objects.get(user=cast.clinician.user).verified
    client.post(link)
    address = EmailAddress.objects.get(user=cast.clinician.user)
    assert (address.email, address.verified, address.primary) == (cast.clinician.user.email, True, True)
    assert client.post(link).status_code == 404
    assert AuditEntry.objects.filter(action="person.confirm_link_made").count() == 1


def test_ends_a_link_that_confirms_an_address_after_three_days(fay: Client, client: Client, cast: Cast) -> None:
    link = link_of(fay.post(at(cast, "clinician", "confirm-link")).text)
    with time_machine.travel(timezone.now() + timedelta(days=3, minutes=1)):
        assert client.post(link).status_code == 404
    assert not EmailAddress.objects.get(user=cast.clinician.user).verified


def test_leaves_confirming_to_the_mail_server_where_one_is_set(fay: Client, cast: Cast, settings) -> None:
    settings.MAIL_IS_CONFIGURED = True
    assert "confirms the address by a mail" in told(fay, at(cast, "clinician", "confirm-link"))
    assert "Address link" not in fay.get(PEOPLE).text
    assert not EmailAddress.objects.exists()


@pytest.mark.parametrize("what", ["reset-link", "confirm-link"])
def test_makes_no_link_into_an_account_that_is_also_somebody_elses(fay: Client, cast: Cast, what: str) -> None:
    MembershipFactory.create(user=cast.clinician.user, organisation=cast.elsewhere)
    MembershipFactory.create(user=cast.operator, organisation=cast.organisation)
    assert "belongs elsewhere" in told(fay, at(cast, "clinician", what))
    assert "belongs elsewhere" in told(fay, f"{PEOPLE}{Membership.objects.get(user=cast.operator).pk}/{what}/")
    assert not AuditEntry.objects.filter(action__endswith="link_made").exists()
