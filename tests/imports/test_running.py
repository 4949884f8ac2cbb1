"""RVU Edge carries an import out once, all or nothing, and says how it stands."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError
from django.utils import timezone
from kombu.exceptions import OperationalError

from rvuedge.accounts.models import AuditEntry
from rvuedge.imports import tasks
from rvuedge.imports.models import ImportRun, RunState
from rvuedge.imports.registry import Prepared
from rvuedge.imports.running import carry_out, conclude
from rvuedge.imports.services import accept_mends, receive_file, try_again
from rvuedge.imports.services_claims import MOST_ATTEMPTS, claim, take_over
from rvuedge.imports.tasks import run_import, take_up_stale_imports
from rvuedge.lib.issues import Issue, Severity
from tests.imports.known import KIND, Answering, known, storing

pytestmark = pytest.mark.django_db

FAULT = Issue(7, "work_rvu", "2.6O", Severity.ERROR, "'2.6O' is no amount.")


def receive(content: bytes = b"sample") -> ImportRun:
    run, _is_new = receive_file(content=content, file_name="rows.csv", kind=KIND, by=None)
    return run


def silent(run: ImportRun, minutes: int, **changes: object) -> None:
    """Let a run look as if its worker fell silent so many minutes ago."""
    then = timezone.now() - timedelta(minutes=minutes)
    ImportRun.objects.filter(pk=run.pk).update(created_at=then, **{"heartbeat_at": then, **changes})


def test_stores_a_draft_and_ends_the_run_ready() -> None:
    run = receive()
    with known(Answering(storing({"rows": 10}))) as importer:
        assert carry_out(run.pk)
    run.refresh_from_db()
    assert (run.state, run.outcome, run.file_name) == (RunState.READY, {"rows": 10, "release": "R1"}, "stored")
    assert run.finished_at is not None
    assert importer.asked[0].content == b"sample"
    assert (run.rows_done, run.rows_total) == (0, 0)


def test_keeps_every_issue_of_a_refused_file_and_nothing_else() -> None:
    run = receive()
    kept = run.file.name
    with known(Answering(Prepared({}, (FAULT,), issue_count=80))):
        carry_out(run.pk)
    run.refresh_from_db()
    assert (run.state, run.issue_count) == (RunState.REFUSED, 80)
    assert [(issue.line, issue.field, issue.value, issue.severity) for issue in run.issues.all()] == [(7, "work_rvu", "2.6O", "error")]
    assert kept
    assert run.outcome == {}


def test_removes_the_file_of_a_refused_import(django_capture_on_commit_callbacks) -> None:
    run = receive()
    storage, kept = run.file.storage, run.file.name or ""
    with known(Answering(Prepared({}, (FAULT,)))), django_capture_on_commit_callbacks(execute=True):
        carry_out(run.pk)
    assert not storage.exists(kept)


def test_waits_for_an_answer_and_reads_again_once_mends_are_accepted() -> None:
    run = receive()
    with known(Answering(Prepared({}, (FAULT,), waits_for_mends=True))):
        carry_out(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.NEEDS_ANSWER
    assert accept_mends(run=run, by=None)
    assert not accept_mends(run=run, by=None)
    with known(Answering(storing({}))) as importer:
        carry_out(run.pk)
    run.refresh_from_db()
    assert (run.state, importer.asked[0].accepts_repairs) == (RunState.READY, True)


def test_a_fault_while_storing_leaves_nothing_and_can_be_tried_again() -> None:
    run = receive()
    with known(Answering(storing({}, DatabaseError("gone")))):
        assert not run_import(str(run.pk))
    run.refresh_from_db()
    assert (run.state, run.file_name) == (RunState.FAILED, "rows.csv")
    assert "gone" not in run.outcome["reason"]
    assert try_again(run=run, by=None)
    with known(Answering(storing({}))):
        run_import(str(run.pk))
    run.refresh_from_db()
    assert run.state == RunState.READY


def test_says_that_a_file_needs_more_memory_than_there_is() -> None:
    run = receive()
    with known(Answering(storing({}, MemoryError()))):
        assert not run_import(str(run.pk))
    run.refresh_from_db()
    assert (run.state, run.file_name) == (RunState.FAILED, "rows.csv")
    assert "more memory than the worker has. Nothing was stored." in run.outcome["reason"]


def test_does_a_task_that_comes_twice_once() -> None:
    run = receive()
    with known(Answering(storing({}))) as importer:
        assert run_import(str(run.pk))
        assert not run_import(str(run.pk))
    assert len(importer.asked) == 1


def test_gives_one_of_two_workers_the_run() -> None:
    run = receive()
    assert claim(run.pk) is not None
    assert claim(run.pk) is None


def test_says_that_the_kept_file_is_missing() -> None:
    run = receive()
    kept = run.file.name or ""
    run.file.storage.delete(kept)
    with known(Answering(storing({}))):
        carry_out(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    assert "Upload it again" in run.outcome["reason"]
    assert kept not in run.outcome["reason"]


def test_takes_up_what_a_dead_worker_left() -> None:
    run = receive()
    claim(run.pk)
    silent(run, minutes=5)
    with known(Answering(storing({}))):
        assert take_up_stale_imports() == 1
    run.refresh_from_db()
    assert (run.state, run.attempts) == (RunState.READY, 2)


def test_leaves_a_worker_that_still_answers_alone() -> None:
    run = receive()
    claim(run.pk)
    assert take_up_stale_imports() == 0


def test_takes_up_what_was_never_queued() -> None:
    run = receive()
    silent(run, minutes=2, heartbeat_at=None)
    with known(Answering(storing({}))):
        assert take_up_stale_imports() == 1
    run.refresh_from_db()
    assert run.state == RunState.READY


def test_parks_an_import_that_stopped_three_times() -> None:
    run = receive()
    silent(run, minutes=5, state=RunState.READING, attempts=MOST_ATTEMPTS)
    assert take_up_stale_imports() == 0
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    assert "three times" in run.outcome["reason"]


def test_waits_in_the_database_while_the_queue_is_gone(monkeypatch) -> None:
    def is_gone(_run_id: str) -> None:
        raise OperationalError

    monkeypatch.setattr(tasks.run_import, "delay", is_gone)
    run = receive()
    tasks.queue_import(run)
    run.refresh_from_db()
    assert run.state == RunState.RECEIVED


def test_gives_up_an_upload_that_ends_whoever_tells_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    run, _is_new = receive_file(content=b"sample", file_name="rows.csv", by=None)

    def killed(*_words: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("rvuedge.imports.running.found_in", killed)
    for _ in range(MOST_ATTEMPTS):
        with pytest.raises(KeyboardInterrupt):
            run_import(str(run.pk))
        silent(run, minutes=5)
    assert take_up_stale_imports() == 0
    run.refresh_from_db()
    assert (run.state, run.attempts) == (RunState.FAILED, MOST_ATTEMPTS)
    assert "three times" in run.outcome["reason"]


def test_says_so_where_an_upload_needs_too_much_memory_to_tell_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def hungry(*_words: object) -> None:
        raise MemoryError

    monkeypatch.setattr("rvuedge.imports.running.found_in", hungry)
    run, _is_new = receive_file(content=b"sample", file_name="rows.csv", by=None)
    assert not run_import(str(run.pk))
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    assert "more memory than the worker has" in run.outcome["reason"]


def test_shows_the_stage_while_it_runs() -> None:
    seen: list[tuple[str, int, int]] = []
    run = receive()
    importer = Answering(storing({}))
    prepare = importer.prepare

    def watched(asked, progress):
        def tell(stage, done, total):
            progress(stage, done, total)
            seen.append(tuple(ImportRun.objects.values_list("stage", "rows_done", "rows_total").get(pk=run.pk)))

        return prepare(asked, tell)

    importer.prepare = watched  # type: ignore[method-assign]
    with known(importer):
        carry_out(run.pk)
    assert seen == [("Reading the file", 0, 0), ("Checking the rows", 7, 10)]


def test_records_receipt_and_end_in_the_audit_trail() -> None:
    run = receive()
    with known(Answering(storing({}))):
        carry_out(run.pk)
    assert list(AuditEntry.objects.filter(action__startswith="import.").order_by("id").values_list("action", flat=True)) == [
        "import.received",
        "import.ready",
    ]


def test_the_same_bytes_are_one_run() -> None:
    first, is_new = receive_file(content=b"sample", file_name="a.csv", kind=KIND, by=None)
    second, is_new_again = receive_file(content=b"sample", file_name="b.csv", kind=KIND, by=None)
    assert (first.pk, is_new, is_new_again) == (second.pk, True, False)


def test_a_refused_file_may_be_brought_again() -> None:
    run = receive()
    with known(Answering(Prepared({}, (FAULT,)))):
        carry_out(run.pk)
    _again, is_new = receive_file(content=b"sample", file_name="a.csv", kind=KIND, by=None)
    assert is_new


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\files\\rows.csv", "rows.csv"),
        ("ro\x00ws\u202e.csv", "rows.csv"),
        ("\u202e", "file"),
        ("x" * 400 + ".csv", "x" * 196 + ".csv"),
        ("<script>.csv", "<script>.csv"),
    ],
)
def test_stores_a_file_under_a_name_of_its_own(given: str, shown: str) -> None:
    run, _is_new = receive_file(content=given.encode(), file_name=given, kind=KIND, by=None)
    assert run.file_name == shown
    kept = run.file.name or ""
    assert str(run.pk) in kept
    assert kept.startswith("imports/")


def test_an_importer_of_no_known_kind_ends_the_run_with_a_sentence() -> None:
    run = ImportRun(kind="nothing", file_name="a.csv", sha256="0" * 64, size=1)
    run.file.save("a.csv", ContentFile(b"x"), save=False)
    run.save()
    carry_out(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.FAILED


def test_a_person_who_asks_again_takes_over_what_a_killed_import_holds() -> None:
    run = receive()
    claim(run.pk)
    taken = take_over(run, accepts_repairs=False)
    conclude(taken, storing({}))
    run.refresh_from_db()
    assert (run.state, run.attempts) == (RunState.READY, 1)


def test_an_import_that_two_carry_out_is_ended_by_the_first() -> None:
    run = receive()
    first, second = claim(run.pk), take_over(run, accepts_repairs=False)
    assert first is not None
    conclude(second, storing({}))
    ImportRun.objects.filter(pk=run.pk).update(state=RunState.ACTIVE)
    conclude(first, Prepared({}, (FAULT,)))
    run.refresh_from_db()
    assert run.state == RunState.ACTIVE
    assert not run.issues.exists()
    assert AuditEntry.objects.filter(action="import.ready").count() == 1
    assert not AuditEntry.objects.filter(action="import.refused").exists()
