"""RVU Edge keeps who belongs to what: roles, departments, leavers, and an administrator always."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from rvuedge.accounts.models import ApiToken, AuditEntry, Department, Membership, Organisation, Role, User
from rvuedge.accounts.scope import viewer_of
from rvuedge.accounts.services import (
    add_department,
    change_membership,
    end_membership,
    found_organisation,
    make_token,
    set_up_installation,
    start_alone,
    take_back_member,
)
from rvuedge.accounts.services_settings import change_organisation, change_profile
from tests.cast import Cast
from tests.factories import PASSWORD, MembershipFactory, UserFactory
from tracking.models import Clinician

TODAY = date(2026, 11, 23)


def move(cast: Cast, place: Membership, role: str, department: Department | None) -> Membership:
    return change_membership(membership=place, role=role, department=department, by=cast.administrator.user, on=TODAY)


def end(cast: Cast, place: Membership) -> None:
    end_membership(membership=place, by=cast.administrator.user, on=TODAY)


def actions(**known: object) -> list[str]:
    return list(AuditEntry.objects.filter(**known).order_by("id").values_list("action", flat=True))


def test_gives_a_clinician_who_comes_alone_an_organisation_of_one(db: None) -> None:
    user = UserFactory.create(name="Solo")
    organisation = start_alone(user=user, time_zone="America/Denver")
    assert (organisation.name, organisation.time_zone, organisation.is_demo) == ("Practice of Solo", "America/Denver", False)
    assert [(place.user, place.role) for place in organisation.memberships.all()] == [(user, Role.ADMINISTRATOR)]


def test_gives_organisations_of_one_name_addresses_of_their_own(db: None) -> None:
    slugs = {found_organisation(name="Clinic", time_zone="America/Denver", founder=UserFactory.create()).slug for _ in range(3)}
    assert len(slugs) == 3
    assert found_organisation(name="診療所", time_zone="America/Denver", founder=UserFactory.create()).slug


def test_sets_up_an_installation_once(db: None) -> None:
    facts = {"name": "First", "password": PASSWORD, "organisation_name": "Clinic", "time_zone": "America/Denver"}
    user = set_up_installation(email="First@Clinic.example", **facts)
    assert (user.email, user.is_superuser, user.is_staff) == ("first@clinic.example", True, True)
    with pytest.raises(ValidationError, match="set up already"):
        set_up_installation(email="second@clinic.example", **facts)
    assert User.objects.count() == Organisation.objects.count() == 1


def test_changes_a_role_and_records_it(cast: Cast) -> None:
    move(cast, cast.clinician.membership, Role.LEAD, cast.surgery)
    place = Membership.objects.get(pk=cast.clinician.membership.pk)
    assert (place.role, place.department) == (Role.LEAD, cast.surgery)
    entry = AuditEntry.objects.get(action="person.role_changed")
    assert (entry.actor_name, entry.subject) == ("fay.administrator@clinic.example", "ada.clinician@clinic.example")
    assert entry.detail == {"before": "clinician", "after": "lead", "department": "Surgery"}


def test_refuses_a_department_of_another_organisation(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="another organisation"):
        move(cast, cast.clinician.membership, Role.LEAD, Department.objects.get(organisation=cast.elsewhere))


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.LEAD, Role.TRAINEE])
def test_keeps_the_last_administrator_from_another_role(cast: Cast, role: str) -> None:
    with pytest.raises(ValidationError, match="last administrator"):
        move(cast, cast.administrator.membership, role, None)
    assert Membership.objects.get(pk=cast.administrator.membership.pk).role == Role.ADMINISTRATOR


def test_keeps_the_last_administrator_from_leaving(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="last administrator"):
        end(cast, cast.administrator.membership)
    assert Membership.objects.get(pk=cast.administrator.membership.pk).active


def test_lets_an_administrator_go_where_another_stays(cast: Cast) -> None:
    move(cast, cast.lead.membership, Role.ADMINISTRATOR, None)
    end(cast, cast.administrator.membership)
    with pytest.raises(ValidationError, match="last administrator"):
        move(cast, cast.lead.membership, Role.CLINICIAN, None)


def test_counts_an_administrator_who_left_as_gone(cast: Cast) -> None:
    MembershipFactory.create(organisation=cast.organisation, role=Role.ADMINISTRATOR, active=False)
    with pytest.raises(ValidationError, match="last administrator"):
        end(cast, cast.administrator.membership)


def test_lets_a_member_leave_and_return(cast: Cast) -> None:
    end(cast, cast.clinician.membership)
    viewer = viewer_of(cast.clinician.user)
    assert viewer is not None
    assert (viewer.organisation, viewer.is_administrator, viewer.is_lead) == (None, False, False)
    take_back_member(membership=cast.clinician.membership, by=cast.administrator.user, on=TODAY)
    assert actions(subject="ada.clinician@clinic.example") == ["person.left", "person.returned"]
    viewer = viewer_of(cast.clinician.user)
    assert viewer is not None
    assert viewer.organisation == cast.organisation


def test_ends_the_tokens_of_a_person_who_belongs_nowhere_any_more(cast: Cast) -> None:
    make_token(user=cast.clinician.user, name="Script", days=30, may_write=True)
    elsewhere = MembershipFactory.create(user=cast.clinician.user, organisation=cast.elsewhere)
    end(cast, cast.clinician.membership)
    assert ApiToken.objects.filter(revoked_at=None).count() == 1
    end(cast, elsewhere)
    assert ApiToken.objects.filter(revoked_at=None).count() == 0


def test_moves_the_log_with_its_owner(cast: Cast) -> None:
    move(cast, cast.clinician.membership, Role.TRAINEE, cast.surgery)
    change_profile(user=cast.clinician.user, name="Ada Newname", career_stage="resident", on=TODAY)
    log = Clinician.objects.get(pk=cast.clinician.clinician.pk)  # type: ignore[union-attr]
    assert (log.department, log.is_trainee, log.name, log.ended_on) == (cast.surgery, True, "Ada Newname", None)


def test_ends_the_log_on_the_day_its_owner_leaves_and_opens_it_on_return(cast: Cast) -> None:
    end(cast, cast.clinician.membership)
    assert Clinician.objects.get(user=cast.clinician.user).ended_on == TODAY
    take_back_member(membership=cast.clinician.membership, by=cast.administrator.user, on=TODAY)
    assert Clinician.objects.get(user=cast.clinician.user).ended_on is None


def test_moves_no_log_in_another_organisation(cast: Cast) -> None:
    MembershipFactory.create(user=cast.clinician.user, organisation=cast.elsewhere)
    away = Clinician.objects.create(user=cast.clinician.user, organisation=cast.elsewhere, name="Ada", started_on=TODAY)
    end(cast, cast.clinician.membership)
    away.refresh_from_db()
    assert (away.ended_on, away.department) == (None, None)


def test_makes_a_department_once(cast: Cast) -> None:
    first, again = (add_department(organisation=cast.organisation, name=name, by=cast.administrator.user) for name in ("Lab", " Lab "))
    assert first == again
    assert actions(action="department.added") == ["department.added"]


def test_changes_an_organisation_and_records_it(cast: Cast) -> None:
    settings: dict[str, Any] = {"time_zone": "Pacific/Honolulu", "year_starts_in": 7, "query_days": 14, "second_factor_for_all": True}
    change_organisation(organisation=cast.organisation, by=cast.administrator.user, name="New", **settings)
    organisation = Organisation.objects.get(pk=cast.organisation.pk)
    assert {name: getattr(organisation, name) for name in settings} == settings and organisation.name == "New"
    assert AuditEntry.objects.get(action="organisation.changed").detail == settings


def test_compares_addresses_without_regard_to_case(db: None) -> None:
    user = User.objects.create_user(" Ada@Clinic.Example ", PASSWORD)
    assert user.email == "ada@clinic.example"
    assert User.objects.get_by_natural_key("ADA@clinic.example") == user
