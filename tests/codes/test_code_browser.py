"""The pages of codes in a browser: nothing wrong for axe, nothing wider than the screen at twice the text, everything by keyboard."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from codes.models import NationalCode, OtherSchedule, ReleaseState
from tests.cast import Cast, make_cast
from tests.looking import fits_doubled, look_at
from tests.snapshots import load_sample

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("audit_may_be_emptied")]

Open = Callable[..., Page]
# A code of every kind of page: procedure, image in parts, dental, drug, anesthesia, one that ended, and the pages around them.
PAGES = (
    "/codes/45385/",
    "/codes/71046/",
    "/codes/D1553/",
    "/codes/J1100/",
    "/codes/00100/",
    "/codes/G0436/",
    "/codes/compare/?c=45385&c=45380&c=45378",
    "/codes/category/digestive-endoscopy-lower/",
    "/codes/specialties/",
    "/codes/specialties/gastroenterology/",
)
faults: list[str] = []


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    load_sample()
    national = OtherSchedule.objects.create(
        kind="hcpcs", name="hcpcs", title="HCPCS Level II", effective_from=date(2018, 1, 1), state=ReleaseState.ACTIVE
    )
    NationalCode.objects.create(
        schedule=national,
        code="G0436",
        short_description="Tobacco counsel",
        terminated_on=date(2016, 9, 30),
        cross_references="99406 99407",
    )
    return make_cast()


@pytest.fixture
def open_page(cast: Cast, live_server: Any, new_page: Open, client: Client) -> Open:
    faults.clear()

    def open_it(part: str = "", **options: Any) -> Page:
        page = new_page(base_url=live_server.url, **options)
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        if part:
            client.force_login(cast.members[part])
            cookie: Any = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
            page.context.add_cookies([cookie])
        return page

    return open_it


@pytest.mark.appearance
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_has_no_fault_on_any_page_of_codes(open_page: Open, scheme: str) -> None:
    page = open_page(viewport={"width": 1280, "height": 900}, color_scheme=scheme)
    for address in PAGES:
        answer = page.goto(address)
        assert answer is not None and answer.ok, address
        look_at(page)
        assert fits_doubled(page), address
    assert not faults


@pytest.mark.appearance
def test_keeps_the_pages_of_an_administrator_within_a_narrow_screen(open_page: Open) -> None:
    page = open_page("administrator", viewport={"width": 320, "height": 640})
    for address in ("/settings/", "/manage/schedules/fees/", "/manage/people/", "/manage/policies/", "/codes/45385/"):
        answer = page.goto(address)
        assert answer is not None and answer.ok, address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        assert fits_doubled(page), address


def test_is_used_by_keyboard_alone(open_page: Open) -> None:
    page = open_page(viewport={"width": 1280, "height": 900})
    page.goto("/codes/45385/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("href", "#main")
    question = page.locator("#questions summary").nth(1)
    question.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#questions details").nth(1)).to_have_attribute("open", "")
    page.get_by_role("link", name="Compare", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Codes side by side")
    page.get_by_label("Add a code").focus()
    page.keyboard.type("99213")
    page.keyboard.press("Enter")
    expect(page.get_by_role("columnheader", name="99213")).to_be_visible()
    page.get_by_role("link", name="Remove 99213").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("columnheader", name="99213")).to_have_count(0)
    # The table can be scrolled by keyboard.
    page.get_by_role("region", name="Codes side by side, table").focus()
    expect(page.locator(":focus")).to_have_attribute("tabindex", "0")
