"""/accounts/organisation/: signing in with the account that an organisation gave."""

import secrets

from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from allauth.core.ratelimit import respond_429
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rvuedge.sign_on.adapter import refused
from rvuedge.sign_on.faults import Fault, SignOnError
from rvuedge.sign_on.forms import WhereForm
from rvuedge.sign_on.models import SignOn
from rvuedge.sign_on.provider import Asking, Returning
from rvuedge.sign_on.services_admit import note_refusal


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def where(request: HttpRequest) -> HttpResponse:
    """Ask by which organisation somebody signs in, and lead there."""
    form = WhereForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _lead(request, form.cleaned_data["where"], form.data.get("where", ""))
    shape = {"form": form, "next": get_next_redirect_url(request) or ""}
    return render(request, "sign_on/where.html", shape, status=400 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def at(request: HttpRequest, slug: str) -> HttpResponse:
    """Offer the sign-in of one organisation; pressing the button leads to its provider."""
    sign_on = _open(slug)
    if request.method == "POST":
        return _lead(request, sign_on, "")
    shape = {"organisation": sign_on.organisation, "sign_on": sign_on, "next": get_next_redirect_url(request) or ""}
    return render(request, "sign_on/at.html", shape)


@never_cache
@require_safe
def back(request: HttpRequest, slug: str) -> HttpResponse:
    """Take up the sign-in of somebody whom the provider sends back."""
    sign_on = SignOn.objects.select_related("organisation").filter(organisation__slug=slug).first()
    if sign_on is None:
        raise Http404
    try:
        response: HttpResponse = Returning.adapter_view(Asking(request, sign_on.key))(request)
    except SocialApp.DoesNotExist:
        return refused(request, sign_on, SignOnError(Fault.OFF))
    except SignOnError as error:
        note_refusal(sign_on, error.fault, "")
        return refused(request, sign_on, error)
    return response


def _lead(request: HttpRequest, sign_on: SignOn, named: str) -> HttpResponse:
    """Lead to the provider by a page of our own: a form may not be answered by a redirect to another site here."""
    if not ratelimit.consume(request, action="sign_on"):
        too_often: HttpResponse = respond_429(request)
        return too_often
    nonce = secrets.token_urlsafe(32)
    params = {"nonce": nonce} | ({"login_hint": named.strip()} if "@" in named else {})
    if request.user.is_authenticated:
        # Who is signed in and comes again shows it is they: a silent session at the provider proves nothing.
        params["prompt"] = "login"
    try:
        provider = get_adapter(request).get_provider(request, provider=sign_on.key)
        answer = provider.redirect(
            request, process=AuthProcess.LOGIN, next_url=get_next_redirect_url(request), auth_params=params, nonce=nonce
        )
    except SignOnError as error:
        note_refusal(sign_on, error.fault, "")
        return refused(request, sign_on, error)
    return render(request, "sign_on/going.html", {"organisation": sign_on.organisation, "to": answer.url})


def _open(slug: str) -> SignOn:
    found = SignOn.objects.open().filter(organisation__slug=slug).first()
    if found is None:
        raise Http404
    return found
