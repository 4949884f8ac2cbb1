"""RVU Edge asks once more who it is before every file of others and every change of rights, at whatever address they are."""

from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from inspect import getsource
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import Model
from django.http import HttpResponse
from django.urls import resolve

from rvuedge.accounts.models import ApiToken, Invitation, Membership, Organisation, User
from rvuedge.scim.models import ScimToken
from rvuedge.sign_on.models import SignOn, SignOnDomain
from tests.access.asking import Asking, Door, address_of
from tests.access.entries import ENTRIES
from tests.access.entry import Entry
from tests.access.roles import relation
from tests.access.test_matrix import NOTHING
from tests.access.world import NOON, Thing, World

LATER = NOON + timedelta(minutes=17)
WITH_RIGHTS = ("administrator", "lead")
# What opens an organisation or an account, or says what somebody may.
RIGHTS: tuple[type[Model], ...] = (
    User, Organisation, Membership, Invitation, ApiToken, ScimToken, SignOn, SignOnDomain, Authenticator, EmailAddress,
)  # fmt: skip
# Takes away and gives nothing; or is done by whoever holds a link that was made after a confirmation; or is one's own.
NEED_NONE = (
    "invitations/<str:secret>/",
    "language/choose/",
    "manage/people/invitations/<int:number>/withdraw/",
    "manage/provisioning/<int:number>/end/",
    "people/new-password/<str:number>/<str:token>/",
    "settings/profile/",
    "settings/tokens/<int:number>/end/",
)


def things(world: World, entry: Entry) -> Iterator[tuple[str, Thing]]:
    yield from (world.things[entry.holds] if entry.holds else NOTHING).items()


def is_file(response: HttpResponse) -> bool:
    return "attachment" in response.get("Content-Disposition", "")


def asks(response: HttpResponse) -> bool:
    return response.status_code == 302 and "reauthenticate" in response["Location"]


@pytest.fixture
def later(world: World) -> Iterator[None]:
    """The time at which everybody signed in a quarter of an hour ago, and was not idle for too long."""
    with time_machine.travel(LATER, tick=False):
        yield


def makes_files(address: str) -> bool:
    """Whether the module behind an address hands files out; the pages of all others would only be rendered here."""
    module = import_module(resolve(address.partition("?")[0]).func.__module__)
    return any(word in getsource(module) for word in ("Content-Disposition", "FileResponse"))


def files(world: World, asking: Asking) -> dict[tuple[str, str], bool]:
    """Every file of somebody else that somebody gets, by role and address, and whether a confirmation was asked for."""
    found = {}
    for entry in ENTRIES:
        for owner, thing in things(world, entry):
            address = address_of(entry.route, thing)
            if entry.route.startswith("admin/") or not makes_files(address):
                continue
            for role in WITH_RIGHTS:
                if relation(role, owner) == "own" or entry.get.answer_for(role, relation(role, owner)) not in (200, 302):
                    continue
                response = asking.response(role, "get", entry, thing)
                if is_file(response) or asks(response):
                    found[role, address] = asks(response)
    return found


def test_asks_before_every_file_of_others(world: World, asking: Asking, later: None) -> None:
    found = files(world, asking)
    assert [where for where, asked in found.items() if not asked] == []
    assert {address.split("?")[0].rpartition(".")[2] for _role, address in found} >= {"csv", "pdf"}


def rights() -> dict[str, list[Any]]:
    return {model.__name__: list(model._base_manager.order_by("pk").values()) for model in RIGHTS}


class Looking(Door):
    """Keeps what rights were after an answer, before it is taken back."""

    def request(self, **request: Any) -> Any:
        answer = super().request(**request)
        self.seen = rights()
        return answer


def test_changes_no_right_of_anybody_without_asking(world: World) -> None:
    door, before, found, wrong = Looking(enforce_csrf_checks=False), rights(), set(), []
    for entry in ENTRIES:
        for owner, thing in things(world, entry):
            may = entry.post.answer_for("administrator", relation("administrator", owner)) in (200, 201, 302)
            if not may or entry.route in NEED_NONE or changes(world, door, entry, thing, before) == []:
                continue
            found.add(entry.route)
            with time_machine.travel(LATER, tick=False):
                wrong += changes(world, door, entry, thing, before)
    assert wrong == []
    assert found >= {
        "manage/people/invite/",
        "manage/people/<int:number>/role/",
        "manage/people/<int:number>/end/",
        "settings/organisation/",
        "settings/tokens/",
    }


def changes(world: World, door: Looking, entry: Entry, thing: Thing, before: dict[str, list[Any]]) -> list[str]:
    """What of rights is another after an administrator sent the form of an entry."""
    Asking(world, door).response("administrator", "post", entry, thing)
    return [f"{entry.route}: {name}" for name in before if door.seen[name] != before[name]]


@pytest.mark.parametrize(
    ("address", "action"),
    [
        ("/admin/accounts/user/", "suspend_people"),
        ("/admin/accounts/user/", "readmit_people"),
        ("/admin/account/emailaddress/", "confirm_addresses"),
        ("/admin/mfa/authenticator/", "delete_selected"),
    ],
)
def test_asks_the_operator_before_accounts_of_others_are_opened_or_closed(
    world: World, asking: Asking, later: None, address: str, action: str
) -> None:
    chosen = {"action": action, "_selected_action": [world.cast.colleague.user.pk], "post": "yes"}
    answer = asking.ask("operator", "post", address, chosen)
    assert asks(answer), answer.status_code
    # To look is not to act, and nobody else is asked for anything.
    assert asking.ask("operator", "get", address).status_code == 200
    assert not asks(asking.ask("administrator", "post", address, chosen))
    assert not asks(asking.ask("operator", "post", "/admin/logout/"))
