"""RVU Edge waits as long as it says: ten seconds to undo, ten for a case of taps; and it opens ready for a thumb."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.cast import Cast
from tests.journeys.test_offline import SEND, log, state, unsent
from tests.log_pages import LogPages, favourite, field_of, saved, take

pytestmark = pytest.mark.browser


@pytest.fixture
def phone(pages: LogPages, people: Cast) -> Page:
    """A phone whose seconds pass when a test says so."""
    page = pages.open(people.clinician.user)
    page.clock.install()
    page.goto("/log/")
    return page


def undo_of(page: Page) -> Any:
    return page.get_by_role("status").get_by_role("button", name="Undo")


def test_offers_undo_for_ten_seconds(phone: Page) -> None:
    log(phone, "99214")
    expect(undo_of(phone)).to_be_visible()
    state(phone, "saved")
    phone.clock.fast_forward(8_000)
    expect(undo_of(phone)).to_be_visible()
    phone.clock.fast_forward(3_000)
    expect(undo_of(phone)).to_have_count(0)
    saved("99214")


def test_saves_a_case_of_taps_ten_seconds_after_the_last(phone: Page) -> None:
    take(phone, "99214")
    phone.clock.fast_forward(8_000)
    take(phone, "99214")
    phone.clock.fast_forward(8_000)
    state(phone, "on-this-device")
    saved()
    phone.clock.fast_forward(3_000)
    state(phone, "saved")
    saved("99214 99214")


def test_waits_for_save_where_a_code_was_typed(phone: Page) -> None:
    field_of(phone).fill("99214")
    field_of(phone).press("Enter")
    expect(phone.get_by_role("button", name="Remove 99214")).to_be_visible()
    phone.clock.fast_forward(60_000)
    expect(phone.get_by_role("button", name="Remove 99214")).to_be_visible()
    saved()


def test_sends_what_waits_when_somebody_comes_back_to_the_page(phone: Page) -> None:
    phone.route(SEND, lambda route: route.abort())
    log(phone, "99214")
    unsent(phone, 1)
    phone.unroute(SEND)
    phone.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    state(phone, "saved")
    saved("99214")


def test_opens_with_codes_under_the_thumb_and_letters_on_the_keyboard(phone: Page) -> None:
    expect(favourite(phone, "99214")).to_be_in_viewport(ratio=1)
    expect(field_of(phone)).not_to_be_focused()
    assert field_of(phone).get_attribute("inputmode") in (None, "text")
