"""What holds around every page: moments are shown in the time zone of the signed-in person's organisation."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from rvuedge.web.context import shell_of


class OwnTime:
    """Shows moments in the time zone in which the organisation's days and months end; visitors and programs see UTC."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(_zone(request)):
            return self.get_response(request)


def _zone(request: HttpRequest) -> ZoneInfo | None:
    if request.path.startswith("/api/") or settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
        return None
    viewer = shell_of(request).viewer
    return ZoneInfo(viewer.organisation.time_zone) if viewer and viewer.organisation else None
