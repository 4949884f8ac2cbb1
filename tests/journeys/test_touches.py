"""The ways into the log on a phone: how many touches each takes, and how soon Save answers on a slow one."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.cast import Cast
from tests.journeys.answers import answers, nearest_rank, wait_for, watch
from tests.log_pages import PHONE, LogPages, favourite, field_of, is_kept, saved, take
from tracking.entry import read_entry
from tracking.models import Clinician
from tracking.services_sets import choose_favourites, keep_set

pytestmark = pytest.mark.browser

# What a browser on a phone of the middle class does in the time of a desktop.
SLOWER = 4
SAVES = 20
# A test types while the page would still glide to the field that was tapped; a finger does not.
STILL: dict[str, Any] = PHONE | {"reduced_motion": "reduce"}
measured: list[str] = []


@pytest.fixture(scope="module", autouse=True)
def _told(request: pytest.FixtureRequest) -> Iterator[None]:
    """Print what was measured when the module is through."""
    yield
    capture = request.config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        print("", *measured, sep="\n  ")


@dataclass(slots=True)
class Finger:
    """Taps and types on a phone, and counts: a digit is a touch."""

    page: Page
    touches: int = 0

    def tap(self, what: Any) -> None:
        self.touches += 1
        what.tap()

    def type(self, text: str) -> None:
        self.touches += len(text)
        self.page.keyboard.type(text)

    def took(self, what: str, most: int) -> None:
        """Hold the count against the goal."""
        measured.append(f"{what}: {self.touches} touches, at most {most}")
        assert self.touches <= most


@pytest.fixture
def log(people: Cast) -> Clinician:
    assert people.clinician.clinician
    choose_favourites(clinician=people.clinician.clinician, lines=read_entry("99214 45385 45380 D1553").lines)
    return people.clinician.clinician


@pytest.fixture
def finger(pages: LogPages, people: Cast, log: Clinician) -> Finger:
    return Finger(pages.open(people.clinician.user, **STILL))


def everything_is_saved(page: Page) -> None:
    expect(page.locator("#sync")).to_have_attribute("data-sync", "saved", timeout=15_000)


def button(page: Page, name: str) -> Any:
    return page.get_by_role("button", name=name)


def leave(page: Page) -> None:
    """Put the browser away, as one does after a tap: what was tapped is sent then, or after ten seconds."""
    expect(page.locator("#sync")).to_have_attribute("data-sync", "on-this-device")
    page.evaluate("Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    everything_is_saved(page)


def test_logs_a_favourite_by_one_tap(finger: Finger) -> None:
    finger.tap(favourite(finger.page, "99214"))
    leave(finger.page)
    finger.took("a favourite from the open page", 1)
    saved("99214")


def test_repeats_the_last_case_by_two_taps(finger: Finger) -> None:
    take(finger.page, "99214")
    button(finger.page, "Save case").tap()
    everything_is_saved(finger.page)
    finger.tap(finger.page.get_by_role("link", name="Repeat last case"))
    expect(button(finger.page, "Remove 99214")).to_be_visible()
    finger.tap(button(finger.page, "Save case"))
    everything_is_saved(finger.page)
    finger.took("the last case again", 2)
    saved("99214", "99214")


def test_logs_a_typed_code_by_six_touches(finger: Finger) -> None:
    field_of(finger.page).focus()
    finger.type("45385")
    finger.tap(button(finger.page, "Save case"))
    everything_is_saved(finger.page)
    finger.took("a typed code, keyboard open", 6)
    saved("45385")


def test_logs_three_codes_and_a_modifier_by_eighteen_touches(finger: Finger) -> None:
    field_of(finger.page).focus()
    finger.type("45385453805999214")
    finger.tap(button(finger.page, "Save case"))
    expect(finger.page.locator('[data-total="day"]')).not_to_have_text("0.00")
    everything_is_saved(finger.page)
    finger.took("three codes and a modifier, typed", 18)
    saved("45385 45380-59 99214")


def test_logs_three_codes_and_a_modifier_by_five_taps(finger: Finger) -> None:
    for code in ("45385", "45380", "99214"):
        finger.tap(favourite(finger.page, code))
        expect(button(finger.page, f"Remove {code}")).to_be_visible()
    finger.tap(button(finger.page, "Add 25 to 99214"))
    finger.tap(button(finger.page, "Save case"))
    everything_is_saved(finger.page)
    finger.took("three codes and a modifier, from favourites", 5)
    saved("45385 45380 99214-25")


def test_logs_a_set_by_one_tap(pages: LogPages, people: Cast, log: Clinician) -> None:
    keep_set(clinician=log, name="my polyp day", lines=read_entry("45385 45380-59").lines)
    finger = Finger(pages.open(people.clinician.user, **STILL))
    finger.tap(finger.page.get_by_role("group", name="Sets").get_by_role("button", name="my polyp day"))
    leave(finger.page)
    finger.took("a set", 1)
    saved("45385 45380-59")


def test_logs_twenty_visits_in_four_codes_by_ten_touches(finger: Finger) -> None:
    page = finger.page
    finger.tap(page.get_by_text("Count a clinic day"))
    for code, count in (("99214", "8"), ("45385", "5"), ("45380", "4"), ("D1553", "3")):
        finger.tap(page.get_by_role("spinbutton", name=code))
        finger.type(count)
        expect(page.get_by_role("spinbutton", name=code)).to_have_value(count)
    finger.tap(button(page, "Save these visits"))
    expect(page.get_by_text("20 cases").first).to_be_visible(timeout=15_000)
    everything_is_saved(page)
    finger.took("twenty visits in four codes", 10)
    saved(*["99214"] * 8, *["45385"] * 5, *["45380"] * 4, *["D1553"] * 3)
    button(page, "Undo").tap()
    expect(page.locator('[data-total="day"]')).to_have_text("0.00", timeout=15_000)
    saved()


@pytest.mark.appearance
@pytest.mark.parametrize("connection", ["online", "offline"])
def test_answers_to_save_on_a_slow_phone(finger: Finger, connection: str) -> None:
    """The times are printed, not held against a limit: they depend on the machine; that each case arrives once is held."""
    page = finger.page
    is_kept(page)
    watch(page)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.context.set_offline(connection == "offline")
    for count in range(SAVES):
        take(page, "99214")
        button(page, "Save case").tap()
        wait_for(page, count + 1, "stored")
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    wait_for(page, SAVES, "valued")
    everything_is_saved(page)
    found = answers(page)
    measured.append(
        f"answer to Save, {connection}, processor {SLOWER} times slower: p95 {nearest_rank(found.shown):.0f} ms, goal 100 ms; "
        f"p50 {median(found.shown):.0f} ms; stored on the device p95 {nearest_rank(found.stored):.0f} ms"
        + (f"; the server's value p95 {nearest_rank(found.valued):.0f} ms" if connection == "online" else "")
    )
    saved(*["99214"] * SAVES)
