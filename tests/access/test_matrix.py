"""RVU Edge gives everybody at every address what the access matrix says, and nothing else."""

import re
from collections.abc import Iterator

import pytest
from django.contrib.admindocs.views import simplify_regex

from tests.access.addresses import addresses, operations
from tests.access.asking import Asking
from tests.access.entries import ENTRIES
from tests.access.entry import NO_GET, NO_GET_SIGNED_IN, NO_POST, NO_POST_SIGNED_IN, Entry, Rights
from tests.access.roles import ROLES, relation
from tests.access.world import Thing, World

NOTHING = {"": Thing({})}
# A method that an address does not know is refused whatever the object: one is enough.
WHATEVER_THE_OBJECT = (NO_GET, NO_GET_SIGNED_IN, NO_POST, NO_POST_SIGNED_IN)

TO_THE_ADMIN = ("visitor", "lead", "administrator", "strange_administrator", "operator")


def rights_of(entry: Entry) -> Iterator[tuple[str, Rights]]:
    yield from ((method, rights) for method in ("get", "post", "put", "delete") if (rights := getattr(entry, method)) is not None)


def askers(entry: Entry, method: str, number: int) -> tuple[str, ...]:
    """Everybody; to the admin, where who asks decides and not whose object it is, a few post about a second object."""
    return TO_THE_ADMIN if number and method == "post" and entry.route.startswith("admin/") else ROLES


def named(entry: Entry) -> str:
    return f"{entry.route} {entry.holds}".strip() or "/"


@pytest.mark.parametrize("entry", ENTRIES, ids=named)
def test_gives_everybody_what_the_matrix_says(world: World, asking: Asking, entry: Entry) -> None:
    wrong = []
    for number, (owner, thing) in enumerate((world.things[entry.holds] if entry.holds else NOTHING).items()):
        for method, rights in rights_of(entry):
            if number and rights in WHATEVER_THE_OBJECT:
                continue
            for role in askers(entry, method, number):
                expected = rights.answer_for(role, relation(role, owner))
                found = asking.answer(role, method, entry, thing)
                if found != expected:
                    wrong.append(f"{method} {entry.route} as {role} on what is {owner or 'nobody'}'s: {found} instead of {expected}")
    assert not wrong, "\n".join(wrong)


def test_has_an_entry_for_every_address() -> None:
    known = {entry.route for entry in ENTRIES}
    assert not [address.route for address in addresses() if address.route not in known]


def test_has_an_address_for_every_entry() -> None:
    assert {entry.route for entry in ENTRIES} <= {address.route for address in addresses()}


def test_has_somebody_for_whom_each_operation_of_the_api_works() -> None:
    """An operation of the API's own document that the matrix expects nobody to be let into is not asked in earnest."""
    works = set()
    for entry in ENTRIES:
        shown = simplify_regex(entry.route) if "(?P" in entry.route else "/" + entry.route
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", shown)
        works |= {(path, method) for method, rights in rights_of(entry) if {200, 201, 204} & {rights.others, *rights.some.values()}}
    assert operations() - works == set()


def test_names_an_object_for_every_parameter() -> None:
    without = {entry.route for entry in ENTRIES if not entry.holds}
    assert not [address.route for address in addresses() if address.parameters and address.route in without]
