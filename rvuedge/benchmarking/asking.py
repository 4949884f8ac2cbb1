"""Asks pages in this process: through every middleware, without a server and without a socket."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from io import BytesIO

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test.utils import override_settings

URLS = "rvuedge.benchmarking.urls"
EMPTY, ONE_QUESTION, BARE_SEARCH = "/bench/empty/", "/bench/question/", "/bench/search/"
# An installation without people answers everything with its first page.
_LEFT_OUT = "rvuedge.accounts.middleware.SetUpFirst"


class Asker:
    """Sends GET requests of a visitor's browser to the application."""

    def __init__(self) -> None:
        self._application = WSGIHandler()
        self._scheme = "https" if settings.SECURE_SSL_REDIRECT else "http"

    def get(self, path: str, query: str = "") -> bytes:
        """Return the body of an answer; anything but a page is a fault of the benchmark."""
        answer = self._application(self._environment(path, query), _begin)
        body = b"".join(answer)
        answer.close()
        if answer.status_code != HTTPStatus.OK:
            raise RuntimeError(f"{path} answered {answer.status_code}")
        return body

    def _environment(self, path: str, query: str) -> dict[str, object]:
        return {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "HTTP_HOST": "localhost",
            "HTTP_ACCEPT": "*/*",
            "HTTP_HX_REQUEST": "true",
            "wsgi.url_scheme": self._scheme,
            "wsgi.input": BytesIO(),
            "wsgi.errors": sys.stderr,
        }


def _begin(_status: str, _headers: list[tuple[str, str]], _fault: object = None, /) -> Callable[[bytes], object]:
    """Take the first line and the headers of an answer, which nobody reads here."""
    return len


@contextmanager
def asker() -> Iterator[Asker]:
    """Give an asker to whom the empty page is known beside those of the product."""
    middleware = [name for name in settings.MIDDLEWARE if name != _LEFT_OUT]
    with override_settings(ROOT_URLCONF=URLS, MIDDLEWARE=middleware, ALLOWED_HOSTS=["localhost"]):
        yield Asker()
