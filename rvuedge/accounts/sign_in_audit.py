"""Sign-ins, sign-outs, failed tries and changes of second factors are recorded; Django and its library tell of them by their signals."""

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from rvuedge.accounts.audit import record
from rvuedge.accounts.models import User
from rvuedge.accounts.scope import viewer_of
from rvuedge.accounts.services_sessions import end_sessions, forget_session, note_session
from rvuedge.accounts.sessions import began_at, begin, device_of


def _record(action: str, user: User, **detail: object) -> None:
    viewer = viewer_of(user)
    record(action=action, actor=user, organisation=viewer.organisation if viewer else None, subject=user.email, detail=detail)


@receiver(user_logged_in)
def signed_in(user: User, request: HttpRequest | None = None, **_event: object) -> None:
    _record("sign_in.done", user)
    if request is not None:
        begin(request, user)


@receiver(user_logged_out)
def signed_out(user: User | None, request: HttpRequest | None = None, **_event: object) -> None:
    if isinstance(user, User):
        _record("sign_in.ended", user)
    if request is not None:
        forget_session(key=request.session.session_key)


@receiver([password_changed, password_set])
def password_renewed(user: User, request: HttpRequest, **_event: object) -> None:
    """Only the device on which the password was changed stays signed in; its session has a new key."""
    end_sessions(user=user)
    note_session(user=user, key=request.session.session_key or "", device=device_of(request), began_at=began_at(request))


@receiver(password_reset)
def password_forgotten(user: User, **_event: object) -> None:
    end_sessions(user=user)


@receiver(user_login_failed)
def refused(credentials: dict[str, object], request: HttpRequest | None = None, **_event: object) -> None:
    named = credentials.get("email") or credentials.get("username") or ""
    record(action="sign_in.refused", subject=str(named)[:200])


@receiver(authenticator_added)
def factor_added(user: User, authenticator: Authenticator, **_event: object) -> None:
    _record("second_factor.added", user, kind=authenticator.type)


@receiver(authenticator_removed)
def factor_removed(user: User, authenticator: Authenticator, **_event: object) -> None:
    _record("second_factor.removed", user, kind=authenticator.type)


@receiver(authenticator_reset)
def factor_renewed(user: User, authenticator: Authenticator, **_event: object) -> None:
    _record("second_factor.renewed", user, kind=authenticator.type)
