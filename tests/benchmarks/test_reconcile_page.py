"""/reconcile/ takes an employer's report, compares it with the own log, and shows what differs; nobody else's."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from benchmarks.models import ReconciledLine, Reconciliation
from rvuedge.accounts.models import AuditEntry
from rvuedge.imports.models import ImportRun
from tests.benchmarks.test_reconcile_command import REPORT
from tests.benchmarks.work import NOON, did
from tests.cast import Cast
from tests.tracking.extracts import GOLDEN

PAGE = "/reconcile/"


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def ada(cast: Cast, client: Client) -> Client:
    for day, code, credit in ((5, "99213", "1.30"), (6, "99214", "1.92"), (7, "45385", "4.57"), (30, "99213", "1.30")):
        did(cast.clinician, date(2026, 10, day), code, credit)
    client.force_login(cast.clinician.user)
    return client


def bring(client: Client, content: str = REPORT, month: str = "2026-10", **more: str) -> Any:
    file = SimpleUploadedFile("report.csv", content.encode())
    return client.post(f"{PAGE}check/", {"month": month, "file": file, **more}, follow=True)


def answered(page: Any, **changed: object) -> dict[str, object]:
    """What the form of a waiting report would send as it is proposed."""
    told: dict[str, object] = {"tolerance": "0.01", "shift": "3", "rate": ""}
    for field in page.context["columns"]:
        told[field.name] = field.initial if field.initial is not None else ""
    return {**told, **changed}


def compare(client: Client, content: str = REPORT, **changed: object) -> Any:
    page = bring(client, content)
    waiting = page.context["waiting"]
    return client.post(f"{PAGE}files/{waiting.report.pk}/compare/", answered(page, **changed), follow=True)


def test_begins_empty(ada: Client) -> None:
    page = ada.get(PAGE)
    assert "Nothing yet." in page.text and "Check report" in page.text


def test_takes_a_report_and_asks_which_column_holds_what(ada: Client) -> None:
    page = bring(ada)
    assert page.redirect_chain[0][0].startswith("/reconcile/files/")
    assert "2 columns about patients were dropped" in page.text
    assert "DOE" not in page.text and "0012345" not in page.text
    assert {field.name for field in page.context["columns"]} >= {"day", "codes", "value"}


def test_compares_and_shows_the_money_on_top(ada: Client) -> None:
    page = compare(ada, rate="50")
    run = Reconciliation.objects.get()
    assert page.redirect_chain[-1][0] == f"/reconcile/{run.pk}/"
    # 9.09 - 9.66 = -0.57, at 50 dollars 28.50.
    assert 'data-total="difference">$28.50</b>' in page.text
    assert "0.57 more in the report" in page.text
    assert [(one.sum.kind, one.sum.count) for one in page.context["shown"].kinds] == [
        ("matched", 1),
        ("missing", 1),
        ("extra", 1),
        ("changed_code", 1),
        ("changed_value", 1),
    ]


def test_removes_the_kept_rows_once_they_are_compared(ada: Client, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        compare(ada)
    assert [(run.state, run.file.name) for run in ImportRun.objects.all()] == [("active", "")]


def test_refuses_claims_that_are_not_whole(ada: Client) -> None:
    content = (GOLDEN / "claims.837").read_text(encoding="utf-8")
    page = bring(ada, content[: content.index("IEA*")])
    assert page.status_code == 422 and "its last segment IEA is missing" in page.text
    assert not ImportRun.objects.exists()


def test_says_what_is_kept_of_claims_in_another_way(ada: Client) -> None:
    page = bring(ada, (GOLDEN / "claims.837").read_text(encoding="utf-8"))
    assert "About this file" in page.text and "1 lines count minutes of anesthesia" in page.text


def test_leads_to_what_was_compared_of_the_same_file(ada: Client) -> None:
    compare(ada)
    page = bring(ada)
    assert "This report was compared before" in page.text
    assert Reconciliation.objects.count() == 1


def test_remembers_the_columns(ada: Client) -> None:
    compare(ada)
    page = bring(ada, REPORT.replace("99204", "99205"))
    assert page.context["waiting"].last is not None


def test_filters_by_kind_and_state(ada: Client) -> None:
    compare(ada)
    run = Reconciliation.objects.get()
    assert [one.line.kind for one in ada.get(f"/reconcile/{run.pk}/?kind=missing").context["shown"].lines] == ["missing"]
    assert not ada.get(f"/reconcile/{run.pk}/?state=disputed").context["shown"].lines
    assert len(ada.get(f"/reconcile/{run.pk}/?kind=nonsense&state=x&page=99").context["shown"].lines) == 4


def test_keeps_a_review_with_its_note(ada: Client) -> None:
    compare(ada)
    line = ReconciledLine.objects.get(kind="missing")
    address = f"/reconcile/{line.run_id}/lines/{line.position}/"
    page = ada.post(address, {"state": "disputed", "note": "Signed the same day", "shown_kind": "missing"}, follow=True)
    line.refresh_from_db()
    assert (line.state, line.note, line.reviewed_at) == ("disputed", "Signed the same day", timezone.now())
    assert "1 line is marked to dispute, +1.30 wRVU" in page.text
    assert AuditEntry.objects.filter(action="reconciliation.reviewed").count() == 1


def test_refuses_a_note_about_a_patient(ada: Client) -> None:
    compare(ada)
    line = ReconciledLine.objects.get(kind="missing")
    page = ada.post(f"/reconcile/{line.run_id}/lines/{line.position}/", {"state": "disputed", "note": "MRN 0012345"})
    assert page.status_code == 400
    assert "may identify a patient" in page.text
    line.refresh_from_db()
    assert (line.state, line.note) == ("open", "")


def test_marks_all_open_differences_to_dispute(ada: Client) -> None:
    compare(ada)
    run = Reconciliation.objects.get()
    page = ada.post(f"/reconcile/{run.pk}/review/", {"kind": "differences"}, follow=True)
    assert "4 lines are marked to dispute" in page.text
    assert not ReconciledLine.objects.filter(kind="matched", state="disputed").exists()


def test_compares_again_and_keeps_reviews_and_the_earlier_version(ada: Client, cast: Cast) -> None:
    compare(ada)
    first = Reconciliation.objects.get()
    ReconciledLine.objects.filter(kind="missing").update(state="disputed", note="Asked in October")
    did(cast.clinician, date(2026, 10, 9), "99204", "2.60")
    assert "Your log has changed" in ada.get(f"/reconcile/{first.pk}/").text
    page = ada.post(f"/reconcile/{first.pk}/again/", {"tolerance": "0.01", "shift": "3", "rate": "52.75"}, follow=True)
    second = Reconciliation.objects.get(version=2)
    assert page.redirect_chain[-1][0] == f"/reconcile/{second.pk}/"
    assert second.lines.get(kind="missing").note == "Asked in October"
    assert (first.own_total, second.own_total) == (Decimal("9.0900"), Decimal("11.6900"))
    assert first.lines.filter(kind="extra").exists() and not second.lines.filter(kind="extra").exists()


def test_compares_a_total_that_is_typed(ada: Client) -> None:
    page = ada.post(f"{PAGE}total/", {"month": "2026-10", "total": "7.5", "rate": "50"}, follow=True)
    # 9.09 - 7.50 = 1.59, at 50 dollars 79.50.
    assert 'data-total="difference">$79.50</b>' in page.text
    assert "1.59 less in the report" in page.text
    ada.post(f"{PAGE}total/", {"month": "2026-10", "total": "7.50", "rate": "50"})
    assert Reconciliation.objects.count() == 1


def test_compares_a_table_of_month_totals(ada: Client) -> None:
    page = bring(ada, "Month,wRVU\n10/2026,9.09\n")
    assert "the same." in page.text and Reconciliation.objects.get().kind == "total"


def test_lets_a_report_go(ada: Client) -> None:
    waiting = bring(ada).context["waiting"]
    page = ada.post(f"{PAGE}files/{waiting.report.pk}/discard/", follow=True)
    assert "Nothing of it was stored" in page.text
    assert ada.get(f"{PAGE}files/{waiting.report.pk}/").status_code == 404


def test_asks_which_clinician_is_meant(ada: Client) -> None:
    report = 'Provider,Service Date,CPT,wRVU\n"GREY, ANNE",10/05/2026,99213,1.30\n"WHITE, BEN",10/05/2026,99213,1.30\n'
    page = compare(ada, report)
    assert "Which of them are you?" in page.text
    page = compare(ada, report, **{"who-rendering": "GREY, ANNE"})
    assert page.context["run"].their_total == Decimal("1.3000")
    assert page.context["run"].rendering == "GREY, ANNE"


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        ("", 422, "The file is empty"),
        ("<html></html>", 422, "web page"),
        ("Month,wRVU\n2025-01,4\n", 422, "no total for October 2026"),
    ],
)
def test_refuses_what_is_no_report(ada: Client, content: str, status: int, words: str) -> None:
    page = bring(ada, content)
    assert page.status_code == status
    assert words in page.text


def test_refuses_a_missing_file_a_bad_month_and_bad_settings(ada: Client) -> None:
    assert ada.post(f"{PAGE}check/", {"month": "2026-10"}).status_code == 400
    assert bring(ada, month="1999-01").status_code == 400
    assert compare(ada, tolerance="x").status_code == 400
    assert compare(ada, shift="9").status_code == 400
    assert compare(ada, rate="-1").status_code == 400
    assert ada.post(f"{PAGE}total/", {"month": "2026-10", "total": "many"}).status_code == 400
    assert not Reconciliation.objects.exists()


def test_stops_a_report_that_is_too_large(ada: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.report_intake.MOST_UPLOADED", 100)
    page = bring(ada)
    assert page.status_code == 413
    assert "larger than 25 MB" in page.text


def test_shows_an_administrator_the_comparison_and_no_review(ada: Client, cast: Cast) -> None:
    compare(ada)
    run, line = Reconciliation.objects.get(), ReconciledLine.objects.get(kind="missing")
    ada.force_login(cast.administrator.user)
    assert "Ada Clinician" in ada.get(PAGE).text
    page = ada.get(f"/reconcile/{run.pk}/")
    assert page.status_code == 200 and "Keep review" not in page.text
    assert ada.post(f"/reconcile/{run.pk}/lines/{line.position}/", {"state": "settled"}).status_code == 404


@pytest.mark.parametrize("part", ["colleague", "lead", "trainee", "stranger", "strange_administrator", "operator"])
def test_hides_a_comparison_from_everybody_else(ada: Client, cast: Cast, part: str) -> None:
    compare(ada)
    run = Reconciliation.objects.get()
    ada.force_login(cast.members[part])
    for address in ("", "dispute.pdf", "dispute.csv"):
        assert ada.get(f"/reconcile/{run.pk}/{address}").status_code == 404
    assert str(run.pk) not in ada.get(PAGE).text


def test_tells_a_trainee_why_there_is_nothing_to_compare(client: Client, cast: Cast) -> None:
    client.force_login(cast.trainee.user)
    assert "not counted for pay" in client.get(PAGE).text
    assert client.post(f"{PAGE}total/", {"month": "2026-10", "total": "7.5"}).status_code == 404


def test_asks_the_database_as_often_for_many_lines_as_for_few(ada: Client, django_assert_num_queries: Any) -> None:
    compare(ada)
    run = Reconciliation.objects.get()
    rows = [
        ReconciledLine(run=run, position=100 + n, kind="extra", day=date(2026, 10, 5), code="99213", difference=1, weight=1)
        for n in range(60)
    ]
    ReconciledLine.objects.bulk_create(rows)
    # The session, the person with the place, the comparison, what its lines are shown from (4), its versions.
    with django_assert_num_queries(8):
        ada.get(f"/reconcile/{run.pk}/")


def test_reads_the_column_whose_unusual_heading_was_named(ada: Client) -> None:
    report = "Service Date,CPT,Pay Points\n10/05/2026,99213,1.30\n10/07/2026,45385,4.46\n"
    named = ada.get(f"{PAGE}?heading=Pay+Points")
    assert 'action="/reconcile/check/?heading=Pay%20Points"' in named.text
    file = SimpleUploadedFile("report.csv", report.encode())
    page = ada.post(f"{PAGE}check/?heading=Pay%20Points", {"month": "2026-10", "file": file}, follow=True)
    assert page.context["waiting"].proposed.value is not None
    assert "No column holds wRVU" not in page.text and "4.46" in page.text


def test_offers_no_month_of_a_training_that_ended(ada: Client, cast: Cast) -> None:
    assert cast.clinician.clinician is not None
    cast.clinician.clinician.trainee_until = date(2026, 9, 30)
    cast.clinician.clinician.save()
    months = [value for value, _name in ada.get(PAGE).context["form"].fields["month"].choices]
    assert months == ["2026-11", "2026-10"]


def test_proposes_a_round_rate_and_tolerance_as_people_write_them(ada: Client) -> None:
    page = compare(ada, rate="50", tolerance="10")
    assert 'value="50"' in page.text and 'value="10"' in page.text
    waiting = bring(ada, REPORT.replace("12.26", "12.27"))
    assert 'value="50"' in waiting.text and 'value="10"' in waiting.text
    assert "E+1" not in page.text + waiting.text
