"""RVU Edge shows no page in which axe finds a fault: one of each kind, as somebody who may see it."""

import re
from collections.abc import Iterator
from contextvars import copy_context
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Route, ViewportSize

from tests.access.asking import Asking, address_of
from tests.access.entries import ENTRIES
from tests.access.entry import Entry
from tests.access.roles import ROLES, relation
from tests.access.test_matrix import NOTHING
from tests.access.world import World
from tests.looking import found_by_axe

# The world is made once the browser runs: its event loop gives the thread another connection to the database.
pytestmark = [pytest.mark.appearance, pytest.mark.usefixtures("browser")]

TESTS = Path(__file__).resolve().parent.parent
SITE = "http://localhost"
PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
# What the tests of these pages open in a browser, in more states, widths and schemes than one, and hand to axe themselves.
ELSEWHERE = {
    "web/test_public_browser.py": ("codes/", "codes/<code:code>/"),
    "codes/test_code_browser.py": ("codes/compare/", "codes/category/<slug:slug>/", "codes/specialties/", "codes/specialties/<slug:slug>/"),
    "site/test_browser.py": (
        "resources/",
        "blog/",
        "support/",
        "support/contact/",
        "support/status/",
        "for/medical-students/",
        "for/residents/",
        "for/attendings/",
        "tools/",
        "tools/case/",
        "tools/what-changed/",
        "tools/percentile/",
        "tools/pay/",
        "tools/payment/",
    ),
    "journeys/test_spanish.py": (
        "log/",
        "log/list/",
        "log/calendar/",
        "log/export/",
        "log/favourites/",
        "log/deleted/",
        "settings/",
        "language/",
    ),
    "tracking/test_training_browser.py": (
        "training/",
        "training/cases/untold/",
        "training/sheet/",
        "training/sign-off/",
        "training/programmes/",
        "training/trainees/<int:number>/",
        "log/places/",
        "manage/places/",
    ),
    "benchmarks/test_report_browser.py": ("dashboard/", "reports/", "department/", "manage/months/"),
    "benchmarks/test_reconcile_browser.py": ("reconcile/",),
    "benchmarks/test_pay_browser.py": ("plan/", "manage/people/"),
    "benchmarks/test_clinical_time_browser.py": ("settings/clinical-time/",),
    "sign_on/test_journey_browser.py": ("accounts/login/", "accounts/organisation/", "manage/provisioning/"),
}
SEEN_ELSEWHERE = frozenset(route for routes in ELSEWHERE.values() for route in routes)


class Answers:
    """What the browser asks for is answered in this process, as the role that looks: no server, and the world stays as it is."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._role = "visitor"
        self._kept: dict[str, dict[str, Any]] = {}
        # The browser calls in a context of its own, which would open another connection to the database.
        self._here = copy_context()

    def is_page(self, role: str, address: str) -> bool:
        """Ask for an address and keep the answer for the browser; return whether it is a whole page."""
        self._role = role
        self._kept = {path: answer for path, answer in self._kept.items() if path.startswith("/static/")}
        self._kept[address] = self._asked(address)
        return b"<html" in self._kept[address]["body"][:500]

    def fulfil(self, route: Route) -> None:
        address = route.request.url.removeprefix(SITE)
        if route.request.method != "GET":
            route.abort()
            return
        # A part that a script asks for is another answer than the page of the same address.
        part = {name: value for name, value in route.request.headers.items() if name == "hx-request"}
        key = address + ("#part" if part else "")
        if key not in self._kept:
            self._kept[key] = self._here.run(self._asked, address, part)
        route.fulfill(**self._kept[key])

    def _asked(self, address: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
        answer: Any = self._asking.ask(self._role, "get", address, headers=headers or {})
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return {"status": answer.status_code, "headers": dict(answer.headers), "body": body}


def kinds() -> Iterator[Entry]:
    """One entry of each kind of page that nobody else looks at; the tables of the Django admin share theirs."""
    seen = set(SEEN_ELSEWHERE)
    for entry in ENTRIES:
        kind = re.sub(r"^admin/[a-z]+/[a-z]+/", "admin/table/", entry.route)
        if kind not in seen:
            seen.add(kind)
            yield entry


def seen_by(entry: Entry, owner: str) -> str | None:
    """Who looks: the owner, else somebody of those who may, another on each address."""
    may = [role for role in ROLES if entry.get.answer_for(role, relation(role, owner)) == 200]
    own = [role for role in may if relation(role, owner) == "own"]
    return own[0] if own else may[len(entry.route) % len(may)] if may else None


@pytest.fixture
def answers(browser: Browser, asking: Asking) -> Answers:
    return Answers(asking)


def test_axe_finds_nothing_on_a_page_of_any_kind(world: World, answers: Answers, browser: Browser) -> None:
    """Half of the pages on a phone in the dark, half in a window in the light."""
    options: Any = {"base_url": SITE, "reduced_motion": "reduce", "service_workers": "block"}
    phone = browser.new_context(**options, viewport=PHONE, color_scheme="dark", is_mobile=True)
    desktop = browser.new_context(**options, viewport=DESKTOP)
    pages = [phone.new_page(), desktop.new_page()]
    for page in pages:
        page.route("**/*", answers.fulfil)
    found, looked_at = [], 0
    for entry in kinds():
        owner, thing = next(iter((world.things[entry.holds] if entry.holds else NOTHING).items()))
        address = address_of(entry.route, thing) + (f"?{entry.query}" if entry.query else "")
        role = seen_by(entry, owner)
        if role is not None and answers.is_page(role, address):
            page = pages[len(entry.route) % 2]
            page.goto(address)
            result = found_by_axe(page)
            looked_at += 1
            found += [f"{address} as {role}: {result.generate_report()}"] if result.violations_count else []
    phone.close()
    desktop.close()
    assert not found, "\n".join(found)
    # A page for every kind but the files, the API and what answers with a redirect.
    assert looked_at > 60


@pytest.mark.parametrize("file", ELSEWHERE)
def test_pages_that_are_looked_at_elsewhere_are_opened_there_and_given_to_axe(file: str) -> None:
    text = (TESTS / file).read_text(encoding="utf-8")
    assert "look_at(" in text or "found_by_axe(" in text
    assert not [route for route in ELSEWHERE[file] if f'"/{route.partition("<")[0]}' not in text]


def test_every_page_that_is_looked_at_elsewhere_is_an_address() -> None:
    assert not SEEN_ELSEWHERE - {entry.route for entry in ENTRIES}
