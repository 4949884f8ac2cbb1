"""RVU Edge keeps what need not be kept for good as long as the operator says, and says before what is over."""

import json
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone

from benchmarks.models import ReportSnapshot
from rvuedge.accounts.models import AuditEntry, DeviceSession, Membership, User
from rvuedge.accounts.services import end_membership
from rvuedge.accounts.services_sessions import note_session
from rvuedge.imports.models import ImportRun, RunState
from rvuedge.imports.services import remove_kept_file
from rvuedge.leaving.services import forget_log
from rvuedge.operating.services import forget_what_is_over
from rvuedge.site.models import ContactMessage
from rvuedge.web.models import IdempotencyKey
from tests.cast import Cast
from tracking.models import Case, Clinician, MonthTotal

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def run_of(state: RunState, days_ago: int) -> ImportRun:
    run = ImportRun(file_name="extract.csv", sha256="0" * 64, size=3, state=state, finished_at=NOW - timedelta(days=days_ago))
    run.file.save("extract.csv", ContentFile(b"a,b"), save=False)
    run.save(force_insert=True)
    return run


def message(days_ago: int) -> ContactMessage:
    made = ContactMessage.objects.create(message="How?")
    ContactMessage.objects.filter(pk=made.pk).update(created_at=NOW - timedelta(days=days_ago))
    return made


def told(*words: str) -> str:
    out = StringIO()
    call_command("retention", *words, stdout=out)
    return out.getvalue()


def test_keeps_everything_for_good_where_nobody_says_otherwise(cast: Cast) -> None:
    run, kept = run_of(RunState.ACTIVE, 4000), message(4000)
    Clinician.objects.filter(pk=cast.clinician.log.pk).update(ended_on=date(1999, 1, 1))
    assert forget_what_is_over(now=NOW) == {"files": 0, "messages": 0, "logs": 0}
    assert run.file.storage.exists(str(run.file.name))
    assert ContactMessage.objects.filter(pk=kept.pk).exists() and Case.objects.filter(clinician=cast.clinician.log).exists()
    assert "files of imports that ended: kept for good (set RVUEDGE_KEEP_FILES_DAYS); 0 are over." in told()


