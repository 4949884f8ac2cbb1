"""The product serves its pages as the role of the web, behind the wall, and shows everybody there what it shows without it."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpResponse, StreamingHttpResponse

from rvuedge.accounts.models import AuditEntry, Membership
from rvuedge.accounts.services import invite, make_token
from rvuedge.accounts.wall_roles import why_not_to_serve
from rvuedge.scim.services import make_scim_token
from tests.access.asking import Asking, Door, address_of
from tests.access.world import World
from tests.walls import WEB, as_web, make_wall

pytestmark = pytest.mark.postgresql

PUBLIC = ("/", "/codes/", "/codes/45385/", "/api/v1/codes/45385/")
OF_A_CLINICIAN = ("/log/", "/log/2026-10-14/", "/dashboard/", "/reports/", "/reports/2026-10/", "/plan/", "/reconcile/", "/settings/")
OF_A_LEAD = ("/department/", "/log/", "/settings/")
OF_AN_ADMINISTRATOR = (
    "/manage/people/", "/manage/months/", "/manage/policies/", "/manage/benchmarks/", "/manage/audit/",
    "/manage/sign-on/", "/manage/provisioning/",
)  # fmt: skip
OF_AN_OPERATOR = ("/manage/status/", "/manage/schedules/", "/admin/", "/admin/tracking/clinician/", "/admin/accounts/auditentry/")
WALK = {
    "visitor": (*PUBLIC, "/accounts/login/", "/accounts/organisation/"),
    "clinician": PUBLIC + OF_A_CLINICIAN,
    "trainee": OF_A_CLINICIAN,
    "lead": OF_A_LEAD,
    "administrator": PUBLIC + OF_AN_ADMINISTRATOR,
    "stranger": OF_A_CLINICIAN,
    "operator": OF_AN_OPERATOR,
}
# New with each answer.
_CSRF = rb"name=\"csrfmiddlewaretoken\" value=\"[^\"]+\"|X-CSRFToken(&quot;|\"): ?(&quot;|\")\w+"
_PASSING = re.compile(_CSRF + rb"|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class WalledDoor(Door):
    """The whole product, from its WSGI environment to the answer, as the role of the web."""

    def request(self, **request: Any) -> Any:
        with as_web():
            return super().request(**request)


@pytest.fixture(scope="module", autouse=True)
def wall(world: World) -> Iterator[None]:
    with transaction.atomic():
        make_wall()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def walled(world: World, settings: Any) -> Asking:
    settings.DATABASE_ROLES = [WEB]
    return Asking(world, WalledDoor(enforce_csrf_checks=False))


def body(answer: HttpResponse | StreamingHttpResponse) -> bytes:
    content = answer.getvalue()
    return _PASSING.sub(b"", content)


@pytest.mark.parametrize("role", WALK)
def test_shows_everybody_the_same_pages_behind_the_wall(role: str, walled: Asking, settings: Any) -> None:
    behind = {path: walled.ask(role, "get", path) for path in WALK[role]}
    settings.DATABASE_ROLES = []
    without = {path: Asking(walled.world).ask(role, "get", path) for path in WALK[role]}
    assert {path: answer.status_code for path, answer in behind.items()} == dict.fromkeys(WALK[role], 200)
    assert [path for path in WALK[role] if body(behind[path]) != body(without[path])] == []


def test_shows_an_own_case_and_saves_another(walled: Asking) -> None:
    assert walled.ask("clinician", "get", address_of("cases/<uuid:case_id>/", walled.world.things["case"]["clinician"])).status_code == 200
    new = {"date_of_service": "2026-10-15", "place_of_service": "11", "lines": [{"code": "45385"}]}
    options = {"content_type": "application/json", "headers": {"Idempotency-Key": "behind-the-wall"}}
    answer = walled.ask("clinician", "post", "/api/v1/cases/", new, **options)
    assert (answer.status_code, json.loads(answer.content)["lines"][0]["work_rvu"]) == (201, "4.46"), answer.content


def test_lets_programs_in_by_their_tokens_each_into_its_own_organisation(walled: Asking) -> None:
    cast = walled.world.cast
    _token, secret = make_token(user=cast.stranger.user, name="of a program", days=1, may_write=False)
    answer = walled.ask("visitor", "get", "/api/v1/cases/", headers={"Authorization": f"Bearer {secret}"})
    assert (answer.status_code, json.loads(answer.content)["count"]) == (200, 1), answer.content
    _scim, secret = make_scim_token(organisation=cast.elsewhere, name="of a provider", days=1, by=cast.strange_administrator.user)
    answer = walled.ask("visitor", "get", "/scim/v2/Users", headers={"Authorization": f"Bearer {secret}"})
    # The stranger and the strange administrator.
    assert (answer.status_code, json.loads(answer.content)["totalResults"]) == (200, 2), answer.content


def test_signs_in_and_keeps_what_was_done_in_the_trail(walled: Asking) -> None:
    user = walled.world.cast.lead.user
    user.set_password("an old oak by the river")
    user.save()
    with transaction.atomic():
        answer: Any = WalledDoor(enforce_csrf_checks=False).post(
            "/accounts/login/", {"login": user.email, "password": "an old oak by the river"}
        )
        last = AuditEntry.objects.first()
        transaction.set_rollback(True)
    assert (answer.status_code, answer["Location"]) == (302, "/log/")
    assert last is not None and (last.action, last.organisation_id) == ("sign_in.done", walled.world.cast.organisation.pk)


def test_takes_an_invitation_of_somebody_whom_nobody_knows(walled: Asking) -> None:
    cast = walled.world.cast
    _one, secret = invite(
        organisation=cast.organisation, email="new@example.org", role="clinician", department=None, by=cast.administrator.user
    )
    said = {"name": "New", "password": "a bright lantern in May", "career_stage": "attending"}
    assert walled.ask("visitor", "get", f"/invitations/{secret}/").status_code == 200
    with transaction.atomic():
        answer: Any = WalledDoor(enforce_csrf_checks=False).post(f"/invitations/{secret}/", said)
        place = Membership.objects.filter(user__email="new@example.org", active=True).first()
        transaction.set_rollback(True)
    assert answer.status_code == 302 and place is not None and place.organisation_id == cast.organisation.pk


def test_counts_what_waits_in_the_whole_installation_for_who_knows_the_secret(walled: Asking, settings: Any) -> None:
    settings.METRICS_SECRET = "known to the monitor alone"
    answer = walled.ask("visitor", "get", "/metrics", headers={"Authorization": "Bearer known to the monitor alone"})
    assert f"rvuedge_audit_unsealed {AuditEntry.objects.count()}\n" in answer.content.decode()


def test_serves_as_a_role_of_its_own_alone_and_behind_a_wall_that_is_whole(world: World, settings: Any) -> None:
    assert "as postgres, which is a superuser" in why_not_to_serve()
    with as_web():
        settings.DATABASE_ROLES = []
        assert f"as {WEB}, which RVUEDGE_DATABASE_ROLES does not name" in why_not_to_serve()
        settings.DATABASE_ROLES = [WEB]
        assert why_not_to_serve() == ""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE tracking_case NO FORCE ROW LEVEL SECURITY")
    with as_web():
        assert why_not_to_serve().startswith("1 tables of PostgreSQL do not stand behind the wall, such as tracking_case: run")
    settings.ONE_DATABASE_ROLE = True
    assert why_not_to_serve() == ""
