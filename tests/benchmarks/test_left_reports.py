"""What killed workers, lost tasks and a queue that is gone leave of reports and mails is taken up again, once, and told."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from kombu.exceptions import OperationalError

from benchmarks import report_services
from benchmarks.models import MailState, ReportMail, ReportSnapshot, SnapshotState
from benchmarks.report_services import CLAIM_HOLDS, publish_report, queue_reports
from benchmarks.services_left import MOST_ATTEMPTS, UNQUEUED_AFTER
from benchmarks.tasks import take_up_left_reports
from rvuedge.accounts.models import AuditEntry
from rvuedge.imports.workers import this_worker
from tests.benchmarks.agreed import of
from tests.benchmarks.work import OCTOBER, close
from tests.cast import Cast

NOW = datetime(2026, 11, 2, 15, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as travelling:
        yield travelling


@pytest.fixture
def waiting(cast: Cast) -> list[ReportSnapshot]:
    close(cast, OCTOBER)
    return queue_reports(organisation=cast.organisation, month=OCTOBER, by=None)


def rows(**fields: Any) -> int:
    return ReportSnapshot.objects.filter(**fields).count()


def test_makes_a_report_whose_worker_was_killed_half_a_minute_later(waiting: list[ReportSnapshot], clock: Any) -> None:
    ReportSnapshot.objects.update(state=SnapshotState.MAKING, claimed_at=NOW, attempts=1)
    clock.move_to(NOW + CLAIM_HOLDS)
    assert take_up_left_reports() == 0
    clock.move_to(NOW + CLAIM_HOLDS + SECOND)
    assert take_up_left_reports() == len(waiting)
    assert rows(state=SnapshotState.PUBLISHED) == len(waiting)
    assert take_up_left_reports() == 0


def test_makes_a_report_at_once_whose_worker_is_known_to_be_gone(waiting: list[ReportSnapshot]) -> None:
    ReportSnapshot.objects.update(state=SnapshotState.MAKING, claimed_at=NOW, attempts=1, worker=this_worker())
    ReportSnapshot.objects.filter(pk=waiting[0].pk).update(worker=killed_worker())
    assert take_up_left_reports() == 1
    assert rows(state=SnapshotState.PUBLISHED) == 1


def killed_worker() -> str:
    """The mark of a worker of this machine that has ended."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    host, _number, mark = this_worker().split("|")
    return f"{host}|{ended.pid}|{mark}"


def test_makes_a_report_whose_task_was_lost_where_nothing_waits_in_the_queue(
    waiting: list[ReportSnapshot], clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert take_up_left_reports() == 0
    clock.move_to(NOW + UNQUEUED_AFTER + SECOND)
    monkeypatch.setattr("benchmarks.tasks.queue_length", lambda: 3)
    assert take_up_left_reports() == 0
    monkeypatch.setattr("benchmarks.tasks.queue_length", lambda: 0)
    assert take_up_left_reports() == len(waiting)
    assert rows(state=SnapshotState.PUBLISHED) == len(waiting)


def test_gives_up_what_ends_its_worker_three_times_and_says_so(cast: Cast, waiting: list[ReportSnapshot], clock: Any) -> None:
    poison = waiting[0]
    ReportSnapshot.objects.exclude(pk=poison.pk).delete()
    for attempts in range(1, MOST_ATTEMPTS + 1):
        ReportSnapshot.objects.filter(pk=poison.pk).update(state=SnapshotState.MAKING, claimed_at=timezone.now(), attempts=attempts)
        clock.shift(CLAIM_HOLDS + SECOND)
        if attempts < MOST_ATTEMPTS:
            assert ReportSnapshot.objects.filter(pk=poison.pk, state=SnapshotState.MAKING).exists()
    assert take_up_left_reports() == 0
    poison.refresh_from_db()
    assert (poison.state, poison.attempts) == (SnapshotState.FAILED, 0)
    assert "stopped three times" in of(cast.administrator).get("/manage/months/").text
    # An administrator asks again, and it begins anew.
    assert publish_report(snapshot=poison)


def test_a_slow_worker_and_the_one_after_it_make_one_report(
    waiting: list[ReportSnapshot], clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, build = waiting[0], report_services.report_of
    ends: list[bool] = []

    def overtaken(clinician: Any, month: Any, **how: Any) -> Any:
        monkeypatch.setattr(report_services, "report_of", build)
        clock.shift(CLAIM_HOLDS + SECOND)
        ends.append(publish_report(snapshot=slow))
        return build(clinician, month, **how)

    monkeypatch.setattr(report_services, "report_of", overtaken)
    ends.append(publish_report(snapshot=slow))
    assert ends == [True, False]
    assert AuditEntry.objects.filter(action="report.published").count() == 1


def test_asks_for_reports_and_mails_where_the_queue_is_gone(
    cast: Cast, settings: Any, clock: Any, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    settings.MAIL_IS_CONFIGURED = True
    close(cast, OCTOBER)
    asked: list[str] = []

    def gone(number: str) -> None:
        asked.append(number)
        raise OperationalError("Error 111 connecting")

    with monkeypatch.context() as patch:
        patch.setattr("benchmarks.tasks.publish_clinician_report.delay", gone)
        with django_capture_on_commit_callbacks(execute=True):
            assert of(cast.administrator).post("/manage/months/2026-10/publish/").status_code == 302
    # Nobody waits for the queue once for each report.
    assert len(asked) == 1
    assert rows(state=SnapshotState.DUE) == ReportMail.objects.count() > 1
    clock.move_to(NOW + UNQUEUED_AFTER + SECOND)
    assert take_up_left_reports() == rows() == rows(state=SnapshotState.PUBLISHED)


def test_says_of_a_mail_whose_sender_was_killed_that_nobody_can_tell(waiting: list[ReportSnapshot]) -> None:
    gone = killed_worker()
    workers = (gone, this_worker(), f"elsewhere|{gone.partition('|')[2]}")
    facts: dict[str, Any] = {"state": MailState.SENDING, "claimed_at": NOW, "planned_at": NOW, "next_try_at": NOW}
    for snapshot, worker in zip(waiting, workers, strict=False):
        ReportMail.objects.create(snapshot=snapshot, worker=worker, **facts)
    take_up_left_reports()
    assert list(ReportMail.objects.order_by("pk").values_list("state", flat=True)) == ["unknown", "sending", "sending"]
