"""RVU Edge tells a clinician once that a report is out, and says where it cannot tell whether the mail went."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from benchmarks.models import MailState, ReportMail
from benchmarks.report_mail import due_mails, send_mail
from benchmarks.tasks import mail_due_reports, mail_report, publish_clinician_report
from rvuedge.accounts.models import AuditEntry, Membership, Organisation, User
from tests.benchmarks.agreed import of
from tests.benchmarks.work import OCTOBER, clinician_of, close, did
from tests.cast import Cast
from tests.smtp import FALLS_SILENT, IS_BUSY, REFUSES, MailServer, mail_server

NOW = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def post(settings: Any) -> Iterator[MailServer]:
    with mail_server() as server:
        settings.MAIL_IS_CONFIGURED = True
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


def publish_by_page(cast: Cast, on_commit: Any) -> ReportMail:
    """Close and publish October as an administrator does; return the mail of the clinician."""
    did(cast.clinician, date(2026, 10, 5), "99214", "1.92")
    close(cast, OCTOBER)
    with on_commit(execute=True):
        assert of(cast.administrator).post("/manage/months/2026-10/publish/").status_code == 302
    return mail_of(cast)


def mail_of(cast: Cast) -> ReportMail:
    return ReportMail.objects.select_related("snapshot").get(snapshot__clinician=clinician_of(cast.clinician))


def states(cast: Cast) -> tuple[str, int]:
    mail = mail_of(cast)
    return mail.state, mail.tries


def page_of(cast: Cast) -> str:
    return of(cast.administrator).get("/manage/months/").text


def test_mails_a_link_and_no_figure_once(cast: Cast, post: MailServer, django_capture_on_commit_callbacks: Any) -> None:
    mail = publish_by_page(cast, django_capture_on_commit_callbacks)
    assert (mail.state, mail.sent_at) == (MailState.SENT, NOW)
    (text,) = (one for one in post.taken if "To: ada.clinician@clinic.example" in one)
    assert "http://testserver/reports/2026-10/" in text
    assert f"Message-ID: <report-{mail.snapshot_id}@localhost>" in text
    for word in ("1.92", "99214", "wRVU", "Ada Clinician", "percentile"):
        assert word not in text
    taken = len(post.taken)
    assert taken == ReportMail.objects.count()
    # Both tasks come 200 times more.
    assert not any(publish_clinician_report(str(mail.snapshot_id)) or mail_report(mail.pk) for _ in range(200))
    assert mail_due_reports() == 0 and len(post.taken) == taken
    assert f"{taken} told by mail" in page_of(cast)


def test_tries_again_with_a_growing_wait_and_gives_up_after_three_days(
    cast: Cast, post: MailServer, django_capture_on_commit_callbacks: Any
) -> None:
    post.does = IS_BUSY
    mail = publish_by_page(cast, django_capture_on_commit_callbacks)
    assert (mail.state, mail.tries, mail.reason) == (MailState.WAITING, 1, "The mail server refused it (451).")
    minutes = []
    while mail_of(cast).state == MailState.WAITING:
        at = mail_of(cast).next_try_at
        minutes.append((at - NOW) // timedelta(minutes=1))
        assert mail.pk not in due_mails(at - timedelta(seconds=1))
        assert mail.pk in due_mails(at)
        send_mail(number=mail.pk, at=at)
    # Waits of 5, 20, 80, 320, then 720 minutes (12 hours). After 4,025 minutes three days (4,320) are not over; the next try is the last.
    assert minutes == [5, 25, 105, 425, 1145, 1865, 2585, 3305, 4025, 4745]
    assert states(cast)[0] == MailState.FAILED
    assert "may not have gone" in page_of(cast)


def test_a_server_that_is_away_costs_no_mail(cast: Cast, settings: Any, django_capture_on_commit_callbacks: Any) -> None:
    with mail_server() as server:
        settings.MAIL_IS_CONFIGURED = True
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    # The block is over and nobody listens there.
    mail = publish_by_page(cast, django_capture_on_commit_callbacks)
    assert (mail.state, mail.reason) == (MailState.WAITING, "The mail server does not answer (ConnectionRefusedError).")
    assert "mails wait" in page_of(cast)
    with mail_server() as server:
        settings.EMAIL_PORT = server.port
        with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
            assert mail_due_reports() == ReportMail.objects.count() == len(server.taken)
    assert states(cast) == (MailState.SENT, 1)


def test_says_unknown_where_the_server_fell_silent_and_sends_again_only_when_told(
    cast: Cast, post: MailServer, django_capture_on_commit_callbacks: Any
) -> None:
    post.does = FALLS_SILENT
    mail = publish_by_page(cast, django_capture_on_commit_callbacks)
    assert (mail.state, mail.tries) == (MailState.UNKNOWN, 0)
    taken, unknown = len(post.taken), ReportMail.objects.filter(state=MailState.UNKNOWN).count()
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        assert mail_due_reports() == 0
    assert len(post.taken) == taken
    page = page_of(cast)
    assert f"{unknown} mails may not have gone" in page
    assert "The mail server fell silent while it took the mail (SMTPServerDisconnected)." in page
    post.does = "takes"
    with django_capture_on_commit_callbacks(execute=True):
        answer = of(cast.administrator).post("/manage/months/2026-10/mail-again/", follow=True)
    assert f"{unknown} mails about October 2026 go again." in answer.text
    assert len(post.taken) == taken + unknown
    first, second = (one for one in post.taken if "To: ada.clinician@clinic.example" in one)
    number = f"Message-ID: <report-{mail.snapshot_id}@localhost>"
    assert number in first and number in second
    assert AuditEntry.objects.filter(action="reports.mailed_again").count() == 1


def test_a_refused_address_fails_with_its_reason(cast: Cast, post: MailServer, django_capture_on_commit_callbacks: Any) -> None:
    post.does = REFUSES
    mail = publish_by_page(cast, django_capture_on_commit_callbacks)
    assert (mail.state, mail.reason) == (MailState.FAILED, "The mail server refused it (550).")
    assert post.taken == []


def test_a_sender_that_was_killed_leaves_the_mail_unknown(cast: Cast, post: MailServer, django_capture_on_commit_callbacks: Any) -> None:
    post.does = IS_BUSY
    mail = publish_by_page(cast, django_capture_on_commit_callbacks)
    ReportMail.objects.filter(pk=mail.pk).update(state=MailState.SENDING, claimed_at=NOW)
    due_mails(NOW + timedelta(minutes=10))
    assert states(cast)[0] == MailState.SENDING
    due_mails(NOW + timedelta(minutes=10, seconds=1))
    assert mail_of(cast).reason == "The sender was ended while the mail was handed over."
    assert not send_mail(number=mail.pk, at=NOW + timedelta(days=1))


@pytest.mark.parametrize("why", ["wants none", "is made up", "left"])
def test_mails_nobody_who(why: str, cast: Cast, post: MailServer, django_capture_on_commit_callbacks: Any) -> None:
    if why == "wants none":
        User.objects.filter(pk=cast.clinician.user.pk).update(gets_query_mail=False)
    elif why == "is made up":
        Organisation.objects.filter(pk=cast.organisation.pk).update(is_demo=True)
    else:
        Membership.objects.filter(user=cast.clinician.user).update(active=False)
    did(cast.clinician, date(2026, 10, 5), "99214", "1.92")
    close(cast, OCTOBER)
    with django_capture_on_commit_callbacks(execute=True):
        of(cast.administrator).post("/manage/months/2026-10/publish/")
    assert not ReportMail.objects.filter(snapshot__clinician=clinician_of(cast.clinician)).exists()
    assert not any("ada.clinician" in one for one in post.taken)


def test_plans_no_mail_without_a_mail_server(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    did(cast.clinician, date(2026, 10, 5), "99214", "1.92")
    close(cast, OCTOBER)
    with django_capture_on_commit_callbacks(execute=True):
        of(cast.administrator).post("/manage/months/2026-10/publish/")
    assert not ReportMail.objects.exists()
    assert "by mail" not in page_of(cast)
