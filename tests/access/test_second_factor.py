"""RVU Edge closes every address that a right over others opens to who has that right and no second factor, and no address besides."""

import pytest
from django.http import HttpResponse

from tests.access.asking import Asking
from tests.access.entries import ENTRIES
from tests.access.entry import SIGN_IN, Entry
from tests.access.roles import relation
from tests.access.test_matrix import NOTHING
from tests.access.world import World

# Known by a number of 122 random bits, which only closed pages and lists tell.
BY_AN_UNGUESSABLE_NUMBER = ("cases/<uuid:case_id>/", "reconcile/<uuid:run_id>/", "training/cases/<uuid:case_id>/")
# The way out, and what answers nobody.
OPEN = ("admin/logout/", "admin/login/")
# Everybody has it, and to who has rights over others it gives more than the own.
OF_EVERYBODY = ("api/v1/cases/", "api/v1/editions/", "api/v1/plan/", "api/v1/reports/", "api/v1/totals/", "settings/tokens/")
REFUSED = (403, 404, 405, SIGN_IN)
SET_UP = "/settings/second-factor/"


def faults(world: World, entry: Entry, role: str) -> list[str]:
    """Ask for an address as somebody with a right over others; tell where it is open although no member may open it, or the reverse."""
    asking, wrong = Asking(world), []
    for owner, thing in (world.things[entry.holds] if entry.holds else NOTHING).items():
        for method in ("get", "post"):
            rights = getattr(entry, method)
            theirs = rights.answer_for(role, relation(role, owner))
            if theirs in REFUSED or entry.route in OPEN:
                continue
            is_right = rights.answer_for("colleague", relation("colleague", owner)) in REFUSED or entry.route.startswith(OF_EVERYBODY)
            is_closed = is_shut(asking.response(role, method, entry, thing))
            # A report that names whose it is stays closed whoever it is.
            if is_closed != is_right and not (is_closed and "clinician=" in f"{thing.query}{entry.query}"):
                wrong.append(f"{method} {entry.route} on what is {owner or 'nobody'}'s: {'closed' if is_closed else 'open'}")
    return wrong


def is_shut(response: HttpResponse) -> bool:
    if response.status_code == 302:
        return response["Location"].startswith(SET_UP)
    return response.status_code == 403 and b"passkey" in response.content


@pytest.mark.parametrize("role", ["administrator", "operator"])
def test_closes_what_a_member_may_not_open_and_nothing_besides(world: World, role: str, settings) -> None:
    settings.SECOND_FACTOR_FORCED = True
    asked = [entry for entry in ENTRIES if not entry.route.startswith(BY_AN_UNGUESSABLE_NUMBER)]
    wrong = [fault for entry in asked for fault in faults(world, entry, role)]
    assert not wrong, "\n".join(wrong)
