"""Asks pages in this process: through every middleware, without a server and without a socket."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from io import BytesIO

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.test.utils import override_settings

from rvuedge.accounts.models import User

URLS = "rvuedge.benchmarking.urls"
EMPTY, ONE_QUESTION, BARE_SEARCH = "/bench/empty/", "/bench/question/", "/bench/search/"
# An installation without people answers everything with its first page.
_LEFT_OUT = "rvuedge.accounts.middleware.SetUpFirst"
_SECRET = "b" * 32


class Asker:
    """Sends requests of a browser to the application: a visitor's, or those of somebody who signed in."""

    def __init__(self) -> None:
        self._application = WSGIHandler()
        self._scheme = "https" if settings.SECURE_SSL_REDIRECT else "http"
        self._session: dict[str, object] = {}

    def sign_in(self, user: User) -> None:
        """Send what follows as this person's browser does."""
        browser = Client()
        browser.force_login(user)
        cookies = {settings.SESSION_COOKIE_NAME: browser.cookies[settings.SESSION_COOKIE_NAME].value, settings.CSRF_COOKIE_NAME: _SECRET}
        self._session = {
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "HTTP_X_CSRFTOKEN": _SECRET,
            "HTTP_REFERER": f"{self._scheme}://localhost/",
        }

    def get(self, path: str, query: str = "") -> bytes:
        """Return the body of an answer; anything but a page is a fault of the benchmark."""
        return self._answer(path, self._environment(path) | {"QUERY_STRING": query})

    def post(self, path: str, body: Mapping[str, object], **headers: str) -> bytes:
        """Send a JSON object and return the body of the answer; a refusal is a fault of the benchmark."""
        sent = json.dumps(body).encode()
        more = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(sent)), "wsgi.input": BytesIO(sent)}
        return self._answer(path, self._environment(path) | more | headers)

    def _answer(self, path: str, environment: dict[str, object]) -> bytes:
        answer = self._application(environment, _begin)
        body = b"".join(answer)
        answer.close()
        if answer.status_code != HTTPStatus.OK:
            raise RuntimeError(f"{path} answered {answer.status_code}")
        return body

    def _environment(self, path: str) -> dict[str, object]:
        return {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "HTTP_HOST": "localhost",
            "HTTP_ACCEPT": "*/*",
            "HTTP_HX_REQUEST": "true",
            "wsgi.url_scheme": self._scheme,
            "wsgi.input": BytesIO(),
            "wsgi.errors": sys.stderr,
        } | self._session


def _begin(_status: str, _headers: list[tuple[str, str]], _fault: object = None, /) -> Callable[[bytes], object]:
    """Take the first line and the headers of an answer, which nobody reads here."""
    return len


@contextmanager
def asker() -> Iterator[Asker]:
    """Give an asker to whom the empty page is known beside those of the product."""
    middleware = [name for name in settings.MIDDLEWARE if name != _LEFT_OUT]
    with override_settings(ROOT_URLCONF=URLS, MIDDLEWARE=middleware, ALLOWED_HOSTS=["localhost"]):
        yield Asker()


@contextmanager
def connection_kept() -> Iterator[None]:
    """Let requests be asked within a transaction: at its end each would close a connection that is in one."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
