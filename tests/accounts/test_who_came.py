"""Whoever comes with a request is read together with the place that counts for it, and each request reads it anew."""

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory

from rvuedge.accounts.models import Department, Membership, Organisation, Role, User
from rvuedge.accounts.scope import viewer_behind
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def request_of(user: User) -> HttpRequest:
    request = RequestFactory().get("/log/")
    request.user = User.objects.get(pk=user.pk)
    return request


def place_of(request: HttpRequest) -> Membership | None:
    viewer = viewer_behind(request)
    assert viewer is not None
    assert viewer.user == request.user
    return viewer.membership


def test_a_person_and_their_place_are_one_reading(cast: Cast, django_assert_num_queries) -> None:
    place = cast.clinician.membership
    with django_assert_num_queries(1):
        request = request_of(cast.clinician.user)
        viewer = viewer_behind(request)
        assert viewer is not None
        assert (viewer.user, viewer.membership, viewer.organisation) == (cast.clinician.user, place, place.organisation)
        assert viewer.membership is not None and viewer.membership.department == place.department
        assert viewer_behind(request) is viewer


def test_the_first_active_place_counts_and_without_one_the_person_is_there(cast: Cast, django_assert_num_queries) -> None:
    user = cast.clinician.user
    later = Membership.objects.create(user=user, organisation=cast.elsewhere, role=Role.LEAD)
    assert place_of(request_of(user)) == cast.clinician.membership
    Membership.objects.filter(pk=cast.clinician.membership.pk).update(active=False)
    assert place_of(request_of(user)) == later
    later.delete()
    with django_assert_num_queries(2):  # no place, and the person
        assert place_of(request_of(user)) is None


def test_a_place_that_came_with_a_person_serves_one_request(cast: Cast) -> None:
    """Kept longer it would show what somebody was, not what they are."""
    request = request_of(cast.clinician.user)
    came = place_of(request)
    assert came is not None
    assert came.role == Role.CLINICIAN
    Membership.objects.filter(pk=cast.clinician.membership.pk).update(role=Role.ADMINISTRATOR)
    later = RequestFactory().get("/log/")
    later.user = request.user
    now = place_of(later)
    assert now is not None
    assert now.role == Role.ADMINISTRATOR


def test_a_changed_place_holds_from_the_next_request_on(cast: Cast, client: Client) -> None:
    client.force_login(cast.clinician.user)
    assert "Riverside Clinic" in client.get("/settings/", follow=True).text
    Membership.objects.filter(user=cast.clinician.user).update(active=False)
    elsewhere = Organisation.objects.create(name="Hillcrest", slug="hillcrest")
    department = Department.objects.create(organisation=elsewhere, name="Medicine")
    Membership.objects.create(user=cast.clinician.user, organisation=elsewhere, department=department, role=Role.LEAD)
    text = client.get("/settings/", follow=True).text
    assert "Hillcrest" in text
    assert "Riverside Clinic" not in text
