"""/department/ shows totals of published reports: a lead those of the own unit, an administrator all, and nobody a case."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from codes.models import Specialty
from rvuedge.accounts.models import Membership
from tests.benchmarks.tables import GASTRO
from tests.benchmarks.work import NOON, OCTOBER, SEPTEMBER, clinician_of, close, did, edition_in_force, employ, paid_by_fee, publish
from tests.cast import Cast
from tracking.models import CaseLine, Clinician, Programme
from tracking.services_programmes import enrol, leave_programme

PAGE = "/department/"
QUERIES = 15


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def october(cast: Cast, specialties: dict[str, Specialty]) -> Cast:
    """October of everybody: in Medicine 500 of Ada and 300 of Ben, in Surgery 900 of Cleo."""
    edition_in_force(cast)
    employ(cast.clinician, specialty=specialties["gastroenterology"])
    employ(cast.colleague, specialty=specialties["gastroenterology"])
    for member, credit in ((cast.clinician, "500"), (cast.colleague, "300"), (cast.surgeon, "900"), (cast.trainee, "77")):
        did(member, date(2026, 10, 5), "45385", credit)
    paid_by_fee(cast.colleague, date(2026, 10, 6), "D1553", "64.00")
    close(cast, OCTOBER)
    publish(cast, OCTOBER)
    return cast


def rows_of(client: Client, month: str = ""):
    rollup = client.get(PAGE, {"month": month} if month else {}).context["rollup"]
    return [row.clinician.name for row in rollup.rows], [row.clinician.name for row in rollup.trainees], rollup.sums


def test_shows_a_lead_the_totals_of_the_own_unit_only(october: Cast, client: Client) -> None:
    client.force_login(october.lead.user)
    names, trainees, sums = rows_of(client)
    assert names == ["Ada Clinician", "Ben Colleague", "Dora Lead"]
    assert trainees == ["Gus Trainee"]
    assert (sums.month, sums.fee_amount, sums.not_counted, sums.people) == (Decimal(800), Decimal(64), 1, 3)  # 500 + 300, without the 77
    page = client.get(PAGE).text
    assert "Medicine, October 2026" in page
    assert "Cleo Surgeon" not in page and "900.00" not in page
    assert "45385" not in page  # no case and no code


def test_shows_a_lead_elsewhere_another_unit(october: Cast, client: Client) -> None:
    client.force_login(october.lead_elsewhere.user)
    names, trainees, sums = rows_of(client)
    assert (names, trainees, sums.month) == (["Cleo Surgeon", "Egon Lead"], [], Decimal(900))


def test_shows_an_administrator_everybody(october: Cast, client: Client) -> None:
    client.force_login(october.administrator.user)
    names, _, sums = rows_of(client)
    assert names == ["Ada Clinician", "Ben Colleague", "Cleo Surgeon", "Dora Lead", "Egon Lead"]
    assert sums.month == 1700
    assert "Riverside Clinic, October 2026" in client.get(PAGE).text


def test_sums_each_department_for_an_administrator_and_opens_one(october: Cast, client: Client) -> None:
    client.force_login(october.administrator.user)
    page = client.get(PAGE)
    parts = {part.department.name: (part.sums.month, part.sums.people) for part in page.context["rollup"].parts}
    # In Medicine 500 of Ada and 300 of Ben, and Dora without a case; in Surgery 900 of Cleo, and Egon.
    assert parts == {"Medicine": (Decimal(800), 3), "Surgery": (Decimal(900), 2)}
    # Dollars of fee schedules stand beside, never in the wRVU.
    assert "$64.00 by fees" in page.text
    one = client.get(PAGE, {"department": october.surgery.pk})
    assert "Surgery, October 2026" in one.text and "Ada Clinician" not in one.text and not one.context["rollup"].parts
    assert one.context["rollup"].sums.month == Decimal(900)


@pytest.mark.parametrize("number", ["0", "x", "9" * 30, "elsewhere"])
def test_has_no_page_of_a_department_of_somebody_else(october: Cast, client: Client, number: str) -> None:
    client.force_login(october.administrator.user)
    asked = october.elsewhere.departments.get().pk if number == "elsewhere" else number
    assert client.get(PAGE, {"department": asked}).status_code == 404


def test_shows_a_lead_the_own_unit_whatever_is_asked(october: Cast, client: Client) -> None:
    client.force_login(october.lead.user)
    assert "Medicine, October 2026" in client.get(PAGE, {"department": october.surgery.pk}).text


def test_shows_a_lead_without_a_department_nobody(october: Cast, client: Client) -> None:
    Membership.objects.filter(pk=october.lead.membership.pk).update(department=None)
    Clinician.objects.filter(pk=clinician_of(october.surgeon).pk).update(department=None)
    client.force_login(october.lead.user)
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "Cleo Surgeon" not in page.text and "Nobody of yours was there" in page.text


def test_shows_a_programme_director_the_trainees_of_another_department(october: Cast, client: Client) -> None:
    address = f"/reports/2026-10/?clinician={clinician_of(october.trainee).pk}"
    client.force_login(october.lead_elsewhere.user)
    assert client.get(address).status_code == 404
    programme = Programme.objects.create(organisation=october.organisation, department=october.surgery, name="Surgery residency")
    training = enrol(
        programme=programme, clinician=clinician_of(october.trainee), started_on=date(2026, 7, 1), graduates_on=date(2031, 6, 30),
        first_year=1, by=october.administrator.user,
    )  # fmt: skip
    names, trainees, sums = rows_of(client)
    # Gus is of Medicine and trains in Surgery: seen, and in no sum.
    assert (names, trainees, sums.month) == (["Cleo Surgeon", "Egon Lead"], ["Gus Trainee"], Decimal(900))
    assert client.get(address).status_code == 200
    leave_programme(training=training, by=october.administrator.user)
    assert client.get(address).status_code == 404


def test_sums_what_was_published_and_not_the_log(october: Cast, client: Client) -> None:
    did(october.clinician, date(2026, 10, 7), "45385", "1000")
    client.force_login(october.lead.user)
    assert rows_of(client)[2].month == 800


def test_compares_with_the_medians(october: Cast, client: Client) -> None:
    client.force_login(october.lead.user)
    page = client.get(PAGE)
    by_name = {row.clinician.name: row.of_median for row in page.context["rollup"].rows}
    # 500 to date; 5,000 x 304 / 365 = 4,164.38: 12.0 percent. 300: 7.2 percent. Together 800 of 8,328.77: 9.6 percent.
    assert by_name == {"Ada Clinician": Decimal("12.0"), "Ben Colleague": Decimal("7.2"), "Dora Lead": None}
    assert page.context["rollup"].sums.of_median == Decimal("9.6")
    assert "10% of the medians, where compared" in page.text


def test_tells_a_lead_no_median_that_the_licence_hides(october: Cast, client: Client) -> None:
    edition_in_force(october, view="position_only", body=GASTRO.replace("4000", "4001"))
    close(october, SEPTEMBER)
    publish(october, SEPTEMBER)
    client.force_login(october.lead.user)
    page = client.get(PAGE, {"month": "2026-09"}).text
    assert "of median" not in page and "of the medians" not in page
    client.force_login(october.administrator.user)
    assert "of median" in client.get(PAGE, {"month": "2026-09"}).text


def test_shows_asa_units_beside_the_work_and_no_column_that_nobody_fills(cast: Cast, client: Client) -> None:
    asleep = did(cast.surgeon, date(2026, 10, 5), "00840", outcome="not_credited", lane="anesthesia")
    CaseLine.objects.filter(case=asleep).update(asa_units=Decimal("6.2"))
    did(cast.surgeon, date(2026, 10, 6), "36620", "0.98")
    did(cast.lead_elsewhere, date(2026, 10, 6), "00840", outcome="not_credited", lane="anesthesia")
    close(cast, OCTOBER)
    publish(cast, OCTOBER)
    client.force_login(cast.lead_elsewhere.user)
    page = client.get(PAGE)
    assert page.context["rollup"].sums.month == Decimal("0.98")
    assert page.text.count("6.20 ASA units") == 1 and "ASA units of anesthesia in the month: 6.20, never added to wRVU." in page.text
    assert "Fees" not in page.text
    # What is not counted in wRVU has its units beside it, or says that they are not known.
    told = client.get(f"/reports/2026-10/?clinician={clinician_of(cast.surgeon).pk}").text
    assert "6.20<small>ASA units</small>" in told
    assert "<small>units not known</small>" in client.get("/reports/2026-10/").text


def test_counts_people_by_band(october: Cast, client: Client) -> None:
    client.force_login(october.lead.user)
    bands = {band.name: band.people for band in rows_of(client)[2].bands}
    # Both are below the 25th of 4,000 over twelve months; the lead has no specialty, so no percentile.
    assert (bands["below the 25th"], bands["no percentile"]) == (2, 1)


def test_chooses_the_newest_month_with_reports_and_leads_to_the_others(october: Cast, client: Client) -> None:
    close(october, SEPTEMBER)
    client.force_login(october.lead.user)
    page = client.get(PAGE)
    assert str(page.context["month"]) == "2026-10"
    assert 'href="?month=2026-09"' in page.text
    earlier = client.get(PAGE, {"month": "2026-09"})
    assert "no published report" in earlier.text
    assert "4 reports of this month are not published." in earlier.text


def test_leads_to_the_reports_of_the_own_unit(october: Cast, client: Client) -> None:
    client.force_login(october.lead.user)
    address = f"/reports/2026-10/?clinician={clinician_of(october.clinician).pk}"
    assert f'href="{address}"' in client.get(PAGE).text
    assert client.get(address).status_code == 200


def test_leaves_out_who_was_not_there(october: Cast, client: Client) -> None:
    Clinician.objects.filter(pk=clinician_of(october.lead).pk).update(started_on=date(2026, 11, 1))
    clinician_of(october.lead).reports.all().delete()
    client.force_login(october.lead.user)
    assert rows_of(client)[0] == ["Ada Clinician", "Ben Colleague"]


@pytest.mark.parametrize(("part", "words"), [("lead", "Totals appear after an administrator closes"), ("administrator", "Open the months")])
def test_says_what_is_missing_before_the_first_closing(cast: Cast, client: Client, part: str, words: str) -> None:
    client.force_login(cast.members[part])
    page = client.get(PAGE).text
    assert "No month is closed yet." in page and words in page


@pytest.mark.parametrize("month", ["2026-13", "0000-00", "2026-09", "2027-01", "x", "2026-10-01"])
def test_has_no_page_of_a_month_that_is_not_closed(october: Cast, client: Client, month: str) -> None:
    client.force_login(october.lead.user)
    assert client.get(PAGE, {"month": month}).status_code == 404


@pytest.mark.parametrize("part", ["clinician", "colleague", "surgeon", "trainee", "stranger", "operator"])
def test_does_not_exist_for_others(october: Cast, client: Client, part: str) -> None:
    client.force_login(october.members[part])
    assert client.get(PAGE).status_code == 404


def test_stays_within_the_own_organisation(october: Cast, client: Client) -> None:
    client.force_login(october.strange_administrator.user)
    assert "Ada Clinician" not in client.get(PAGE).text
    assert client.get(PAGE, {"month": "2026-10"}).status_code == 404


def test_asks_visitors_to_sign_in_and_takes_nothing(october: Cast, client: Client) -> None:
    assert client.get(PAGE).headers["Location"] == f"/accounts/login/?next={PAGE}"
    client.force_login(october.lead.user)
    assert client.post(PAGE).status_code == 405


def test_asks_the_database_a_fixed_number_of_times(october: Cast, client: Client, django_assert_max_num_queries) -> None:
    for part in ("lead", "administrator"):
        client.force_login(october.members[part])
        with django_assert_max_num_queries(QUERIES):
            assert client.get(PAGE).status_code == 200
