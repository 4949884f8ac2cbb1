"""Save answers at once, and says nothing that is not so: what is being stored says so, and no entry is ever missing from the ledger."""

from threading import Event
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from playwright.sync_api import Page, Route, expect

from tests.cast import Cast
from tests.log_pages import LogPages, field_of, is_kept, saved, take
from tracking.answers import FOR_DEVICE, sheet_page

pytestmark = pytest.mark.browser

DAY, SEND = "**/log/20*/", "**/log/send/"

# Another connection keeps the store for itself, as a slow disk does, until `letGo` is called; then whatever waits for it goes on.
HOLD = """() => new Promise((done) => {
  indexedDB.open("rvuedge").onsuccess = ({ target: { result: base } }) => {
    const transaction = base.transaction(["queue", "drafts"], "readwrite");
    const queue = transaction.objectStore("queue");
    let isHeld = true;
    globalThis.letGo = () => (isHeld = false);
    const goOn = () => (isHeld ? (queue.count().onsuccess = goOn) : base.close());
    queue.count().onsuccess = () => { goOn(); done(); };
  };
})"""


@pytest.fixture
def phone(pages: LogPages, people: Cast) -> Page:
    page = pages.open(people.clinician.user)
    is_kept(page)
    return page


def entry(page: Page, state: str) -> Any:
    return page.locator(f'#ledger [data-entry="{state}"]:not([hidden])')


def press_save(page: Page) -> None:
    page.get_by_role("button", name="Save case").tap()


def count_of_unsent(page: Page) -> Any:
    return page.locator(".tabs [data-unsent]")


@pytest.mark.parametrize("connection", ["online", "offline"])
def test_says_that_a_case_is_being_saved_until_the_device_has_it(phone: Page, connection: str) -> None:
    phone.context.set_offline(connection == "offline")
    take(phone, "99214")
    phone.evaluate(HOLD)
    press_save(phone)
    expect(entry(phone, "storing")).to_contain_text("being saved")
    expect(phone.locator("#sync")).to_contain_text("1 not sent yet. Saving on this device.")
    expect(count_of_unsent(phone)).to_contain_text("1")
    field_of(phone).fill("99213")
    phone.wait_for_timeout(300)
    expect(entry(phone, "on-this-device")).to_have_count(0)
    expect(phone.locator("#sync")).not_to_have_attribute("data-sync", "saved")
    saved()
    phone.evaluate("letGo()")
    expect(entry(phone, "storing")).to_have_count(0)
    phone.context.set_offline(False)
    expect(entry(phone, "saved")).to_have_count(1)
    expect(field_of(phone)).to_have_value("99213")
    expect(count_of_unsent(phone)).to_be_hidden()
    saved("99214")


def test_counts_each_case_that_is_being_saved(phone: Page) -> None:
    phone.context.set_offline(True)
    phone.get_by_text("Count a clinic day").tap()
    phone.get_by_role("spinbutton", name="99214").fill("3")
    phone.evaluate(HOLD)
    phone.get_by_role("button", name="Save these visits").tap()
    expect(entry(phone, "storing")).to_have_count(3)
    expect(phone.locator("#sync")).to_contain_text("3 not sent yet. Saving on this device.")
    expect(count_of_unsent(phone)).to_contain_text("3")
    phone.evaluate("letGo()")
    expect(entry(phone, "storing")).to_have_count(0)
    expect(entry(phone, "on-this-device")).to_have_count(3)
    phone.context.set_offline(False)
    expect(count_of_unsent(phone)).to_be_hidden()
    saved("99214", "99214", "99214")


def test_leaves_a_sent_case_in_the_ledger_until_the_day_is_there_with_it(phone: Page) -> None:
    phone.route(DAY, lambda _route: None)
    take(phone, "99214")
    press_save(phone)
    saved("99214")
    phone.context.set_offline(True)
    take(phone, "99213")
    press_save(phone)
    expect(entry(phone, "on-this-device")).to_have_count(1)
    expect(entry(phone, "saved")).to_contain_text("99214")
    expect(count_of_unsent(phone)).to_contain_text("1")
    phone.unroute(DAY)
    phone.context.set_offline(False)
    expect(phone.locator("#ledger [data-case]")).to_have_count(2)
    expect(phone.locator("[data-unsent-row]")).to_have_count(0)
    saved("99213", "99214")


def test_a_case_that_was_taken_while_the_page_was_on_its_way_stands_in_it(phone: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another page sent it, one that is left or another tab, and the one that comes was made before the server had it."""
    is_made, may_go = Event(), Event()

    def made_and_held(request: HttpRequest, *given: Any) -> HttpResponse:
        page = sheet_page(request, *given)
        if not is_made.is_set() and FOR_DEVICE not in request.headers:
            is_made.set()
            may_go.wait(20)
        return page

    phone.route(SEND, lambda route: route.abort())
    take(phone, "99214")
    press_save(phone)
    expect(entry(phone, "on-this-device")).to_have_count(1)
    # A service worker would show the kept page where the server takes long.
    phone.evaluate("navigator.serviceWorker.getRegistrations().then((all) => Promise.all(all.map((one) => one.unregister())))")
    monkeypatch.setattr("tracking.views.sheet_page", made_and_held)
    coming = phone.context.new_page()
    coming.evaluate("(address) => { setTimeout(() => location.assign(address)); }", phone.url)
    assert is_made.wait(20)
    phone.unroute(SEND)
    phone.evaluate("dispatchEvent(new Event('online'))")
    expect(entry(phone, "on-this-device")).to_have_count(0)
    saved("99214")
    assert coming.url == "about:blank"
    may_go.set()
    expect(coming.locator("#ledger [data-case]")).to_have_count(1)
    expect(coming.locator('[data-total="month"]')).to_have_text("1.92")


def test_the_toast_says_that_a_case_is_saved_once_the_server_has_it(phone: Page) -> None:
    phone.context.set_offline(True)
    take(phone, "99214")
    press_save(phone)
    toast = phone.locator("[data-toast]")
    expect(toast).to_contain_text("On this device:", use_inner_text=True)
    phone.context.set_offline(False)
    expect(entry(phone, "on-this-device")).to_have_count(0)
    expect(toast).to_contain_text("Saved:", use_inner_text=True)
    expect(toast).not_to_contain_text("On this device:", use_inner_text=True)
    toast.get_by_role("button", name="Undo").tap()
    expect(toast).to_contain_text("Deleted:", use_inner_text=True)
    saved()


def test_the_toast_of_several_cases_waits_for_the_last_of_them(phone: Page) -> None:
    phone.context.set_offline(True)
    phone.get_by_text("Count a clinic day").tap()
    phone.get_by_role("spinbutton", name="99214").fill("2")
    phone.get_by_role("button", name="Save these visits").tap()
    toast = phone.locator("[data-toast]")
    expect(toast).to_contain_text("On this device:", use_inner_text=True)
    steps: set[str] = set()

    def first_alone(route: Route) -> None:
        """Let the first case through, however often it is tried, and lose the other."""
        steps.add(route.request.headers["idempotency-key"])
        if len(steps) > 1:
            route.abort()
        else:
            route.continue_()

    phone.route(SEND, first_alone)
    phone.context.set_offline(False)
    expect(count_of_unsent(phone)).to_contain_text("1")
    saved("99214")
    expect(toast).to_contain_text("On this device:", use_inner_text=True)
    phone.unroute(SEND)
    phone.evaluate("dispatchEvent(new Event('online'))")
    expect(toast).to_contain_text("Saved:", use_inner_text=True)
    saved("99214", "99214")