def test_removes_files_of_imports_that_ended_and_keeps_what_they_brought(
    cast: Cast, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.KEEP_FILES_DAYS = 90
    old = [run_of(state, 91) for state in (RunState.ACTIVE, RunState.REFUSED, RunState.UNCHANGED, RunState.FAILED)]
    kept = [run_of(RunState.ACTIVE, 89), run_of(RunState.NEEDS_ANSWER, 91), run_of(RunState.READY, 91), run_of(RunState.READING, 91)]
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_what_is_over(now=NOW)["files"] == 4
    assert [run.file.storage.exists(str(run.file.name)) for run in old + kept] == [False] * 4 + [True] * 4
    assert set(ImportRun.objects.filter(pk__in=[run.pk for run in old]).values_list("file", "file_name")) == {("", "extract.csv")}
    assert AuditEntry.objects.get(action="retention.applied").detail == {"files": 4, "messages": 0, "logs": 0}
    assert forget_what_is_over(now=NOW)["files"] == 0


def test_removes_messages_after_their_time(cast: Cast, settings: Any) -> None:
    settings.KEEP_MESSAGES_DAYS = 365
    message(366)
    kept = message(364)
    assert forget_what_is_over(now=NOW)["messages"] == 1
    assert list(ContactMessage.objects.all()) == [kept]


def test_removes_the_log_of_who_left_years_ago_and_an_account_that_is_of_no_more_use(
    cast: Cast, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.KEEP_LOGS_YEARS = 7
    log, colleague = cast.clinician.log, Case.objects.filter(clinician=cast.colleague.log).count()
    report = ReportSnapshot.objects.filter(clinician=log).published().get()
    report.pdf.save("october.pdf", ContentFile(b"%PDF-1.7"))
    end_membership(membership=cast.clinician.membership, by=cast.administrator.user, on=date(2019, 11, 1))
    # Seven years of 366 days before 28 November 2026 end on 22 November 2019.
    assert Clinician.objects.get(pk=log.pk).ended_on == date(2019, 11, 1)
    before = datetime(2026, 11, 1, tzinfo=UTC)
    assert forget_what_is_over(now=before)["logs"] == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_what_is_over(now=NOW)["logs"] == 1
    for model in (Case, MonthTotal, ReportSnapshot):
        assert not model.objects.filter(clinician=log.pk).exists()
    assert not Clinician.objects.filter(pk=log.pk).exists()
    assert not User.objects.filter(pk=cast.clinician.user.pk).exists()
    assert not report.pdf.storage.exists(str(report.pdf.name))
    assert AuditEntry.objects.get(action="log.forgotten").detail == {"cases": 3, "reports": 1}
    assert Case.objects.filter(clinician=cast.colleague.log).count() == colleague


def test_leaves_the_account_of_who_has_another_place(cast: Cast, settings: Any) -> None:
    settings.KEEP_LOGS_YEARS = 1
    end_membership(membership=cast.clinician.membership, by=cast.administrator.user, on=date(2020, 1, 1))
    User.objects.filter(pk=cast.clinician.user.pk).update(is_active=True)
    Membership.objects.create(user=cast.clinician.user, organisation=cast.elsewhere)
    assert forget_what_is_over(now=NOW)["logs"] == 1
    user = User.objects.get(pk=cast.clinician.user.pk)
    assert user.is_active and user.memberships.filter(active=True).exists()


def test_keeps_the_log_of_who_is_there_again(cast: Cast, settings: Any) -> None:
    """Who has an active place is not over, and neither is who was taken back since it was looked at."""
    settings.KEEP_LOGS_YEARS = 1
    log = cast.clinician.log
    Clinician.objects.filter(pk=log.pk).update(ended_on=date(2020, 1, 1))
    assert forget_what_is_over(now=NOW)["logs"] == 0
    end_membership(membership=cast.clinician.membership, by=cast.administrator.user, on=date(2020, 1, 1))
    seen = Clinician.objects.get(pk=log.pk)
    Clinician.objects.filter(pk=log.pk).update(ended_on=None)
    assert not forget_log(clinician=seen)
    assert Case.objects.filter(clinician=log).exists() and not AuditEntry.objects.filter(action="log.forgotten").exists()


def test_trainees_still_name_their_attending_when_the_attending_s_log_is_gone(cast: Cast, settings: Any) -> None:
    settings.KEEP_LOGS_YEARS = 1
    attending, learning = cast.clinician.log, Case.objects.filter(clinician=cast.trainee.log)
    Case.objects.create(clinician=cast.trainee.log, attending=attending, date_of_service=date(2019, 10, 1))
    end_membership(membership=cast.clinician.membership, by=cast.administrator.user, on=date(2020, 1, 1))
    assert forget_what_is_over(now=NOW)["logs"] == 1
    assert {case.attending for case in learning.select_related("attending")} == {attending}
    for model in (Case, MonthTotal, ReportSnapshot):
        assert not model.objects.filter(clinician=attending.pk).exists()
    assert forget_what_is_over(now=NOW)["logs"] == 0


def test_goes_on_past_what_cannot_be_removed(
    cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    settings.KEEP_FILES_DAYS, settings.KEEP_LOGS_YEARS = 90, 1
    stuck, other = run_of(RunState.ACTIVE, 91), run_of(RunState.ACTIVE, 92)
    end_membership(membership=cast.clinician.membership, by=cast.administrator.user, on=date(2020, 1, 1))

    def remove(run: ImportRun) -> None:
        if run.pk == stuck.pk:
            raise PermissionError(13, "Permission denied")
        remove_kept_file(run)

    monkeypatch.setattr("rvuedge.operating.services.remove_kept_file", remove)
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_what_is_over(now=NOW) == {"files": 1, "messages": 0, "logs": 1}
    assert ImportRun.objects.get(pk=stuck.pk).file and not ImportRun.objects.get(pk=other.pk).file
    assert AuditEntry.objects.get(action="retention.applied").detail == {"files": 1, "messages": 0, "logs": 1}


def test_forgets_sign_ins_that_are_over_and_answers_to_requests_that_nobody_repeats(cast: Cast) -> None:
    user, keys = cast.clinician.user, []
    for hours in (-1, 1):
        session = SessionStore()
        session.save()
        Session.objects.filter(pk=session.session_key).update(expire_date=NOW + timedelta(hours=hours))
        note_session(user=user, key=str(session.session_key), device=("Firefox", "Linux"), began_at=NOW)
        keys.append(session.session_key)
    for days, name in ((371, "old"), (369, "young")):
        IdempotencyKey.objects.create(user=user, key=name, request_hash="0" * 64)
        IdempotencyKey.objects.filter(key=name).update(created_at=NOW - timedelta(days=days))
    forget_what_is_over(now=NOW)
    assert (
        list(Session.objects.values_list("pk", flat=True)) == list(DeviceSession.objects.values_list("session_key", flat=True)) == keys[1:]
    )
    assert list(IdempotencyKey.objects.values_list("key", flat=True)) == ["young"]
    # What passes by itself is no entry of the trail.
    assert not AuditEntry.objects.filter(action="retention.applied").exists()


def test_says_before_what_would_go_and_does_it_when_told_to(cast: Cast, settings: Any) -> None:
    settings.KEEP_MESSAGES_DAYS = 30
    ContactMessage.objects.create(message="How?")
    ContactMessage.objects.update(created_at=timezone.now() - timedelta(days=31))
    assert "messages of the contact form: kept for 30 days; 1 are over." in told()
    said = json.loads(told("--json"))
    assert (said["removed"], said["messages"]) == (False, {"kept": 30, "unit": "days", "over": 1})
    assert ContactMessage.objects.count() == 1
    assert "kept for 30 days; 1 removed." in told("--now")
    assert not ContactMessage.objects.exists()
