"""/department/division/ shows the lead of a division the sums of its departments; names and reports stay those of the own unit."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from benchmarks.models import ReportSnapshot
from rvuedge.accounts.models import Department, Division, Membership
from tests.benchmarks.work import NOON, OCTOBER, clinician_of, close, did, publish
from tests.cast import Cast, Member
from tests.factories import ClinicianFactory, DepartmentFactory, UserFactory
from tracking.models import Clinician

PAGE = "/department/division/"
ALL = "/department/"
QUERIES = 14


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def october(cast: Cast) -> Cast:
    """October of a division of Medicine (six people: 500, 300 and four times 100) and Surgery, whose lead leads the division."""
    for number in range(4):
        person = ClinicianFactory.create(
            user=UserFactory.create(), organisation=cast.organisation, department=cast.medicine, name=f"Mia {number}"
        )
        Clinician.objects.filter(pk=person.pk).update(started_on=date(2024, 1, 1))
        _did(person, "100")
    Clinician.objects.filter(pk=clinician_of(cast.lead).pk).update(department=None)
    for member, credit in ((cast.clinician, "500"), (cast.colleague, "300"), (cast.surgeon, "900"), (cast.trainee, "77")):
        did(member, date(2026, 10, 5), "45385", credit)
    division = Division.objects.create(organisation=cast.organisation, name="Procedural care")
    Department.objects.filter(pk__in=(cast.medicine.pk, cast.surgery.pk)).update(division=division)
    Membership.objects.filter(pk=cast.lead_elsewhere.membership.pk).update(leads=division)
    close(cast, OCTOBER)
    publish(cast, OCTOBER)
    return cast


def _did(person: Clinician, credit: str) -> None:
    did(Member(person.user, Membership(), person), date(2026, 10, 6), "99213", credit)


def test_shows_the_sums_of_each_department_and_names_nobody(october: Cast, client: Client) -> None:
    client.force_login(october.lead_elsewhere.user)
    page = client.get(PAGE)
    parts = {part.name: (part.sums.people, part.sums.month) for part in page.context["rollup"].found.parts}
    # Medicine 500 + 300 + 4 x 100, without the 77 of the trainee; the own Surgery 900 of Cleo, and Egon without a case.
    assert parts == {"Medicine": (6, Decimal(1200)), "Surgery": (2, Decimal(900))}
    assert page.context["rollup"].found.sums.month == 2100
    assert "Procedural care, October 2026" in page.text
    for name in ("Ada", "Ben", "Mia", "Gus", "Cleo", "?clinician="):
        assert name not in page.text


def test_leaves_names_and_reports_those_of_the_own_unit(october: Cast, client: Client) -> None:
    client.force_login(october.lead_elsewhere.user)
    own = client.get(ALL)
    assert "Cleo Surgeon" in own.text and "Ada" not in own.text and f'href="{PAGE}?month=2026-10"' in own.text
    assert client.get(f"/reports/2026-10/?clinician={clinician_of(october.clinician).pk}").status_code == 404


def test_tells_no_sum_of_a_department_of_few(october: Cast, client: Client) -> None:
    ReportSnapshot.objects.filter(clinician__name="Mia 0").delete()
    ReportSnapshot.objects.filter(clinician__name="Mia 1").delete()
    client.force_login(october.lead_elsewhere.user)
    page = client.get(PAGE).text
    # Four people of Medicine are left, with 1,000.00: neither they nor the sum with Surgery.
    assert "1 department is left out of all sums" in page
    assert "1,000.00" not in page and "1,900.00" not in page and "900.00" in page


@pytest.mark.parametrize("part", ["lead", "clinician", "administrator", "trainee", "strange_administrator", "operator"])
def test_does_not_exist_for_others(october: Cast, client: Client, part: str) -> None:
    client.force_login(october.members[part])
    assert client.get(PAGE).status_code == 404


def test_ends_with_the_role_of_a_lead(october: Cast, client: Client) -> None:
    Membership.objects.filter(pk=october.lead_elsewhere.membership.pk).update(role="clinician")
    client.force_login(october.lead_elsewhere.user)
    assert client.get(PAGE).status_code == 404


def test_has_no_page_of_a_month_that_is_not_closed(october: Cast, client: Client) -> None:
    client.force_login(october.lead_elsewhere.user)
    assert client.get(PAGE, {"month": "2026-09"}).status_code == 404


def test_asks_the_database_a_fixed_number_of_times(october: Cast, client: Client, django_assert_max_num_queries) -> None:
    client.force_login(october.lead_elsewhere.user)
    with django_assert_max_num_queries(QUERIES):
        assert client.get(PAGE).status_code == 200


def test_sums_divisions_for_an_administrator_and_opens_one(october: Cast, client: Client) -> None:
    DepartmentFactory.create(organisation=october.organisation, name="Pathology")
    client.force_login(october.administrator.user)
    page = client.get(ALL)
    sums = {one.division.name if one.division else None: one.sums.month for one in page.context["rollup"].divisions}
    assert sums == {"Procedural care": Decimal(2100), None: Decimal(0)}  # Dora Lead, of no department, did nothing
    division = Division.objects.get()
    assert f'href="?month=2026-10&amp;division={division.pk}"' in page.text
    one = client.get(ALL, {"division": division.pk})
    assert "Procedural care, October 2026" in one.text and "Ada Clinician" in one.text and "Dora Lead" not in one.text
    assert one.context["rollup"].sums.month == 2100


@pytest.mark.parametrize("number", ["0", "x", "9" * 30, "elsewhere"])
def test_has_no_page_of_a_division_of_somebody_else(october: Cast, client: Client, number: str) -> None:
    client.force_login(october.administrator.user)
    asked = Division.objects.create(organisation=october.elsewhere, name="Far").pk if number == "elsewhere" else number
    assert client.get(ALL, {"division": asked}).status_code == 404
