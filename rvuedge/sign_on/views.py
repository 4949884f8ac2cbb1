"""/accounts/organisation/: signing in with the account that an organisation gave."""

import secrets

from allauth.account.utils import get_next_redirect_url, passthrough_next_redirect_url
from allauth.core import ratelimit
from allauth.core.ratelimit import respond_429
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rvuedge.accounts.confirming import ways_to_confirm
from rvuedge.accounts.models import User
from rvuedge.accounts.permits import viewer_required
from rvuedge.sign_on.adapter import refused
from rvuedge.sign_on.confirming import ASKED_ANEW, begun
from rvuedge.sign_on.faults import Fault, SignOnError
from rvuedge.sign_on.forms import WhereForm
from rvuedge.sign_on.models import SignOn
from rvuedge.sign_on.provider import Asking, Returning
from rvuedge.sign_on.services_admit import door_to_confirm, note_refusal


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
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def confirm(request: HttpRequest, slug: str) -> HttpResponse:
    """Let somebody who is signed in confirm that it is they by signing in at the provider once more."""
    sign_on = door_to_confirm(viewer_required(request).user)
    if sign_on is None or sign_on.organisation.slug != slug:
        raise Http404
    if request.method == "POST":
        return _lead(request, sign_on, "", is_confirming=True)
    wanted = get_next_redirect_url(request) or ""
    others = [way for way in ways_to_confirm(request) if way["url"] != request.path]
    for way in others:
        way["url"] = passthrough_next_redirect_url(request, way["url"], "next")
    shape = {"organisation": sign_on.organisation, "next": wanted, "reauthentication_alternatives": others}
    return render(request, "sign_on/confirm.html", shape)


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


def _lead(request: HttpRequest, sign_on: SignOn, named: str, is_confirming: bool = False) -> HttpResponse:
    """Lead to the provider by a page of our own: a form may not be answered by a redirect to another site here."""
    if not ratelimit.consume(request, action="sign_on"):
        too_often: HttpResponse = respond_429(request)
        return too_often
    kept: dict[str, str | float] = {"nonce": secrets.token_urlsafe(32)}
    params = {"nonce": kept["nonce"]} | ({"login_hint": named.strip()} if "@" in named else {})
    if isinstance(request.user, User):
        # Who is signed in and comes again shows it is they: a silent session at the provider proves nothing.
        params |= ASKED_ANEW if is_confirming else {"prompt": "login"}
        kept |= begun(request.user) if is_confirming else {}
    try:
        provider = get_adapter(request).get_provider(request, provider=sign_on.key)
        answer = provider.redirect(request, process=AuthProcess.LOGIN, next_url=get_next_redirect_url(request), auth_params=params, **kept)
    except SignOnError as error:
        note_refusal(sign_on, error.fault, "")
        return refused(request, sign_on, error)
    return render(request, "sign_on/going.html", {"organisation": sign_on.organisation, "to": answer.url})


def _open(slug: str) -> SignOn:
    found = SignOn.objects.open().filter(organisation__slug=slug).first()
    if found is None:
        raise Http404
    return found
