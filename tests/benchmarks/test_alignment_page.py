"""/manage/months/YYYY-MM/pay/: administrators read pay beside work by published reports; nobody else sees a point of it."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
import time_machine

from benchmarks.editions import activate_edition, stage_edition
from benchmarks.models import Edition, PayPlan, ReportSnapshot
from benchmarks.pay.plan import PlanTerms
from codes.models import Specialty
from tests.benchmarks.agreed import BASE, agree, of, told
from tests.benchmarks.tables import GASTRO, PAID, TERMS, table
from tests.benchmarks.work import NOON, OCTOBER, SEPTEMBER, clinician_of, close, did, edition_in_force, employ, publish
from tests.cast import Cast, Member
from tracking.models import Effort

PAGE = "/manage/months/2026-10/pay/"
HIGH = PlanTerms(base=Decimal(240000), threshold=Decimal(3600), rate=Decimal(50))
# The session, the person, the place (2), the shell (2), whether the month is closed, and the reports.
QUERIES = 10


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def works(member: Member, specialty: Specialty, terms: PlanTerms) -> None:
    """Full time in a specialty under a plan, with 450 wRVU in each month of 2026 up to October."""
    employ(member, specialty=specialty)
    agree(member, terms)
    for month in range(1, 11):
        did(member, date(2026, month, 5), "45385", "450")


@pytest.fixture
def paid(cast: Cast, specialties: dict[str, Specialty]) -> Cast:
    works(cast.clinician, specialties["gastroenterology"], BASE)
    works(cast.colleague, specialties["gastroenterology"], HIGH)
    edition_in_force(cast, body=GASTRO + PAID)
    return cast


def out(cast: Cast) -> None:
    close(cast, OCTOBER)
    publish(cast, OCTOBER)


def rows(cast: Cast):
    return {row.aligned.report.clinician: row.aligned for row in of(cast.administrator).get(PAGE).context["found"].rows}


def test_sets_the_percentile_of_pay_beside_that_of_work(paid: Cast) -> None:
    out(paid)
    # November 2025 to October 2026 are one year of full time with 4,500 wRVU: 25 + 25 x 500/1,000 = 37.5.
    # 180,000 + (4,500 - 3,600) x 50 = 225,000: 25 + 25 x 25,000/50,000 = 37.5, no distance.
    # 240,000 + 45,000 = 285,000: 50 + 25 x 35,000/50,000 = 67.5, 30 points above.
    found = rows(paid)
    ada, ben = found["Ada Clinician"], found["Ben Colleague"]
    assert (ada.beside.total, ada.beside.fte_years, ada.pay.text, ada.found.gap) == (Decimal(225000), 1, "38th", 0)
    assert (ben.rate, ben.pay.percentile, ben.found.gap) == (Decimal(285000), Decimal("67.5"), 30)
    page = told(of(paid.administrator).get(PAGE))
    assert "1 of 2 lies more than 15 points apart: write down why." in page
    assert "<b>+30.0</b>" in page and "pay above work: write down why" in page and "within 15 points" in page
    assert "$285,000.00 / 1.000000 = $285,000.00, 68th, n 80" in page and "4,500, 38th, n 90" in page
    assert "not what was paid" in page and "no test of fair market value" in page
    assert PAGE in of(paid.administrator).get("/manage/months/2026-10/").text


def test_pays_by_total_fte(paid: Cast) -> None:
    Effort.objects.filter(clinician=clinician_of(paid.clinician)).update(total_fte=Decimal("0.8"))
    out(paid)
    # 180,000 x 0.8 + 45,000 = 189,000, for 0.8 years 236,250: 25 + 25 x 36,250/50,000 = 43.125.
    ada = rows(paid)["Ada Clinician"]
    assert (ada.beside.total, ada.rate, ada.pay.percentile) == (Decimal(189000), Decimal(236250), Decimal("43.1250"))


def test_keeps_what_was_agreed_on_the_day_of_publication(paid: Cast) -> None:
    out(paid)
    PayPlan.objects.update(terms={"base": "1"})
    Edition.objects.update(state="retired")
    assert rows(paid)["Ben Colleague"].found.gap == 30


def test_waits_for_a_score_and_takes_no_other_edition(paid: Cast, specialties: dict[str, Specialty]) -> None:
    PayPlan.objects.filter(clinician=clinician_of(paid.clinician)).update(terms={"base": "180000", "withhold": "0.1"})
    works(paid.surgeon, specialties["family-medicine"], BASE)
    out(paid)
    found = rows(paid)
    assert found["Ada Clinician"].why == "waits" and found["Cleo Surgeon"].why == "no_benchmark"
    page = told(of(paid.administrator).get(PAGE))
    assert "a score of the plan is missing" in page


def test_compares_no_pay_of_another_survey(paid: Cast) -> None:
    Edition.objects.update(state="retired")
    edition_in_force(paid)
    terms = TERMS.__class__("oak", "Oak Survey", 2026, 2025, 2025, "all_points")
    oak, _ = stage_edition(organisation=paid.organisation, terms=terms, file=table(PAID), source_name="o.csv", actor=None)
    activate_edition(edition=oak, actor=None)
    out(paid)
    assert rows(paid)["Ada Clinician"].why == "other_survey"
    assert "pay and work are not of the same edition and cut" in told(of(paid.administrator).get(PAGE))


def test_tells_no_pay_of_a_survey_to_the_clinician_in_any_form(paid: Cast) -> None:
    out(paid)
    payload = ReportSnapshot.objects.get(clinician=clinician_of(paid.clinician)).payload["pay_beside"]
    assert payload["points"][1]["value"] == "250000.0000"
    ada = of(paid.clinician)
    points = ("250000", "250,000", "375000", "375,000")
    files = ("/reports/2026-10/", "/reports/2026-10.csv", "/api/v1/reports/", "/api/v1/position/", "/api/v1/plan/", "/dashboard/")
    for address in (*files, "/dashboard/position/", "/plan/"):
        answer = ada.get(address)
        assert answer.status_code == 200
        assert not any(point.encode() in answer.content for point in points), address
    assert ada.get("/reports/2026-10/").context["report"].pay_beside is None


def test_reads_a_report_of_before(paid: Cast) -> None:
    out(paid)
    snapshot = ReportSnapshot.objects.get(clinician=clinician_of(paid.clinician))
    del snapshot.payload["pay_beside"]
    snapshot.save()
    assert "published before pay was set beside work" in told(of(paid.administrator).get(PAGE))
    assert of(paid.administrator).post(f"{PAGE}{snapshot.clinician_id}/", {"paid": "1"}).status_code == 200


def test_sets_what_payroll_says_beside_the_work_and_keeps_it_nowhere(paid: Cast) -> None:
    PayPlan.objects.filter(clinician=clinician_of(paid.clinician)).delete()
    out(paid)
    assert rows(paid)["Ada Clinician"].why == "no_plan"
    number, fay = clinician_of(paid.clinician).pk, of(paid.administrator)
    answer = fay.post(f"{PAGE}{number}/", {"paid": "$310,000.00"})
    # 75 + 15 x 10,000/75,000 = 77; 77 - 37.5 = 39.5.
    assert "+39.5" in answer.text and "$310,000.00 / 1.000000 = $310,000.00, 77th, n 80" in told(answer)
    assert '<details class="more" open>' in answer.text
    assert rows(paid)["Ada Clinician"].why == "no_plan"
    assert "310000" not in str(list(ReportSnapshot.objects.values_list("payload", flat=True)))
    wrong = fay.post(f"{PAGE}{number}/", {"paid": "a lot"})
    assert wrong.status_code == 422 and "This is not a number." in wrong.text
    for other in (clinician_of(paid.trainee).pk, clinician_of(paid.stranger).pk, 10**14):
        assert fay.post(f"{PAGE}{other}/", {"paid": "1"}).status_code == 404


def test_is_there_for_closed_months_and_administrators_alone(paid: Cast) -> None:
    out(paid)
    assert of(paid.administrator).get("/manage/months/2026-09/pay/").status_code == 404
    close(paid, SEPTEMBER)
    empty = of(paid.administrator).get("/manage/months/2026-09/pay/")
    assert "Nobody with a published report of this month has a pay plan" in told(empty)
    assert of(paid.administrator).get("/manage/months/2026-13/pay/").status_code == 404
    for part in (paid.clinician, paid.lead, paid.trainee, paid.stranger):
        assert of(part).get(PAGE).status_code == 404


def test_asks_the_database_a_fixed_number_of_times(paid: Cast, specialties: dict[str, Specialty], django_assert_max_num_queries) -> None:
    for member in (paid.surgeon, paid.lead):
        works(member, specialties["gastroenterology"], BASE)
    out(paid)
    fay = of(paid.administrator)
    with django_assert_max_num_queries(QUERIES):
        assert fay.get(PAGE).status_code == 200
