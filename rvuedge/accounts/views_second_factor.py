"""/settings/second-factor/: sets a passkey or an authenticator app up, and leads on to what was wanted."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rvuedge.accounts.permits import viewer_required
from rvuedge.accounts.second_factor import WANTED_BEFORE, has_rights_over_others, has_second_factor, needs_second_factor


@require_safe
@login_required
@never_cache
def second_factor(request: HttpRequest) -> HttpResponse:
    """Offer both kinds; whoever has one goes on to the page that was wanted before."""
    viewer = viewer_required(request)
    wanted = request.GET.get("next", "")
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        request.session[WANTED_BEFORE] = wanted
    if has_second_factor(viewer.user):
        return redirect(request.session.pop(WANTED_BEFORE, "") or "mfa_index")
    # The library adds no factor to an account whose address somebody else may have typed.
    is_unconfirmed = settings.MAIL_IS_CONFIGURED and EmailAddress.objects.filter(user=viewer.user, verified=False).exists()
    place = viewer.organisation
    shape = {
        "has_rights": settings.SECOND_FACTOR_FORCED and has_rights_over_others(viewer),
        "is_needed": needs_second_factor(viewer),
        "is_for_all": place is not None and place.second_factor_for_all,
        "is_unconfirmed": is_unconfirmed,
    }
    return render(request, "accounts/second_factor.html", shape)
