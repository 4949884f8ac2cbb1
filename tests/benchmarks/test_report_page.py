"""/reports/ and a month's report as page, PDF and csv: from the frozen snapshot alone, for whom it is and who leads them."""

import csv
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client

from benchmarks import views
from benchmarks.models import ReportSnapshot, SnapshotState
from benchmarks.report_services import note_failure, publish_report, queue_reports
from codes.models import Specialty
from rvuedge.accounts.models import AuditEntry, Membership
from rvuedge.web.pdf import PdfFailed
from tests.benchmarks.work import NOON, OCTOBER, SEPTEMBER, clinician_of, close, did, edition_in_force, employ, paid_by_fee, publish
from tests.cast import Cast
from tests.pdf_text import text_of
from tracking.models import Clinician

LIST, PAGE = "/reports/", "/reports/2026-10/"
FILES = ("/reports/2026-10.pdf", "/reports/2026-10.csv", "/reports/2026-10.xlsx")
QUERIES = 10
BAD_MONTHS = ("2026-13", "0000-00", "0000-01", "2026-00", "9999-12")


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def published(cast: Cast, specialties: dict[str, Specialty]) -> Cast:
    """October of everybody, with a year of Ada's before it."""
    employ(cast.clinician, target="6000", specialty=specialties["gastroenterology"])
    edition_in_force(cast)
    for month in [date(2025, 11, 5), date(2025, 12, 5), *(date(2026, number, 5) for number in range(1, 11))]:
        did(cast.clinician, month, "45385", "450")
    did(cast.clinician, date(2026, 10, 6), "99214", "1.92")
    paid_by_fee(cast.clinician, date(2026, 10, 6), "D1553", "64.00")
    close(cast, SEPTEMBER, OCTOBER)
    publish(cast, OCTOBER)
    return cast


@pytest.fixture
def ada(published: Cast, client: Client) -> Client:
    client.force_login(published.clinician.user)
    return client


def address(published: Cast, part: str = "clinician", page: str = PAGE) -> str:
    return f"{page}?clinician={clinician_of(getattr(published, part)).pk}"


def test_shows_the_report_of_a_month(ada: Client) -> None:
    page = ada.get(PAGE).text
    # Ten months of 450 and 1.92. The target to 31 October: 6,000 x 304 / 365 = 4,997.26; 4,501.92 is 90.09 percent of it.
    assert "451.92 wRVU in October 2026. Year to date 4,501.92, against 4,997.26 at your target: 90%." in page
    # 5,401.92 in a clinical year: 50 + 25 x 401.92 / 1,000 = 60.05.
    assert "<b>60th percentile.</b>" in page
    assert "Version 1" in page and "Published 23 November 2026" in page
    assert "Willow Survey 2026, Gastroenterology, n 90; data of 2025, values of 2025" in page
    assert "A self-kept log is not the billing record." in page


def test_does_not_move_with_the_log(ada: Client, published: Cast) -> None:
    before = ada.get(PAGE).context["report"]
    did(published.clinician, date(2026, 10, 7), "45385", "4.46")
    assert ada.get(PAGE).context["report"] == before
    assert ada.get("/dashboard/").context["report"].year_to_date.credit > before.year_to_date.credit


def test_tells_what_was_corrected_since_the_reports_before(ada: Client, published: Cast) -> None:
    assert "Corrected since" not in ada.get(PAGE).text
    did(published.clinician, date(2026, 9, 7), "45385", "4.46")
    publish(published, SEPTEMBER)
    # A later version of October, before and after a late entry in September.
    assert "Corrected since" not in later_version(ada, published, 2)
    did(published.clinician, date(2026, 9, 8), "99214", "1.92")
    later_version(ada, published, 3)
    assert "Corrected since its report: September 2026, +1.92 wRVU." in ada.get(PAGE).text
    assert "Corrected since" not in ada.get(PAGE, {"version": "2"}).text
    printed = " ".join(text_of(ada.get("/reports/2026-10.pdf").content).split())
    assert "Corrected since its report: September 2026, +1.92 wRVU." in printed


def later_version(ada: Client, published: Cast, version: int) -> str:
    later = ReportSnapshot.objects.create(clinician=clinician_of(published.clinician), month_index=OCTOBER.index, version=version)
    assert publish_report(snapshot=later)
    return ada.get(PAGE).text


