"""/settings/: a person's own profile, sign-in and tokens, and an administrator's organisation."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from rvuedge.accounts.confirming import confirmed
from rvuedge.accounts.forms import OrganisationForm, ProfileForm, TokenForm
from rvuedge.accounts.models import ApiToken
from rvuedge.accounts.permits import administrator_required, organisation_of, viewer_required
from rvuedge.accounts.services import make_token, revoke_token
from rvuedge.accounts.services_settings import change_organisation, change_profile


@require_safe
@login_required
def settings_page(request: HttpRequest) -> HttpResponse:
    """Show everything that a person may set."""
    return _page(request)


@require_POST
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Store the own name, career stage, and whether mail tells of queries."""
    form = ProfileForm(request.POST)
    if not form.is_valid():
        return _page(request, profile_form=form, status=400)
    viewer = viewer_required(request)
    change_profile(user=viewer.user, on=viewer.today(), **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("settings")


@require_POST
@administrator_required
@confirmed(gettext_lazy("It holds for everybody in the organisation."))
def organisation(request: HttpRequest) -> HttpResponse:
    """Store what an administrator sets for the organisation."""
    form = OrganisationForm(request.POST)
    if not form.is_valid():
        return _page(request, organisation_form=form, status=400)
    viewer = viewer_required(request)
    change_organisation(organisation=organisation_of(viewer), by=viewer.user, **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("settings")


@require_POST
@login_required
@confirmed(gettext_lazy("You make a token: whoever holds it reads your log, without a password."))
def new_token(request: HttpRequest) -> HttpResponse:
    """Make an API token and show its secret, this once."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _page(request, token_form=form, status=400)
    _token, secret = make_token(user=viewer_required(request).user, **form.cleaned_data)
    return render(request, "accounts/token.html", {"secret": secret, "name": form.cleaned_data["name"]})


@require_POST
@login_required
def end_token(request: HttpRequest, number: int) -> HttpResponse:
    """Revoke one of the own tokens."""
    revoke_token(token=get_object_or_404(ApiToken, pk=number, user=viewer_required(request).user))
    messages.success(request, _("The token no longer works."))
    return redirect("settings")


def _page(
    request: HttpRequest,
    profile_form: ProfileForm | None = None,
    organisation_form: OrganisationForm | None = None,
    token_form: TokenForm | None = None,
    status: int = 200,
) -> HttpResponse:
    viewer = viewer_required(request)
    place = viewer.organisation
    if viewer.is_administrator and place and organisation_form is None:
        organisation_form = OrganisationForm(initial={name: getattr(place, name) for name in OrganisationForm.base_fields})
    shape = {
        "profile_form": profile_form or ProfileForm(initial={name: getattr(viewer.user, name) for name in ProfileForm.base_fields}),
        "organisation_form": organisation_form,
        "token_form": token_form or TokenForm(),
        "tokens": viewer.user.api_tokens.filter(revoked_at=None, expires_at__gt=timezone.now()).order_by("-created_at"),
    }
    return render(request, "accounts/settings.html", shape, status=status)
