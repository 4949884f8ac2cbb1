"""RVU Edge shows roles and departments as groups of SCIM, and moves people with them."""

import pytest

from rvuedge.accounts.models import Department, Membership, Role
from tests.cast import Cast, Member
from tests.scim.conftest import Provider
from tests.scim.test_users import wrong

GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"


def place_of(member: Member) -> Membership:
    return Membership.objects.get(pk=member.membership.pk)


def key(member: Member) -> dict[str, str]:
    return {"value": str(member.membership.pk)}


def test_shows_the_four_roles_and_the_departments_by_name(cast: Cast, home: Provider) -> None:
    body = home.get("Groups").json()
    names = ["Clinician", "Trainee", "Department lead", "Administrator", "Medicine", "Surgery"]
    assert [group["displayName"] for group in body["Resources"]] == names
    (surgery,) = home.get("Groups", filter='displayName eq "surgery"').json()["Resources"]
    assert (surgery["schemas"], surgery["id"]) == ([GROUP], str(cast.surgery.pk))
    assert {one["display"] for one in surgery["members"]} == {cast.surgeon.user.email, cast.lead_elsewhere.user.email}
    assert "members" not in home.get(f"Groups/{cast.surgery.pk}", excludedAttributes="members").json()
    assert [group["id"] for group in home.get("Groups", startIndex="4", count="2").json()["Resources"]] == [
        "administrator",
        str(cast.medicine.pk),
    ]
    wrong(home.get("Groups", filter='members eq "1"'), 400, "invalidFilter")


def test_says_in_a_person_which_groups_there_are(cast: Cast, home: Provider) -> None:
    groups = home.get(f"Users/{cast.clinician.membership.pk}").json()["groups"]
    assert [(group["value"], group["display"]) for group in groups] == [("clinician", "Clinician"), (str(cast.medicine.pk), "Medicine")]


def test_moves_people_into_a_department_and_out_of_it_with_their_logs(cast: Cast, home: Provider) -> None:
    path = f"Groups/{cast.surgery.pk}"
    assert home.patch(path, {"op": "add", "path": "members", "value": [key(cast.clinician)]}).status_code == 200
    assert place_of(cast.clinician).department == cast.surgery
    cast.clinician.log.refresh_from_db()
    assert cast.clinician.log.department == cast.surgery
    home.patch(path, {"op": "Remove", "path": f'members[value eq "{cast.clinician.membership.pk}"]'})
    assert place_of(cast.clinician).department is None
    home.patch(path, {"op": "remove", "path": "members", "value": [key(cast.surgeon)]})
    assert place_of(cast.surgeon).department is None
    home.put(path, displayName="Surgery", members=[key(cast.surgeon), key(cast.trainee)])
    members = Membership.objects.filter(department=cast.surgery)
    assert {place.pk for place in members} == {cast.surgeon.membership.pk, cast.trainee.membership.pk}
    home.patch(path, {"op": "replace", "value": {"members": [key(cast.trainee)], "displayName": "Surgery"}})
    assert Membership.objects.get(department=cast.surgery) == cast.trainee.membership
    home.patch(path, {"op": "remove", "path": "members"})
    assert not Membership.objects.filter(department=cast.surgery).exists()


def test_gives_roles_and_makes_a_clinician_of_who_leaves_one(cast: Cast, home: Provider) -> None:
    home.patch("Groups/lead", {"op": "add", "path": "members", "value": [key(cast.clinician)]})
    assert place_of(cast.clinician).role == Role.LEAD
    # Clients leave the former group before or after they join the next one; both orders end in the same role.
    home.patch("Groups/clinician", {"op": "remove", "path": "members", "value": [key(cast.clinician)]})
    assert place_of(cast.clinician).role == Role.LEAD
    home.patch("Groups/lead", {"op": "remove", "path": "members", "value": [key(cast.clinician)]})
    assert place_of(cast.clinician).role == Role.CLINICIAN
    home.patch("Groups/clinician", {"op": "remove", "path": "members", "value": [key(cast.clinician)]})
    assert place_of(cast.clinician).role == Role.CLINICIAN


def test_lets_the_last_administrator_stay_one_and_does_a_patch_whole_or_not_at_all(cast: Cast, home: Provider) -> None:
    steps = [
        {"op": "add", "path": "members", "value": [key(cast.clinician)]},
        {"op": "replace", "path": "displayName", "value": "Bosses"},
    ]
    wrong(home.patch("Groups/administrator", *steps), 400, "mutability")
    assert place_of(cast.clinician).role == Role.CLINICIAN
    wrong(home.patch("Groups/administrator", {"op": "remove", "path": "members", "value": [key(cast.administrator)]}), 400, "mutability")
    home.put("Groups/administrator", members=[key(cast.clinician), key(cast.administrator)])
    assert home.patch("Groups/administrator", {"op": "remove", "path": "members", "value": [key(cast.administrator)]}).status_code == 200
    assert (place_of(cast.administrator).role, place_of(cast.clinician).role) == (Role.CLINICIAN, Role.ADMINISTRATOR)


def test_makes_departments(cast: Cast, home: Provider) -> None:
    answer = home.post("Groups", displayName="Pathology", members=[key(cast.surgeon)])
    made = Department.objects.get(organisation=cast.organisation, name="Pathology")
    assert (answer.status_code, answer.json()["id"]) == (201, str(made.pk))
    assert place_of(cast.surgeon).department == made
    for name in ("pathology", "Administrator"):
        wrong(home.post("Groups", displayName=name), 409, "uniqueness")
    wrong(home.post("Groups"), 400, "invalidValue")
    wrong(home.delete(f"Groups/{made.pk}"), 405)


@pytest.mark.parametrize("value", [[{"value": "999999"}], [{"value": "x"}], ["1e9"], [{}], "none"])
def test_lets_nobody_join_who_is_not_there(home: Provider, value: object) -> None:
    wrong(home.patch("Groups/lead", {"op": "add", "path": "members", "value": value}), 400, "invalidValue")


def test_knows_no_other_attribute_of_a_group(home: Provider) -> None:
    wrong(home.patch("Groups/lead", {"op": "replace", "path": "colour", "value": "green"}), 400, "invalidPath")
    wrong(home.get("Groups/chief"), 404)
