"""A trainee, an attending and a director go about their work in a browser: desktop, phone in the dark, narrow, keyboard alone."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from playwright.sync_api import Page, expect

from tests.cast import Cast, make_cast
from tests.factories import ReleaseFactory, store_rows
from tests.looking import found_by_axe
from tests.tracking.rows import RVU26C
from tests.tracking.trained import SET, enrolled, log, tell
from tracking.models import TrainedCase, WorkPlace
from tracking.training.terms import SignState

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


@pytest.fixture
def cast(transactional_db: None) -> Iterator[Cast]:
    with time_machine.travel("2026-11-23 17:00", tick=True):
        store_rows(ReleaseFactory.create(), *RVU26C.rows)
        yield make_cast()


@pytest.fixture
def open_page(cast: Cast, live_server: Any, new_page: Open) -> Open:
    faults.clear()

    def open_it(part: str, address: str, **options: Any) -> Page:
        # Several are signed in at once, each in a session of their own.
        client = Client()
        client.force_login(cast.members[part])
        cookie: Any = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        page = new_page(base_url=live_server.url, **options)
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.context.add_cookies([cookie])
        # The device's clock goes with the server's: an entry of a clock that is far off is held back.
        page.clock.set_fixed_time("2026-11-23T17:00:00Z")
        page.goto(address)
        return page

    return open_it


def check(page: Page) -> None:
    """No violation of the accessibility rules, nothing wider than the screen, no fault in the console."""
    found = found_by_axe(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not faults


def state() -> SignState:
    return TrainedCase.objects.select_related("case").get().state


@pytest.mark.parametrize("screen", SCREENS)
def test_takes_a_case_from_the_log_to_the_signature_and_the_sheet(open_page: Open, cast: Cast, screen: dict[str, Any]) -> None:
    enrolled(cast)
    page = open_page("trainee", "/log/", **screen)
    page.get_by_label("Your role").select_option("surgeon_chief")
    page.get_by_label("Attending", exact=True).select_option("Ada Clinician")
    page.get_by_role("combobox", name="Add procedures").fill("45385")
    page.keyboard.press("Enter")
    check(page)
    page.get_by_role("button", name="Save case").click()
    expect(page.locator("[data-total=day]")).to_have_text("4.46")
    # What was chosen stays for the next case, folded into one line.
    page.reload()
    expect(page.locator("[data-facts-now]")).to_contain_text("Surgeon chief")
    expect(page.locator("[data-facts-now]")).to_contain_text("Ada Clinician")
    check(page)
    page.goto("/training/")
    expect(page.locator("[data-total=cases]")).to_have_text("1")
    check(page)
    page.get_by_text("The same as a table").click()
    check(page)

    attending = open_page("clinician", "/training/", **screen)
    expect(attending.locator("[data-total=waiting]")).to_have_text("1")
    attending.get_by_role("link", name="Look at the cases").click()
    check(attending)
    attending.locator(".pick > label").click()
    expect(attending.get_by_role("checkbox")).to_be_checked()
    attending.get_by_role("button", name="Sign the chosen cases").click()
    expect(attending.get_by_text("1 case is signed.")).to_be_visible()
    assert state() is SignState.SIGNED
    check(attending)

    page.goto("/training/sheet/")
    check(page)
    page.get_by_role("button", name="Note these as typed").click()
    expect(page.get_by_text("Nothing is left to type.")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Put them on the sheet again").click()
    expect(page.get_by_role("region", name="Cases of group 1")).to_be_visible()


@pytest.mark.parametrize("screen", SCREENS)
def test_brings_minimums_in(open_page: Open, cast: Cast, screen: dict[str, Any], tmp_path: Any) -> None:
    training = enrolled(cast)
    tell(cast)
    page = open_page("lead", "/training/programmes/", **screen)
    check(page)
    page.get_by_role("link", name="General surgery").click()
    check(page)
    (tmp_path / "bad.csv").write_text("key,name,minimum\nA b,x,1.5\n")
    (tmp_path / "good.csv").write_text(SET)
    page.get_by_label("Name of the set").fill("Minimums of 2027")
    page.get_by_label("For graduates from").fill("2027-07-01")
    page.get_by_label("Case set file").set_input_files(tmp_path / "bad.csv")
    page.get_by_role("button", name="Check file").click()
    expect(page.get_by_role("heading", name="The case set was not stored")).to_be_visible()
    faults[:] = [fault for fault in faults if "422" not in fault]
    check(page)
    page.get_by_label("Case set file").set_input_files(tmp_path / "good.csv")
    page.get_by_role("button", name="Check file").click()
    expect(page.get_by_role("button", name="Activate")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Activate").click()
    page.get_by_role("link", name="Gus Trainee").click()
    expect(page.get_by_text("Minimums: Minimums of 2027")).to_be_visible()
    assert page.url.endswith(f"/training/trainees/{training.pk}/")
    check(page)


@pytest.mark.parametrize("screen", SCREENS)
def test_sets_cases_at_once_and_corrects_what_came_back(open_page: Open, cast: Cast, screen: dict[str, Any]) -> None:
    enrolled(cast)
    log(cast, "45385", "99214")
    page = open_page("trainee", "/training/cases/untold/", **screen)
    check(page)
    page.get_by_role("button", name="Set for the chosen cases").click()
    expect(page.get_by_text("Choose at least one case.")).to_be_visible()
    faults[:] = [fault for fault in faults if "422" not in fault]
    check(page)
    page.locator(".pick > label").click()
    page.get_by_label("Attending", exact=True).select_option("Ada Clinician")
    page.get_by_role("button", name="Set for the chosen cases").click()
    expect(page.get_by_text("Every case has a role.")).to_be_visible()
    check(page)

    attending = open_page("clinician", "/training/sign-off/", **screen)
    attending.get_by_text("Give back", exact=True).first.click()
    check(attending)
    attending.get_by_role("combobox", name="What to correct").select_option("role")
    attending.get_by_role("button", name="Give back").last.click()
    expect(attending.get_by_text("The case went back to the trainee.")).to_be_visible()
    assert state() is SignState.RETURNED

    page.goto("/training/")
    expect(page.get_by_text("1 case came back")).to_be_visible()
    check(page)
    page.get_by_role("link", name="Look at them").click()
    check(page)
    page.locator(".line .what a").first.click()
    page.get_by_label("Your role").select_option("first_assistant")
    page.get_by_role("checkbox", name="Visits").check()
    check(page)
    page.get_by_role("button", name="Save details").click()
    expect(page.get_by_text("It waits for the signature of Ada Clinician.")).to_be_visible()
    assert state() is SignState.WAITING


@pytest.mark.parametrize("screen", SCREENS)
def test_keeps_places(open_page: Open, cast: Cast, screen: dict[str, Any]) -> None:
    page = open_page("administrator", "/manage/places/", **screen)
    check(page)
    page.get_by_label("Name of the place").fill("North surgery center")
    page.get_by_label("Place of service").select_option("24")
    page.get_by_role("button", name="Save the place").click()
    expect(page.get_by_text("24 Ambulatory surgery center, facility")).to_be_visible()
    check(page)
    assert WorkPlace.objects.get().is_facility
    page = open_page("clinician", "/log/places/", **screen)
    check(page)
    page.get_by_label("Monday").select_option("North surgery center (24)")
    page.get_by_role("button", name="Keep these places").click()
    expect(page.get_by_text("Kept.")).to_be_visible()
    page.goto("/log/2026-11-23/")
    expect(page.get_by_label("Place of service")).to_have_value("24")


def test_signs_by_keyboard_alone(open_page: Open, cast: Cast) -> None:
    tell(cast)
    page = open_page("clinician", "/training/sign-off/", viewport={"width": 1280, "height": 900})
    box = page.get_by_role("checkbox")
    for _ in range(40):
        page.keyboard.press("Tab")
        if box.evaluate("box => box === document.activeElement"):
            break
    page.keyboard.press("Space")
    button = page.get_by_role("button", name="Sign the chosen cases")
    for _ in range(10):
        page.keyboard.press("Tab")
        if button.evaluate("button => button === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 case is signed.")).to_be_visible()
    assert state() is SignState.SIGNED


def test_holds_at_twice_the_text_size(open_page: Open, cast: Cast) -> None:
    training, told = enrolled(cast), tell(cast)
    log(cast)
    pages = {
        "trainee": ("/log/", *(f"/training/{end}" for end in ("", "cases/", "cases/untold/", f"cases/{told.case_id}/", "sheet/"))),
        "clinician": ("/training/", "/training/sign-off/", "/log/places/"),
        "lead": ("/training/programmes/", f"/training/programmes/{training.programme_id}/", f"/training/trainees/{training.pk}/"),
    }  # fmt: skip
    for part, addresses in pages.items():
        page = open_page(part, "/codes/", viewport={"width": 320, "height": 700})
        for address in addresses:
            page.goto(address)
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wider <= 0, f"{address} is {wider} px wider than the screen at twice the text size"
