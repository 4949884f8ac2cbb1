"""/manage/provisioning/: the tokens by which an organisation's provider keeps its people."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from rvuedge.accounts.confirming import confirmed
from rvuedge.accounts.permits import administrator_required, organisation_of, viewer_required
from rvuedge.scim.forms import ScimTokenForm
from rvuedge.scim.models import ScimToken
from rvuedge.scim.services import make_scim_token, revoke_scim_token
from rvuedge.sign_on.models import SignOnDomain


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@administrator_required
@confirmed(gettext_lazy("Whoever holds a token makes, changes and ends the accounts of your organisation."))
def provisioning(request: HttpRequest) -> HttpResponse:
    """Show the tokens of the own organisation, and make one, whose secret is shown this once."""
    viewer = viewer_required(request)
    organisation = organisation_of(viewer)
    form = ScimTokenForm(request.POST if request.method == "POST" else None)
    secret = ""
    if request.method == "POST" and organisation.is_demo:
        messages.info(request, _("The demo has no provider that would keep its people."))
        return redirect("provisioning")
    if request.method == "POST" and form.is_valid():
        _token, secret = make_scim_token(organisation=organisation, by=viewer.user, **form.cleaned_data)
    tokens = ScimToken.objects.visible_to(viewer.user).filter(organisation=organisation, revoked_at=None)
    shape = {
        "form": ScimTokenForm() if secret else form,
        "secret": secret,
        "tokens": tokens.order_by("-created_at"),
        "now": timezone.now(),
        "address": request.build_absolute_uri("/scim/v2/").rstrip("/"),
        "domains": list(SignOnDomain.objects.filter(sign_on__organisation=organisation, is_confirmed=True).values_list("name", flat=True)),
    }
    return render(request, "scim/provisioning.html", shape, status=400 if form.errors else 200)


@require_POST
@administrator_required
def end_token(request: HttpRequest, number: int) -> HttpResponse:
    """Revoke a token of the own organisation."""
    viewer = viewer_required(request)
    own = ScimToken.objects.visible_to(viewer.user).filter(organisation=organisation_of(viewer))
    revoke_scim_token(token=get_object_or_404(own, pk=number), by=viewer.user)
    messages.success(request, _("The token no longer works."))
    return redirect("provisioning")
