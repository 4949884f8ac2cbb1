"""What the sign-in library asks us: which provider there is, who may come in by it, and by which door somebody has to come."""

from typing import Any, NoReturn

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from rvuedge.accounts.adapter import AccountAdapter as PlainAccountAdapter
from rvuedge.accounts.confirming import SHOWN_AT
from rvuedge.accounts.models import User
from rvuedge.accounts.scope import today_in
from rvuedge.accounts.sealing import CLIENT_SECRET, unseal
from rvuedge.lib.claims import asserted
from rvuedge.sign_on.confirming import confirm, is_confirming, seen_at
from rvuedge.sign_on.faults import Fault, SignOnError
from rvuedge.sign_on.fetching import Session
from rvuedge.sign_on.models import SignOn
from rvuedge.sign_on.services_admit import admit, door_to_confirm, forced_door_of, note_refusal


class AccountAdapter(PlainAccountAdapter):
    """Leads people whose organisation asks for it to the page of their organisation, whatever they showed here."""

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        if "sociallogin" not in (kwargs.get("signal_kwargs") or {}) and (door := forced_door_of(user)):
            note_refusal(door, "password", user.email)
            said = _("%(name)s asks its people to sign in with the account of the organisation. Your password does not open this log.")
            messages.info(request, said % {"name": door.organisation.name})
            return redirect(door.path)
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return response

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse:
        """Keep when the provider last saw the person: coming by a session that was open there shows nothing anew."""
        sign_in = (more.get("signal_kwargs") or {}).get("sociallogin")
        if sign_in is not None and (seen := seen_at(sign_in.claims)) is not None:
            request.session[SHOWN_AT] = min(seen, timezone.now().timestamp())
        return super().post_login(request, user, **more)

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, str]]:
        """The ways to confirm; the password is none where it opens nothing, and the provider is asked first of who came by it."""
        methods = super().get_reauthentication_methods(user)
        if not isinstance(user, User):
            return methods
        if forced_door_of(user):
            methods = [method for method in methods if method["id"] != "reauthenticate"]
        if door := door_to_confirm(user):
            said = _("Use the account of %(name)s") % {"name": door.organisation.name}
            way = {"id": "sign_on", "description": said, "url": door.confirm_path}
            came_by_it = "socialaccount" in [record.get("method") for record in get_authentication_records(self.request, user)]
            methods = [way, *methods] if came_by_it else [*methods, way]
        return methods


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Knows the providers of the organisations that are here, and lets in whom our own rules let in."""

    def list_apps(self, request: HttpRequest, provider: str | None = None, client_id: str | None = None) -> list[SocialApp]:
        number = (provider or "").removeprefix("organisation-")
        known = SignOn.objects.open().filter(organisation_id=int(number)) if number.isdecimal() else ()
        return [_app_of(request, one) for one in known if one.key == provider]

    def get_requests_session(self) -> Session:
        return Session()

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        sign_on = SignOn.objects.open().get(organisation_id=sociallogin.account.provider.removeprefix("organisation-"))
        said = asserted(sociallogin.claims, sign_on.role_claim)
        try:
            sociallogin.account = admit(sign_on=sign_on, said=said, on=today_in(sign_on.organisation))
        except SignOnError as error:
            note_refusal(sign_on, error.fault, said.email)
            raise ImmediateHttpResponse(refused(request, sign_on, error)) from error
        sociallogin.user = sociallogin.account.user
        if is_confirming(sociallogin.state):
            try:
                raise ImmediateHttpResponse(confirm(request, sociallogin))
            except SignOnError as error:
                note_refusal(sign_on, error.fault, said.email)
                raise ImmediateHttpResponse(refused(request, sign_on, error)) from error

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Exception | None = None, extra_context: Any = None
    ) -> NoReturn:
        """Say why the provider's answer is not believed, in one sentence, and keep the reason."""
        sign_on = SignOn.objects.select_related("organisation").get(organisation_id=provider.sub_id.removeprefix("organisation-"))
        why = exception if isinstance(exception, SignOnError) else SignOnError(_fault_of(error, exception, extra_context or {}))
        note_refusal(sign_on, why.fault, "")
        raise ImmediateHttpResponse(refused(request, sign_on, why))


def refused(request: HttpRequest, sign_on: SignOn, why: SignOnError) -> HttpResponse:
    """Say that a sign-in was not possible, why, and what to do."""
    shape = {
        "organisation": sign_on.organisation,
        "fault": why.fault,
        "about": why.about,
        "sign_on": sign_on,
        "is_confirming": why.fault in (Fault.ANOTHER, Fault.NOT_ANEW),
    }
    return render(request, "sign_on/refused.html", shape, status=400 if why.fault == Fault.STATE else 403)


def _fault_of(error: Any, exception: Exception | None, context: dict[str, Any]) -> Fault:
    if error == AuthError.CANCELLED:
        return Fault.CANCELLED
    if exception is None:
        return Fault.SAID_NO if context.get("state") else Fault.STATE
    return Fault.UNREACHABLE


def _app_of(request: HttpRequest, sign_on: SignOn) -> SocialApp:
    """Return the provider in the library's own shape; it is never stored, so that no secret lies open in its table."""
    secret = unseal(sign_on.sealed_secret, CLIENT_SECRET)
    if secret is None:
        raise SignOnError(Fault.SECRET_UNREADABLE)
    return SocialApp(
        provider="organisation",
        provider_id=sign_on.key,
        name=sign_on.organisation.name[:40],
        client_id=sign_on.client_id,
        secret=secret,
        settings={"server_url": sign_on.issuer, "redirect_uri": request.build_absolute_uri(sign_on.way_back)},
    )
