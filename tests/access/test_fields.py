"""RVU Edge takes no field that says whose something is, what it is worth, or whom it belongs to: it ignores or refuses them."""

import json
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from benchmarks.models import Edition, SpecialtyAlias
from rvuedge.accounts.models import ApiToken, Department, Invitation, Membership, Organisation, Role, User
from tests.access.asking import JSON, Asking, address_of
from tests.access.entries_accounts import NOW_KNOWN
from tests.access.entries_tracking import NEW_CASE, SENT_CASE
from tests.access.world import World
from tests.factories import PASSWORD
from tracking.models import Case, Clinician

# 99214 has a work RVU of 1.92 in RVU26C, and July 2026 holds in October.
CREDIT = Decimal("1.9200")
IDS = ("id", "pk", "case", "clinician", "clinician_id", "owner", "user", "user_id", "organisation", "organisation_id", "attending")
WORTH = {"wrvu": "999", "work_rvu": "999", "credit": "999", "fee_amount": "999", "policy": "mine", "steps": [], "source": "audit"}


@pytest.fixture
def keep(asking: Asking) -> Any:
    """Asks and keeps what it did, until the end of the test."""

    def ask(role: str, method: str, address: str, body: Any = None, **options: Any) -> Any:
        asking.ask("visitor", "get", "/healthz")
        asking.door.cookies["sessionid"] = asking.world.sessions.get(role, "")
        return getattr(asking.door, method)(address, body, **options)

    return ask


def send(keep: Any, role: str, method: str, address: str, body: Any, key: str = "k") -> Any:
    return keep(role, method, address, body, content_type=JSON, headers={"Idempotency-Key": key})


def foreign(world: World) -> dict[str, object]:
    """Somebody else's ids under every name that a program might try."""
    other = world.cast.stranger
    assert other.clinician is not None
    numbers = {"clinician": other.clinician.pk, "user": other.user.pk, "owner": other.user.pk, "organisation": world.cast.elsewhere.pk}
    return {name: numbers.get(name.removesuffix("_id"), 1) for name in IDS if name not in {"id"}}


def test_logs_a_case_of_the_api_for_whoever_sends_it_at_its_own_worth(world: World, keep: Any) -> None:
    line = {"code": "99214"} | WORTH | {"case": 1, "clinician": 1, "release": "RVU99Z", "outcome": "credited", "lane": "wrvu"}
    answer = send(keep, "clinician", "post", "/api/v1/cases/", SENT_CASE | foreign(world) | WORTH | {"lines": [line]})
    assert answer.status_code == 201
    case = Case.objects.get(pk=json.loads(answer.content)["id"])
    stored = case.lines.get()
    assert case.clinician == world.cast.clinician.clinician
    assert (case.attending, case.source) == (None, "api")
    # Her contract counts by `raw` from 14 October on.
    assert (stored.credit, stored.clinician, stored.policy) == (CREDIT, world.cast.clinician.clinician, "raw")


def test_changes_no_case_of_somebody_else_by_creating_one(world: World, keep: Any) -> None:
    for part in ("surgeon", "stranger", "trainee"):
        number = world.things["case"][part].path["case_id"]
        before = Case.objects.get(pk=number)
        assert send(keep, "clinician", "post", "/api/v1/cases/", SENT_CASE | {"id": str(number)}, part).status_code == 404
        assert keep("clinician", "post", "/log/save/", NEW_CASE | {"case_id": str(number)}).status_code == 404
        after = Case.objects.get(pk=number)
        assert (after.updated_at, after.clinician_id, after.date_of_service) == (
            before.updated_at,
            before.clinician_id,
            before.date_of_service,
        )


def test_keeps_an_own_case_as_it_is_when_another_is_created_under_its_id(world: World, keep: Any) -> None:
    number = str(world.things["case"]["clinician"].path["case_id"])
    assert send(keep, "clinician", "post", "/api/v1/cases/", SENT_CASE | {"id": number}).status_code == 409
    assert keep("clinician", "post", "/log/save/", NEW_CASE | {"case_id": number}).status_code == 409


def test_replaces_the_case_of_the_address_and_not_the_one_of_the_body(world: World, keep: Any) -> None:
    own, other = (world.things["case"][part].path["case_id"] for part in ("clinician", "stranger"))
    answer = send(keep, "clinician", "put", f"/api/v1/cases/{own}/", SENT_CASE | foreign(world) | WORTH | {"id": str(other)})
    assert (answer.status_code, json.loads(answer.content)["id"]) == (200, str(own))
    assert Case.objects.get(pk=own).clinician == world.cast.clinician.clinician
    assert Case.objects.get(pk=other).lines.get().code == "45385"
    amended = keep("clinician", "post", f"/cases/{own}/amend/", NEW_CASE | {"case_id": str(other), "entry": "45380"})
    assert amended["Location"] == f"/cases/{own}/"
    assert Case.objects.get(pk=other).lines.get().code == "45385"


def test_logs_a_case_of_the_form_for_whoever_sends_it_at_its_own_worth(world: World, keep: Any) -> None:
    assert keep("clinician", "post", "/log/save/", NEW_CASE | foreign(world) | WORTH).status_code == 302
    case = Case.objects.get(pk=UUID(str(NEW_CASE["case_id"])))
    assert (case.clinician, case.source, case.lines.get().credit) == (world.cast.clinician.clinician, "log", CREDIT)


def test_gives_the_key_of_another_person_no_meaning(world: World, keep: Any) -> None:
    assert send(keep, "clinician", "post", "/api/v1/cases/", SENT_CASE, "same").status_code == 201
    assert send(keep, "surgeon", "post", "/api/v1/cases/", SENT_CASE | {"date_of_service": "2026-10-16"}, "same").status_code == 201


