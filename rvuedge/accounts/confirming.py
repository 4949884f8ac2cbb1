"""Who has just signed in, and who confirms once more that it is they, before what would hurt most in the wrong hands."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, cast
from urllib.parse import parse_qs, urlsplit

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate, get_reauthentication_flows
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode

from rvuedge.accounts.models import User
from rvuedge.accounts.sessions import SIGNED_IN_AT

Page = TypeVar("Page", bound=Callable[..., HttpResponse])
# Where a page keeps why it asks; the confirmation reads it from the page that it leads back to.
_WHY = "why_confirmed"


def confirmed_lately(request: HttpRequest, strictly: bool = False) -> bool:
    """Whether the person signed in or, `strictly`, confirmed within the last minutes; who has nothing to confirm by is not asked."""
    if not isinstance(request.user, User):
        return False
    shown = [record.get("at", 0) for record in get_authentication_records(request, request.user)]
    last = max([request.session.get(SIGNED_IN_AT, 0), *shown])
    if not strictly and timezone.now().timestamp() - last < app_settings.REAUTHENTICATION_TIMEOUT:
        return True
    return not get_reauthentication_flows(request.user) or did_recently_reauthenticate(request)


def confirmed(
    why: str | Promise, *, when: Callable[..., bool] | None = None, strictly: bool = False, is_file: bool = False
) -> Callable[[Page], Page]:
    """Open a page, or do what was sent, after the person confirmed it is they; `why` is said to them, `when` tells whether it is asked.

    A file leads back to a page from which it is fetched: a browser stays where it is while it saves one.
    """

    def decorate(page: Page) -> Page:
        @wraps(page)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if (when and not when(request, *args, **kwargs)) or confirmed_lately(request, strictly):
                return page(request, *args, **kwargs)
            if is_file:
                return redirect(_asking(request))
            raise ReauthenticationRequired

        setattr(guarded, _WHY, why)
        return cast("Page", guarded)

    return decorate


def why_asked(wanted: str) -> str | Promise:
    """Return why the page that somebody wanted asks for a confirmation; empty for a page that says nothing of it."""
    try:
        parts = urlsplit(wanted)
        inner = parse_qs(parts.query).get("file", [""])[0]
        page = resolve(urlsplit(inner).path if parts.path == reverse("confirmed") else parts.path).func
    except (Resolver404, ValueError):
        return ""
    said: str | Promise = getattr(page, _WHY, "")
    return said


def _asking(request: HttpRequest) -> str:
    """Return the address that asks, leading to the page from which the file is fetched."""
    try:
        came_from = urlsplit(request.headers.get("Referer", "")).path
    except ValueError:
        came_from = ""
    after = f"{reverse('confirmed')}?{urlencode({'file': request.get_full_path(), 'back': came_from})}"
    methods: list[dict[str, str]] = get_adapter(request).get_reauthentication_methods(request.user)
    return f"{methods[0]['url']}?{urlencode({'next': after})}"
