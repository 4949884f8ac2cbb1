"""/manage/people/divisions/: departments that are summed together, and who leads them."""

import pytest
from django.test import Client

from rvuedge.accounts.models import AuditEntry, Department, Division, Membership
from rvuedge.accounts.services import change_membership
from tests.cast import Cast

PAGE = "/manage/people/divisions/"


@pytest.fixture
def division(cast: Cast) -> Division:
    return Division.objects.create(organisation=cast.organisation, name="Procedural care")


def test_adds_a_division_once(fay: Client, cast: Cast) -> None:
    for _ in range(2):
        assert "Choose its departments" in fay.post(f"{PAGE}new/", {"name": " Procedural care "}, follow=True).text
    assert [one.name for one in Division.objects.filter(organisation=cast.organisation)] == ["Procedural care"]
    assert AuditEntry.objects.filter(action="division.added").count() == 1


def test_takes_departments_and_leads(fay: Client, cast: Cast, division: Division) -> None:
    said = {"name": "Acute care", "departments": [cast.medicine.pk, cast.surgery.pk], "leads": [cast.lead.membership.pk]}
    page = fay.post(f"{PAGE}{division.pk}/", said, follow=True).text
    assert "Acute care" in page and "Medicine, Surgery" in page and "Led by Dora Lead." in " ".join(page.split())
    assert set(Department.objects.filter(division=division)) == {cast.medicine, cast.surgery}
    assert Membership.objects.get(leads=division) == cast.lead.membership
    entry = AuditEntry.objects.get(action="division.changed")
    assert entry.detail == {"departments": ["Medicine", "Surgery"], "leads": ["dora.lead@clinic.example"]}


def test_takes_them_away_again(fay: Client, cast: Cast, division: Division) -> None:
    Department.objects.filter(pk=cast.medicine.pk).update(division=division)
    Membership.objects.filter(pk=cast.lead.membership.pk).update(leads=division)
    fay.post(f"{PAGE}{division.pk}/", {"name": "Procedural care"})
    assert not Department.objects.filter(division=division).exists()
    assert not Membership.objects.filter(leads=division).exists()


@pytest.mark.parametrize("kind", ["departments", "leads"])
def test_refuses_departments_and_people_of_others(fay: Client, cast: Cast, division: Division, kind: str) -> None:
    strange = Department.objects.get(organisation=cast.elsewhere).pk if kind == "departments" else cast.stranger.membership.pk
    fay.post(f"{PAGE}{division.pk}/", {"name": "Procedural care", kind: [strange]})
    assert not Department.objects.filter(division=division).exists() and not Membership.objects.filter(leads=division).exists()


def test_lets_nobody_lead_who_is_no_lead(fay: Client, cast: Cast, division: Division) -> None:
    fay.post(f"{PAGE}{division.pk}/", {"name": "Procedural care", "leads": [cast.clinician.membership.pk]})
    assert not Membership.objects.filter(leads=division).exists()


def test_refuses_the_name_of_another_division(fay: Client, cast: Cast, division: Division) -> None:
    Division.objects.create(organisation=cast.organisation, name="Acute care")
    assert "Another division has this name." in fay.post(f"{PAGE}{division.pk}/", {"name": "Acute care"}, follow=True).text
    division.refresh_from_db()
    assert division.name == "Procedural care"


@pytest.mark.parametrize("name", ["", "x" * 121, "John Smith DOB 01/02/1960"])
def test_refuses_names_that_are_none_or_a_patients(fay: Client, cast: Cast, name: str) -> None:
    assert fay.post(f"{PAGE}new/", {"name": name}).status_code == 400
    assert not Division.objects.exists()


def test_takes_a_division_away_and_leaves_its_departments(fay: Client, cast: Cast, division: Division) -> None:
    Department.objects.filter(pk=cast.medicine.pk).update(division=division)
    Membership.objects.filter(pk=cast.lead.membership.pk).update(leads=division)
    fay.post(f"{PAGE}{division.pk}/end/")
    assert not Division.objects.exists()
    assert Department.objects.get(pk=cast.medicine.pk).division is None
    assert Membership.objects.get(pk=cast.lead.membership.pk).leads is None


def test_ends_the_lead_of_a_division_with_the_role(cast: Cast, division: Division) -> None:
    Membership.objects.filter(pk=cast.lead.membership.pk).update(leads=division)
    place = Membership.objects.get(pk=cast.lead.membership.pk)
    for role in ("clinician", "lead"):
        change_membership(membership=place, role=role, department=cast.medicine, by=cast.administrator.user, on=cast.lead.log.started_on)
    assert Membership.objects.get(pk=place.pk).leads is None


def test_lists_many_divisions_in_as_many_queries_as_few(fay: Client, cast: Cast, django_assert_max_num_queries) -> None:
    for number in range(20):
        Division.objects.create(organisation=cast.organisation, name=f"Division {number}")
    with django_assert_max_num_queries(10):
        assert fay.get(PAGE).status_code == 200
