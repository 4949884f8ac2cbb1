"""Sign-ins, sign-outs and failed tries are recorded; Django tells of them by its own signals."""

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from rvuedge.accounts.audit import record
from rvuedge.accounts.models import User
from rvuedge.accounts.scope import viewer_of

# Where a session keeps when it began.
SIGNED_IN_AT = "signed_in_at"


def _record(action: str, user: User) -> None:
    viewer = viewer_of(user)
    record(action=action, actor=user, organisation=viewer.organisation if viewer else None, subject=user.email)


@receiver(user_logged_in)
def signed_in(user: User, request: HttpRequest | None = None, **_event: object) -> None:
    _record("sign_in.done", user)
    if request is not None:
        request.session[SIGNED_IN_AT] = timezone.now().timestamp()


@receiver(user_logged_out)
def signed_out(user: User | None, **_event: object) -> None:
    if isinstance(user, User):
        _record("sign_in.ended", user)


@receiver(user_login_failed)
def refused(credentials: dict[str, object], request: HttpRequest | None = None, **_event: object) -> None:
    named = credentials.get("email") or credentials.get("username") or ""
    record(action="sign_in.refused", subject=str(named)[:200])
