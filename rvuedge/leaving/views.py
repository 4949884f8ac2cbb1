"""/settings/account/: what becomes of an account when it is deleted, and the deletion."""

from collections.abc import Callable

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rvuedge.accounts.permits import viewer_required
from rvuedge.leaving.account import places_of, why_not
from rvuedge.leaving.services import delete_account

Page = Callable[[HttpRequest], HttpResponse]


def _shown_again(page: Page) -> Page:
    """Ask for the password or the passkey, unless it was given minutes ago."""
    guarded: Page = reauthentication_required(page)
    return guarded


@require_safe
@login_required
@_shown_again
def account(request: HttpRequest) -> HttpResponse:
    """Say what goes and what stays; whoever opens it has just shown who they are."""
    user = viewer_required(request).user
    places = places_of(user)
    return render(request, "leaving/account.html", {"places": places, "refused": why_not(user, places)})


@require_POST
@login_required
@_shown_again
def delete(request: HttpRequest) -> HttpResponse:
    """Delete the own account and end the session."""
    user = viewer_required(request).user
    if request.POST.get("email", "").strip().lower() != user.email:
        messages.error(request, _("Nothing was deleted: the address does not match. Type %(email)s.") % {"email": user.email})
        return redirect("account-leave")
    try:
        delete_account(user=user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("account-leave")
    logout(request)
    messages.success(request, _("Your account is deleted."))
    return redirect("home")
