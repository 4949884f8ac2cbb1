"""The log in a browser: a live server with rows that hold on every day, and a page of it for whoever of the cast signs in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from time import monotonic, sleep
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from codes.models import Release
from rvuedge.accounts.audit import lift_append_only, make_append_only
from rvuedge.accounts.models import User
from tests.cast import Cast, make_cast
from tests.factories import ReleaseFactory, store_rows
from tests.tracking.rows import RVU26C
from tracking.content import content_of
from tracking.entry import write_entry
from tracking.models import Case

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
# What Chromium says of a request that it could not send; a page without a connection is full of it.
WITHOUT_CONNECTION = "ERR_INTERNET_DISCONNECTED"


@dataclass(slots=True)
class LogPages:
    """Opens pages of the log and collects what went wrong in their scripts."""

    address: str
    open_page: Callable[..., Page]
    faults: list[str] = field(default_factory=list)

    def sign_in(self, context: BrowserContext, user: User) -> None:
        """Make the context one of a person's.

        The session of whoever was there before lives on: the answer to a request of theirs that is still under way would else take
        the new cookie away.
        """
        client = Client()
        client.force_login(user)
        cookie: Any = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": self.address}
        context.add_cookies([cookie])

    def open(self, user: User, address: str = "/log/", **options: Any) -> Page:
        """Open an address in a context of its own."""
        page = self.open_page(**({"base_url": self.address} | (options or PHONE)))
        self.sign_in(page.context, user)
        return self.go(page, address)

    def visit(self, address: str, **options: Any) -> Page:
        """Open an address for nobody in particular."""
        return self.go(self.open_page(**({"base_url": self.address} | options)), address)

    def go(self, page: Page, address: str = "/log/") -> Page:
        """Open an address in a page, and listen to what its scripts complain of."""
        page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        page.on(
            "console", lambda said: self.faults.append(said.text) if said.type == "error" and WITHOUT_CONNECTION not in said.text else None
        )
        page.goto(self.address + address)
        return page


def audit_may_be_emptied(blocker: Any) -> Iterator[None]:
    """A live server's tests empty every table; the triggers of the audit trail come back when they are done."""
    with blocker.unblock():
        lift_append_only()
    yield
    with blocker.unblock():
        make_append_only()


@pytest.fixture(scope="module")
def emptied_audit(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    yield from audit_may_be_emptied(django_db_blocker)


@pytest.fixture
def everlasting(emptied_audit: None, transactional_db: None) -> Release:
    """The rows of July 2026 in a sample release that never ends, so that tests run on any day."""
    release = ReleaseFactory.create(family="SAMPLE", letter="", name="SAMPLE26", effective_from=date(2024, 1, 1))
    store_rows(release, *RVU26C.rows)
    return release


@pytest.fixture
def people(everlasting: Release) -> Cast:
    return make_cast()


@pytest.fixture
def pages(people: Cast, live_server: Any, new_page: Callable[..., Page]) -> LogPages:
    return LogPages(live_server.url, new_page)


def field_of(page: Page) -> Any:
    """The field that takes codes, words and lines."""
    return page.get_by_role("combobox", name="Add procedures")


def favourite(page: Page, code: str) -> Any:
    """The favourite of a code."""
    return page.get_by_role("group", name="Favourites").get_by_role("button", name=code)


def take(page: Page, code: str) -> None:
    """Tap a favourite and see its row, which moves Save, before the finger goes there."""
    favourite(page, code).tap()
    expect(page.get_by_role("button", name=f"Remove {code}").last).to_be_visible()


def saved(*expected: str) -> None:
    """Wait until the server has these cases and no other: a page says that all is saved until it has read what waits."""
    end = monotonic() + 15
    while (there := sorted(write_entry(content_of(case).lines) for case in Case.objects.kept())) != sorted(expected):
        assert monotonic() < end, f"{there} instead of {expected}"
        sleep(0.05)


def is_kept(page: Page) -> None:
    """Wait until this device keeps the log page and its files."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    expect(page.locator("html")).to_be_attached()
    for _ in range(100):
        if page.evaluate("caches.match('/log/', { cacheName: 'rvuedge-page' }).then(Boolean)"):
            return
        page.wait_for_timeout(100)
    raise AssertionError("this device keeps no log page")
