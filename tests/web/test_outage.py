"""RVU Edge says when it is busy, out of space or cut off: one sentence and when to ask again, never a bare 500, never a 400."""

import errno
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.middleware import SessionMiddleware
from django.contrib.sessions.models import Session
from django.core.handlers.exception import convert_exception_to_response
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory
from kombu.exceptions import OperationalError as QueueUnavailable
from redis.exceptions import TimeoutError as RedisTimeout

from rvuedge.accounts.models import ApiToken
from rvuedge.accounts.services import make_token
from rvuedge.web import throttling
from rvuedge.web.outage import BUSY, FULL, GONE, QUEUE, READ_ONLY, outage_of
from tests.cast import Cast


def of_sqlite(told: str) -> Exception:
    return caused(OperationalError(told), sqlite3.OperationalError(told))


def of_postgres(told: str, kind: type[DatabaseError] | type[InterfaceError] = OperationalError) -> Exception:
    return caused(kind(told), RuntimeError(told))


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "outage"),
    [
        (of_sqlite("database is locked"), BUSY),
        (of_sqlite("database table is locked: accounts_user"), BUSY),
        (of_sqlite("database or disk is full"), FULL),
        (of_sqlite("disk I/O error"), FULL),
        (of_sqlite("attempt to write a readonly database"), READ_ONLY),
        (of_sqlite("unable to open database file"), GONE),
        (of_postgres("could not extend file: No space left on device"), FULL),
        (of_postgres("server closed the connection unexpectedly"), GONE),
        (of_postgres("sorry, too many clients already"), GONE),
        (of_postgres("the connection is closed", InterfaceError), GONE),
        (of_postgres("cannot execute INSERT in a read-only transaction", DatabaseError), READ_ONLY),
        (OSError(errno.ENOSPC, "No space left on device"), FULL),
        (caused(RuntimeError("beyond"), of_sqlite("database is locked")), BUSY),
        (QueueUnavailable("Error 111 connecting to 127.0.0.1:9. Connection refused."), QUEUE),
        (RedisTimeout("Timeout reading from socket"), QUEUE),
        (of_sqlite("no such table: codes"), None),
        (IntegrityError("UNIQUE constraint failed"), None),
        (FileNotFoundError(errno.ENOENT, "No such file"), None),
        (ValueError("locked"), None),
        (None, None),
    ],
)
def test_tells_what_it_stands_on_from_its_own_faults(error, outage):
    assert outage_of(error) is outage


@pytest.fixture
def ada(cast: Cast) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(cast.clinician.user)
    return client


def raising(error: Exception) -> Callable[..., None]:
    def broken(*_words: object, **_named: object) -> None:
        raise error

    return broken


LOCKED, DISK_FULL = of_sqlite("database is locked"), OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(("error", "outage"), [(LOCKED, BUSY), (DISK_FULL, FULL), (of_postgres("connection refused"), GONE)])
def test_says_so_as_a_page(ada, monkeypatch, error, outage):
    monkeypatch.setattr("tracking.views.viewer_required", raising(error))
    answer = ada.get("/log/")
    assert (answer.status_code, answer["Retry-After"]) == (outage.status, str(outage.retry_after))
    assert outage.sentence in answer.content.decode()


def test_says_so_on_top_of_a_page_that_asked_by_htmx(ada, monkeypatch):
    monkeypatch.setattr("tracking.views.viewer_required", raising(LOCKED))
    answer = ada.get("/log/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Reswap"], answer["Retry-After"]) == (503, "none", "5")
    assert answer.content.decode() == f'<p class="err" role="alert"><span>{BUSY.sentence}</span></p>'
    assert '"code":"50[37]","swap":true' in Client().get("/accounts/login/").content.decode()


def test_says_so_to_programs(ada, monkeypatch):
    monkeypatch.setattr("tracking.models.case.CaseQuerySet.visible_to", raising(LOCKED))
    answer = ada.get("/api/v1/cases/")
    assert (answer.status_code, answer["Content-Type"], answer["Retry-After"]) == (503, "application/problem+json", "5")
    assert answer.json()["detail"] == BUSY.sentence


def test_a_session_that_cannot_be_saved_is_no_bad_request(ada, monkeypatch):
    """Django tells a session that could not be saved as a bad request, whatever the reason."""
    monkeypatch.setattr(Session, "save", raising(LOCKED))
    answer = changed_session(ada)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


def test_a_session_that_is_gone_leads_to_the_sign_in(ada):
    answer = changed_session(ada, Session.objects.all().delete)
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/")


def changed_session(client: Client, meanwhile: Callable[[], object] = lambda: None) -> HttpResponseBase:
    """Return the answer of a page that changes the session of a client."""

    def page(request: HttpRequest) -> HttpResponse:
        request.session["seen"] = "1"
        meanwhile()
        return HttpResponse()

    request = RequestFactory().get("/log/")
    request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
    answer = convert_exception_to_response(SessionMiddleware(page))(request)
    assert isinstance(answer, HttpResponseBase)
    return answer


def test_reading_with_a_token_goes_on_where_its_use_cannot_be_noted(cast, monkeypatch, caplog):
    _token, secret = make_token(user=cast.clinician.user, name="Reader", days=30, may_write=False)
    monkeypatch.setattr("django.db.models.query.QuerySet.update", raising(LOCKED))
    answer = Client().get("/api/v1/cases/", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 200
    assert ApiToken.objects.get().last_used_at is None
    assert "could not be noted" in caplog.text


def test_opens_a_page_where_the_use_of_a_session_cannot_be_noted(ada, monkeypatch, caplog):
    session = ada.session
    del session["seen_at"]
    session.save()
    monkeypatch.setattr("rvuedge.accounts.sessions.note_session", raising(of_postgres("read-only transaction", DatabaseError)))
    assert ada.get("/log/").status_code == 200
    assert "could not be noted" in caplog.text
    assert "seen_at" not in ada.session


@pytest.fixture
def without_cache(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens on port 9 of this machine."""
    monkeypatch.setattr(throttling, "_server", throttling._Server())
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:9"}}


@pytest.mark.usefixtures("without_cache")
def test_logs_where_requests_cannot_be_counted(ada):
    answer = ada.post("/log/send/", "{}", content_type="application/json", headers={"Idempotency-Key": "a"})
    assert answer.status_code == 400  # it was read, and nothing stands in it
    assert Client(raise_request_exception=False).get("/api/v1/codes/?q=99213").status_code == 200


@pytest.mark.usefixtures("without_cache")
def test_waits_once_for_a_server_that_does_not_answer(ada, monkeypatch):
    asked: list[str] = []
    monkeypatch.setattr(
        "django.core.cache.backends.redis.RedisCacheClient.get", lambda *_words: asked.append("") or raising(RedisTimeout())()
    )
    for _ in range(3):
        assert ada.get("/api/v1/cases/").status_code == 200
    assert len(asked) == 1


@pytest.mark.usefixtures("without_cache")
def test_signs_nobody_in_whose_tries_cannot_be_counted(cast):
    answer = Client(raise_request_exception=False).post("/accounts/login/", {"login": cast.clinician.user.email, "password": "wrong"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert QUEUE.sentence in answer.content.decode()
