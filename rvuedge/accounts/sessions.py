"""How long a sign-in holds, which devices hold one, and what a session keeps of both."""

import logging
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import DatabaseError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from rvuedge.accounts.models import DeviceSession, User
from rvuedge.accounts.scope import Viewer, viewer_behind
from rvuedge.accounts.services_sessions import Device, note_session
from rvuedge.lib.user_agents import browser_of, system_of

logger = logging.getLogger("rvuedge.sessions")
# Where a session keeps when it began and when it was last used.
SIGNED_IN_AT, SEEN_AT = "signed_in_at", "seen_at"
# A use is noted this often at most: each note writes two rows.
_NOTED_EVERY = 300


def device_of(request: HttpRequest) -> Device:
    """Return browser and system of a request."""
    said = request.headers.get("User-Agent", "")
    return browser_of(said), system_of(said)


def began_at(request: HttpRequest) -> datetime:
    """Return when the session of a request was signed in; now where it does not say."""
    return datetime.fromtimestamp(request.session.get(SIGNED_IN_AT) or timezone.now().timestamp(), UTC)


def begin(request: HttpRequest, user: User) -> None:
    """Let a session begin with a sign-in, and forget those of the person that are over."""
    now = timezone.now()
    request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = now.timestamp()
    if request.session.session_key is None:
        request.session.save()
    user.device_sessions.exclude(session_key__in=Session.objects.filter(expire_date__gt=now).values("session_key")).delete()
    note_session(user=user, key=request.session.session_key or "", device=device_of(request), began_at=now)


def idle_limit(viewer: Viewer | None) -> int:
    """Return after how many seconds without use a sign-in ends: sooner for who has rights over others, but for the demo's people."""
    if viewer is None or not (viewer.is_operator or viewer.is_administrator):
        return int(settings.IDLE_LIMIT)
    is_demo = viewer.organisation is not None and viewer.organisation.is_demo and not viewer.is_operator
    return int(settings.IDLE_LIMIT if is_demo else min(settings.IDLE_LIMIT, settings.IDLE_LIMIT_OF_ADMINISTRATORS))


def is_over(request: HttpRequest) -> bool:
    """Whether the sign-in of a request is too old, or was left alone for too long."""
    now, began, seen = timezone.now().timestamp(), request.session.get(SIGNED_IN_AT), request.session.get(SEEN_AT)
    if began is not None and now - began > settings.SESSION_COOKIE_AGE:
        return True
    # Who the person is costs a query: it is asked only where the shortest limit is over.
    shortest = min(settings.IDLE_LIMIT, settings.IDLE_LIMIT_OF_ADMINISTRATORS)
    return seen is not None and now - seen > shortest and now - seen > idle_limit(viewer_behind(request))


def note_use(request: HttpRequest) -> None:
    """Note that a session is used, every few minutes; what a page asks by itself is no use of it."""
    now, seen = timezone.now(), request.session.get(SEEN_AT)
    if seen is not None and now.timestamp() - seen < min(_NOTED_EVERY, settings.IDLE_LIMIT_OF_ADMINISTRATORS / 10):
        return
    if not _is_of_a_person(request) or not isinstance(request.user, User):
        return
    key, device = request.session.session_key or "", device_of(request)
    try:
        note_session(user=request.user, key=key, device=device, began_at=began_at(request), seen_at=now)
    except DatabaseError:
        # What cannot be noted is no reason to refuse what was asked: a page is read while nothing can be saved.
        logger.warning("The use of a session could not be noted")
        return
    request.session[SEEN_AT] = now.timestamp()


def sessions_of(viewer: Viewer) -> QuerySet[DeviceSession]:
    """Return the devices on which somebody is signed in, the last used first."""
    now = timezone.now()
    live = Session.objects.filter(expire_date__gt=now).values("session_key")
    within = {
        "began_at__gt": now - timedelta(seconds=settings.SESSION_COOKIE_AGE),
        "seen_at__gt": now - timedelta(seconds=idle_limit(viewer)),
    }
    return viewer.user.device_sessions.filter(session_key__in=live, **within).order_by("-seen_at", "-pk")


def _is_of_a_person(request: HttpRequest) -> bool:
    """Whether a person did something: opened a page or sent a form."""
    return request.method != "GET" or is_page(request)


def is_page(request: HttpRequest) -> bool:
    """Whether a browser opens a page, and no script of a page asks.

    Over plain http browsers do not say so by themselves: there the scripts' own mark tells it, and that a page is asked for as HTML.
    """
    if mode := request.headers.get("Sec-Fetch-Mode"):
        return mode == "navigate"
    by_script = "HX-Request" in request.headers or "X-For-Device" in request.headers
    return not by_script and "text/html" in request.headers.get("Accept", "text/html")
