"""RVU Edge keeps the day that is meant: midnight comes where the log is kept, and a day that somebody chose stays."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, expect

from tests.cast import Cast
from tests.log_pages import PHONE, LogPages, field_of, is_kept, take
from tracking.models import Case

pytestmark = pytest.mark.browser

# 23:55 of 30 November in New York, where the log is kept; 18:55 in Honolulu, where the phone is.
BEFORE = datetime(2026, 12, 1, 4, 55, tzinfo=UTC)
AFTER = BEFORE + timedelta(minutes=10)


@pytest.fixture
def traveller() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(BEFORE, tick=True) as traveller:
        yield traveller


@pytest.fixture
def phone(traveller: time_machine.Traveller, pages: LogPages, people: Cast) -> Page:
    page = pages.open(people.clinician.user, **PHONE | {"timezone_id": "Pacific/Honolulu"})
    page.clock.set_system_time(BEFORE)
    page.goto("/log/")
    expect(day_of(page)).to_have_value("2026-11-30")
    return page


def day_of(page: Page) -> Any:
    return page.get_by_label("Date of service")


def past_midnight(page: Page, traveller: time_machine.Traveller) -> None:
    """Ten minutes pass while the phone lies there; then somebody looks at it."""
    traveller.move_to(AFTER, tick=True)
    page.clock.set_system_time(AFTER)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def save(page: Page, code: str) -> None:
    take(page, code)
    page.get_by_role("button", name="Save case").tap()
    expect(page.get_by_role("button", name=f"Remove {code}")).to_have_count(0)
    expect(page.locator("#sync")).to_have_attribute("data-sync", "saved")


def test_goes_on_to_the_new_day_and_month_at_midnight_of_the_log(phone: Page, traveller: time_machine.Traveller) -> None:
    past_midnight(phone, traveller)
    expect(day_of(phone)).to_have_value("2026-12-01")
    expect(phone.locator("#totals")).to_contain_text("December 2026")
    expect(phone.locator("#ledger h2")).to_have_text("Today, Tuesday 1")
    save(phone, "99214")
    assert Case.objects.get().date_of_service == date(2026, 12, 1)


def test_leaves_a_case_that_stands_in_the_form_on_its_day_and_goes_on_after_it(phone: Page, traveller: time_machine.Traveller) -> None:
    field_of(phone).fill("45385")
    field_of(phone).press("Enter")
    past_midnight(phone, traveller)
    save(phone, "99214")
    assert Case.objects.get().date_of_service == date(2026, 11, 30)
    past_midnight(phone, traveller)
    expect(day_of(phone)).to_have_value("2026-12-01")


def test_leaves_a_day_that_was_chosen(phone: Page, traveller: time_machine.Traveller) -> None:
    day_of(phone).fill("2026-11-20")
    past_midnight(phone, traveller)
    save(phone, "99214")
    assert Case.objects.get().date_of_service == date(2026, 11, 20)
    assert phone.url.endswith("/log/2026-11-20/")
    day_of(phone).fill("2026-12-01")
    expect(phone.locator("#ledger h2")).to_have_text("Today, Tuesday 1")
    assert phone.url.endswith("/log/")


def test_tells_hours_of_the_log_without_a_connection_too(phone: Page) -> None:
    is_kept(phone)
    phone.context.set_offline(True)
    phone.goto("/log/")
    expect(phone.locator("[data-as-of] time")).to_have_text("23:55")
    take(phone, "99214")
    phone.get_by_role("button", name="Save case").tap()
    expect(phone.locator("[data-unsent-row] [data-time]")).to_have_text("23:55")


@pytest.mark.parametrize("typed", ["2026-02-30", "2026-13-01", "2026-11-27 2026-11-26"])
def test_takes_no_day_that_is_not_in_the_calendar_and_no_second_one(phone: Page, typed: str) -> None:
    field_of(phone).fill(f"99214 {typed}")
    phone.get_by_role("button", name="Save case").tap()
    expect(phone.locator("#sync")).to_have_attribute("data-sync", "needs-review")
    expect(day_of(phone)).to_have_value("2026-11-30")
    expect(field_of(phone)).to_have_value(f"99214 {typed}")
    assert not Case.objects.exists()


def test_stores_no_case_without_a_day(phone: Page) -> None:
    phone.context.set_offline(True)
    take(phone, "99214")
    day_of(phone).fill("")
    phone.get_by_role("button", name="Save case").tap()
    expect(day_of(phone)).to_be_focused()
    expect(phone.locator("[data-unsent-row]")).to_have_count(0)
    day_of(phone).fill("2026-11-29")
    phone.get_by_role("button", name="Save case").tap()
    expect(phone.locator("[data-unsent-row]")).to_have_count(1)
