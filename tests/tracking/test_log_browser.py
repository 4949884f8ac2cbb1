"""The log in a browser: typed, tapped, saved, undone, kept."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from codes.models import Release
from tests.cast import Cast
from tests.factories import ReleaseFactory, store_rows
from tests.looking import found_by_axe
from tests.tracking.rows import RVU26C
from tracking.models import Case

pytestmark = pytest.mark.usefixtures("audit_may_be_emptied")

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
# The tests run on any day: the rows of July 2026 stand in a sample release that never ends.
Open = Callable[..., Page]
faults: list[str] = []


@pytest.fixture
def everlasting(transactional_db: None) -> Release:
    release = ReleaseFactory.create(family="SAMPLE", letter="", name="SAMPLE26", effective_from=date(2024, 1, 1))
    store_rows(release, *RVU26C.rows)
    return release


@pytest.fixture
def open_log(everlasting: Release, cast: Cast, live_server: Any, new_page: Open, client: Client) -> Open:
    faults.clear()
    client.force_login(cast.clinician.user)
    cookie: Any = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}

    def open_it(address: str = "/log/", **options: Any) -> Page:
        page = new_page(**(options or DESKTOP))
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.context.add_cookies([cookie])
        page.goto(live_server.url + address)
        return page

    return open_it


def field(page: Page) -> Any:
    return page.get_by_role("combobox", name="Add procedures")


def test_logs_typed_lines(open_log: Open) -> None:
    page = open_log()
    expect(field(page)).to_be_focused()
    field(page).fill("99214 45385x2 D1553")
    page.keyboard.press("Enter")
    # 1.92 + 4.46 + (4.46 - 3.18): the second of an endoscopy family adds what it has over the base.
    expect(page.locator('[data-total="case"]')).to_have_text("7.66")
    expect(page.get_by_text("Fee-schedule reimbursed")).to_be_visible()
    expect(page.locator("#sync")).to_have_attribute("data-sync", "on-this-device")
    page.get_by_role("button", name="Save case").click()
    expect(page.locator('[data-total="month"]')).to_have_text("7.66")
    expect(page.locator('[data-total="day"]')).to_have_text("7.66")
    expect(page.locator("#sync")).to_have_attribute("data-sync", "saved")
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(page.locator('[data-total="month"]')).to_have_text("0.00")
    assert faults == []


def test_finds_a_code_by_keyboard(open_log: Open) -> None:
    page = open_log()
    field(page).press_sequentially("4538")
    expect(page.get_by_role("listbox").get_by_role("option").first).to_be_visible()
    expect(field(page)).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Remove 45385")).to_be_visible()
    expect(field(page)).to_have_value("")
    expect(field(page)).to_be_focused()


def test_takes_a_favourite_by_one_tap(open_log: Open) -> None:
    page = open_log(**PHONE)
    favourite = page.get_by_role("group", name="Favourites").get_by_role("button", name="99214")
    favourite.tap()
    expect(favourite).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Save case").tap()
    expect(page.locator('[data-total="month"]')).to_have_text("1.92")
    expect(favourite).to_have_attribute("aria-pressed", "false")


def test_loses_no_tap_that_follows_quickly(open_log: Open) -> None:
    page = open_log(**PHONE)
    favourite = page.get_by_role("group", name="Favourites").get_by_role("button", name="99214")
    for _ in range(5):
        favourite.tap()
    expect(page.locator('[data-total="case"]')).to_have_text("9.60")  # 5 x 1.92
    expect(page.get_by_role("button", name="Remove 99214")).to_have_count(5)


def test_values_again_when_units_change(open_log: Open) -> None:
    page = open_log()
    field(page).fill("99214 45380")
    page.keyboard.press("Enter")
    page.locator("[data-line] summary").first.click()
    page.get_by_label("Units 99214").fill("3")
    page.get_by_label("Modifiers 99214").fill("25")
    page.get_by_label("Modifiers 99214").blur()
    expect(page.locator('[data-total="case"]')).to_have_text("9.23")  # 3 x 1.92 + 3.47
    expect(page.get_by_label("Units 99214")).to_be_visible()
    page.get_by_role("button", name="Remove 45380").click()
    expect(page.locator('[data-total="case"]')).to_have_text("5.76")


def test_keeps_the_draft_when_the_page_is_left(open_log: Open) -> None:
    page = open_log()
    page.get_by_label("Date of service").fill("2026-01-05")
    field(page).fill("45380-59 D1553")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Remove D1553")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Remove 45380")).to_be_visible()
    expect(page.get_by_label("Date of service")).to_have_value("2026-01-05")
    expect(page.locator('[data-total="case"]')).to_have_text("3.47")


def test_keeps_a_case_without_a_connection_and_sends_it_later(open_log: Open) -> None:
    page = open_log()
    field(page).fill("99214")
    page.keyboard.press("Enter")
    expect(page.locator('[data-total="case"]')).to_have_text("1.92")
    page.context.set_offline(True)
    page.get_by_role("button", name="Save case").click()
    expect(page.get_by_text("No connection.")).to_be_visible()
    expect(page.locator("#sync")).to_have_attribute("data-sync", "on-this-device")
    page.context.set_offline(False)
    expect(page.locator("#sync")).to_have_attribute("data-sync", "saved")
    expect(page.locator('[data-total="month"]')).to_have_text("1.92")
    assert Case.objects.count() == 1


def test_shows_the_totals_of_the_day_that_is_chosen(open_log: Open) -> None:
    page = open_log()
    page.get_by_label("Date of service").fill("2026-01-05")
    expect(page.locator("#ledger")).to_have_attribute("data-day", "2026-01-05")
    expect(page.locator("#totals")).to_contain_text("January 2026")
    field(page).fill("99214")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Save case").click()
    expect(page.locator('[data-total="day"]')).to_have_text("1.92")
    expect(page.get_by_label("Date of service")).to_have_value("2026-01-05")


def test_says_what_is_wrong_beside_the_draft(open_log: Open) -> None:
    page = open_log()
    field(page).fill("99214x0")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("0 is not a number of units")
    page.get_by_role("button", name="Save case").click()
    expect(page.locator("#sync")).to_have_attribute("data-sync", "needs-review")
    assert Case.objects.count() == 0


def test_logs_without_scripts(open_log: Open) -> None:
    page = open_log(java_script_enabled=False, **DESKTOP)
    field(page).fill("99214 45380-59")
    page.keyboard.press("Enter")
    expect(page.locator('[data-total="case"]')).to_have_text("5.39")  # 1.92 + 3.47
    page.get_by_role("group", name="Favourites").get_by_role("button", name="99214").click()
    page.get_by_role("button", name="Save case").click()
    expect(page.locator('[data-total="month"]')).to_have_text("7.31")


def test_explains_a_case_on_its_page(open_log: Open) -> None:
    page = open_log()
    field(page).fill("99214x2 D1553")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Save case").click()
    page.locator("#ledger").get_by_role("link").click()
    expect(page.locator("[data-credit]").first).to_have_text("3.84")
    page.get_by_text("How this was counted").click()
    expect(page.get_by_text("The row has no work value")).to_be_visible()
    page.get_by_role("link", name="Edit").click()
    page.get_by_role("button", name="Remove D1553").click()
    page.get_by_role("button", name="Save changes").click()
    expect(page.locator("[data-credit]")).to_have_count(1)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-credit]")).to_have_count(2)


@pytest.mark.appearance
@pytest.mark.parametrize("options", [DESKTOP, {**PHONE, "color_scheme": "dark"}, {"viewport": {"width": 320, "height": 640}}])
def test_has_no_axe_violation_and_fits_the_screen(open_log: Open, options: dict[str, Any]) -> None:
    page = open_log(**options)
    field(page).fill("99214x2 45380-59 D1553")
    page.keyboard.press("Enter")
    # The dock rises with the lines: who saves has seen the sum.
    expect(page.locator('[data-total="case"]')).to_have_text("7.31")
    page.get_by_role("button", name="Save case").click()
    expect(page.locator('[data-total="day"]')).to_have_text("7.31")
    field(page).press_sequentially("4538")
    expect(page.get_by_role("option").first).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Enter")
    page.locator("[data-line] summary").first.click()
    assert violations(page) == []
    page.locator("#ledger").get_by_role("link").click()
    page.get_by_text("How this was counted").click()
    assert violations(page) == []


def violations(page: Page) -> list[str]:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = found_by_axe(page).response["violations"]
    return [f"{one['id']}: {[node['html'] for node in one['nodes']]}" for one in found]
