"""The writer of sign-ins on devices: which there are, when each was used, and their end; and of lost second factors."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import transaction

from rvuedge.accounts.audit import record
from rvuedge.accounts.models import DeviceSession, Organisation, User

Device = tuple[str, str]


def note_session(*, user: User, key: str, device: Device, began_at: datetime, seen_at: datetime | None = None) -> None:
    """Store that a person is signed in by a session, or that the session was used; both are the same row."""
    browser, system = device
    facts = {"user": user, "browser": browser, "system": system, "began_at": began_at, "seen_at": seen_at or began_at}
    DeviceSession.objects.update_or_create(session_key=key, defaults=facts)


def forget_session(*, key: str | None) -> None:
    """Forget a session that its owner ended by signing out."""
    DeviceSession.objects.filter(session_key=key or "").delete()


@transaction.atomic
def end_session(*, session: DeviceSession, organisation: Organisation | None) -> None:
    """Sign one device of a person out, from its next request on."""
    _end([session.session_key])
    record(
        action="session.ended", actor=session.user, organisation=organisation, subject=session.user.email, detail={"device": str(session)}
    )


@transaction.atomic
def end_other_sessions(*, user: User, but: str, organisation: Organisation | None) -> int:
    """Sign every device of a person out but the one with this key; return how many."""
    keys = list(DeviceSession.objects.filter(user=user).exclude(session_key=but).values_list("session_key", flat=True))
    _end(keys)
    if keys:
        record(action="session.others_ended", actor=user, organisation=organisation, subject=user.email, detail={"sessions": len(keys)})
    return len(keys)


@transaction.atomic
def end_sessions(*, user: User) -> None:
    """Sign every device of a person out, because what it was signed in by holds no more."""
    _end(list(DeviceSession.objects.filter(user=user).values_list("session_key", flat=True)))


@transaction.atomic
def remove_second_factors(*, user: User) -> int:
    """Remove passkeys, app and recovery codes of somebody who lost them, and sign every device out; return how many there were."""
    removed: int = Authenticator.objects.filter(user=user).delete()[0]
    if removed:
        end_sessions(user=user)
        record(action="second_factor.all_removed", subject=user.email)
    return removed


def _end(keys: list[str]) -> None:
    Session.objects.filter(session_key__in=keys).delete()
    DeviceSession.objects.filter(session_key__in=keys).delete()
