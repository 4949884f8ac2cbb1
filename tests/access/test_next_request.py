"""RVU Edge takes a right away with the next request, whatever the session was before."""

from collections.abc import Callable

import pytest

from rvuedge.accounts.models import Department, Membership, Organisation, Role, User
from rvuedge.accounts.services import change_membership, end_membership, set_password, suspend, take_back_member
from tests.access.asking import Asking, address_of, is_sign_in
from tests.access.world import LOGGED_ON, World, session_of

LISTS = ("/api/v1/cases/", "/api/v1/totals/", "/api/v1/reports/", "/api/v1/editions/")


@pytest.fixture
def end(world: World, monkeypatch) -> Callable[[str], None]:
    """Lets somebody leave, which ends every session, and sign in again."""

    def leave(part: str) -> None:
        end_membership(membership=world.place(part), by=world.cast.administrator.user, on=LOGGED_ON)
        assert is_sign_in(Asking(world).ask(part, "get", "/settings/")["Location"])
        monkeypatch.setitem(world.sessions, part, session_of(world.cast.members[part]))

    return leave


def move(world: World, part: str, role: str, department: Department | None) -> None:
    change_membership(membership=world.place(part), role=role, department=department, by=world.cast.administrator.user, on=LOGGED_ON)


def test_closes_the_pages_of_a_role_that_was_taken_away(world: World, asking: Asking) -> None:
    move(world, "lead", Role.ADMINISTRATOR, None)
    assert asking.ask("lead", "get", "/manage/people/").status_code == 200
    move(world, "lead", Role.CLINICIAN, world.cast.medicine)
    for address in ("/manage/people/", "/manage/months/", "/department/", "/manage/audit/"):
        assert asking.ask("lead", "get", address).status_code == 404, address


def test_shows_a_lead_of_another_department_nothing_of_the_former_one(world: World, asking: Asking) -> None:
    report = "/reports/2026-10/?" + world.things["report"]["clinician"].query
    assert asking.ask("lead", "get", report).status_code == 200
    move(world, "lead", Role.LEAD, world.cast.surgery)
    assert asking.ask("lead", "get", report).status_code == 404


def test_moves_the_totals_of_a_clinician_with_the_department(world: World, asking: Asking) -> None:
    report = "/reports/2026-10/?" + world.things["report"]["clinician"].query
    move(world, "clinician", Role.CLINICIAN, world.cast.surgery)
    assert asking.ask("lead", "get", report).status_code == 404
    assert asking.ask("lead_elsewhere", "get", report).status_code == 200


def test_shows_a_person_who_left_nothing_of_the_organisation(world: World, asking: Asking, end: Callable[[str], None]) -> None:
    end("clinician")
    own = address_of("cases/<uuid:case_id>/", world.things["case"]["clinician"])
    for address in (own, "/log/2026-10-14/", "/reports/2026-10/", "/log/favourites/"):
        assert asking.ask("clinician", "get", address).status_code == 404, address
    assert [asking.ask("clinician", "get", path).content for path in LISTS] == [
        b'{"count":0,"next":null,"previous":null,"results":[]}'
    ] * len(LISTS)


def test_lets_an_attending_who_left_see_no_case_that_was_signed(world: World, asking: Asking, end: Callable[[str], None]) -> None:
    signed = address_of("cases/<uuid:case_id>/", world.things["case"]["trainee"])
    assert asking.ask("clinician", "get", signed).status_code == 200
    end("clinician")
    assert asking.ask("clinician", "get", signed).status_code == 404


def test_lets_a_former_lead_and_a_former_administrator_see_nothing(world: World, asking: Asking, end: Callable[[str], None]) -> None:
    report = "/reports/2026-10/?" + world.things["report"]["clinician"].query
    end("lead")
    assert asking.ask("lead", "get", report).status_code == 404
    Membership.objects.filter(pk=world.cast.administrator.membership.pk).update(active=False)
    assert asking.ask("administrator", "get", report).status_code == 404
    assert asking.ask("administrator", "get", "/manage/people/").status_code == 404


def test_keeps_the_log_and_the_reports_of_a_person_who_left_for_the_organisation(
    world: World, asking: Asking, end: Callable[[str], None]
) -> None:
    end("clinician")
    report = "/reports/2026-10/?" + world.things["report"]["clinician"].query
    assert asking.ask("administrator", "get", report).status_code == 200
    assert asking.ask("lead", "get", report).status_code == 200


def test_lets_a_person_who_returns_in_again(world: World, asking: Asking, end: Callable[[str], None]) -> None:
    end("clinician")
    take_back_member(membership=world.place("clinician"), by=world.cast.administrator.user, on=LOGGED_ON)
    assert asking.ask("clinician", "get", "/log/2026-10-14/").status_code == 200


@pytest.mark.parametrize("address", ["/log/", "/settings/", "/api/v1/cases/", "/admin/"])
def test_signs_a_suspended_person_out(world: World, asking: Asking, address: str) -> None:
    for part in ("clinician", "operator"):
        User.objects.filter(pk=world.cast.members[part].pk).update(is_active=False)
        answer = asking.ask(part, "get", address)
        assert answer.status_code == 401 if address.startswith("/api/") else is_sign_in(answer["Location"])


def test_suspends_by_the_service_and_never_an_operator(world: World) -> None:
    assert suspend(user=world.cast.clinician.user, by=world.cast.operator)
    assert not suspend(user=world.cast.operator, by=world.cast.operator)
    assert list(User.objects.filter(is_active=False)) == [world.cast.clinician.user]


def test_ends_the_sessions_of_a_password_that_was_changed(world: World, asking: Asking) -> None:
    set_password(user=world.place("clinician").user, password="nine loud herons wade")
    assert is_sign_in(asking.ask("clinician", "get", "/log/")["Location"])


def test_takes_releases_from_an_administrator_as_soon_as_there_is_a_second_organisation(world: World, asking: Asking) -> None:
    Organisation.objects.filter(pk=world.cast.elsewhere.pk).delete()
    assert asking.ask("administrator", "get", "/manage/schedules/").status_code == 200
    Organisation.objects.create(name="Another", slug="another")
    assert asking.ask("administrator", "get", "/manage/schedules/").status_code == 404
