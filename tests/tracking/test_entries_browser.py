"""An extract is brought in, seen, stored, exported and taken back in a browser, on a phone and on a desktop."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from playwright.sync_api import Page, expect

from tests.cast import make_cast
from tests.factories import ReleaseFactory, store_rows
from tests.looking import look_at
from tests.tracking.extracts import GOLDEN
from tests.tracking.rows import RVU26C

pytestmark = pytest.mark.usefixtures("audit_may_be_emptied")

Open = Callable[..., Page]
SCREENS = [
    pytest.param({"viewport": {"width": 1280, "height": 900}}, id="desktop"),
    pytest.param(
        {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark", "has_touch": True},
        id="phone in the dark",
        marks=pytest.mark.appearance,
    ),
]
faults: list[str] = []


@pytest.fixture
def open_page(transactional_db: None, live_server: Any, new_page: Open, client: Client) -> Iterator[Open]:
    faults.clear()
    with time_machine.travel("2026-11-23 17:00", tick=True):
        store_rows(ReleaseFactory.create(), *RVU26C.rows)
        client.force_login(make_cast().clinician.user)
        cookie: Any = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}

        def open_it(address: str, **options: Any) -> Page:
            page = new_page(**options)
            page.on("pageerror", lambda fault: faults.append(str(fault)))
            page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
            page.context.add_cookies([cookie])
            page.goto(f"{live_server.url}{address}")
            return page

        yield open_it


def check(page: Page) -> None:
    """No violation of the accessibility rules, nothing wider than a screen, no fault in the console."""
    look_at(page)
    assert not faults


@pytest.mark.parametrize("screen", SCREENS)
def test_brings_an_extract_in_and_takes_it_back(open_page: Open, screen: dict[str, Any], tmp_path: Path) -> None:
    page = open_page("/log/import/", **screen)
    check(page)
    page.get_by_label("Charge extract").set_input_files(GOLDEN / "practice_system.csv")
    page.get_by_role("button", name="Check charges").click()
    expect(page.get_by_role("heading", name="Which column holds what?")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Read with these columns").click()
    store = page.get_by_role("button", name="Store 2 cases")
    expect(store).to_be_visible()
    expect(page.get_by_text("4 columns")).to_be_visible()
    check(page)
    store.click()
    expect(page.get_by_text("Stored in your log.")).to_be_visible()
    check(page)
    page.get_by_role("link", name="All imports").click()
    page.get_by_role("link", name="List", exact=True).click()
    # 4.46 and 0.29 of the case in the surgery center; 1.92 of the visit; 20610 is in no schedule here.
    expect(page.locator("[data-total=chosen]")).to_have_text("6.67")
    check(page)
    page.get_by_role("link", name="Calendar", exact=True).click()
    check(page)
    page.goto(page.url.replace("2026-11", "2026-07"))
    expect(page.get_by_role("link", name="4.75")).to_be_visible()
    check(page)
    page.get_by_role("link", name="Export", exact=True).click()
    check(page)
    with page.expect_download() as leaving:
        page.get_by_role("button", name="Export").click()
    leaving.value.save_as(tmp_path / "log.csv")
    assert (tmp_path / "log.csv").read_text().count("\n") == 5
    page.get_by_role("link", name="Import", exact=True).click()
    page.get_by_role("link", name="practice_system.csv").click()
    page.get_by_role("button", name="Take the import back").click()
    expect(page.get_by_role("status").first).to_contain_text("2 cases were taken back.")
    check(page)


@pytest.mark.parametrize("screen", SCREENS)
def test_shows_why_lines_were_refused(open_page: Open, screen: dict[str, Any]) -> None:
    page = open_page("/log/import/", **screen)
    page.get_by_label("Or paste lines").fill("7/2/2026 45385\n7/3/2026 SMITH\n12/31/2026 99214\n8/1/2026 99213x500\n")
    page.get_by_role("button", name="Check charges").click()
    expect(page.get_by_role("heading", name="Why it was refused")).to_be_visible()
    check(page)


@pytest.mark.parametrize("screen", SCREENS)
def test_keeps_a_filter(open_page: Open, screen: dict[str, Any]) -> None:
    page = open_page("/log/list/?code=45385", **screen)
    page.get_by_text("Keep this filter").click()
    page.get_by_label("Name").fill("MRN 12345")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("may identify a patient")).to_be_visible()
    page.get_by_label("Name").fill("Snares")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("link", name="Snares")).to_be_visible()
    faults[:] = [fault for fault in faults if "400" not in fault]
    check(page)
