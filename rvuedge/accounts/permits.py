"""Who may open a page: each function answers with a viewer, a redirect to sign-in, or 404 where there is no right."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse

from rvuedge.accounts.models import Organisation
from rvuedge.accounts.scope import Viewer, viewer_behind

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponse]


def viewer_required(request: HttpRequest) -> Viewer:
    """Return the viewer of a signed-in request; 404 for a visitor."""
    viewer = viewer_behind(request)
    if viewer is None:
        raise Http404
    return viewer


def administrator_required(page: Page[P]) -> Page[P]:
    """Let only administrators of an organisation in; for others the page does not exist."""
    return _permit(page, lambda viewer: viewer.is_administrator)


def operator_or_sole_administrator_required(page: Page[P]) -> Page[P]:
    """Let in who manages official releases: the operator, or the administrator of the only organisation."""
    return _permit(page, lambda viewer: viewer.may_manage_releases)


def lead_or_administrator_required(page: Page[P]) -> Page[P]:
    """Let department leads and administrators in."""
    return _permit(page, lambda viewer: viewer.is_lead or viewer.is_administrator)


def organisation_of(viewer: Viewer) -> Organisation:
    """Return the viewer's organisation; 404 without one."""
    if viewer.organisation is None:
        raise Http404
    return viewer.organisation


def _permit(page: Page[P], holds: Callable[[Viewer], bool]) -> Page[P]:
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not holds(viewer_required(request)):
            raise Http404
        return page(request, *args, **kwargs)

    update_wrapper(guarded, page)
    return login_required(guarded)
