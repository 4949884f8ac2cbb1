"""A fee schedule is brought in, activated and taken back in a browser, on a phone and on a desktop."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from tests.cast import make_cast
from tests.codes.pprrvu_files import GOLDEN, JULY_2026, OCTOBER_2025, changed
from tests.looking import fits_doubled, look_at

pytestmark = pytest.mark.usefixtures("audit_may_be_emptied")

Open = Callable[..., Page]
SCREENS = [
    pytest.param({"viewport": {"width": 1280, "height": 900}}, id="desktop"),
    pytest.param({"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}, id="phone in the dark", marks=pytest.mark.appearance),
]
faults: list[str] = []


@pytest.fixture
def open_page(transactional_db: None, live_server: Any, new_page: Open, client: Client) -> Open:
    faults.clear()
    client.force_login(make_cast().operator)
    cookie: Any = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}

    def open_it(**options: Any) -> Page:
        page = new_page(**options)
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.context.add_cookies([cookie])
        page.goto(f"{live_server.url}/manage/schedules/")
        return page

    return open_it


def bring(page: Page, file: Path) -> None:
    page.get_by_label("Fee schedule file").set_input_files(file)
    page.get_by_role("button", name="Check file").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Import a fee schedule")


def check(page: Page) -> None:
    """No violation of the accessibility rules, nothing wider than a screen, no fault in the console."""
    look_at(page)
    assert fits_doubled(page)
    assert not faults


@pytest.mark.parametrize("screen", SCREENS)
def test_brings_a_release_in_activates_it_and_goes_back(open_page: Open, screen: dict[str, Any]) -> None:
    page = open_page(**screen)
    check(page)
    bring(page, GOLDEN / OCTOBER_2025)
    page.get_by_label("This is a part of a release, on purpose").check()
    page.get_by_role("button", name="Activate October 2025").click()
    expect(page.get_by_role("status").first).to_contain_text("October 2025 is active")
    bring(page, GOLDEN / JULY_2026)
    expect(page.get_by_role("row", name="Conversion factor")).to_contain_text("32.3465 to 33.4009")
    check(page)
    page.get_by_label("This is a part of a release, on purpose").check()
    page.get_by_role("button", name="Activate July 2026").click()
    expect(page.get_by_role("status").first).to_contain_text("July 2026 is active")
    check(page)
    page.get_by_role("button", name="Go back to October 2025").click()
    expect(page.get_by_role("status").first).to_contain_text("October 2025 counts again")
    check(page)


@pytest.mark.parametrize("screen", SCREENS)
def test_shows_faults_and_mends_that_fit_the_screen(open_page: Open, screen: dict[str, Any], tmp_path: Path) -> None:
    page = open_page(**screen)
    faulty, mangled = tmp_path / "faulty.csv", tmp_path / "mangled.csv"
    faulty.write_bytes(changed("99213,,,A,,1.30,", "99213,,,A,,1.3O,"))
    mangled.write_bytes(changed("\r\n00100,", "\r\n100,"))
    bring(page, faulty)
    expect(page.get_by_role("heading", name="Why it was refused")).to_be_visible()
    check(page)
    bring(page, mangled)
    check(page)
    page.get_by_role("button", name="Accept the mends").click()
    expect(page.get_by_role("button", name="Activate July 2026")).to_be_visible()


_DROP = """(area, files) => {
  const carried = new DataTransfer();
  for (const [name, text] of files) carried.items.add(new File([text], name));
  for (const kind of ["dragover", "drop"]) {
    area.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: carried }));
  }
}"""


def test_a_first_import_takes_few_clicks_and_goes_on_while_one_is_elsewhere(open_page: Open) -> None:
    page = open_page(viewport={"width": 1280, "height": 900})
    page.goto(page.url.replace("/manage/schedules/", "/codes/"))
    page.get_by_role("link", name="Fee schedules").first.click()
    # Choosing a file is the second click.
    page.get_by_label("Fee schedule file").set_input_files(GOLDEN / OCTOBER_2025)
    page.get_by_role("button", name="Check file").click()
    page.goto(page.url.split("/manage/")[0] + "/codes/")
    page.go_back()
    page.get_by_label("This is a part of a release, on purpose").check()
    page.get_by_role("button", name="Activate October 2025").click()
    expect(page.get_by_role("status").first).to_contain_text("October 2025 is active")


def test_takes_several_files_that_are_dropped_on_the_area(open_page: Open) -> None:
    page = open_page(viewport={"width": 1280, "height": 900})
    gpci = (GOLDEN.parent / "gpci" / "GPCI2025.csv").read_text(encoding="ascii")
    release = (GOLDEN / OCTOBER_2025).read_bytes().decode("cp1252")
    page.locator(".drop").evaluate(_DROP, [["PPRRVU2025_Oct.csv", release], ["GPCI2025.csv", gpci]])
    assert page.get_by_label("Fee schedule file").evaluate("field => [...field.files].map(file => file.name)") == [
        "PPRRVU2025_Oct.csv",
        "GPCI2025.csv",
    ]
    page.get_by_role("button", name="Check file").click()
    expect(page.get_by_role("button", name="Activate October 2025")).to_be_visible()
    expect(page.get_by_role("region", name="Also in this upload").get_by_role("link")).to_have_count(1)
    check(page)
