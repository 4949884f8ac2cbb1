"""RVU Edge's public pages in a browser: readable by everybody, quiet at every width, found while typing."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from tests import looking
from tests.cast import Cast, make_cast
from tests.snapshots import load_sample

pytestmark = [pytest.mark.browser, pytest.mark.appearance, pytest.mark.usefixtures("audit_may_be_emptied")]

PUBLIC = (
    "/",
    "/codes/",
    "/codes/?q=polyp",
    "/codes/?kind=imaging",
    "/codes/45385/",
    "/codes/71046/",
    "/codes/D1553/",
    "/codes/99999/",
    "/no/page/",
)
SCREENS = {"phone": (390, 844), "desktop": (1280, 900)}
# axe's own rules and its best practices; a page is a page at every width and in both schemes.
faults: list[str] = []


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    load_sample()
    return make_cast()


@pytest.fixture
def opened(cast: Cast, live_server: Any, new_page: Callable[..., Page], client: Client) -> Callable[..., Page]:
    faults.clear()

    def open_it(screen: str = "desktop", scheme: str = "light", part: str = "", **options: Any) -> Page:
        width, height = SCREENS[screen]
        page = new_page(viewport={"width": width, "height": height}, color_scheme=scheme, base_url=live_server.url, **options)
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" and "404" not in said.text else None)
        if part:
            client.force_login(cast.members[part])
            cookie: Any = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
            page.context.add_cookies([cookie])
        return page

    return open_it


def look_at(page: Page, address: str) -> None:
    """Open a page; nothing may be wider than the screen, wrong for axe, or refused by the content policy."""
    page.goto(address)
    looking.look_at(page)
    assert faults == []


@pytest.mark.parametrize(("screen", "scheme"), [("phone", "dark"), ("desktop", "light")])
def test_public_pages_are_for_everybody(opened: Callable[..., Page], screen: str, scheme: str) -> None:
    page = opened(screen, scheme)
    for address in PUBLIC:
        look_at(page, address)


@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_the_catalogue_is_for_signed_in_people_too(opened: Callable[..., Page], screen: str) -> None:
    page = opened(screen, part="administrator")
    for address in ("/codes/", "/codes/D1553/", "/settings/"):
        look_at(page, address)


def test_finds_while_typing_and_keeps_the_address(opened: Callable[..., Page]) -> None:
    page = opened()
    page.goto("/codes/")
    page.get_by_label("Search codes").press_sequentially("snare", delay=20)
    expect(page.get_by_role("link", name="Colonoscopy, polyp removed by snare")).to_be_visible()
    expect(page.locator("#found")).to_contain_text('for "snare"')
    expect(page).to_have_url(re.compile(r"/codes/\?q=snare$"))
    page.get_by_role("radio", name="Fee schedule only").check()
    expect(page.locator("#found")).to_contain_text("Nothing found")
    assert faults == []


def test_finds_on_the_front_page_without_an_account(opened: Callable[..., Page]) -> None:
    page = opened("phone")
    page.goto("/")
    page.get_by_label("Look up a code, without an account").press_sequentially("space maint", delay=20)
    page.get_by_role("link", name="Space maintainer glued back in, one side").first.click()
    expect(page.get_by_role("heading", name="RVU information")).to_be_visible()


def test_searches_without_scripts(opened: Callable[..., Page]) -> None:
    page = opened("phone", java_script_enabled=False)
    page.goto("/codes/")
    page.get_by_label("Search codes").fill("snare polyp")
    page.get_by_label("Search codes").press("Enter")
    expect(page.get_by_role("link", name="Colonoscopy, polyp removed by snare")).to_be_visible()


def test_jumps_to_the_content_by_keyboard(opened: Callable[..., Page]) -> None:
    page = opened()
    page.goto("/codes/45385/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_prints_a_code_without_the_frame(opened: Callable[..., Page]) -> None:
    page = opened()
    page.goto("/codes/45385/")
    page.emulate_media(media="print")
    expect(page.locator("header.top")).to_be_hidden()
    expect(page.get_by_role("heading", name="RVU information")).to_be_visible()
