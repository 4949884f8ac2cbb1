"""Whose rows a request reaches behind the second wall: those of the organisations that the person is in, everything for an operator."""

from django.conf import settings

from rvuedge.accounts import wall
from rvuedge.accounts.models import Membership, User

# Where people come in or go: nobody is known yet, or somebody leaves more than one organisation. Here the pages' own checks stand alone.
DOORS = (
    "/accounts/",
    "/setup/",
    "/invitations/",
    "/people/new-password/",
    "/demo/sign-in/",
    "/settings/account/",
)


def is_walled() -> bool:
    """Whether the web connects as a role of its own, so that the wall counts."""
    return bool(settings.DATABASE_ROLES)


def let_in(user: User) -> None:
    """Reach what this person's active places allow; an operator answers for the installation."""
    if not is_walled():
        return
    if user.is_superuser:
        wall.reach_everything()
    else:
        wall.reach_only(Membership.objects.filter(user=user, active=True).values_list("organisation_id", flat=True))


def let_in_for(organisation: int) -> None:
    """Reach what belongs to one organisation: its own provider asks."""
    if is_walled():
        wall.reach_only((organisation,))
