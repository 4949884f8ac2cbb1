"""Who must have a second factor beside the password, and what stays closed to them until they have one."""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from rvuedge.accounts.models import Membership, Organisation, User
from rvuedge.accounts.scope import Viewer, viewer_behind, viewer_of

# What a program is told.
NO_FACTOR = "You need a passkey or an authenticator app here. Set one up under Settings, Second factor."
# Where a session keeps the page that somebody wanted before the second factor was asked for.
WANTED_BEFORE = "wanted_before_second_factor"
# Everything is closed to who has to set a second factor up, but for what stands here: the set-up itself and the ways in and out,
# the own settings, what is public or tells a machine how it goes, and what waits on a device.
_OPEN = (
    "/.well-known/",
    "/accounts/",
    "/admin/logout/",
    "/api/v1/codes/",
    "/api/v1/docs/",
    "/api/v1/schedules/",
    "/api/v1/schema/",
    "/blog/",
    "/card/",
    "/codes/",
    "/demo/",
    "/favicon.ico",
    "/for/",
    "/healthz",
    "/invitations/",
    "/language/",
    "/log/send/",
    "/manifest.webmanifest",
    "/metrics",
    "/offline/",
    "/own-face/",
    "/own-logo.png",
    "/people/new-password/",
    "/readyz",
    "/resources/",
    "/robots.txt",
    "/scim/",
    "/settings/account/",
    "/settings/confirmed/",
    "/settings/profile/",
    "/settings/second-factor/",
    "/settings/sessions/",
    "/setup/",
    "/sitemap.xml",
    "/static/",
    "/support/",
    "/sw.js",
    "/tools/",
)
_OPEN_AS_THEY_ARE = ("/", "/settings/")
# The own log, months and pay stay open to who has rights over others, since nobody is kept from logging: no such right opens more here.
_OWN = ("/dashboard/", "/log/", "/plan/", "/reports/", "/settings/clinical-time/")
_OWN_BUT = ("/reports/queries/",)


def has_second_factor(user: User) -> bool:
    """Whether a passkey or an authenticator app is set up; recovery codes alone are none."""
    return bool(is_mfa_enabled(user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]))


def has_rights_over_others(viewer: Viewer) -> bool:
    """Whether the person is operator or administrator, but for the demo's people and those who are alone."""
    if viewer.user.is_superuser or viewer.user.is_staff:
        return True
    place = viewer.organisation
    if place is None or not viewer.is_administrator or place.is_demo:
        return False
    return not place.is_signed_up or _has_others(place, viewer.user)


def needs_second_factor(viewer: Viewer) -> bool:
    """Whether the rights of a person, or the organisation, ask for a second factor."""
    return _is_for_all(viewer) or (settings.SECOND_FACTOR_FORCED and has_rights_over_others(viewer))


def must_set_up(viewer: Viewer | None) -> bool:
    """Whether somebody needs a second factor and has none yet."""
    return viewer is not None and needs_second_factor(viewer) and not has_second_factor(viewer.user)


def is_closed(request: HttpRequest) -> bool:
    """Whether an address stays closed to whoever asks, for want of a second factor; the rights are asked only where it might."""
    path = request.path
    if path in _OPEN_AS_THEY_ARE or path.startswith(_OPEN) or not request.user.is_authenticated:
        return False
    viewer = viewer_behind(request)
    if _is_own(request) and not _is_for_all(viewer):
        return False
    return must_set_up(viewer)


def is_closed_to_programs(path: str, viewer: Viewer) -> bool:
    """Whether an address of the API stays closed to the programs of somebody, for want of a second factor of theirs."""
    return not path.startswith(_OPEN) and must_set_up(viewer)


def set_up_path(wanted: str = "") -> str:
    """Return the address of the set-up page, which leads on to what was wanted."""
    return reverse("second-factor") + (f"?{urlencode({'next': wanted})}" if wanted else "")


def first_page(user: User, wanted: str) -> str:
    """Return where somebody who just signed in goes: to what was wanted, or to the set-up page before it."""
    return set_up_path(wanted) if must_set_up(viewer_of(user)) else wanted


def _has_others(place: Organisation, user: User) -> bool:
    return Membership.objects.filter(organisation=place, active=True).exclude(user=user).exists()


def _is_own(request: HttpRequest) -> bool:
    """Whether an address opens the own things alone; a report that names whose it is does not."""
    names_whose = request.path.startswith("/reports/") and "clinician" in request.GET
    return request.path.startswith(_OWN) and not request.path.startswith(_OWN_BUT) and not names_whose


def _is_for_all(viewer: Viewer | None) -> bool:
    place = viewer.organisation if viewer else None
    return place is not None and place.second_factor_for_all and not place.is_demo
