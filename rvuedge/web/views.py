"""Answers that belong to no app: is it alive, the operator's typeface, the icon, and the pages of errors."""

import sys
from http import HTTPStatus

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from rvuedge.web.face import face_file, logo_file
from rvuedge.web.outage import Outage, ended_with_its_session, outage_of
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


@cache_control(max_age=3600)
@require_safe
def own_logo(_request: HttpRequest) -> FileResponse:
    """Serve the logo that the operator put into the data folder."""
    path = logo_file(settings.DATA_DIR)
    if not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), content_type="image/png")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that a request could not be read; one whose session could not be saved was read well, and something else is told."""
    outage = outage_of(exception)
    if outage is not None:
        return _told(request, outage)
    if ended_with_its_session(exception) and not request.path.startswith("/api/"):
        return _to_sign_in(request)
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
    """Say that the fault is ours, or what we stand on has one, without asking the database for anything."""
    # Django calls this while it handles the exception, wherever it was raised: in a view, in a middleware, in saving a session.
    outage = outage_of(sys.exception())
    if outage is not None:
        return _told(request, outage)
    if request.path.startswith("/api/"):
        return _problem(500)
    return HttpResponse((settings.BASE_DIR / "templates" / "500.html").read_bytes(), status=500)


def _told(request: HttpRequest, outage: Outage) -> HttpResponse:
    """The answer of an outage: a problem document, a sentence on top of the page, or a page; always with when to ask again."""
    if request.path.startswith("/api/"):
        body = {"type": "about:blank", "title": outage.title, "status": outage.status, "detail": outage.sentence}
        answer: HttpResponse = JsonResponse(body, status=outage.status, content_type=MEDIA_TYPE)
    elif request.headers.get("HX-Request"):
        answer = HttpResponse(format_html('<p class="err" role="alert"><span>{}</span></p>', outage.sentence), status=outage.status)
        # A list that is asked for again by itself stays as it is; what a person sent is answered on top of the page.
        answer["HX-Reswap"] = "none" if request.method == "GET" else "afterbegin"
        answer["HX-Retarget"] = "#main"
    else:
        answer = HttpResponse(render_to_string("outage.html", {"outage": outage}), status=outage.status)
    answer["Retry-After"] = str(outage.retry_after)
    return answer


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    address = reverse("account_login")
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def _error(request: HttpRequest, status: int, template: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return _problem(status)
    return render(request, template, status=status)


def _problem(status: int) -> HttpResponse:
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": _SENTENCES[status]}
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE)
