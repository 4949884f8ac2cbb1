"""Before anybody exists, every page leads to the set-up."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from rvuedge.accounts.models import User

_OPEN = ("/setup/", "/static/", "/healthz")


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
