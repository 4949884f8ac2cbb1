"""/manage/months/YYYY-MM/preview/ shows an administrator what would be published, and stores nothing."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks import preview
from benchmarks.models import ReportSnapshot
from benchmarks.report.codec import as_json
from benchmarks.report_services import report_of
from codes.models import Specialty
from rvuedge.accounts.models import AuditEntry
from tests.benchmarks.agreed import agree, of, told
from tests.benchmarks.work import NOON, OCTOBER, clinician_of, close, did, edition_in_force, employ, paid_by_fee, publish
from tests.cast import Cast, Member

PAGE = "/manage/months/2026-10/preview/"
# The session, the person, the place, the shell (2), the departments, the people, their totals and what is published of them.
OF_THE_PAGE, OF_A_REPORT = 9, 14


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def october(cast: Cast, specialties: dict[str, Specialty]) -> Cast:
    """Ada has 450 in each month of the year and 500 in October, Ben 300 and dollars in October alone; nothing is closed."""
    employ(cast.clinician, target="6000", specialty=specialties["gastroenterology"])
    employ(cast.colleague)
    edition_in_force(cast)
    agree(cast.clinician)
    for number in range(1, 10):
        did(cast.clinician, date(2026, number, 5), "45385", "450")
    did(cast.clinician, date(2026, 10, 5), "45385", "500")
    did(cast.colleague, date(2026, 10, 5), "45385", "300")
    paid_by_fee(cast.colleague, date(2026, 10, 6), "D1553", "64.00")
    did(cast.trainee, date(2026, 10, 5), "45385", "77")
    return cast


@pytest.fixture
def fay(october: Cast) -> Client:
    return of(october.administrator)


def address(member: Member) -> str:
    return f"{PAGE}{clinician_of(member).pk}/"


def row(client: Client, name: str) -> preview.PreviewRow:
    rows: tuple[preview.PreviewRow, ...] = client.get(PAGE).context["found"].rows
    return next(one for one in rows if one.clinician.name == name)


def test_shows_each_person_and_the_sum_beside_the_month_before(fay: Client) -> None:
    found = fay.get(PAGE).context["found"]
    assert (found.credit, found.before, found.difference) == (Decimal(800), Decimal(450), Decimal(350))  # 500 + 300, without the 77
    assert (row(fay, "Ada Clinician").difference, row(fay, "Ben Colleague").difference) == (Decimal(50), Decimal(300))
    page = told(fay.get(PAGE))
    for shown in ("+50.00", "+300.00", "+350.00", "September 2026 as its log stands now.", "Gus Trainee", "77.00"):
        assert shown in page
    assert "Preview the reports" in fay.get("/manage/months/2026-10/").text


def test_says_what_the_department_will_say_once_it_is_published(fay: Client, october: Cast) -> None:
    before = fay.get(PAGE).context["rollup"]
    close(october, OCTOBER)
    publish(october, OCTOBER)
    after = fay.get("/department/", {"month": "2026-10"}).context["rollup"]
    assert before.sums == after.sums and before.sums.month == Decimal(800)
    assert [(one.clinician, one.report, one.of_median) for one in before.rows] == [
        (one.clinician, one.report, one.of_median) for one in after.rows
    ]


def test_shows_the_exact_report_of_anybody_and_stores_nothing(fay: Client, october: Cast) -> None:
    entries = AuditEntry.objects.count()
    answer = fay.get(address(october.clinician))
    page = told(answer)
    assert answer.context["report"] == report_of(clinician_of(october.clinician), OCTOBER)
    for shown in ("Preview: nothing is stored, nobody is told.", "not published", "500.00 wRVU in October 2026", "450.00 wRVU", "+50.00"):
        assert shown in page
    # The plan counts in it, as in the report that an administrator reads.
    assert "Illustration" in page and "Snapshot" not in page and ".pdf" not in page
    assert (ReportSnapshot.objects.count(), AuditEntry.objects.count(), mail.outbox) == (0, entries, [])
    close(october, OCTOBER)
    publish(october, OCTOBER)
    stored = ReportSnapshot.objects.get(clinician=clinician_of(october.clinician)).payload
    assert stored == as_json(answer.context["report"])


def test_shows_what_is_out_as_it_was_published(fay: Client, october: Cast) -> None:
    close(october, OCTOBER)
    publish(october, OCTOBER)
    did(october.clinician, date(2026, 10, 7), "45385", "1000")
    one = row(fay, "Ada Clinician")
    assert (one.is_published, one.credit) == (True, Decimal(500))
    whose = clinician_of(october.clinician).pk
    assert fay.get(address(october.clinician))["Location"] == f"/reports/2026-10/?clinician={whose}"


def test_shows_one_department_at_a_time(fay: Client, october: Cast) -> None:
    page = fay.get(PAGE, {"department": str(october.surgery.pk)})
    assert [one.clinician.name for one in page.context["found"].rows] == ["Cleo Surgeon", "Egon Lead"]
    for wrong in ("0", "x", str(october.stranger.membership.department_id)):
        assert fay.get(PAGE, {"department": wrong}).status_code == 404


def test_shows_the_sums_of_the_logs_of_too_many_people(fay: Client, monkeypatch) -> None:
    monkeypatch.setattr(preview, "MOST_REPORTS", 2)
    page = fay.get(PAGE)
    assert page.context["rollup"] is None and page.context["found"].difference == Decimal(350)
    assert "the sums are those of their logs" in told(page)


def test_has_no_preview_of_a_month_that_is_not_over_or_of_somebody_elsewhere(fay: Client, october: Cast) -> None:
    for month in ("2026-11", "2026-12", "2026-13"):
        assert fay.get(f"/manage/months/{month}/preview/").status_code == 404
    assert fay.get(address(october.stranger)).status_code == 404
    assert fay.get(f"/manage/months/2023-10/preview/{clinician_of(october.clinician).pk}/").status_code == 404
    assert "Nobody was there in this month." in told(fay.get("/manage/months/2023-10/preview/"))
    for member in (october.clinician, october.lead, october.trainee):
        assert of(member).get(PAGE).status_code == 404


def queries_for(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked_for:
        assert client.get(path).status_code == 200
    return len(asked_for)


def test_asks_the_database_a_fixed_number_of_times_for_each_report(fay: Client, october: Cast) -> None:
    fay.get(PAGE)
    alone = queries_for(fay, address(october.surgeon))
    two = queries_for(fay, f"{PAGE}?department={october.surgery.pk}")
    employ(october.surgeon)
    for number in range(1, 11):
        did(october.surgeon, date(2026, number, 5), "45385", "450")
    assert queries_for(fay, address(october.surgeon)) == alone <= OF_THE_PAGE + OF_A_REPORT
    assert queries_for(fay, f"{PAGE}?department={october.surgery.pk}") == two <= OF_THE_PAGE + 2 * OF_A_REPORT


@pytest.mark.parametrize("most", [preview.MOST_REPORTS, 1])
def test_shows_dollars_beside_those_of_the_month_before(fay: Client, october: Cast, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(preview, "MOST_REPORTS", most)
    paid_by_fee(october.surgeon, date(2026, 9, 7), "D1553", "80.00")
    paid_by_fee(october.surgeon, date(2026, 10, 6), "D1553", "64.00")
    one = row(fay, "Cleo Surgeon")
    assert (one.is_paid_by_fees, one.fees, one.fees_before) == (True, Decimal(64), Decimal(80))
    page = told(fay.get(PAGE))
    assert '<td class="n">$64.00</td><td class="n only-wide">$80.00</td><td class="n">-$16.00</td>' in page
    # Who has wRVU too is counted in wRVU.
    assert not row(fay, "Ben Colleague").is_paid_by_fees
    shown = told(fay.get(address(october.surgeon)))
    assert "September 2026 holds $80.00 by fee schedules, so the difference is -$16.00." in shown
