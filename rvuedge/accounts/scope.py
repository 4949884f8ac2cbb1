"""Whose rows: who a signed-in person is, in which organisation, and what that place allows."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone

from rvuedge.accounts.models import Division, Membership, MembershipQuerySet, Organisation, Role, User
from rvuedge.web.statements import Question

_PLACE = Question(lambda user: Membership.objects.counting_for(user).select_related("organisation", "department")[:1])


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in person with the active membership that counts for this request."""

    user: User
    membership: Membership | None

    @property
    def organisation(self) -> Organisation | None:
        return self.membership.organisation if self.membership else None

    @property
    def is_administrator(self) -> bool:
        return self.membership is not None and self.membership.role == Role.ADMINISTRATOR

    @property
    def is_lead(self) -> bool:
        return self.membership is not None and self.membership.role == Role.LEAD

    @property
    def division(self) -> Division | None:
        """The division whose sums this person reads; a query."""
        return self.membership.leads if self.membership is not None and self.is_lead else None

    @property
    def is_trainee(self) -> bool:
        return self.membership is not None and self.membership.role == Role.TRAINEE

    @property
    def is_operator(self) -> bool:
        return self.user.is_superuser

    @property
    def may_manage_releases(self) -> bool:
        """Whether official releases are this person's: the operator's, or the only organisation's administrator's.

        Whoever signs up alone founds an organisation of one; it neither has this right nor takes it from anybody.
        """
        if self.is_operator:
            return True
        if self.organisation is None or self.organisation.is_signed_up or not self.is_administrator:
            return False
        return Organisation.objects.filter(is_signed_up=False).count() == 1

    def today(self) -> date:
        """Return today's date in the organisation's time zone (UTC without one)."""
        return today_in(self.organisation)


def viewer_of(user: User | AnonymousUser) -> Viewer | None:
    """Return the viewer behind a request's user; None for a visitor who is not signed in."""
    if not isinstance(user, User):
        return None
    return Viewer(user, _PLACE.row(user.pk))


def viewer_who_came(request: HttpRequest, user: User) -> Viewer:
    """Return the viewer of a request that somebody came with just now, and keep it for everything that asks."""
    viewer = request.META["rvuedge.viewer"] = Viewer(user, _PLACE.row(user.pk))
    return viewer


def viewer_behind(request: HttpRequest) -> Viewer | None:
    """Return the viewer of a request, read once for everything that asks; somebody who signs in meanwhile is read anew."""
    kept = request.META.get("rvuedge.viewer")
    if isinstance(kept, Viewer) and kept.user.pk == request.user.pk:
        return kept
    viewer = request.META["rvuedge.viewer"] = _with_the_place_that_came(request.user) or viewer_of(request.user)
    return viewer


def _with_the_place_that_came(user: User | AnonymousUser) -> Viewer | None:
    """Take the place that was read with a person, once: whoever asks later is told what holds then."""
    if not isinstance(user, User) or user.came_with is None:
        return None
    (place,), user.came_with = user.came_with, None
    return Viewer(user, place)


def today_in(organisation: Organisation | None) -> date:
    """Return today's date in an organisation's time zone (UTC without one)."""
    zone = ZoneInfo(organisation.time_zone if organisation else "UTC")
    return timezone.now().astimezone(zone).date()


def demo_people() -> MembershipQuerySet:
    """Return the places of the fictional people: members of demo organisations only, never an operator."""
    places = Membership.objects.filter(organisation__is_demo=True, active=True, user__is_active=True, user__is_superuser=False)
    elsewhere = Membership.objects.filter(organisation__is_demo=False).values("user_id")
    return places.exclude(user_id__in=elsewhere).select_related("user", "department").order_by("id")
