"""What comes before every page: the set-up where nobody exists yet, the second factor, and the end of a sign-in that is too old."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from rvuedge.accounts import wall
from rvuedge.accounts.models import User
from rvuedge.accounts.second_factor import NO_FACTOR, is_closed, set_up_path
from rvuedge.accounts.sessions import is_over, is_page, note_use
from rvuedge.accounts.wall_reach import DOORS, is_walled, let_in

_OPEN = ("/setup/", "/static/", "/healthz", "/readyz", "/metrics", "/.well-known/")


class SecondWall:
    """Tells PostgreSQL whose rows a request may reach, before anything else reads: none, then those of the person's places."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        if not is_walled():
            raise MiddlewareNotUsed

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # It is not taken back at the end: an answer may still be read from the database while it is sent.
        wall.reach_only(())
        if request.path.startswith(DOORS):
            wall.reach_everything()
        elif isinstance(request.user, User):
            let_in(request.user)
        return self.get_response(request)


class SetUpFirst:
    """Sends the first visitor to the set-up page; asks the database only until somebody exists."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.is_set_up = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self.is_set_up and not request.path.startswith(_OPEN):
            self.is_set_up = User.objects.exists()
            if not self.is_set_up:
                return redirect("setup")
        return self.get_response(request)


class EndOldSignIns:
    """Ends a sign-in after its time, however busy it was, and after a time without use; what a page asks by itself is no use."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.session.get(SESSION_KEY):
            if is_over(request):
                logout(request)
                return _say_it_ended(request) or self.get_response(request)
            note_use(request)
        return self.get_response(request)


def _say_it_ended(request: HttpRequest) -> HttpResponse | None:
    """Tell a person why the sign-in is asked for; a form that was sent leads back to its page. Scripts and programs get their answers."""
    if request.path.startswith("/api/") or not is_page(request) or "Idempotency-Key" in request.headers:
        return None
    messages.info(request, _("You were signed out: the sign-in was too old, or not used for some time. Sign in to go on."))
    if request.method in ("GET", "HEAD"):
        return None
    return redirect_to_login(_page_of_the_form(request))


def _page_of_the_form(request: HttpRequest) -> str:
    back = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return urlsplit(back).path if is_ours else settings.LOGIN_REDIRECT_URL


class BackToTheForm:
    """Leads from a sign-in that a form met back to the page of the form: its own address often takes nothing but forms."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        leads_to = answer.get("Location")
        if leads_to and request.method == "POST" and leads_to == redirect_to_login(request.get_full_path())["Location"]:
            answer["Location"] = redirect_to_login(_page_of_the_form(request))["Location"]
        return answer


class SecondFactorFirst:
    """Keeps pages closed to administrators and operators without a second factor, and to members where the organisation asks for one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_closed(request):
            return _set_up_first(request)
        return self.get_response(request)


def _set_up_first(request: HttpRequest) -> HttpResponse:
    if not request.path.startswith("/api/"):
        return redirect(set_up_path(request.get_full_path() if request.method == "GET" else ""))
    said = {"type": "about:blank", "title": "Forbidden", "status": 403, "detail": NO_FACTOR}
    return JsonResponse(said, status=403, content_type="application/problem+json")
