"""RVU Edge tells machines and its operator how it stands, and tells nobody else more than a word."""

import logging
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from benchmarks.models import MailState, ReportMail, ReportSnapshot
from codes.models import ReleaseState
from rvuedge.backup.schedule import name_of
from rvuedge.imports.models import ImportRun, RunState
from rvuedge.lib.months import Month
from rvuedge.operating.state import releases_in_force
from rvuedge.web.queue import queue_length
from tests.cast import Cast, make_cast
from tests.factories import ReleaseFactory


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def olga(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.operator)
    return client


def test_is_ready_where_everything_holds(client: Client, db: None) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ready"
    assert set(answer.json()["checks"]) == {"database", "migrations", "broker", "disk"}


def test_is_not_ready_without_its_database_and_names_it(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone:
        def cursor(self) -> None:
            raise DatabaseError("host db.internal is gone")

    monkeypatch.setattr("rvuedge.operating.checks.connection", Gone())
    answer = client.get("/readyz")
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert answer.json()["checks"]["database"] == "does not answer"
    assert "db.internal" not in answer.text


def test_is_not_ready_without_broker_or_room(client: Client, db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    monkeypatch.setattr("shutil.disk_usage", lambda path: type("Usage", (), {"free": 99_000_000}))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {"database": "ok", "migrations": "ok", "broker": "does not answer", "disk": "nearly full"}


def test_is_not_ready_while_a_migration_waits(client: Client, db: None) -> None:
    MigrationRecorder.Migration.objects.filter(app="tracking").latest("name").delete()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["migrations"]) == (503, "waiting")


def test_knows_its_queue(valkey: str, settings: Any) -> None:
    settings.REDIS_URL = valkey
    assert queue_length() == 0


def test_gives_metrics_only_to_whoever_shows_the_secret(client: Client, db: None, settings: Any) -> None:
    assert client.get("/metrics").status_code == 404
    settings.METRICS_SECRET = "s" * 40
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer é"}).status_code == 404
    told = client.get("/metrics", headers={"Authorization": "Bearer " + "s" * 40}).text
    assert '\nrvuedge_check{name="database"} 1\n' in told
    assert '\nrvuedge_failed{name="imports"} 0\n' in told
    assert "@" not in told


def test_says_since_when_a_release_is_out(db: None) -> None:
    ReleaseFactory.create(letter="C", name="RVU26C", effective_from=date(2026, 7, 1), released_on=date(2026, 6, 30))
    ReleaseFactory.create(letter="D", name="RVU26D", effective_from=date(2026, 10, 1), released_on=date(2026, 8, 26))
    ReleaseFactory.create(letter="E", name="RVU26E", effective_from=date(2026, 10, 1), state=ReleaseState.DRAFT)
    (newest,) = releases_in_force(date(2026, 11, 26))
    assert (newest.name, newest.out_since, newest.days) == ("RVU26D", date(2026, 8, 26), 92)


def test_shows_the_operator_everything(olga: Client, cast: Cast, settings: Any, tmp_path: Path) -> None:
    settings.BACKUP_FOLDER = str(tmp_path)
    ReleaseFactory.create(letter="D", name="RVU26D", effective_from=date(2026, 1, 1), released_on=date(2025, 12, 1))
    ImportRun.objects.create(file_name="<b>broken.csv", sha256="0" * 64, size=1, state=RunState.FAILED)
    page = olga.get("/manage/status/").text
    assert "The scheduled backup is late." in page
    assert "<b>RVU26D</b> has been out since 1 December 2025" in page
    assert "&lt;b&gt;broken.csv" in page
    (tmp_path / name_of(datetime.now(UTC) - timedelta(hours=1))).write_bytes(b"")
    assert "The newest is of" in olga.get("/manage/status/").text


@pytest.mark.parametrize("state", [MailState.FAILED, MailState.UNKNOWN])
def test_tells_of_mails_that_did_not_arrive(olga: Client, cast: Cast, settings: Any, state: MailState) -> None:
    report = ReportSnapshot.objects.create(clinician=cast.clinician.log, month_index=Month(2026, 10).index)
    now = timezone.now()
    ReportMail.objects.create(snapshot=report, link="/reports/2026-10/", state=state, planned_at=now, next_try_at=now)
    assert "1 mail about a report did not arrive" in olga.get("/manage/status/").text
    settings.METRICS_SECRET = "s" * 40
    assert '\nrvuedge_failed{name="mails"} 1\n' in olga.get("/metrics", headers={"Authorization": "Bearer " + "s" * 40}).text


def test_the_status_page_asks_few_questions(olga: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(22):
        assert olga.get("/manage/status/").status_code == 200


@pytest.mark.parametrize(("given", "kept"), [("abc-123.DEF_4", True), ("short", False), ("x" * 65, False), ('a"b}injected', False)])
def test_numbers_each_request(client: Client, given: str, kept: bool) -> None:
    number = client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"]
    assert (number == given) is kept
    assert len(number) >= 8


def test_tells_of_what_somebody_signed_in_was_refused(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    ada = Client()
    ada.force_login(cast.clinician.user)
    number = cast.clinician.user.pk
    with caplog.at_level(logging.INFO, logger="rvuedge"):
        ada.get("/manage/people/?token=secret")
        ada.post("/people/new-password/MQ/a-secret-of-a-link/", {"password": "a secret of a person"})
        ada.get("/log/")
        Client().get("/no/such/page/")
    told = [record.getMessage() for record in caplog.records if record.name == "rvuedge.access"]
    assert told == [
        f"Person {number} was answered 404: GET manage/people/",
        f"Person {number} was answered 404: POST people/new-password/<str:number>/<str:token>/",
    ]
