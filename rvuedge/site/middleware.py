"""Where an operator switched the public pages off, visitors are asked to sign in; signed-in people see everything."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse

from rvuedge.accounts.models import ApiToken
from rvuedge.web.problems import MEDIA_TYPE

_PUBLIC = ("/codes/", "/for/", "/resources/", "/blog/", "/support/", "/tools/", "/card/", "/sitemap.xml")
_PROGRAMS = ("/api/v1/codes/", "/api/v1/schedules/")


class PublicPages:
    """Stands in front of the public pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.PUBLIC_SITE or request.user.is_authenticated:
            return self.get_response(request)
        if request.path.startswith(_PROGRAMS) and not request.META.get("HTTP_AUTHORIZATION", "").startswith(f"Bearer {ApiToken.PREFIX}"):
            body = {"type": "about:blank", "title": "Unauthorized", "status": 401, "detail": "Sign in to see this."}
            return JsonResponse(body, status=401, content_type=MEDIA_TYPE, headers={"WWW-Authenticate": "Bearer"})
        if request.path == "/" or request.path.startswith(_PUBLIC):
            return redirect_to_login(request.get_full_path())
        return self.get_response(request)
