"""What an error of the API looks like: problem details (RFC 9457), decided in one place."""

from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as ModelValidationError
from django.http import Http404
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

MEDIA_TYPE = "application/problem+json"


class Conflict(exceptions.APIException):
    """The request contradicts what is stored."""

    status_code = status.HTTP_409_CONFLICT
    default_detail = "The request contradicts what is stored."


class InProgress(Conflict):
    """The same key is being worked on at this moment; Retry-After says when to ask again."""

    default_detail = "A request with this Idempotency-Key is being worked on. Ask again in a second."
    wait = 1.0


class Unprocessable(exceptions.APIException):
    """The request was understood and cannot be done."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_detail = "This Idempotency-Key was used with another body."


def problem(code: int, detail: str, errors: object = None, headers: dict[str, str] | None = None) -> Response:
    """Return a problem document with a status, a title, a sentence and, for bad fields, the faults by field."""
    body: dict[str, object] = {"type": "about:blank", "title": HTTPStatus(code).phrase, "status": code, "detail": detail}
    if errors:
        body["errors"] = errors
    return Response(body, status=code, content_type=MEDIA_TYPE, headers=headers)


def exception_handler(error: Exception, _context: dict[str, object]) -> Response | None:
    """Return the problem document of an exception; None (a plain 500 page) for one that is our own fault."""
    if isinstance(error, Http404):
        error = exceptions.NotFound("Nothing is here, or not for you.")
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    elif isinstance(error, ModelValidationError):
        error = exceptions.ValidationError(error.messages)
    if not isinstance(error, exceptions.APIException):
        return None
    set_rollback()
    headers = _headers(getattr(error, "auth_header", None), getattr(error, "wait", None))
    if isinstance(error, exceptions.ValidationError):
        return problem(error.status_code, "Some fields are wrong.", error.detail, headers)
    return problem(error.status_code, str(error.detail), None, headers)


def _headers(auth_header: str | None, wait: float | None) -> dict[str, str]:
    """How to sign in, and when to ask again, where the exception knows."""
    headers = {"WWW-Authenticate": auth_header} if auth_header else {}
    return headers | ({"Retry-After": str(int(wait))} if wait else {})
