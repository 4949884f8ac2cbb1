"""Who has just signed in, and who confirms once more that it is they, before what would hurt most in the wrong hands."""

from collections.abc import Callable
from functools import wraps
from typing import NoReturn, TypeVar, cast
from urllib.parse import parse_qs, urlsplit

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode

from rvuedge.accounts.models import User
from rvuedge.accounts.scope import demo_people
from rvuedge.accounts.sessions import SIGNED_IN_AT

Page = TypeVar("Page", bound=Callable[..., HttpResponseBase])
# Where a page keeps why it asks; the confirmation reads it from the page that it leads back to.
_WHY = "why_confirmed"
# Where a session keeps when a provider says that it last saw the person: a silent session there is older than the sign-in here.
SHOWN_AT = "shown_at"


def confirmed_lately(request: HttpRequest, strictly: bool = False) -> bool:
    """Whether the person signed in or, `strictly`, confirmed within the last minutes; the people of a demo, who cannot, are not asked."""
    if not isinstance(request.user, User):
        return False
    if timezone.now().timestamp() - _last_shown(request, request.user, strictly) < app_settings.REAUTHENTICATION_TIMEOUT:
        return True
    return not ways_to_confirm(request) and demo_people().filter(user=request.user).exists()


def ways_to_confirm(request: HttpRequest) -> list[dict[str, str]]:
    """Return the ways in which whoever asks can show that it is they, the one that is offered first before the others."""
    ways: list[dict[str, str]] = get_adapter(request).get_reauthentication_methods(request.user)
    return ways


def ask(request: HttpRequest) -> NoReturn:
    """Lead to the confirmation; who can confirm by nothing is told so."""
    if request.user.is_authenticated and not ways_to_confirm(request):
        raise ImmediateHttpResponse(render(request, "accounts/no_way.html", status=403))
    raise ReauthenticationRequired


def confirmed(
    why: str | Promise, *, when: Callable[..., bool] | None = None, strictly: bool = False, is_file: bool = False
) -> Callable[[Page], Page]:
    """Open a page, or do what was sent, after the person confirmed it is they; `why` is said to them, `when` tells whether it is asked.

    A file leads back to a page from which it is fetched: a browser stays where it is while it saves one.
    """

    def decorate(page: Page) -> Page:
        @wraps(page)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if (when and not when(request, *args, **kwargs)) or confirmed_lately(request, strictly):
                return page(request, *args, **kwargs)
            if is_file and (ways := ways_to_confirm(request)):
                return redirect(_asking(request, ways[0]["url"]))
            ask(request)

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


def _last_shown(request: HttpRequest, user: User, strictly: bool) -> float:
    """Return when the person last showed who it is: by confirming and, unless `strictly`, by signing in."""
    records = get_authentication_records(request, user)
    shown = [record.get("at", 0) for record in records if record.get("reauthenticated")]
    if not strictly and SHOWN_AT in request.session:
        shown.append(request.session[SHOWN_AT])
    elif not strictly:
        shown += [request.session.get(SIGNED_IN_AT, 0), *(record.get("at", 0) for record in records)]
    return max(shown, default=0)


def _asking(request: HttpRequest, way: str) -> str:
    """Return the address that asks, leading to the page from which the file is fetched."""
    try:
        came_from = urlsplit(request.headers.get("Referer", "")).path
    except ValueError:
        came_from = ""
    after = f"{reverse('confirmed')}?{urlencode({'file': request.get_full_path(), 'back': came_from})}"
    return f"{way}?{urlencode({'next': after})}"
