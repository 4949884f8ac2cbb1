"""What comes before every page: the set-up where nobody exists yet, and the end of a sign-in that is too old."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from rvuedge.accounts.models import User
from rvuedge.accounts.sign_in_audit import SIGNED_IN_AT

_OPEN = ("/setup/", "/static/", "/healthz", "/readyz", "/metrics", "/.well-known/")


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
    """Ends a sign-in after its time, however busy it was: no request, and no polling of a page, makes it last longer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            began = request.session.get(SIGNED_IN_AT)
            if began is not None and timezone.now().timestamp() - began > settings.SESSION_COOKIE_AGE:
                logout(request)
        return self.get_response(request)
