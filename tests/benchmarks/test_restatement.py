"""A closed month stays as it was published; a restatement puts a later version of each changed report beside the first, with its reason."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from benchmarks.models import ReportSnapshot, SnapshotState
from benchmarks.report_services import close_month, publish_report, queue_reports
from benchmarks.restatement import restatement_of
from benchmarks.services_restate import MonthOpen, ask_restatement
from benchmarks.tasks import publish_due_reports, restate_month
from codes.models import Release
from rvuedge.accounts.models import AuditEntry, Organisation
from rvuedge.lib.months import Month
from tests.cast import Cast, Member
from tests.factories import ReleaseFactory, store_rows
from tests.tracking.rows import RVU26C
from tracking.entry import CaseContent, read_entry
from tracking.models import CaseLine, FormerValuation
from tracking.services import log_case
from tracking.services_policy import agree_contract

JULY = Month(2026, 7)
RESTATE, CONFIRM = (reverse(name, args=["2026-07"]) for name in ("month-restate", "month-restate-confirm"))


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 9, 15, 16, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def release(db: None) -> Release:
    release = ReleaseFactory.create()
    store_rows(release, *RVU26C.rows)
    return release


@pytest.fixture
def published(cast: Cast, release: Release) -> ReportSnapshot:
    """July is closed and published: Ada's 45385 and 45380 are 4.75 by CMS rules, and a colleague has a visit."""
    log(cast.clinician, "45385 45380-59")
    log(cast.surgeon, "99214")
    by = cast.administrator.user
    close_month(organisation=cast.organisation, month=JULY, today_month=Month(2026, 9), by=by)
    for snapshot in queue_reports(organisation=cast.organisation, month=JULY, by=by):
        publish_report(snapshot=snapshot)
    return ReportSnapshot.objects.get(clinician=cast.clinician.clinician)


def log(member: Member, typed: str, day: date = date(2026, 7, 6)) -> None:
    assert member.clinician
    content = CaseContent(day, "24", read_entry(typed).lines)
    log_case(clinician=member.clinician, case_id=uuid4(), content=content, actor=member.user)


def agree_on_raw(cast: Cast) -> None:
    assert cast.clinician.clinician
    agree_contract(
        clinician=cast.clinician.clinician,
        effective_from=date(2026, 1, 1),
        policy="raw",
        frozen_release=None,
        places=[],
        by=cast.administrator.user,
    )


def restated(client: Client, capture, reason: str = "The contract of January") -> None:
    with capture(execute=True):
        assert client.post(CONFIRM, {"reason": reason}).status_code == 302


def test_shows_what_a_restatement_changes_and_stores_nothing(published: ReportSnapshot, cast: Cast, client: Client) -> None:
    agree_on_raw(cast)
    client.force_login(cast.administrator.user)
    page = " ".join(client.get(RESTATE).content.decode().split())
    for shown in ("4.75", "7.93", "+3.18", "45380", "1 report gets a later version", "Ada Clinician"):
        assert shown in page
    assert {line.policy for line in CaseLine.objects.all()} == {"cms_parallel"}
    assert ReportSnapshot.objects.filter(version=2).count() == 0


def test_puts_a_later_version_beside_the_first(
    published: ReportSnapshot, cast: Cast, client: Client, django_capture_on_commit_callbacks
) -> None:
    first = published.payload
    agree_on_raw(cast)
    client.force_login(cast.administrator.user)
    restated(client, django_capture_on_commit_callbacks)
    later = ReportSnapshot.objects.get(version=2)
    assert (later.clinician, later.state, later.restated_because) == (published.clinician, "published", "The contract of January")
    assert (later.payload["this_month"]["credit"], later.payload["policy"]) == ("7.9300", "raw")
    published.refresh_from_db()
    assert published.payload == first and first["this_month"]["credit"] == "4.7500"
    # The colleague's month did not change, so it has one version.
    assert ReportSnapshot.objects.filter(clinician=cast.surgeon.clinician).count() == 1
    former = FormerValuation.objects.get()
    assert (former.credit, former.reason) == (Decimal("4.7500"), "The contract of January")
    assert AuditEntry.objects.get(action="month.restate_asked").detail == {"reason": "The contract of January"}
    # A second time there is nothing left to restate.
    restated(client, django_capture_on_commit_callbacks)
    assert ReportSnapshot.objects.filter(version__gt=2).count() == 0
    assert b"Nothing differs" in client.get(RESTATE).content


