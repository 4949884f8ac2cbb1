"""RVU Edge lets a provider give back the access that it ended, and none that an administrator ended."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps

from rvuedge.accounts.models import Membership
from rvuedge.accounts.services import end_membership, take_back_member
from tests.cast import Cast
from tests.scim.conftest import Provider
from tests.scim.test_users import path_of, wrong


@pytest.mark.parametrize("again", [{"op": "replace", "path": "active", "value": True}, {"op": "replace", "value": {"active": True}}])
def test_overturns_no_end_of_access_by_an_administrator(cast: Cast, home: Provider, again: dict[str, object]) -> None:
    place = cast.clinician.membership
    end_membership(membership=place, by=cast.administrator.user, on=date(2026, 11, 23))
    said = wrong(home.patch(path_of(cast), again), 400, "mutability")
    assert "An administrator ended this access" in said
    wrong(home.put(path_of(cast), userName=cast.clinician.user.email, active=True), 400, "mutability")
    home.delete(path_of(cast))
    wrong(home.post("Users", userName=cast.clinician.user.email), 400, "mutability")
    assert not Membership.objects.get(pk=place.pk).active
    take_back_member(membership=Membership.objects.get(pk=place.pk), by=cast.administrator.user, on=date(2026, 11, 24))
    # From then on the provider ends and gives back as before, and an administrator has the last word again.
    for value in (False, True):
        assert home.patch(path_of(cast), again | {"path": "active", "value": value}).json()["active"] is value
    end_membership(membership=Membership.objects.get(pk=place.pk), by=cast.administrator.user, on=date(2026, 11, 24))
    wrong(home.patch(path_of(cast), again), 400, "mutability")


def test_tells_from_the_trail_whom_a_provider_ended_before_that_was_kept(cast: Cast, home: Provider) -> None:
    told = import_module("rvuedge.accounts.migrations.0014_who_was_ended_by_a_provider").tell_from_the_trail
    by_provider, by_administrator = cast.clinician.membership, cast.colleague.membership
    home.delete(path_of(cast))
    end_membership(membership=by_administrator, by=cast.administrator.user, on=date(2026, 11, 23))
    Membership.objects.update(ended_by_provider=False)
    told(apps, None)
    assert list(Membership.objects.filter(ended_by_provider=True)) == [by_provider]
