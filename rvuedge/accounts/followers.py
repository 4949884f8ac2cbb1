"""What moves with a member: apps above make known what of theirs follows a change of place, within its transaction."""

from collections.abc import Callable
from datetime import date

from rvuedge.accounts.models import Membership

Follow = Callable[[Membership, date], None]
_known: list[Follow] = []


def register(follow: Follow) -> None:
    """Make known what follows a member whose role, department, name or access changed; apps do it when they are ready."""
    if follow not in _known:
        _known.append(follow)


def all_follow(membership: Membership, on: date) -> None:
    """Let everything follow a membership as it is now; `on` is the day of the change."""
    for follow in _known:
        follow(membership, on)
