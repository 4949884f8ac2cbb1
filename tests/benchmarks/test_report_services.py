"""RVU Edge closes a month once, publishes each report once, and never changes a published one."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from benchmarks import render, report_services
from benchmarks.models import PeriodClose, ReportSnapshot, SnapshotState
from benchmarks.report.codec import from_json
from benchmarks.report_services import (
    close_month,
    closed_months,
    note_failure,
    pdf_bytes,
    publish_or_note,
    publish_report,
    queue_reports,
)
from benchmarks.tasks import publish_clinician_report, publish_due_reports
from codes.models import Release
from rvuedge.accounts.models import AuditEntry, Organisation
from rvuedge.lib.months import Month
from tests.benchmarks.work import NOVEMBER, OCTOBER, SEPTEMBER, clinician_of, close, did, edition_in_force, employ, publish
from tests.cast import Cast
from tests.factories import ReleaseFactory, store_rows
from tests.tracking.rows import RVU26C
from tracking.entry import CaseContent, read_entry
from tracking.models import Clinician
from tracking.services import log_case, remove_case

HOME = ("Ada Clinician", "Ben Colleague", "Cleo Surgeon", "Dora Lead", "Egon Lead", "Gus Trainee")


@pytest.fixture
def october(cast: Cast) -> Cast:
    close(cast, OCTOBER)
    return cast


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def report_of(snapshot: ReportSnapshot) -> Decimal:
    snapshot.refresh_from_db()
    return from_json(snapshot.payload).this_month.credit


def test_closes_a_month_once(cast: Cast) -> None:
    first = close_month(organisation=cast.organisation, month=OCTOBER, today_month=NOVEMBER, by=cast.administrator.user)
    again = close_month(organisation=cast.organisation, month=OCTOBER, today_month=NOVEMBER, by=cast.administrator.user)
    assert first == again == PeriodClose.objects.get()
    assert (first.closed_by, actions()) == (cast.administrator.user, ["month.closed"])
    assert closed_months(cast.organisation) == [OCTOBER]
    assert closed_months(cast.elsewhere) == []
    with pytest.raises(IntegrityError), transaction.atomic():
        PeriodClose.objects.create(organisation=cast.organisation, month_index=OCTOBER.index)


@pytest.mark.parametrize("month", [NOVEMBER, Month(2026, 12)])
def test_closes_no_month_that_is_not_over(cast: Cast, month: Month) -> None:
    with pytest.raises(ValidationError, match="is not over yet"):
        close_month(organisation=cast.organisation, month=month, today_month=NOVEMBER, by=None)
    assert not PeriodClose.objects.exists()


def test_closes_no_month_before_the_first_log(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="Nobody kept a log in January 1901"):
        close_month(organisation=cast.organisation, month=Month(1901, 1), today_month=NOVEMBER, by=None)
    assert not PeriodClose.objects.exists()


def test_queues_a_report_for_everybody_who_was_there(october: Cast) -> None:
    Clinician.objects.filter(pk=clinician_of(october.colleague).pk).update(ended_on=date(2026, 9, 30))
    Clinician.objects.filter(pk=clinician_of(october.surgeon).pk).update(started_on=date(2026, 11, 1))
    waiting = queue_reports(organisation=october.organisation, month=OCTOBER, by=None)
    assert sorted(snapshot.clinician.name for snapshot in waiting) == ["Ada Clinician", "Dora Lead", "Egon Lead", "Gus Trainee"]
    assert {snapshot.state for snapshot in waiting} == {SnapshotState.DUE}
    assert len(queue_reports(organisation=october.organisation, month=OCTOBER, by=None)) == 4
    assert ReportSnapshot.objects.count() == 4


def test_queues_nothing_in_an_open_month(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="is not closed"):
        queue_reports(organisation=cast.organisation, month=OCTOBER, by=None)


def test_publishes_each_report_once(october: Cast) -> None:
    did(october.clinician, date(2026, 10, 5), "99214", "1.92")
    snapshots = publish(october, OCTOBER)
    assert [one.clinician.name for one in snapshots] == list(HOME)
    first = snapshots[0]
    assert (report_of(first), first.version, first.method_version) == (Decimal("1.92"), 1, "6")
    assert re.fullmatch("[0-9a-f]{64}", first.inputs_hash)
    assert not publish_report(snapshot=first)
    assert queue_reports(organisation=october.organisation, month=OCTOBER, by=None) == []
    assert actions().count("report.published") == len(HOME)


def test_is_unique_by_clinician_month_and_version_in_the_database(october: Cast) -> None:
    first = publish(october, OCTOBER)[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportSnapshot.objects.create(clinician=first.clinician, month_index=first.month_index, version=first.version)
    ReportSnapshot.objects.create(clinician=first.clinician, month_index=first.month_index, version=2)


def test_keeps_a_published_report_as_it_was(october: Cast) -> None:
    release = ReleaseFactory.create()
    store_rows(release, *RVU26C.rows)
    ada, user = clinician_of(october.clinician), october.clinician.user
    content = CaseContent(date(2026, 10, 5), "11", read_entry("99214 45385 D1553").lines)
    case = log_case(clinician=ada, case_id=uuid4(), content=content, actor=user)
    snapshot = publish(october, OCTOBER)[0]
    frozen, digest, when = snapshot.payload, snapshot.inputs_hash, snapshot.published_at
    assert report_of(snapshot) == Decimal("6.38")  # 1.92 + 4.46
    remove_case(case=case, actor=user, at=datetime(2026, 11, 20, tzinfo=UTC))
    employ(october.clinician, target="6000")
    edition_in_force(october)
    Clinician.objects.filter(pk=ada.pk).update(name="Ada Renamed")
    assert queue_reports(organisation=october.organisation, month=OCTOBER, by=None) == []
    assert not publish_report(snapshot=snapshot)
    snapshot.refresh_from_db()
    assert (snapshot.payload, snapshot.inputs_hash, snapshot.published_at) == (frozen, digest, when)
    assert Release.objects.get() == release


def test_gives_the_same_bytes_for_the_same_report(october: Cast) -> None:
    snapshot = publish(october, OCTOBER)[0]
    made = pdf_bytes(snapshot=snapshot)
    assert made.startswith(b"%PDF")
    kept = ReportSnapshot.objects.get(pk=snapshot.pk)
    assert str(kept.pdf).startswith("reports/")
    assert pdf_bytes(snapshot=kept) == made
    # Where an administrator moves the last day to query the report, the PDF names the other day, and one file is kept.
    former = str(kept.pdf)
    Organisation.objects.filter(pk=october.organisation.pk).update(query_days=20)
    moved = ReportSnapshot.objects.get(pk=snapshot.pk)
    assert pdf_bytes(snapshot=moved) != made
    assert str(moved.pdf) != former and not moved.pdf.storage.exists(former)
    Organisation.objects.filter(pk=october.organisation.pk).update(query_days=10)
    kept = ReportSnapshot.objects.get(pk=snapshot.pk)
    assert pdf_bytes(snapshot=kept) == made
    kept.pdf.delete()
    assert pdf_bytes(snapshot=ReportSnapshot.objects.get(pk=snapshot.pk)) == made


def test_keeps_the_reason_of_a_failure_and_tries_again(october: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = queue_reports(organisation=october.organisation, month=OCTOBER, by=None)
    with monkeypatch.context() as broken:
        broken.setattr(report_services, "build", lambda _inputs: 1 / 0)
        assert not publish_clinician_report(str(waiting[0].pk))
    snapshot = ReportSnapshot.objects.get(pk=waiting[0].pk)
    assert (snapshot.state, snapshot.payload) == (SnapshotState.FAILED, {})
    assert snapshot.reason == "The report could not be made (ZeroDivisionError). Try again, or tell the operator."
    assert snapshot.pk in {one.pk for one in queue_reports(organisation=october.organisation, month=OCTOBER, by=None)}
    assert publish_or_note(snapshot=snapshot)
    snapshot.refresh_from_db()
    assert (snapshot.state, snapshot.reason) == (SnapshotState.PUBLISHED, "")


def test_notes_no_failure_on_a_published_report(october: Cast) -> None:
    snapshot = publish(october, OCTOBER)[0]
    note_failure(snapshot_id=snapshot.pk, reason="too late")
    snapshot.refresh_from_db()
    assert (snapshot.state, snapshot.reason) == (SnapshotState.PUBLISHED, "")


def test_leaves_a_report_to_whom_is_making_it_for_half_a_minute(october: Cast) -> None:
    snapshot = queue_reports(organisation=october.organisation, month=OCTOBER, by=None)[0]
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    ReportSnapshot.objects.filter(pk=snapshot.pk).update(state=SnapshotState.MAKING, claimed_at=now)
    with time_machine.travel(now + timedelta(seconds=29), tick=False):
        assert not publish_report(snapshot=snapshot)
    with time_machine.travel(now + timedelta(seconds=31), tick=False):
        assert publish_report(snapshot=snapshot)


def test_publishes_by_a_task_that_may_come_twice(october: Cast) -> None:
    snapshot = queue_reports(organisation=october.organisation, month=OCTOBER, by=None)[0]
    assert publish_clinician_report(str(snapshot.pk))
    assert ReportSnapshot.objects.get(pk=snapshot.pk).pdf
    assert not publish_clinician_report(str(snapshot.pk))
    assert not publish_clinician_report(str(uuid4()))


def test_takes_up_by_the_hour_what_nobody_published(cast: Cast, django_capture_on_commit_callbacks) -> None:
    close(cast, SEPTEMBER, OCTOBER)
    close_month(organisation=cast.elsewhere, month=OCTOBER, today_month=NOVEMBER, by=None)
    publish(cast, SEPTEMBER)
    assert publish_due_reports() == len(HOME) + 1
    assert ReportSnapshot.objects.published().count() == 2 * len(HOME) + 1
    assert publish_due_reports() == 0


def test_names_the_last_day_to_query_a_report_in_its_pdf(october: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    shapes: list[Any] = []

    def kept(_name: str, shape: object) -> bytes:
        shapes.append(shape)
        return b"%PDF"

    monkeypatch.setattr(render, "typeset", kept)
    # One in the morning of 24 November in Greenwich is still the 23rd in the zone of the organisation; ten days after it.
    with time_machine.travel("2026-11-24T01:00:00Z", tick=False):
        pdf_bytes(snapshot=publish(october, OCTOBER)[0])
    assert [shape["query_by"] for shape in shapes] == ["2026-12-03"]
