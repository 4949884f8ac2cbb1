"""/manage/sign-on/: the provider of an organisation, entered, tried and removed by an administrator."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from rvuedge.accounts.confirming import confirmed
from rvuedge.accounts.permits import administrator_required, organisation_of, viewer_required
from rvuedge.sign_on.forms import SignOnForm, initial_of
from rvuedge.sign_on.models import SignOn
from rvuedge.sign_on.services import remove_sign_on, set_sign_on
from rvuedge.sign_on.trying import Point, try_out

_WHY = gettext_lazy("The provider decides who signs in as whom.")
_DEMO = gettext_lazy("The demo keeps no provider: its people sign in by one click.")


@never_cache
@sensitive_post_parameters("secret")
@require_http_methods(["GET", "HEAD", "POST"])
@administrator_required
@confirmed(_WHY)
def settings_page(request: HttpRequest) -> HttpResponse:
    """Show the provider of the own organisation, and store what is entered."""
    viewer, stored = viewer_required(request), _stored(request)
    organisation = organisation_of(viewer)
    if request.method != "POST":
        return _page(request, SignOnForm(organisation, stored, initial=initial_of(stored)), stored)
    if organisation.is_demo:
        messages.info(request, _DEMO)
        return redirect("sign-on-settings")
    form = SignOnForm(organisation, stored, request.POST)
    if form.is_valid():
        try:
            set_sign_on(organisation=organisation, terms=form.terms(), by=viewer.user, may_confirm=viewer.may_manage_releases)
        except ValidationError as error:
            form.add_error(None, error)
    if form.errors:
        return _page(request, form, stored, status=400)
    messages.success(request, _("Saved. Test it, then sign in by it once."))
    return redirect("sign-on-settings")


@require_POST
@administrator_required
def test(request: HttpRequest) -> HttpResponse:
    """Ask the provider, and say point by point what holds."""
    stored = _of_own(request)
    points = try_out(stored, request.build_absolute_uri(stored.way_back))
    form = SignOnForm(stored.organisation, stored, initial=initial_of(stored))
    return _page(request, form, stored, points=points)


@require_POST
@administrator_required
@confirmed(_WHY)
def remove(request: HttpRequest) -> HttpResponse:
    """Remove the provider; people sign in with passwords again."""
    remove_sign_on(sign_on=_of_own(request), by=viewer_required(request).user)
    messages.success(request, _("Single sign-on is removed. Whoever has no password gets a link for one under People."))
    return redirect("sign-on-settings")


def _stored(request: HttpRequest) -> SignOn | None:
    viewer = viewer_required(request)
    own = SignOn.objects.visible_to(viewer.user).filter(organisation=organisation_of(viewer))
    return own.select_related("organisation").prefetch_related("domains").first()


def _of_own(request: HttpRequest) -> SignOn:
    viewer = viewer_required(request)
    own = SignOn.objects.visible_to(viewer.user).select_related("organisation").prefetch_related("domains")
    return get_object_or_404(own, organisation=organisation_of(viewer))


def _page(request: HttpRequest, form: SignOnForm, stored: SignOn | None, points: tuple[Point, ...] = (), status: int = 200) -> HttpResponse:
    one = stored or SignOn(organisation=form.organisation)
    shape = {
        "form": form,
        "stored": stored,
        "points": points,
        "way_back": request.build_absolute_uri(one.way_back),
        "waiting": [domain.name for domain in stored.domains.all() if not domain.is_confirmed] if stored else [],
    }
    return render(request, "sign_on/settings.html", shape, status=status)