def test_both_versions_are_read_on_the_page_and_as_files(
    published: ReportSnapshot, cast: Cast, client: Client, django_capture_on_commit_callbacks
) -> None:
    agree_on_raw(cast)
    client.force_login(cast.administrator.user)
    restated(client, django_capture_on_commit_callbacks)
    client.force_login(cast.clinician.user)
    address = reverse("report", args=["2026-07"])
    page = " ".join(client.get(address).content.decode().split())
    assert "7.93" in page and "Version 2 restates this month:" in page and "The contract of January" in page
    assert f'href="{address}?version=1"' in page
    first = " ".join(client.get(address, {"version": "1"}).content.decode().split())
    assert "4.75" in first and "as it was first published" in first
    assert "/reports/2026-07.csv?version=1" in first
    assert b"4.75" in client.get(reverse("report-csv", args=["2026-07"]), {"version": "1"}).content
    assert b"7.93" in client.get(reverse("report-csv", args=["2026-07"])).content
    assert b"version 2" in client.get(reverse("reports")).content
    for version in ("3", "x", "99999"):
        assert client.get(address, {"version": version}).status_code == 404
    client.force_login(cast.administrator.user)
    assert cast.clinician.clinician
    whose = {"clinician": cast.clinician.clinician.pk}
    assert f"?clinician={whose['clinician']}&amp;version=1" in client.get(address, whose).content.decode()


def test_a_case_logged_late_is_restated_too(
    published: ReportSnapshot, cast: Cast, client: Client, django_capture_on_commit_callbacks
) -> None:
    log(cast.clinician, "99214")
    found = restatement_of(cast.organisation, JULY)
    assert (found.change.cases, found.clinicians) == ((), ("Ada Clinician",))
    client.force_login(cast.administrator.user)
    assert b"1 report gets a later version" in client.get(RESTATE).content
    restated(client, django_capture_on_commit_callbacks, "A visit came late")
    assert ReportSnapshot.objects.get(version=2).payload["this_month"]["credit"] == "6.6700"  # 4.75 + 1.92


def later_release(name: str = "RVU26D") -> Release:
    """A release with the values of the one in force, effective before the day of the lines."""
    later = ReleaseFactory.create(letter="D", name=name, effective_from=date(2026, 7, 2), released_on=date(2026, 7, 2))
    store_rows(later, *RVU26C.rows)
    return later


def test_tells_reports_apart_whose_figures_stay_and_whose_sources_change(
    published: ReportSnapshot, release: Release, cast: Cast, client: Client, django_capture_on_commit_callbacks
) -> None:
    later_release()
    found = restatement_of(cast.organisation, JULY)
    assert (found.clinicians, found.renamed) == ((), ("Ada Clinician", "Cleo Surgeon"))
    assert (found.names_before, found.names_after) == ((release.name,), ("RVU26D",))
    client.force_login(cast.administrator.user)
    page = " ".join(client.get(RESTATE).content.decode().split())
    assert "2 reports keep their figures and name other sources" in page and f"RVU26D in place of {release.name}." in page
    assert "get a later version" not in page and "No published report changes" not in page
    restated(client, django_capture_on_commit_callbacks)
    first, later = (ReportSnapshot.objects.get(clinician=cast.clinician.clinician, version=number).payload for number in (1, 2))
    assert first["this_month"] == later["this_month"] and (first["releases"], later["releases"]) == ([release.name], ["RVU26D"])
    assert b"Nothing differs" in client.get(RESTATE).content


