"""What holds around every page: the time zone of the signed-in person's organisation, the language that was chosen, and what is refused."""

import logging
from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from rvuedge.accounts.scope import viewer_behind
from rvuedge.web.language import ENGLISH, spoken_language

_access = logging.getLogger("rvuedge.access")
_OF_PROGRAMS = ("/api/", "/scim/")
_IN_THE_CLEAR = "This is answered over https alone. A token that was sent in the clear is no secret any more: make a new one."
_REFUSED = frozenset({401, 403, 404, 429})


class ProgramsByHttps:
    """Refuses what a program sends in the clear in place of leading it on: its token was read on the way, which is to be noticed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        if not settings.SECURE_SSL_REDIRECT:
            raise MiddlewareNotUsed

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.is_secure() or not request.path.startswith(_OF_PROGRAMS):
            return self.get_response(request)
        said = {"type": "about:blank", "title": "Forbidden", "status": 403, "detail": _IN_THE_CLEAR}
        return JsonResponse(said, status=403, content_type="application/problem+json")


class NoteRefusals:
    """Says in the log what somebody who is signed in was refused: the person's number and the kind of address, never what stands in it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if answer.status_code in _REFUSED and request.user.is_authenticated:
            route = request.resolver_match.route if request.resolver_match else "an address that there is not"
            _access.info("Person %s was answered %s: %s %s", request.user.pk, answer.status_code, request.method, route)
        return answer


class OwnTime:
    """Shows moments in the time zone in which the organisation's days and months end; visitors and programs see UTC."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(_zone(request)):
            return self.get_response(request)


class OwnLanguage:
    """Speaks the chosen language where a page is translated; the answer says so, and that it hangs on a cookie."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        spoken = spoken_language(request)
        if spoken == ENGLISH:
            answer = self.get_response(request)
        else:
            with translation.override(spoken):
                answer = self.get_response(request)
            answer["Content-Language"] = spoken
        if not request.path.startswith("/api/") and answer.get("Content-Type", "text/html").startswith("text/html"):
            patch_vary_headers(answer, ("Cookie",))
        return answer


class SayWhatAnAddressTakes:
    """Shows a page, and not an empty screen, where somebody looks at an address that only takes forms."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if not isinstance(answer, HttpResponseNotAllowed) or answer.content or request.path.startswith("/api/"):
            return answer
        page = render(request, "405.html", status=answer.status_code)
        page["Allow"] = answer["Allow"]
        return page


def _zone(request: HttpRequest) -> ZoneInfo | None:
    if request.path.startswith("/api/") or settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
        return None
    viewer = viewer_behind(request)
    return ZoneInfo(viewer.organisation.time_zone) if viewer and viewer.organisation else None
