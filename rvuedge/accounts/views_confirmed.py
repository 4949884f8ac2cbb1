"""/settings/confirmed/ and /accounts/email/: where somebody is after confirming, and the addresses that are changed after it."""

from allauth.account.views import EmailView
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from rvuedge.accounts.confirming import confirmed


@require_safe
@login_required
def confirmed_page(request: HttpRequest) -> HttpResponse:
    """Offer the file that was asked for, and the page where it was asked."""
    file, back = request.GET.get("file", ""), request.GET.get("back", "")
    if not _is_ours(request, file):
        raise Http404
    return render(request, "accounts/confirmed.html", {"file": file, "back": back if _is_ours(request, back) else ""})


def _is_ours(request: HttpRequest, address: str) -> bool:
    return address.startswith("/") and url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure())


def _is_sent(request: HttpRequest) -> bool:
    return request.method == "POST"


emails = confirmed(gettext_lazy("Whoever reads the mail of an address can set a new password."), when=_is_sent)(
    login_required(EmailView.as_view())
)