def test_sends_a_tagged_pdf(ada: Client) -> None:
    answer = ada.get("/reports/2026-10.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="rvu-report-2026-10.pdf"'
    assert answer.content.startswith(b"%PDF")
    # Tagged, with a title, a language, and the mark of PDF/UA-1 (ISO 14289-1).
    for sign in (b"/MarkInfo", b"/StructTreeRoot", b"/Lang", b"pdfuaid:part"):
        assert sign in answer.content, sign
    assert re.search(rb"/Type\s*/Pages[^>]*/Count 1\b|/Count 1[^>]*/Type\s*/Pages", answer.content)
    text = text_of(answer.content)
    # The figures of the page, as a reader program finds them.
    for figure in ("October 2026", "451.92", "4,501.92", "4,997.26", "60th", "$64.00", "45385", "Ada Clinician"):
        assert figure in text, figure


def test_sends_a_csv_that_no_spreadsheet_runs(ada: Client, published: Cast) -> None:
    Clinician.objects.filter(pk=clinician_of(published.colleague).pk).update(name='=HYPERLINK("x")')
    ReportSnapshot.objects.filter(clinician=clinician_of(published.colleague)).delete()
    publish(published, OCTOBER)
    ada.force_login(published.colleague.user)
    rows = list(csv.reader(ada.get("/reports/2026-10.csv").content.decode("utf-8-sig").splitlines()))
    assert rows[0][1] == '\'=HYPERLINK("x")'


def test_sends_every_figure_unrounded(ada: Client) -> None:
    answer = ada.get("/reports/2026-10.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(answer.content.decode("utf-8-sig").splitlines()))
    assert rows[0] == ["report", "Ada Clinician", "2026-10", "method 6", "policy cms_parallel"]
    assert rows[1][:6] == ["window", "first_day", "last_day", "wrvu", "cases", "lines"]
    assert rows[2][:8] == ["month", "2026-10-01", "2026-10-31", "451.9200", "3", "3", "1", "64.00"]
    assert ["45385", "Colonoscopy, polyp removed by snare", "1", "450.0000", "450.0000"] in rows
    assert ["D1553", "Space maintainer glued back in, one side", "1", "64.0000"] in rows
    assert ["Dental", "1", "64.0000", "0", "D1553"] in rows


def test_lists_published_reports_and_what_is_still_due(ada: Client) -> None:
    rows = ada.get(LIST).context["rows"]
    assert [(str(row.month), hasattr(row, "published_at")) for row in rows] == [("2026-10", True), ("2026-09", False)]
    page = ada.get(LIST).text
    assert "451.92" in page and "closed, not published yet" in page


def test_shows_the_newest_version(ada: Client, published: Cast) -> None:
    first = ReportSnapshot.objects.get(clinician=clinician_of(published.clinician))
    when = first.published_at
    changed = first.payload | {"department": "Restated"}
    facts = {"state": SnapshotState.PUBLISHED, "published_at": when, "payload": changed}
    ReportSnapshot.objects.create(clinician=first.clinician, month_index=first.month_index, version=2, **facts)
    page = ada.get(PAGE).text
    assert "Restated" in page and "Version 2" in page
    assert "version 2" in ada.get(LIST).text


def test_tells_the_day_of_publication_in_the_time_zone_of_the_organisation(ada: Client, published: Cast) -> None:
    # 02:00 UTC on 2 November is 21:00 on 1 November in New York, behind the end of daylight saving time that morning.
    ReportSnapshot.objects.filter(month_index=OCTOBER.index).update(published_at=datetime(2026, 11, 2, 2, tzinfo=UTC))
    assert "published 1 November 2026" in " ".join(ada.get(LIST).text.split())
    assert "Published 1 November 2026" in ada.get(PAGE).text


@pytest.mark.parametrize("part", ["lead", "administrator"])
def test_is_read_by_who_leads_the_clinician(published: Cast, client: Client, part: str) -> None:
    client.force_login(published.members[part])
    page = client.get(address(published)).text
    assert "Ada Clinician" in page
    assert "at the target" in page and "your target" not in page and ">You" not in page
    for file in FILES:
        assert client.get(address(published, page=file)).status_code == 200
        assert f'href="{address(published, page=file)}"' in page


@pytest.mark.parametrize("part", ["colleague", "surgeon", "lead_elsewhere", "trainee", "stranger", "strange_administrator", "operator"])
def test_does_not_exist_for_others(published: Cast, client: Client, part: str) -> None:
    client.force_login(published.members[part])
    for page in (PAGE, *FILES):
        assert client.get(address(published, page=page)).status_code == 404


def test_does_not_exist_for_somebody_who_left(published: Cast, client: Client) -> None:
    Membership.objects.filter(pk=published.clinician.membership.pk).update(active=False)
    client.force_login(published.clinician.user)
    assert client.get(PAGE).status_code == 404


def test_asks_visitors_to_sign_in_and_takes_nothing(published: Cast, client: Client) -> None:
    for page in (LIST, PAGE, *FILES):
        assert client.get(page).headers["Location"] == f"/accounts/login/?next={page}"
    client.force_login(published.clinician.user)
    for page in (LIST, PAGE, *FILES):
        assert client.post(page).status_code == 405


@pytest.mark.parametrize("month", BAD_MONTHS)
def test_has_no_page_of_what_is_no_month(ada: Client, month: str) -> None:
    for page in (f"/reports/{month}/", f"/reports/{month}.pdf", f"/reports/{month}.csv"):
        assert ada.get(page).status_code == 404


@pytest.mark.parametrize("number", ["0", "-1", "x", "1e3", "９", "9" * 30, "1 OR 1=1"])
def test_has_no_page_of_what_is_no_clinician(ada: Client, number: str) -> None:
    assert ada.get(PAGE, {"clinician": number}).status_code == 404


def test_says_how_far_a_report_is(ada: Client, published: Cast) -> None:
    assert "September 2026 is closed and its report is not published yet." in ada.get("/reports/2026-09/").text
    assert "August 2026 is still open." in ada.get("/reports/2026-08/").text
    waiting = queue_reports(organisation=published.organisation, month=SEPTEMBER, by=None)
    page = ada.get("/reports/2026-09/").text
    assert "This page looks again by itself." in page and "hx-trigger" in page
    mine = next(one for one in waiting if one.clinician.name == "Ada Clinician")
    note_failure(snapshot_id=mine.pk, reason="The report could not be made (KeyError). Try again, or tell the operator.")
    page = ada.get("/reports/2026-09/").text
    assert "The report could not be made (KeyError)." in page and "hx-trigger" not in page
    publish(published, SEPTEMBER)
    assert ada.get("/reports/2026-09/", headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert "450.00 wRVU in September 2026" in ada.get("/reports/2026-09/").text


def test_has_no_report_before_the_log_nor_of_the_future(ada: Client, published: Cast) -> None:
    assert ada.get("/reports/2023-12/").status_code == 404
    assert ada.get("/reports/2026-11/").status_code == 404
    Clinician.objects.filter(pk=clinician_of(published.clinician).pk).update(ended_on=date(2026, 8, 31))
    assert ada.get("/reports/2026-09/").status_code == 404
    for file in ("/reports/2026-09.pdf", "/reports/2026-09.csv"):
        assert ada.get(file).status_code == 404


def test_tells_a_lead_nothing_of_another_departments_waiting_report(published: Cast, client: Client) -> None:
    client.force_login(published.lead_elsewhere.user)
    assert client.get(address(published, page="/reports/2026-09/")).status_code == 404


def test_says_that_a_pdf_was_not_made(ada: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*, snapshot: ReportSnapshot, with_pay: bool) -> bytes:
        raise PdfFailed("No space at /srv/data")

    monkeypatch.setattr(views, "pdf_bytes", fail)
    answer = ada.get("/reports/2026-10.pdf")
    assert answer.status_code == 503
    assert "The PDF of October 2026 was not made" in answer.text and "/srv/data" not in answer.text
    assert not AuditEntry.objects.filter(action="report.exported").exists()


def test_writes_down_who_took_a_file(ada: Client, published: Cast) -> None:
    for file in FILES:
        ada.get(file)
    taken = AuditEntry.objects.filter(action="report.exported").order_by("pk")
    assert [entry.detail for entry in taken] == [{"as": "pdf"}, {"as": "csv"}, {"as": "xlsx"}]
    assert {entry.subject for entry in taken} == {"Ada Clinician 2026-10"}


def test_shows_a_trainee_no_rate(published: Cast, client: Client) -> None:
    did(published.trainee, date(2026, 9, 5), "47562", "10.21")
    publish(published, SEPTEMBER)
    client.force_login(published.trainee.user)
    page = client.get("/reports/2026-09/").text
    assert "Work value observed: 10.21 wRVU in September 2026" in page
    assert "per cFTE-year" not in page and "percentile." not in page


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("colleague", "No closed month yet."),
        ("administrator", "You keep no log here"),
        ("operator", "Reports are made for clinicians and trainees."),
    ],
)
def test_says_what_is_missing_where_there_is_none(cast: Cast, client: Client, part: str, words: str) -> None:
    client.force_login(cast.members[part])
    assert words in client.get(LIST).text


def test_asks_the_database_a_fixed_number_of_times(ada: Client, django_assert_max_num_queries) -> None:
    ada.get("/reports/2026-10.pdf")
    for page in (LIST, PAGE, *FILES):
        with django_assert_max_num_queries(QUERIES):
            assert ada.get(page).status_code == 200
