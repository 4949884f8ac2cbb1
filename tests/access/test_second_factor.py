"""RVU Edge closes every address that a right over others opens to who has that right and no second factor; logging stays open."""

import pytest
from django.http import HttpResponse

from tests.access.asking import Asking
from tests.access.entries import ENTRIES
from tests.access.entry import SIGN_IN, Entry
from tests.access.roles import relation
from tests.access.test_matrix import NOTHING
from tests.access.world import World

# Nobody is kept from logging, from the own months and settings, and from what visitors see.
STAYS_OPEN = (
    "accounts/",
    "codes/",
    "dashboard/",
    "for/",
    "language/",
    "log/",
    "plan/",
    "reports/",
    "resources/",
    "settings/account/",
    "settings/clinical-time/",
    "settings/profile/",
    "settings/sessions/",
    "support/",
    "tools/",
)
# The way out, and what answers nobody.
OPEN = ("admin/logout/", "admin/login/")
# Everybody has it, and to who has rights over others it gives more than the own.
OF_EVERYBODY = ("api/v1/cases/", "api/v1/editions/", "api/v1/plan/", "api/v1/reports/", "api/v1/totals/", "settings/tokens/")
REFUSED = (403, 404, 405, SIGN_IN)
SET_UP = "/settings/second-factor/"


def faults(world: World, entry: Entry, role: str) -> list[str]:
    """Ask for an address as somebody with a right over others; tell where it is open although no member may, and where logging is shut."""
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
            stays_open = entry.route.startswith(STAYS_OPEN) and not is_right and "clinician=" not in f"{thing.query}{entry.query}"
            if (is_right and not is_closed) or (stays_open and is_closed):
                wrong.append(f"{method} {entry.route} on what is {owner or 'nobody'}'s: {'closed' if is_closed else 'open'}")
    return wrong


def is_shut(response: HttpResponse) -> bool:
    if response.status_code == 302:
        return response["Location"].startswith(SET_UP)
    return response.status_code == 403 and b"passkey" in response.content


@pytest.mark.parametrize("role", ["administrator", "operator"])
def test_closes_what_a_member_may_not_open_and_keeps_nobody_from_logging(world: World, role: str, settings) -> None:
    settings.SECOND_FACTOR_FORCED = True
    wrong = [fault for entry in ENTRIES for fault in faults(world, entry, role)]
    assert not wrong, "\n".join(wrong)
