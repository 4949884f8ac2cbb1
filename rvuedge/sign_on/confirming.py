"""A new sign-in at the provider as the confirmation of who has nothing else to confirm by; the session here goes on."""

from collections.abc import Mapping
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import urlencode

from rvuedge.accounts.models import User
from rvuedge.sign_on.faults import Fault, SignOnError
from rvuedge.sign_on.id_tokens import CLOCKS_DIFFER_BY

# What is asked of the provider: to ask the person, whoever has a session there, and to say when it did (OpenID Connect Core 3.1.2.1).
ASKED_ANEW = {"prompt": "login", "max_age": "0"}


def begun(user: User) -> dict[str, str | float]:
    """Return what the state of the sign-in keeps of who confirms and since when."""
    return {"confirms": str(user.pk), "asked_at": timezone.now().timestamp()}


def is_confirming(state: Mapping[str, Any]) -> bool:
    """Whether a sign-in that comes back began as a confirmation."""
    return "confirms" in state


def seen_at(claims: Mapping[str, Any]) -> float | None:
    """Return when the provider says that the person signed in there; None where it does not say."""
    said = claims.get("auth_time")
    return float(said) if isinstance(said, int | float) and not isinstance(said, bool) else None


def confirm(request: HttpRequest, sign_in: SocialLogin) -> HttpResponse:
    """Note that the person confirmed, and do what was asked before; raise where it is another one, or the provider did not ask anew."""
    user = sign_in.account.user
    if not request.user.is_authenticated or not str(request.user.pk) == str(user.pk) == sign_in.state["confirms"]:
        raise SignOnError(Fault.ANOTHER)
    seen = seen_at(sign_in.claims)
    if seen is None or seen < int(sign_in.state["asked_at"]) - CLOCKS_DIFFER_BY:
        raise SignOnError(Fault.NOT_ANEW)
    account = sign_in.account
    record_authentication(request, user, "socialaccount", provider=account.provider, uid=account.uid, reauthenticated=True)
    # What was sent before goes on by the address that the way here was begun for.
    request.GET = QueryDict(urlencode({"next": sign_in.state.get("next") or ""}))
    response: HttpResponse | None = resume_request(request)
    return response or redirect(settings.LOGIN_REDIRECT_URL)