def test_offers_no_later_version_where_neither_a_figure_nor_a_source_changes(cast: Cast, release: Release, client: Client) -> None:
    by = cast.administrator.user
    assert cast.clinician.clinician
    agree_contract(
        clinician=cast.clinician.clinician,
        effective_from=date(2026, 1, 1),
        policy="cms_parallel",
        frozen_release=release,
        places=[],
        by=by,
    )
    log(cast.clinician, "45385 45380-59")
    close_month(organisation=cast.organisation, month=JULY, today_month=Month(2026, 9), by=by)
    for snapshot in queue_reports(organisation=cast.organisation, month=JULY, by=by):
        publish_report(snapshot=snapshot)
    # The values stay those of the contract; only the order of the lines is looked up in the later release.
    later_release()
    found = restatement_of(cast.organisation, JULY)
    assert (len(found.change.cases), found.clinicians, found.renamed) == (1, (), ())
    client.force_login(by)
    assert b"No published report changes." in client.get(RESTATE).content
    restate_month(cast.organisation.pk, "2026-07", by.pk, "The order")
    assert not ReportSnapshot.objects.filter(version=2).exists()


def test_a_year_that_begins_otherwise_since_restates_nothing(published: ReportSnapshot, cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.organisation.pk).update(year_starts_in=10)
    log(cast.surgeon, "99214")
    assert restate_month(cast.organisation.pk, "2026-07", cast.administrator.user.pk, "A visit came late") == 1
    assert ReportSnapshot.objects.get(version=2).clinician == cast.surgeon.clinician


def test_an_open_month_is_not_restated(cast: Cast, release: Release, client: Client) -> None:
    client.force_login(cast.administrator.user)
    assert client.get(RESTATE).status_code == 404
    assert client.post(CONFIRM, {"reason": "No"}).status_code == 404
    assert client.get("/manage/months/2026-13/restate/").status_code == 404
    with pytest.raises(MonthOpen):
        ask_restatement(organisation=cast.organisation, month=JULY, because="No", by=cast.administrator.user)


@pytest.mark.parametrize(("reason", "told"), [("", "Say why the month is restated"), ("MRN 12345678 was wrong", "patient")])
def test_wants_a_reason_without_a_patient(published: ReportSnapshot, cast: Cast, client: Client, reason: str, told: str) -> None:
    agree_on_raw(cast)
    client.force_login(cast.administrator.user)
    answer = client.post(CONFIRM, {"reason": reason}, follow=True)
    assert told in answer.content.decode()
    assert not AuditEntry.objects.filter(action="month.restate_asked").exists()


def test_a_later_version_that_a_dead_worker_left_is_taken_up(published: ReportSnapshot, cast: Cast) -> None:
    agree_on_raw(cast)
    log(cast.clinician, "99214")
    ReportSnapshot.objects.create(clinician=published.clinician, month_index=JULY.index, version=2, restated_because="Left behind")
    publish_due_reports()
    assert ReportSnapshot.objects.get(version=2).state == SnapshotState.PUBLISHED


def test_a_recount_of_open_months_leaves_the_closed_one_alone(published: ReportSnapshot, cast: Cast, client: Client) -> None:
    agree_on_raw(cast)
    client.force_login(cast.administrator.user)
    assert client.get(reverse("recount-policy")).context["change"].lines == 0


def test_restating_twice_at_once_publishes_once(published: ReportSnapshot, cast: Cast) -> None:
    agree_on_raw(cast)
    arguments = (cast.organisation.pk, "2026-07", cast.administrator.user.pk, "Twice")
    assert restate_month(*arguments) == 1
    assert restate_month(*arguments) == 0
    assert ReportSnapshot.objects.filter(clinician=published.clinician).count() == 2
