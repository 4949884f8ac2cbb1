"""Where a case stands between a trainee and the attending who signs it."""

from datetime import datetime

from tracking.training.terms import SignState


def sign_state(
    *, has_attending: bool, changed_at: datetime, signed_at: datetime | None = None, returned_at: datetime | None = None
) -> SignState:
    """Return the state of a case: a signature or a return holds for what the case said then, and no longer once it is corrected."""
    if signed_at is not None and changed_at <= signed_at:
        return SignState.SIGNED
    if returned_at is not None and changed_at <= returned_at:
        return SignState.RETURNED
    if not has_attending:
        return SignState.UNADDRESSED
    return SignState.CHANGED if signed_at is not None else SignState.WAITING
