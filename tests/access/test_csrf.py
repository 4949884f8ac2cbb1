"""RVU Edge takes no write that another site makes a signed-in person's browser send."""

from typing import Any

import pytest

from tests.access.addresses import addresses, operations
from tests.access.asking import JSON, Asking, Door, address_of
from tests.access.entries import ENTRIES
from tests.access.entry import Entry, Rights
from tests.access.roles import ROLES, relation
from tests.access.test_matrix import NOTHING
from tests.access.world import World

OF_THE_API = "api/v1/"
# No session counts there, with or without the token of a form.
BY_OWN_TOKENS = "scim/v2/"
REFUSALS = {401, 403, 404, 405, "sign in"}


@pytest.fixture
def strict(world: World) -> Asking:
    """Asks as a browser does that holds the session and no token."""
    return Asking(world, Door(enforce_csrf_checks=True))


def first_of(world: World, entry: Entry) -> tuple[str, Any]:
    return next(iter((world.things[entry.holds] if entry.holds else NOTHING).items()))


def who_may(rights: Rights, owner: str) -> str:
    """Somebody whom the matrix lets do it; a signed-in person where it lets nobody."""
    allowed = (role for role in ROLES if rights.answer_for(role, relation(role, owner)) not in REFUSALS)
    return next(allowed, "clinician")


def test_refuses_every_post_of_a_page_without_the_token(world: World, strict: Asking) -> None:
    taken, asked = [], set()
    for entry in ENTRIES:
        owner, thing = first_of(world, entry)
        role = who_may(entry.post, owner)
        body = entry.body(world) if callable(entry.body) else entry.body
        if not entry.route.startswith(OF_THE_API):
            answer = strict.ask(role, "post", address_of(entry.route, thing), body)
            asked.add(entry.route)
            if answer.status_code != (401 if entry.route.startswith(BY_OWN_TOKENS) else 403):
                taken.append(f"{entry.route} as {role}: {answer.status_code}")
    assert not taken
    assert asked == {address.route for address in addresses() if not address.route.startswith(OF_THE_API)}


def test_refuses_every_write_of_the_api_by_a_session_without_the_token(world: World, strict: Asking) -> None:
    taken, asked = [], set()
    for entry in (entry for entry in ENTRIES if entry.is_json):
        owner, thing = first_of(world, entry)
        for method in ("post", "put", "delete"):
            rights: Rights | None = getattr(entry, method)
            if rights and rights.answer_for("clinician", relation("clinician", owner)) not in REFUSALS:
                answer = strict.ask("clinician", method, address_of(entry.route, thing), entry.body, content_type=JSON)
                asked.add((entry.route, method))
                if answer.status_code != 403:
                    taken.append(f"{method} {entry.route}: {answer.status_code}")
    assert not taken
    # The queue of a device is taken by the same rules, beside the API.
    assert len(asked - {("log/send/", "post")}) == len([method for _, method in operations() if method != "get"])
