"""What if, and the details of a line, on a phone, on a desktop and by keyboard alone."""

import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from playwright.sync_api import Page, expect

from tests.cast import make_cast
from tests.factories import ReleaseFactory, store_rows
from tests.looking import found_by_axe
from tests.tracking.rows import RVU26C
from tracking.entry import CaseContent, read_entry
from tracking.models import Case
from tracking.services import log_case

pytestmark = pytest.mark.usefixtures("audit_may_be_emptied")

Open = Callable[..., Page]
SCREENS = [
    pytest.param({"viewport": {"width": 1280, "height": 900}}, id="desktop"),
    pytest.param(
        {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark", "has_touch": True},
        id="phone in the dark",
        marks=pytest.mark.appearance,
    ),
    pytest.param({"viewport": {"width": 320, "height": 700}}, id="narrow", marks=pytest.mark.appearance),
]
faults: list[str] = []
PICTURES = os.environ.get("RVUEDGE_PICTURES", "")


@pytest.fixture
def open_case(transactional_db: None, live_server: Any, new_page: Open, client: Client) -> Iterator[Open]:
    faults.clear()
    with time_machine.travel("2026-11-23 17:00", tick=True):
        store_rows(ReleaseFactory.create(), *RVU26C.rows)
        cast = make_cast()
        assert cast.clinician.clinician
        content = CaseContent(date(2026, 11, 23), "24", read_entry("45385 45380-59 00142-QK").lines)
        case = log_case(clinician=cast.clinician.clinician, case_id=uuid4(), content=content, actor=cast.clinician.user)
        client.force_login(cast.clinician.user)
        cookie: Any = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}

        def open_it(**options: Any) -> Page:
            page = new_page(**options)
            page.on("pageerror", lambda fault: faults.append(str(fault)))
            page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
            page.context.add_cookies([cookie])
            page.goto(f"{live_server.url}/cases/{case.pk}/")
            return page

        yield open_it


def check(page: Page, name: str) -> None:
    """No violation of the accessibility rules, nothing wider than the screen, no fault in the console."""
    if PICTURES:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
    found = found_by_axe(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not faults


@pytest.mark.browser
@pytest.mark.parametrize("screen", SCREENS)
def test_asks_what_if_and_adds_what_an_anesthetic_lacks(open_case: Open, screen: dict[str, Any]) -> None:
    page = open_case(**screen)
    page.locator("#payment > summary").click()
    expect(page.get_by_text("It is what Medicare would allow")).to_be_visible()
    page.get_by_text("What if", exact=True).click()
    page.get_by_label("Policy").select_option("raw")
    expect(page.locator("#what-if-found")).to_contain_text("7.93")
    page.get_by_label("Modifiers of 45385").fill("52")
    page.get_by_label("Modifiers of 45385").press("Tab")
    expect(page.locator("#what-if-found")).to_contain_text("52")
    check(page, "what-if")
    page.get_by_role("link", name="Add the base units 00142").click()
    page.get_by_label("Minutes of anesthesia").fill("0")
    page.get_by_role("button", name="Keep these details").click()
    expect(page.get_by_text("from 1 to 2,880")).to_be_visible()
    # The browser tells of the refusal itself.
    assert all("422" in fault for fault in faults)
    faults.clear()
    check(page, "line")
    page.get_by_label("Minutes of anesthesia").fill("117")
    page.get_by_label("Base units").fill("4")
    page.get_by_role("button", name="Keep these details").click()
    expect(page.get_by_text("5.9").first).to_be_visible()
    check(page, "case")
    assert Case.objects.get().lines.get(code="00142").asa_units is not None


@pytest.mark.browser
def test_what_if_works_by_keyboard_alone(open_case: Open) -> None:
    page = open_case(viewport={"width": 320, "height": 700})
    page.locator("#what-if > summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Printed")
    page.get_by_role("button", name="Work it out").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#what-if-found")).to_contain_text("7.93")
    assert page.get_by_label("Policy").input_value() == "raw"
