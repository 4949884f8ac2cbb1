"""RVU Edge keeps people as a provider says by SCIM: makes, finds, changes and ends them, and keeps their logs (RFC 7643, RFC 7644)."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from benchmarks.models import PeriodClose
from benchmarks.report_services import close_month
from rvuedge.accounts.models import ApiToken, AuditEntry, Membership, Role, User
from rvuedge.accounts.services import make_token, take_back_member
from rvuedge.leaving.services import delete_account
from rvuedge.lib.months import Month
from tests.cast import Cast
from tests.factories import MembershipFactory, UserFactory
from tests.scim.conftest import MEDIA_TYPE, Provider
from tracking.entry import CaseContent, read_entry
from tracking.models import Clinician
from tracking.services import log_case

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
# Much as well-known providers send a person: with more than is kept.
NIA: dict[str, Any] = {
    "schemas": [USER, "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
    "externalId": "00u1",
    "userName": "Nia.New@Clinic.example",
    "name": {"givenName": "Nia", "familyName": "New"},
    "emails": [{"value": "nia.new@clinic.example", "type": "work", "primary": True}],
    "title": "Surgeon",
    "active": True,
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "Surgery"},
}


def wrong(answer: Any, status: int, kind: str = "") -> str:
    """The answer is an error as RFC 7644 (3.12) has it; its sentence is returned."""
    assert (answer.status_code, answer["Content-Type"]) == (status, MEDIA_TYPE)
    body = answer.json()
    assert (body["schemas"], body["status"], body.get("scimType", "")) == ([ERROR], str(status), kind)
    return str(body["detail"])


def path_of(cast: Cast, part: str = "clinician") -> str:
    return f"Users/{getattr(cast, part).membership.pk}"


def test_makes_a_person_with_an_account_and_a_place(cast: Cast, home: Provider) -> None:
    answer = home.post("Users", **NIA)
    assert (answer.status_code, answer["Content-Type"]) == (201, MEDIA_TYPE)
    made = answer.json()
    place = Membership.objects.get(user__email="nia.new@clinic.example")
    assert answer["Location"] == made["meta"]["location"] == f"http://testserver/scim/v2/Users/{place.pk}"
    assert (made["id"], made["userName"], made["externalId"], made["active"]) == (str(place.pk), "nia.new@clinic.example", "00u1", True)
    assert (made["displayName"], made["name"]["formatted"]) == ("Nia New", "Nia New")
    assert made["emails"] == [{"value": "nia.new@clinic.example", "type": "work", "primary": True}]
    assert (place.organisation, place.role, place.user.has_usable_password()) == (cast.organisation, Role.CLINICIAN, False)
    assert home.get(f"Users/{place.pk}").json() == made
    assert AuditEntry.objects.get(action="person.joined").detail == {"role": "clinician", "by": "provider"}


def test_makes_nobody_twice(cast: Cast, home: Provider) -> None:
    home.post("Users", **NIA)
    assert "is here already" in wrong(home.post("Users", **NIA), 409, "uniqueness")
    wrong(home.post("Users", userName="ben.colleague@clinic.example"), 409, "uniqueness")
    wrong(home.post("Users", userName="another@clinic.example", externalId="00u1"), 409, "uniqueness")
    assert not User.objects.filter(email="another@clinic.example").exists()


def test_takes_no_account_along_that_is_elsewhere(cast: Cast, home: Provider) -> None:
    UserFactory.create(email="nia.new@clinic.example")
    assert "Invite it under People" in wrong(home.post("Users", **NIA), 409, "uniqueness")
    EmailAddress.objects.create(user=cast.stranger.user, email="second@clinic.example", verified=True)
    wrong(home.post("Users", userName="second@clinic.example"), 409, "uniqueness")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"userName": ""},
        {"userName": "nia"},
        {"userName": "nia@far.example"},
        {"userName": 7},
        {"userName": "n@clinic.example", "active": 2},
    ],
)
def test_refuses_a_person_whose_name_is_no_address_of_the_organisation(home: Provider, body: dict[str, object]) -> None:
    wrong(home.post("Users", **body), 400, "invalidValue")


def test_finds_people_by_a_filter(cast: Cast, home: Provider) -> None:
    home.post("Users", **NIA)
    for text, count in (
        ('userName eq "NIA.new@clinic.example"', 1),
        ('urn:ietf:params:scim:schemas:core:2.0:User:userName Eq "nia.new@clinic.example"', 1),
        ('externalId eq "00u1"', 1),
        ('emails.value eq "ada.clinician@clinic.example"', 1),
        (f'id eq "{cast.clinician.membership.pk}"', 1),
        ('id eq "x"', 0),
        ('userName eq "hal.stranger@clinic.example"', 0),
        ('externalId eq ""', 0),
        ("active eq true", 8),
        ("active eq false", 0),
    ):
        body = home.get("Users", filter=text).json()
        assert (body["schemas"], body["totalResults"], len(body["Resources"])) == ([LIST], count, count), text


@pytest.mark.parametrize(
    "text",
    [
        "userName",
        'userName co "a"',
        'title eq "x"',
        "userName eq true",
        'active eq "true"',
        'userName eq "a" and active eq true',
        "(",
        '" or 1=1',
    ],
)
def test_says_which_filters_there_are(home: Provider, text: str) -> None:
    wrong(home.get("Users", filter=text), 400, "invalidFilter")


def test_shows_people_page_by_page(cast: Cast, home: Provider) -> None:
    """Riverside has seven people; RFC 7644, 3.4.2.4: below 1 is 1, a negative count is 0."""
    for start, count, first, held in (
        ("", "", 1, 7),
        ("1", "3", 1, 3),
        ("6", "3", 6, 2),
        ("0", "2", 1, 2),
        ("8", "3", 8, 0),
        ("1", "0", 1, 0),
        ("1", "-1", 1, 0),
    ):
        body = home.get("Users", startIndex=start, count=count).json()
        assert (body["totalResults"], body["startIndex"], body["itemsPerPage"], len(body["Resources"])) == (7, first, held, held)
    wrong(home.get("Users", count="many"), 400, "invalidValue")
    assert home.get("Users", count="36893488147419103231").status_code == 200


def test_shows_the_attributes_that_are_asked_for(cast: Cast, home: Provider) -> None:
    assert set(home.get(path_of(cast), attributes="userName,active").json()) == {"schemas", "id", "userName", "active"}
    assert "groups" not in home.get(path_of(cast), excludedAttributes="groups").json()


def test_replaces_a_person(cast: Cast, home: Provider) -> None:
    answer = home.put(path_of(cast), userName="ada.married@clinic.example", displayName="Ada Married", externalId="00u2", active=True)
    assert answer.status_code == 200
    user = User.objects.get(pk=cast.clinician.user.pk)
    assert (user.email, user.name) == ("ada.married@clinic.example", "Ada Married")
    assert EmailAddress.objects.get(user=user).email == "ada.married@clinic.example"
    wrong(home.put(path_of(cast), displayName="Ada"), 400, "invalidValue")
    wrong(home.put(path_of(cast), userName="ben.colleague@clinic.example"), 409, "uniqueness")


@pytest.mark.parametrize(
    ("operation", "field", "value"),
    [
        ({"op": "replace", "path": "displayName", "value": "Ada B"}, "name", "Ada B"),
        ({"op": "Replace", "path": "name.formatted", "value": "Ada B"}, "name", "Ada B"),
        ({"op": "Add", "value": {"displayName": "Ada B", "title": "MD"}}, "name", "Ada B"),
        ({"op": "replace", "value": {"name.formatted": "Ada B"}}, "name", "Ada B"),
        ({"op": "replace", "path": 'emails[type eq "work"].value', "value": "a.b@clinic.example"}, "email", "a.b@clinic.example"),
        (
            {"op": "replace", "path": "emails", "value": [{"value": "x@clinic.example"}, {"value": "a.b@clinic.example", "primary": True}]},
            "email",
            "a.b@clinic.example",
        ),  # fmt: skip
        ({"op": "replace", "path": "userName", "value": "A.B@clinic.example"}, "email", "a.b@clinic.example"),
        ({"op": "replace", "path": "title", "value": "MD"}, "name", "Ada Clinician"),
        ({"op": "remove", "path": "displayName"}, "name", ""),
    ],
)
def test_patches_what_is_said_and_leaves_what_is_not_kept(
    cast: Cast, home: Provider, operation: dict[str, object], field: str, value: str
) -> None:
    assert home.patch(path_of(cast), operation).status_code == 200
    assert getattr(User.objects.get(pk=cast.clinician.user.pk), field) == value


@pytest.mark.parametrize(
    ("operation", "kind"),
    [
        ({"op": "move", "path": "displayName", "value": "x"}, "invalidSyntax"),
        ({"op": "replace", "path": "displayName"}, "invalidValue"),
        ({"op": "replace", "value": "x"}, "invalidValue"),
        ({"op": "replace", "path": "favouriteColour", "value": "green"}, "invalidPath"),
        ({"op": "replace", "path": "emails[type eq", "value": "x"}, "invalidPath"),
        ({"op": "replace", "path": 7, "value": "x"}, "invalidPath"),
        ({"op": "remove"}, "noTarget"),
        ({"op": "remove", "path": "userName"}, "mutability"),
        ({"op": "replace", "path": "active", "value": "perhaps"}, "invalidValue"),
        ({"op": "replace", "path": "userName", "value": "x@far.example"}, "invalidValue"),
        ({"op": "replace", "path": "displayName", "value": "x" * 255}, "invalidValue"),
    ],
)
def test_says_what_is_wrong_with_a_patch_and_changes_nothing(cast: Cast, home: Provider, operation: dict[str, object], kind: str) -> None:
    wrong(home.patch(path_of(cast), {"op": "replace", "path": "active", "value": False}, operation), 400, kind)
    assert Membership.objects.get(pk=cast.clinician.membership.pk).active


@pytest.mark.parametrize("value", [False, "False", "false"])
def test_ends_access_with_the_next_request_and_tokens_and_keeps_the_closed_months(cast: Cast, home: Provider, value: object) -> None:
    user = cast.clinician.user
    closed: dict[str, Any] = {"organisation": cast.organisation, "month": Month(2026, 10), "today_month": Month(2026, 11)}
    close_month(by=cast.administrator.user, **closed)
    client = Client()
    client.force_login(user)
    assert client.get("/log/places/").status_code == 200
    make_token(user=user, name="Script", days=30, may_write=True)
    answer = home.patch(path_of(cast), {"op": "replace", "path": "active", "value": value})
    assert answer.json()["active"] is False
    assert client.get("/log/places/").status_code in (302, 404)
    assert not ApiToken.objects.filter(user=user, revoked_at=None).exists()
    cast.clinician.log.refresh_from_db()
    assert PeriodClose.objects.filter(organisation=cast.organisation).exists()
    assert home.get("Users", filter="active eq false").json()["totalResults"] == 1
    assert home.patch(path_of(cast), {"op": "replace", "path": "active", "value": "True"}).json()["active"] is True
    assert Membership.objects.get(pk=cast.clinician.membership.pk).active


def test_ends_no_access_of_the_last_administrator(cast: Cast, home: Provider) -> None:
    answer = home.patch(path_of(cast, "administrator"), {"op": "replace", "path": "active", "value": False})
    assert "last administrator" in wrong(answer, 400, "mutability")


def test_deletes_a_person_from_its_sight_and_takes_the_same_one_back(cast: Cast, home: Provider) -> None:
    assert home.delete(path_of(cast)).status_code == 204
    wrong(home.get(path_of(cast)), 404)
    wrong(home.delete(path_of(cast)), 404)
    assert not Membership.objects.get(pk=cast.clinician.membership.pk).active
    answer = home.post("Users", userName=cast.clinician.user.email, externalId="00u9")
    assert (answer.status_code, answer.json()["id"], answer.json()["active"]) == (201, str(cast.clinician.membership.pk), True)


def test_changes_no_name_and_address_of_an_account_that_is_not_the_organisations_alone(cast: Cast, home: Provider) -> None:
    MembershipFactory.create(user=cast.clinician.user, organisation=cast.elsewhere)
    MembershipFactory.create(user=cast.operator, organisation=cast.organisation)
    operator = f"Users/{cast.operator.memberships.get().pk}"
    for path in (path_of(cast), operator):
        for change in ({"path": "displayName", "value": "Evil"}, {"path": "userName", "value": "evil@clinic.example"}):
            wrong(home.patch(path, {"op": "replace"} | change), 400, "mutability")
    # The place is the organisation's: it can be ended.
    assert home.patch(path_of(cast), {"op": "replace", "path": "active", "value": False}).status_code == 200
    assert Membership.objects.get(user=cast.clinician.user, organisation=cast.elsewhere).active


def test_sees_somebody_again_to_whom_an_administrator_gave_access_back(cast: Cast, home: Provider) -> None:
    place = cast.clinician.membership
    assert home.delete(f"Users/{place.pk}").status_code == 204
    assert home.get(f"Users/{place.pk}").status_code == 404
    take_back_member(membership=Membership.objects.get(pk=place.pk), by=cast.administrator.user, on=date(2026, 11, 2))
    assert home.get(f"Users/{place.pk}").status_code == 200
    assert home.patch(f"Users/{place.pk}", {"op": "replace", "path": "active", "value": False}).status_code == 200
    assert not Membership.objects.get(pk=place.pk).active


def test_ends_access_whatever_else_is_said_of_an_account_that_is_elsewhere_too(cast: Cast, home: Provider) -> None:
    place = cast.clinician.membership
    MembershipFactory.create(user=cast.clinician.user, organisation=cast.elsewhere)
    answer = home.put(f"Users/{place.pk}", userName=cast.clinician.user.email, displayName="Somebody Else", active=False)
    assert answer.status_code == 200
    assert not Membership.objects.get(pk=place.pk).active
    assert User.objects.get(pk=cast.clinician.user.pk).name == cast.clinician.user.name


def test_a_changed_name_reaches_the_log(cast: Cast, home: Provider) -> None:
    assert (
        home.patch(f"Users/{cast.clinician.membership.pk}", {"op": "replace", "path": "displayName", "value": "New Name"}).status_code
        == 200
    )
    assert Clinician.objects.get(pk=cast.clinician.log.pk).name == "New Name"


def test_knows_a_deleted_account_no_more(cast: Cast, home: Provider) -> None:
    place, email = cast.clinician.membership, cast.clinician.user.email
    home.patch(f"Users/{place.pk}", {"op": "replace", "path": "externalId", "value": "00u-ada"})
    content = CaseContent(date(2026, 10, 5), "24", read_entry("45385").lines)
    log_case(clinician=cast.clinician.log, case_id=uuid4(), content=content, actor=cast.clinician.user)
    PeriodClose.objects.create(organisation=cast.organisation, month_index=Month(2026, 10).index)
    delete_account(user=cast.clinician.user)
    assert home.get(f"Users/{place.pk}").status_code == 404
    assert home.get("Users", filter='externalId eq "00u-ada"').json()["totalResults"] == 0
    assert home.post("Users", userName=email, externalId="00u-ada", displayName="Ada").status_code == 201
