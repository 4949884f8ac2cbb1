"""/accounts/password/set/ and .../change/: a password is nobody's own where the organisation's provider is the only way in."""

from collections.abc import Callable
from functools import wraps

from allauth.account.views import PasswordChangeView, PasswordSetView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rvuedge.accounts.confirming import confirmed
from rvuedge.accounts.permits import viewer_required
from rvuedge.sign_on.services_admit import forced_door_of

Page = Callable[[HttpRequest], HttpResponse]


def _own_alone(page: Page) -> Page:
    """Open a page to whose password opens something; the others are told where they sign in."""

    @login_required
    @wraps(page)
    def guarded(request: HttpRequest) -> HttpResponse:
        if door := forced_door_of(viewer_required(request).user):
            said = _("%(name)s asks its people to sign in with the account of the organisation, so no password is kept for you here.")
            messages.info(request, said % {"name": door.organisation.name})
            return redirect("settings")
        return page(request)

    return guarded


set_password = _own_alone(confirmed(gettext_lazy("A new password opens your account."))(PasswordSetView.as_view()))
change_password = _own_alone(PasswordChangeView.as_view())
