"""RVU Edge lets a token do what its owner may do, within its scope, until it ends, and only in the API."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from rvuedge.accounts.models import ApiToken, User
from rvuedge.accounts.services import end_membership, make_token, revoke_token
from tests.access.addresses import operations
from tests.access.asking import JSON, Asking, Door
from tests.access.entries_tracking import SENT_CASE
from tests.access.passkeys import store_passkey
from tests.access.world import LOGGED_ON, World

OPEN_TO_ALL = {"/api/v1/codes/", "/api/v1/codes/{code}/", "/api/v1/schedules/"}
DONE = {"get": 200, "post": 201, "put": 200, "delete": 204}
OPERATIONS = sorted(operations())


@pytest.fixture
def by_token(world: World) -> Callable[..., Any]:
    """Asks as a program does: a token, no session, and no token of a form."""
    asking = Asking(world, Door(enforce_csrf_checks=True))

    def ask(secret: str, method: str, path: str, **options: Any) -> Any:
        address = path.format(case_id=world.things["case"]["clinician"].path["case_id"], code="99214")
        query = "?q=99214" if path == "/api/v1/codes/" and method == "get" else ""
        body = SENT_CASE if method in {"post", "put"} else None
        headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "k"} if secret else {"Idempotency-Key": "k"}
        kind = {} if method == "get" else {"content_type": JSON}
        return asking.ask("visitor", method, address + query, body, headers=headers | options.pop("headers", {}), **kind, **options)

    return ask


def secret_of(user: User, may_write: bool) -> str:
    return make_token(user=user, name="Program", days=30, may_write=may_write)[1]


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_lets_a_token_with_both_scopes_do_everything(world, by_token, path: str, method: str) -> None:
    assert by_token(secret_of(world.cast.clinician.user, True), method, path).status_code == DONE[method]


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_lets_a_reading_token_only_read(world, by_token, path: str, method: str) -> None:
    answer = by_token(secret_of(world.cast.clinician.user, False), method, path)
    assert answer.status_code == (200 if method == "get" else 403)
    assert method == "get" or b"may only read" in answer.content


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_asks_a_program_without_a_token_for_one(by_token, path: str, method: str) -> None:
    answer = by_token("", method, path)
    assert answer.status_code == (200 if path in OPEN_TO_ALL else 401)
    assert path in OPEN_TO_ALL or answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
@pytest.mark.parametrize("fate", ["revoked", "expired", "suspended", "left", "unknown", "cut off"])
def test_refuses_a_token_that_no_longer_holds_at_the_next_request(world, by_token, path: str, method: str, fate: str) -> None:
    person = world.cast.clinician
    token, secret = make_token(user=person.user, name="Program", days=30, may_write=True)
    if fate == "revoked":
        revoke_token(token=token)
    elif fate == "expired":
        ApiToken.objects.filter(pk=token.pk).update(expires_at=timezone.now())
    elif fate == "suspended":
        User.objects.filter(pk=person.user.pk).update(is_active=False)
    elif fate == "left":
        end_membership(membership=world.place("clinician"), by=world.cast.administrator.user, on=LOGGED_ON)
    secret = {"unknown": "rvu_made-up", "cut off": secret[:-1]}.get(fate, secret)
    assert by_token(secret, method, path).status_code == 401


def test_shows_a_token_what_its_owner_sees_and_no_more(world, by_token, asking: Asking) -> None:
    lists = [path for path, method in OPERATIONS if method == "get" and "{" not in path and path != "/api/v1/codes/"]
    assert "/api/v1/cases/" in lists
    for part in ("clinician", "lead", "administrator", "trainee", "stranger"):
        secret = secret_of(world.cast.members[part], False)
        for path in lists:
            assert by_token(secret, "get", path).content == asking.ask(part, "get", path).content, (part, path)


@pytest.mark.parametrize("address", ["/log/", "/settings/", "/manage/people/", "/admin/", "/reports/2026-10/"])
def test_opens_no_page_to_a_token(world, by_token, address: str) -> None:
    secret = secret_of(world.cast.operator, True)
    assert by_token(secret, "get", address).status_code == 302


def test_notes_the_use_of_a_token_every_five_minutes(world, asking: Asking) -> None:
    token, secret = make_token(user=world.cast.clinician.user, name="Program", days=30, may_write=False)
    at = timezone.now()
    for before, after in ((None, at), (at - timedelta(minutes=4), at - timedelta(minutes=4)), (at - timedelta(minutes=6), at)):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=before)
        asking.door.get("/api/v1/totals/", headers={"Authorization": f"Bearer {secret}"})
        token.refresh_from_db()
        assert token.last_used_at == after


def test_opens_nothing_to_the_program_of_an_administrator_without_a_second_factor(world, by_token, settings) -> None:
    settings.SECOND_FACTOR_FORCED = True
    wrong = []
    for user in (world.cast.administrator.user, world.cast.operator):
        # Made while the person was a clinician, and nothing but a password was asked for.
        secret = secret_of(user, True)
        for path, method in OPERATIONS:
            answer = by_token(secret, method, path)
            if (answer.status_code == 403 and b"passkey" in answer.content) == (path in OPEN_TO_ALL):
                wrong.append(f"{method} {path}: {answer.status_code}")
        store_passkey(user)
        assert by_token(secret, "get", "/api/v1/totals/").status_code == 200
    assert not wrong
    # A clinician's program needs none.
    assert by_token(secret_of(world.cast.clinician.user, False), "get", "/api/v1/totals/").status_code == 200