def test_gives_nobody_a_right_by_the_profile(world: World, keep: Any) -> None:
    said = {
        "name": "Ada",
        "career_stage": "attending",
        "email": "x@clinic.example",
        "is_superuser": "on",
        "is_staff": "on",
        "role": "administrator",
    }
    assert keep("clinician", "post", "/settings/profile/", said | foreign(world)).status_code == 302
    user = User.objects.get(pk=world.cast.clinician.user.pk)
    assert (user.name, user.email, user.is_superuser, user.is_staff) == ("Ada", "ada.clinician@clinic.example", False, False)
    assert world.place("clinician").role == Role.CLINICIAN


def test_gives_nobody_a_right_by_signing_up(keep: Any) -> None:
    said = {"email": "solo@clinic.example", "password1": PASSWORD, "name": "Solo", "career_stage": "attending"}
    said |= {"time_zone": "America/Denver", "is_superuser": "on", "is_staff": "on", "organisation": "1", "role": "administrator"}
    assert keep("", "post", "/accounts/signup/", said).status_code == 302
    user = User.objects.get(email="solo@clinic.example")
    assert (user.is_superuser, user.is_staff) == (False, False)
    assert user.memberships.get().organisation.name == "Practice of Solo"


def test_joins_as_the_invitation_says_whatever_the_form_says(world: World, keep: Any) -> None:
    address = address_of("invitations/<str:secret>/", world.things["invitation link"]["organisation"])
    said = NOW_KNOWN | {"role": "administrator", "email": "x@clinic.example", "organisation": world.cast.elsewhere.pk, "department": 1}
    assert keep("", "post", address, said).status_code == 302
    place = Membership.objects.get(user__email="new@clinic.example")
    assert (place.role, place.organisation, place.department) == (Role.CLINICIAN, world.cast.organisation, None)


def test_puts_nobody_into_a_department_of_another_organisation(world: World, keep: Any) -> None:
    remote = Department.objects.get(organisation=world.cast.elsewhere)
    role = address_of("manage/people/<int:number>/role/", world.things["membership"]["clinician"])
    assert keep("administrator", "post", role, {"role": "lead", "department": remote.pk}).status_code == 302
    assert (world.place("clinician").role, world.place("clinician").department) == (Role.CLINICIAN, world.cast.medicine)
    said = {"email": "two@clinic.example", "role": "lead", "department": remote.pk}
    assert keep("administrator", "post", "/manage/people/invite/", said).status_code == 400
    assert not Invitation.objects.filter(email="two@clinic.example").exists()


def test_knows_no_role_beyond_its_own(world: World, keep: Any) -> None:
    role = address_of("manage/people/<int:number>/role/", world.things["membership"]["clinician"])
    for wanted in ("operator", "superuser", "", "Administrator"):
        keep("administrator", "post", role, {"role": wanted})
        assert world.place("clinician").role == Role.CLINICIAN


def test_changes_the_own_organisation_alone(world: World, keep: Any) -> None:
    said = {
        "name": "Changed",
        "time_zone": "America/Denver",
        "year_starts_in": "7",
        "query_days": "10",
        "id": world.cast.elsewhere.pk,
        "organisation": world.cast.elsewhere.pk,
        "slug": "x",
    }
    assert keep("administrator", "post", "/settings/organisation/", said | {"is_demo": "on"}).status_code == 302
    assert list(Organisation.objects.order_by("id").values_list("name", "slug", "is_demo")) == [
        ("Changed", "riverside", False),
        ("Far Clinic", "far", False),
    ]


def test_makes_a_token_of_ones_own_with_a_secret_that_nobody_chose(world: World, keep: Any) -> None:
    said = {"name": "Mine", "days": "30", "user": world.cast.operator.pk, "secret_hash": "0" * 64, "expires_at": "2099-01-01"}
    keep("clinician", "post", "/settings/tokens/", said)
    token = ApiToken.objects.get(name="Mine")
    assert (token.user, token.may_write) == (world.cast.clinician.user, False)
    assert token.secret_hash != "0" * 64
    assert keep("clinician", "post", "/settings/tokens/", said | {"days": "36500"}).status_code == 400


def test_maps_a_name_of_the_edition_in_the_address_alone(world: World, keep: Any) -> None:
    own, other = (world.things["edition"][owner].path["number"] for owner in ("organisation", "elsewhere"))
    said = {"raw_name": "Gastroenterology", "specialty": "", "edition": other, "survey": other, "organisation": world.cast.elsewhere.pk}
    keep("administrator", "post", f"/manage/benchmarks/{own}/map/", said)
    assert [alias.survey.organisation for alias in SpecialtyAlias.objects.all()] == [world.cast.elsewhere]
    assert Edition.objects.get(pk=other).cells.filter(specialty__isnull=True).count() == 0


def test_publishes_no_fee_table_for_an_administrator(world: World, keep: Any) -> None:
    address = address_of("manage/schedules/fees/<int:schedule_id>/publish/", world.things["fee table"]["organisation"])
    keep("administrator", "post", address, {"is_public": "on"})
    assert not world.cast.organisation.fee_schedules.filter(is_public=True).exists()


def test_begins_a_log_of_ones_own(world: World, keep: Any) -> None:
    said = {"started_on": "2026-02-01"} | {key: str(value) for key, value in foreign(world).items()}
    assert keep("administrator", "post", "/log/begin/", said | {"is_trainee": "on", "name": "x"}).status_code == 302
    log = Clinician.objects.get(user=world.cast.administrator.user)
    assert (log.organisation, log.name, log.is_trainee) == (world.cast.organisation, "Fay Administrator", False)
