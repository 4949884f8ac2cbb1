"""Answers that belong to no app: is it alive, the operator's typeface, and the pages of errors."""

from http import HTTPStatus
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from rvuedge.web.problems import MEDIA_TYPE

FACE = "atkinson-hyperlegible-next.woff2"
_FACE_RULE = (
    '@font-face { font-family: "Atkinson Hyperlegible Next"; src: url("/own-face/face.woff2") format("woff2"); '
    "font-weight: 200 800; font-display: swap; }"
)


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Say that the process answers."""
    return JsonResponse({"status": "ok"})


@cache_control(max_age=3600)
@require_safe
def own_face_css(_request: HttpRequest) -> HttpResponse:
    """Name the typeface that the operator put into the data folder."""
    return HttpResponse(_FACE_RULE, content_type="text/css")


@cache_control(max_age=86400)
@require_safe
def own_face(_request: HttpRequest) -> FileResponse:
    """Serve that typeface."""
    path = Path(settings.DATA_DIR) / "fonts" / FACE
    if not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), content_type="font/woff2")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that a request could not be read."""
    return _error(request, 400, _("This request could not be read"), _("Go back, check what you entered and send it again."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that a request was refused."""
    return _error(request, 403, _("This is not open to you"), _("Your role does not include it. An administrator can change that."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form was too old to be trusted."""
    return _error(request, 403, _("This form is too old"), _("Go back, load the page again and send it once more. Nothing was changed."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that nothing is here."""
    return _error(request, 404, _("Nothing is here"), _("The address may be mistyped, or the page is not for you."))


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours, without asking the database for anything."""
    if request.path.startswith("/api/"):
        return _problem(500, "Something broke here. The fault was noted.")
    return HttpResponse((settings.BASE_DIR / "templates" / "500.html").read_bytes(), status=500)


def _error(request: HttpRequest, status: int, heading: str, sentence: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return _problem(status, f"{heading}. {sentence}")
    return render(request, "_error.html", {"status": status, "heading": heading, "sentence": sentence}, status=status)


def _problem(status: int, detail: str) -> HttpResponse:
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE)
