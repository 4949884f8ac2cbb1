"""RVU Edge gives roles and departments by a claim of the provider, at every sign-in."""

from collections.abc import Callable
from typing import Any

from django.test import Client

from rvuedge.accounts.models import AuditEntry, CareerStage, Membership, Role, User
from rvuedge.sign_on.models import SignOn
from tests.cast import Cast
from tests.sign_on.test_signing_in import ADA, NIA, ComeIn, refused, signed_in

RULES = "admins = administrator\nsurgery-leads = lead, Surgery\nresidents = trainee, Medicine\ndoctors = clinician"
Change = Callable[..., SignOn]


def place_of(email: object) -> Membership:
    return Membership.objects.select_related("department", "user").get(user__email=email)


def test_gives_the_role_and_the_department_that_the_first_line_names(come_in: ComeIn, change: Change) -> None:
    change(role_claim="groups", role_rules=RULES)
    come_in("u-nia", **NIA, groups=["doctors", "surgery-leads"])
    place = place_of(NIA["email"])
    assert (place.role, str(place.department)) == (Role.LEAD, "Surgery")


def test_reads_a_claim_that_lies_inside_another(come_in: ComeIn, change: Change) -> None:
    change(role_claim="realm_access.roles", role_rules=RULES)
    come_in("u-nia", **NIA, realm_access={"roles": ["residents"]})
    place = place_of(NIA["email"])
    assert (place.role, place.user.career_stage) == (Role.TRAINEE, CareerStage.RESIDENT)


def test_follows_the_provider_at_every_sign_in(cast: Cast, come_in: ComeIn, change: Change) -> None:
    change(role_claim="groups", role_rules=RULES)
    come_in("u-ada", **ADA, groups=["surgery-leads"])
    place = place_of(ADA["email"])
    assert (place.role, place.department) == (Role.LEAD, cast.surgery)
    cast.clinician.log.refresh_from_db()
    assert cast.clinician.log.department == cast.surgery
    come_in("u-ada", **ADA, groups=["doctors"])
    # A line without a department leaves the one that is there.
    place = place_of(ADA["email"])
    assert (place.role, place.department) == (Role.CLINICIAN, cast.surgery)
    changes = AuditEntry.objects.filter(action="person.role_changed", subject=ADA["email"])
    assert [(entry.actor_id, entry.detail["after"]) for entry in changes] == [(None, "clinician"), (None, "lead")]


def test_leaves_roles_to_people_where_no_claim_is_named(cast: Cast, come_in: ComeIn) -> None:
    Membership.objects.filter(pk=cast.clinician.membership.pk).update(role=Role.LEAD)
    come_in("u-ada", **ADA)
    assert place_of(ADA["email"]).role == Role.LEAD


def test_takes_a_role_away_that_no_line_gives_any_more(cast: Cast, come_in: ComeIn, change: Change) -> None:
    Membership.objects.filter(pk=cast.clinician.membership.pk).update(role=Role.ADMINISTRATOR)
    change(role_claim="groups", role_rules=RULES, joins_as="clinician")
    come_in("u-ada", **ADA, groups=[])
    assert place_of(ADA["email"]).role == Role.CLINICIAN


def test_lets_the_last_administrator_stay_one_and_says_so_in_the_audit_trail(cast: Cast, come_in: ComeIn, change: Change) -> None:
    change(role_claim="groups", role_rules=RULES)
    client = Client()
    come_in("u-fay", client, email=cast.administrator.user.email, email_verified=True, groups=["doctors"])
    assert signed_in(client) == cast.administrator.user.email
    assert place_of(cast.administrator.user.email).role == Role.ADMINISTRATOR
    assert AuditEntry.objects.get(action="sign_on.role_kept").detail == {"asked": "clinician"}


def test_refuses_whom_no_line_names_where_that_is_chosen(come_in: ComeIn, change: Change) -> None:
    change(role_claim="groups", role_rules=RULES, joins_as="")
    refused(come_in("u-nia", **NIA, groups=["visitors"]), "no_role")
    refused(come_in("u-ada", **ADA), "no_role")
    assert not User.objects.filter(email=NIA["email"]).exists()


def test_takes_groups_from_the_other_address_of_the_provider_too(provider: Any, come_in: ComeIn, change: Change) -> None:
    change(role_claim="groups", role_rules=RULES)
    provider.spoil = lambda claims: claims.pop("groups", None)
    come_in("u-nia", **NIA, groups=["residents"])
    assert place_of(NIA["email"]).role == Role.TRAINEE
