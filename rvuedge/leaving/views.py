"""/settings/account/: what becomes of an account when it is deleted, and the deletion."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from rvuedge.accounts.confirming import confirmed
from rvuedge.accounts.permits import viewer_required
from rvuedge.leaving.account import places_of, why_not
from rvuedge.leaving.services import delete_account

# Even who has just signed in: this cannot be undone.
_shown_again = confirmed(gettext_lazy("You are about to delete your account."), strictly=True)


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
