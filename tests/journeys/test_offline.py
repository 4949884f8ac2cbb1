"""RVU Edge keeps what is logged without a connection, through reloads and closed tabs, and sends it once."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.cast import Cast
from tests.factories import PASSWORD
from tests.log_pages import LogPages, favourite, is_kept, take
from tracking.models import Case, CaseLine

pytestmark = pytest.mark.browser

HOME = re.compile(r"//[^/]+/$")

SEND = "**/log/send/"


@pytest.fixture
def phone(pages: LogPages, people: Cast) -> Page:
    page = pages.open(people.clinician.user)
    is_kept(page)
    return page


def log(page: Page, code: str) -> None:
    take(page, code)
    page.get_by_role("button", name="Save case").tap()
    expect(page.get_by_role("button", name=f"Remove {code}")).to_have_count(0)


def unsent(page: Page, count: int) -> None:
    expect(page.locator('[data-unsent-row][data-entry="on-this-device"]')).to_have_count(count)


def state(page: Page, value: str) -> None:
    expect(page.locator("#sync")).to_have_attribute("data-sync", value)


def stands_in_the_ledger(page: Page, code: str) -> None:
    """The server shows the case; what a page says before its script looked into the queue proves nothing."""
    expect(page.locator("#ledger [data-case]")).to_contain_text(code)


def codes_of(people: Cast) -> list[str]:
    return sorted(CaseLine.objects.filter(clinician=people.clinician.clinician).values_list("code", flat=True))


def test_five_entries_survive_a_reload_and_a_closed_tab(phone: Page, pages: LogPages, people: Cast) -> None:
    context = phone.context
    context.set_offline(True)
    for code in ("99214", "99213", "99214", "99215", "99204"):
        log(phone, code)
    unsent(phone, 5)
    state(phone, "on-this-device")
    expect(phone.get_by_text("cases are on this device")).to_contain_text("5")
    phone.reload()
    unsent(phone, 5)
    phone.close()
    again = pages.go(context.new_page())
    unsent(again, 5)
    assert Case.objects.count() == 0
    context.set_offline(False)
    state(again, "saved")
    unsent(again, 0)
    assert codes_of(people) == ["99204", "99213", "99214", "99214", "99215"]
    expect(again.locator('[data-total="month"]')).to_have_text("3.84")  # 2 x 1.92; the others have no row here
    assert pages.faults == []


def test_shows_the_printed_work_before_rules_and_then_the_servers(phone: Page, people: Cast) -> None:
    expect(favourite(phone, "99214")).to_contain_text("1.92")
    phone.context.set_offline(True)
    favourite(phone, "99214").tap()
    expect(phone.locator('[data-total="case"]')).to_have_text("1.92")
    expect(phone.locator("#draft-head [data-rules]")).to_be_visible()
    phone.get_by_role("button", name="Save case").tap()
    row = phone.locator("[data-unsent-row]")
    expect(row).to_contain_text("1.92")
    expect(row).to_contain_text("before rules")
    phone.context.set_offline(False)
    expect(phone.locator('[data-total="day"]')).to_have_text("1.92")
    expect(phone.locator("#ledger")).not_to_contain_text("before rules")


def handled_but_lost(route: Route) -> None:
    """The server does what it was asked; its reply never arrives."""
    route.fetch()
    route.abort()


def page_of_a_hotel(route: Route) -> None:
    route.fulfill(status=200, content_type="text/html", body="<html><body>Accept our terms</body></html>")


@pytest.mark.parametrize("fault", [handled_but_lost, page_of_a_hotel])
def test_an_entry_whose_reply_was_lost_is_one_row(phone: Page, people: Cast, fault: Callable[[Route], None]) -> None:
    phone.route(SEND, fault)
    log(phone, "99214")
    unsent(phone, 1)
    expect(phone.get_by_text("No connection.")).to_be_visible()
    phone.unroute(SEND)
    phone.reload()
    stands_in_the_ledger(phone, "99214")
    state(phone, "saved")
    unsent(phone, 0)
    assert codes_of(people) == ["99214"]


def test_a_quick_finger_saves_each_case_once(phone: Page, people: Cast) -> None:
    """Taps that come while the case before is still being stored belong to the next case; a second tap on Save says nothing."""
    phone.evaluate("""() => {
        const save = document.querySelector("[data-save]");
        const favourite = (code) => document.querySelector(`[name=add][value^="${code}"]`);
        favourite("99214").click(); save.click(); favourite("99213").click(); save.click(); save.click();
    }""")
    expect(phone.locator("#ledger [data-case]")).to_have_count(2)
    state(phone, "saved")
    expect(phone.get_by_role("button", name=re.compile("^Remove "))).to_have_count(0)
    assert codes_of(people) == ["99213", "99214"]
    phone.wait_for_timeout(1_000)  # no longer the second tap of a double tap
    phone.get_by_role("button", name="Save case").tap()
    expect(phone.locator("#draft-head [data-fault]")).to_be_visible()
    assert Case.objects.count() == 2


def test_two_tabs_send_each_entry_once(phone: Page, pages: LogPages, people: Cast) -> None:
    context = phone.context
    other = pages.go(context.new_page())
    context.set_offline(True)
    for page in (phone, other, phone, other):
        page.bring_to_front()
        log(page, "99214")
    unsent(phone, 4)
    sent: list[str] = []
    # Only what reached the server: a try of the last moment without a connection is made again.
    context.on("response", lambda got: sent.append(got.request.headers["idempotency-key"]) if got.url.endswith("/log/send/") else None)
    context.set_offline(False)
    for page in (phone, other):
        state(page, "saved")
    assert Case.objects.count() == 4
    assert len(sent) == len(set(sent)) == 4


def sign_in_as_yourself(page: Page, people: Cast) -> None:
    """Follow the strip: whoever is signed in is signed out first, which is asked, since entries of theirs may wait too."""
    page.get_by_role("link", name="Sign in as yourself to send").tap()
    page.get_by_role("main").get_by_role("button", name="Sign out").tap()
    page.get_by_label("Email").fill(people.clinician.user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").tap()
    page.wait_for_url("**/log/")


def test_entries_wait_for_the_person_who_made_them(phone: Page, pages: LogPages, people: Cast) -> None:
    context = phone.context
    context.set_offline(True)
    log(phone, "99214")
    pages.sign_in(context, people.colleague.user)
    with phone.expect_response(SEND) as answer:
        context.set_offline(False)
    assert answer.value.status == 403
    expect(phone.locator("#sync")).to_contain_text("somebody else is signed in to this browser now")
    expect(phone.get_by_role("link", name="Sign in to send")).to_be_hidden()
    other = pages.go(context.new_page())
    unsent(other, 0)
    state(other, "saved")
    assert Case.objects.count() == 0
    sign_in_as_yourself(phone, people)
    state(phone, "saved")
    expect(phone.locator('[data-total="day"]')).to_have_text("1.92")
    assert codes_of(people) == ["99214"]


def test_keeps_the_page_of_nobody_else(phone: Page, pages: LogPages, people: Cast) -> None:
    context: BrowserContext = phone.context
    phone.goto("/settings/")
    phone.get_by_role("button", name="Sign out").tap()
    phone.wait_for_url(HOME)
    context.set_offline(True)
    phone.goto("/log/")
    expect(phone.get_by_role("heading", name="This page needs the server")).to_be_visible()
    context.set_offline(False)
    pages.sign_in(context, people.colleague.user)
    phone.goto("/dashboard/")
    phone.goto("/log/")
    is_kept(phone)
    owner = phone.evaluate("caches.match('/log/', { cacheName: 'rvuedge-page' }).then((page) => page.headers.get('X-Log-Owner'))")
    assert owner == str(people.colleague.user.pk)
