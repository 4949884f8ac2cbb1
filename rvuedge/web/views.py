"""Answers that belong to no app: is it alive, the operator's typeface, the icon, and the pages of errors."""

from http import HTTPStatus

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from rvuedge.web.face import face_file
from rvuedge.web.problems import MEDIA_TYPE

_SENTENCES = {
    400: "The request could not be read.",
    403: "This is not open to you.",
    404: "Nothing is here, or not for you.",
    500: "Something broke here. The fault was noted.",
}


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Say that the process answers."""
    return JsonResponse({"status": "ok"})


@cache_control(max_age=86400)
@require_safe
def favicon(_request: HttpRequest) -> HttpResponse:
    """Lead browsers that ask for an icon by its old name to the glyph."""
    return redirect(static("icons/glyph.svg"))


@cache_control(max_age=3600)
@require_safe
def own_face_css(_request: HttpRequest) -> HttpResponse:
    """Name the typeface that the operator put into the data folder."""
    rule = f"""@font-face {{
  font-family: "Atkinson Hyperlegible Next";
  src: url("{reverse("own-face")}") format("woff2");
  font-weight: 200 800;
  font-display: swap;
}}
"""
    return HttpResponse(rule, content_type="text/css")


@cache_control(max_age=86400)
@require_safe
def own_face(_request: HttpRequest) -> FileResponse:
    """Serve that typeface."""
    path = face_file(settings.DATA_DIR)
    if not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), content_type="font/woff2")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that a request could not be read."""
    return _error(request, 400, "400.html")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that a request was refused."""
    return _error(request, 403, "403.html")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form was too old to be trusted."""
    return _error(request, 403, "403_csrf.html")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that nothing is here."""
    return _error(request, 404, "404.html")


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours, without asking the database for anything."""
    if request.path.startswith("/api/"):
        return _problem(500)
    return HttpResponse((settings.BASE_DIR / "templates" / "500.html").read_bytes(), status=500)


def _error(request: HttpRequest, status: int, template: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return _problem(status)
    return render(request, template, status=status)


def _problem(status: int) -> HttpResponse:
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": _SENTENCES[status]}
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE)
