"""/manage/months/ closes months and publishes their reports, shows how far they are, and is the administrators' alone."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from benchmarks import report_services
from benchmarks.models import PeriodClose, ReportSnapshot, SnapshotState
from benchmarks.report_services import queue_reports
from codes.models import Specialty
from rvuedge.accounts.models import AuditEntry
from tests.benchmarks.work import NOON, OCTOBER, SEPTEMBER, clinician_of, close, did, edition_in_force, employ, publish
from tests.cast import Cast, Member
from tracking.models import Clinician

PAGE = "/manage/months/"
CLOSE, PUBLISH = "/manage/months/2026-10/close/", "/manage/months/2026-10/publish/"
OTHERS = ("clinician", "colleague", "lead", "lead_elsewhere", "trainee", "stranger", "operator")
PEOPLE = 6
# The session, the person, the place (2), the shell (2), the months (4) and what the next closing looks at (6).
QUERIES = 16


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def row_of(client: Client, month: str = "2026-10"):
    return next(row for row in client.get(PAGE).context["rows"] if str(row.month) == month)


def test_lists_the_months_that_are_over(fay: Client, cast: Cast) -> None:
    rows = fay.get(PAGE).context["rows"]
    assert [str(row.month) for row in rows][:2] == ["2026-10", "2026-09"]
    assert len(rows) == 14
    assert {row.expected for row in rows} == {PEOPLE}
    Clinician.objects.filter(organisation=cast.organisation).update(started_on=date(2026, 9, 15))
    assert [str(row.month) for row in fay.get(PAGE).context["rows"]] == ["2026-10", "2026-09"]


def test_closes_a_month_and_offers_its_reports(fay: Client, cast: Cast) -> None:
    answer = fay.post(CLOSE, follow=True)
    assert answer.redirect_chain == [(PAGE, 302)]
    assert "October 2026 is closed. Its reports can be published." in answer.text
    assert "Publish October 2026" in answer.text and "Close October 2026" not in answer.text
    assert PeriodClose.objects.get().closed_by == cast.administrator.user
    fay.post(CLOSE)
    assert PeriodClose.objects.count() == 1


def test_publishes_once(fay: Client, cast: Cast, django_capture_on_commit_callbacks) -> None:
    close(cast, OCTOBER)
    with django_capture_on_commit_callbacks(execute=True):
        answer = fay.post(PUBLISH, follow=True)
    assert "6 reports of October 2026 are being made." in answer.text
    assert ReportSnapshot.objects.published().count() == PEOPLE
    page = fay.get(PAGE)
    assert "6 reports published" in page.text and "Publish October 2026" not in page.text
    assert row_of(fay).is_all_out
    again = fay.post(PUBLISH, follow=True)
    assert "Every report of October 2026 is out already." in again.text
    assert ReportSnapshot.objects.count() == PEOPLE


def test_queues_no_task_before_the_rows_are_stored(fay: Client, cast: Cast, django_capture_on_commit_callbacks) -> None:
    close(cast, OCTOBER)
    with django_capture_on_commit_callbacks() as waiting:
        fay.post(PUBLISH)
    assert len(waiting) == 1  # which queues them all
    assert not ReportSnapshot.objects.published().exists()


def test_shows_how_far_the_reports_are_and_looks_again(fay: Client, cast: Cast) -> None:
    close(cast, OCTOBER)
    waiting = queue_reports(organisation=cast.organisation, month=OCTOBER, by=None)
    report_services.publish_report(snapshot=waiting[0])
    now = datetime(2026, 11, 23, 17, tzinfo=UTC)
    ReportSnapshot.objects.filter(pk=waiting[1].pk).update(state=SnapshotState.MAKING, claimed_at=now)
    page = fay.get(PAGE).text
    assert "1 of 6 reports of October 2026 are published" in page
    assert '<progress class="bar" id="bar-2026-10" max="6" value="1">' in page
    assert 'hx-trigger="load delay:2s"' in page
    assert "5 being made" in page
    assert "Publish October 2026" not in page
    ReportSnapshot.objects.filter(pk=waiting[1].pk).update(state=SnapshotState.DUE)
    publish(cast, OCTOBER)
    assert "hx-trigger" not in fay.get(PAGE).text


def test_gives_a_report_back_that_a_dead_worker_left(fay: Client, cast: Cast) -> None:
    close(cast, OCTOBER)
    waiting = queue_reports(organisation=cast.organisation, month=OCTOBER, by=None)
    long_ago = datetime(2026, 11, 23, 17, tzinfo=UTC) - timedelta(minutes=11)
    ReportSnapshot.objects.filter(pk__in=[one.pk for one in waiting]).update(state=SnapshotState.MAKING, claimed_at=long_ago)
    assert "Publish October 2026" in fay.get(PAGE).text


def test_shows_whose_report_failed_and_why(fay: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    close(cast, OCTOBER)
    with monkeypatch.context() as broken:
        broken.setattr(report_services, "build", lambda _inputs: 1 / 0)
        for snapshot in queue_reports(organisation=cast.organisation, month=OCTOBER, by=None):
            report_services.publish_or_note(snapshot=snapshot)
    page = fay.get(PAGE).text
    assert "6 failed" in page
    assert "Ada Clinician: The report could not be made (ZeroDivisionError). Try again, or tell the operator." in page
    assert "Publish October 2026" in page
    assert [failure.clinician for failure in row_of(fay).failures][:2] == ["Ada Clinician", "Ben Colleague"]


def test_says_what_to_look_at_before_the_next_closing(fay: Client, cast: Cast, specialties: dict[str, Specialty]) -> None:
    close(cast, *(row.month for row in fay.get(PAGE).context["rows"]))
    closing = fay.get(PAGE).context["closing"]
    assert (str(closing.month), closing.is_over, closing.people, closing.edition) == ("2026-11", False, PEOPLE, None)
    assert closing.without_cases == tuple(one.name for one in closing.without_effort)
    assert "The month can be closed after 30 November 2026." in fay.get(PAGE).text
    for member in (cast.clinician, cast.colleague, cast.surgeon, cast.lead, cast.lead_elsewhere, cast.trainee):
        employ(member)
        did(member, date(2026, 11, 5), "99214", "1.92")
    did(cast.clinician, date(2026, 11, 6), "78815", outcome="needs_modifier", lane="needs_26")
    did(cast.colleague, date(2026, 11, 6), "ZZZZZ", outcome="not_credited", lane="unknown")
    did(cast.colleague, date(2026, 11, 6), "D1553", outcome="not_credited", lane="dental", fee="64.00")
    edition = edition_in_force(cast)
    closing = fay.get(PAGE).context["closing"]
    assert (closing.without_cases, closing.without_effort) == ((), ())
    assert (closing.lines_to_review, closing.people_to_review, closing.edition) == (2, 2, edition)
    page = fay.get(PAGE).text
    assert "all 6 people logged cases" in page and "2 lines want a look, people: 2" in page


def test_begins_with_the_oldest_open_month(fay: Client, cast: Cast) -> None:
    Clinician.objects.filter(organisation=cast.organisation).update(started_on=date(2026, 8, 15))
    close(cast, OCTOBER)
    assert str(fay.get(PAGE).context["closing"].month) == "2026-08"


def test_says_what_to_do_where_nothing_can_be_closed(fay: Client, cast: Cast) -> None:
    Clinician.objects.filter(organisation=cast.organisation).update(started_on=date(2026, 11, 2))
    page = fay.get(PAGE).text
    assert "The first is November 2026, after 30 November 2026." in page
    Clinician.objects.filter(organisation=cast.organisation).delete()
    page = fay.get(PAGE).text
    assert "Nobody keeps a log in this organisation yet." in page and 'href="/manage/people/"' in page


@pytest.mark.parametrize(("month", "words"), [("2026-11", "November 2026 is not over yet."), ("2027-01", "January 2027 is not over yet.")])
def test_closes_no_month_that_is_not_over(fay: Client, month: str, words: str) -> None:
    assert words in fay.post(f"/manage/months/{month}/close/", follow=True).text
    assert not PeriodClose.objects.exists()


def test_publishes_nothing_of_an_open_month(fay: Client) -> None:
    assert "October 2026 is not closed. Close it first." in fay.post(PUBLISH, follow=True).text
    assert not ReportSnapshot.objects.exists()


@pytest.mark.parametrize("month", ["2026-13", "0000-00", "0000-01", "2026-00"])
def test_has_no_page_of_what_is_no_month(fay: Client, month: str) -> None:
    for step in ("close", "publish"):
        assert fay.post(f"/manage/months/{month}/{step}/").status_code == 404


@pytest.mark.parametrize("part", OTHERS)
def test_does_not_exist_for_others(cast: Cast, client: Client, part: str) -> None:
    client.force_login(cast.members[part])
    assert client.get(PAGE).status_code == 404
    for step in (CLOSE, PUBLISH):
        assert client.post(step).status_code == 404
    assert not PeriodClose.objects.exists()


def test_stays_within_the_own_organisation(cast: Cast, client: Client) -> None:
    close(cast, OCTOBER)
    publish(cast, OCTOBER)
    client.force_login(cast.strange_administrator.user)
    row = row_of(client)
    assert (row.is_closed, row.published, row.expected) == (False, 0, 1)
    client.post(CLOSE)
    assert PeriodClose.objects.filter(organisation=cast.elsewhere).count() == 1


def test_asks_visitors_to_sign_in_and_changes_nothing_by_looking(cast: Cast, client: Client) -> None:
    assert client.get(PAGE).headers["Location"] == f"/accounts/login/?next={PAGE}"
    client.force_login(cast.administrator.user)
    for step in (CLOSE, PUBLISH):
        assert client.get(step).status_code == 405
    assert not AuditEntry.objects.filter(action="month.closed").exists()


def test_asks_the_database_a_fixed_number_of_times(fay: Client, cast: Cast, django_assert_max_num_queries) -> None:
    def more(member: Member) -> None:
        employ(member)
        did(member, date(2026, 10, 5), "99214", "1.92")

    for member in (cast.clinician, cast.colleague, cast.surgeon, cast.lead):
        more(member)
    close(cast, SEPTEMBER, OCTOBER)
    publish(cast, SEPTEMBER)
    publish(cast, OCTOBER)
    assert clinician_of(cast.clinician).reports.count() == 2
    with django_assert_max_num_queries(QUERIES):
        assert fay.get(PAGE).status_code == 200
