"""RVU Edge says honestly where each entry is: old ones loudly, conflicts for a person to decide, a full device at once."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from rvuedge.accounts.models import AuditEntry
from tests.cast import Cast
from tests.log_pages import LogPages, favourite, field_of, is_kept, take
from tracking.content import content_of
from tracking.entry import CaseContent, read_entry, write_entry
from tracking.models import Case
from tracking.services import amend_case, log_case, remove_case

pytestmark = pytest.mark.browser

HOME = re.compile(r"//[^/]+/$")

CASE = UUID("3f1d2c3b-4a59-4687-8899-aabbccddeeff")
DAY = date(2026, 1, 20)
# Runs in the page: puts each given row on top of the queue's first.
QUEUE = """(rows) => new Promise((done) => {
  indexedDB.open("rvuedge").onsuccess = ({ target: { result: base } }) => {
    const transaction = base.transaction("queue", "readwrite");
    const queue = transaction.objectStore("queue");
    queue.getAll().onsuccess = ({ target: { result } }) => { for (const row of JSON.parse(rows)) queue.put({ ...result[0], ...row }); };
    transaction.oncomplete = () => { base.close(); done(true); };
  };
})"""

IN_A_MONTH = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()


@pytest.fixture
def phone(pages: LogPages, people: Cast) -> Page:
    page = pages.open(people.clinician.user)
    is_kept(page)
    return page


@pytest.fixture
def stored(people: Cast) -> Case:
    """A case that the server has: 99214 on a day in January."""
    assert people.clinician.clinician
    content = said("99214")
    return log_case(clinician=people.clinician.clinician, case_id=CASE, content=content, actor=people.clinician.user)


def said(typed: str) -> CaseContent:
    return CaseContent(DAY, "11", read_entry(typed).lines)


def text_of(case: Case) -> str:
    return write_entry(content_of(Case.objects.get(pk=case.pk)).lines)


def change_queue(page: Page, *rows: dict[str, Any]) -> None:
    page.evaluate(QUEUE, json.dumps(rows))


def save_one(page: Page, code: str = "99214") -> None:
    take(page, code)
    page.get_by_role("button", name="Save case").tap()
    expect(page.locator('[data-unsent-row][data-entry="on-this-device"]')).to_have_count(1)


def edit_without_connection(page: Page, typed: str) -> None:
    page.goto(f"/cases/{CASE}/edit/")
    page.get_by_role("button", name="Remove 99214").tap()
    field_of(page).fill(typed)
    field_of(page).press("Enter")
    page.context.set_offline(True)
    page.get_by_role("button", name="Save changes").tap()
    page.wait_for_url("**/log/")
    expect(page.locator("[data-unsent-row]")).to_contain_text("Change:")


def in_review(page: Page, sentence: str) -> Any:
    """Go back online and return the entry that the server did not take."""
    page.context.set_offline(False)
    row = page.locator('[data-unsent-row][data-entry="needs-review"]')
    expect(row).to_contain_text(sentence)
    expect(page.locator("#sync")).to_have_attribute("data-sync", "needs-review")
    return row


def is_saved(page: Page) -> None:
    expect(page.locator("#sync")).to_have_attribute("data-sync", "saved")
    expect(page.locator("[data-unsent-row]")).to_have_count(0)


def test_shows_what_waits_for_more_than_a_day_loudly_and_sends_it_when_told(phone: Page) -> None:
    phone.context.set_offline(True)
    save_one(phone)
    change_queue(phone, {"made": phone.evaluate("Date.now()") - 26 * 3600 * 1000})
    phone.reload()
    expect(phone.locator("#sync")).to_contain_text("the oldest has waited on this device for 26 hours")
    with phone.expect_request("**/log/send/"):
        phone.get_by_role("button", name="Send now").tap()
    phone.context.set_offline(False)
    is_saved(phone)
    assert Case.objects.count() == 1


def test_keeps_what_the_server_has_of_a_case_that_was_edited_twice(phone: Page, stored: Case) -> None:
    edit_without_connection(phone, "45385")
    amend_case(case=stored, content=said("99214x2"), actor=stored.clinician.user)
    row = in_review(phone, "changed on another device")
    expect(row).to_contain_text("45385")
    expect(row).to_contain_text("2026-01-20: 99214x2")
    assert text_of(stored) == "99214x2"
    row.get_by_role("button", name="Keep the server's").tap()
    is_saved(phone)
    assert text_of(stored) == "99214x2"


def test_keeps_the_own_edit_when_told_and_both_in_the_history(phone: Page, stored: Case) -> None:
    edit_without_connection(phone, "45385")
    amend_case(case=stored, content=said("99214x2"), actor=stored.clinician.user)
    in_review(phone, "changed on another device").get_by_role("button", name="Keep this one").tap()
    is_saved(phone)
    assert text_of(stored) == "45385"
    told = [entry.detail["after"]["lines"] for entry in AuditEntry.objects.filter(action="case.amended").order_by("pk")]
    assert told == ["99214x2", "45385"]


def test_logs_an_edited_case_anew_that_was_deleted_elsewhere(phone: Page, stored: Case) -> None:
    edit_without_connection(phone, "45385")
    remove_case(case=stored, actor=stored.clinician.user, at=datetime.now(UTC))
    in_review(phone, "deleted on another device").get_by_role("button", name="Keep this one").tap()
    is_saved(phone)
    assert [text_of(case) for case in Case.objects.kept()] == ["45385"]


def test_lets_a_refused_entry_be_mended(phone: Page) -> None:
    phone.context.set_offline(True)
    phone.get_by_label("Date of service").fill(IN_A_MONTH)
    save_one(phone)
    row = in_review(phone, "is in the future. Choose today or an earlier day.")
    row.get_by_role("button", name="Edit").tap()
    expect(phone.get_by_role("button", name="Remove 99214")).to_be_visible()
    phone.get_by_label("Date of service").fill("2026-01-20")
    phone.get_by_role("button", name="Save case").tap()
    is_saved(phone)
    assert Case.objects.get().date_of_service == DAY


def test_saves_a_mended_entry_once_where_the_server_takes_the_form(phone: Page) -> None:
    phone.context.set_offline(True)
    phone.get_by_label("Date of service").fill(IN_A_MONTH)
    save_one(phone)
    in_review(phone, "is in the future.").get_by_role("button", name="Edit").tap()
    # A draft with a known fault goes to the server as a form.
    expect(phone.locator("#draft-head [data-fault]")).to_be_visible()
    with phone.expect_response("**/log/save/") as refused:
        phone.get_by_role("button", name="Save case").tap()
    assert refused.value.status == 422
    expect(phone.locator("[data-save]")).not_to_have_attribute("aria-busy", "true")
    expect(phone.locator("#draft-head [data-fault]")).to_be_visible()
    phone.get_by_label("Date of service").fill("2026-01-20")
    phone.get_by_role("button", name="Save case").tap()
    is_saved(phone)
    assert Case.objects.get().date_of_service == DAY


def test_brings_back_the_case_that_stood_in_the_form_after_a_mended_one(phone: Page) -> None:
    phone.context.set_offline(True)
    phone.get_by_label("Date of service").fill(IN_A_MONTH)
    save_one(phone)
    row = in_review(phone, "is in the future.")
    phone.get_by_label("Date of service").fill("2026-01-21")
    field_of(phone).fill("45385")
    field_of(phone).press("Enter")
    row.get_by_role("button", name="Edit").tap()
    expect(phone.get_by_role("button", name="Remove 45385")).to_have_count(0)
    phone.get_by_label("Date of service").fill("2026-01-20")
    phone.get_by_role("button", name="Save case").tap()
    expect(phone.get_by_role("button", name="Remove 45385")).to_be_visible()
    expect(phone.get_by_label("Date of service")).to_have_value("2026-01-21")
    phone.get_by_role("button", name="Save case").tap()
    is_saved(phone)
    assert sorted(text_of(case) for case in Case.objects.all()) == ["45385", "99214"]


def test_logs_what_was_taken_back_and_wanted_after_all_without_a_connection(phone: Page) -> None:
    phone.context.set_offline(True)
    save_one(phone)
    phone.get_by_role("status").get_by_role("button", name="Undo").tap()
    phone.get_by_text("Deleted:").locator("xpath=ancestor::*[@data-toast]").get_by_role("button", name="Undo").tap()
    expect(phone.locator("[data-unsent-row]")).to_have_count(1)
    phone.context.set_offline(False)
    is_saved(phone)
    assert [text_of(case) for case in Case.objects.kept()] == ["99214"]


def test_asks_to_confirm_the_date_where_the_clock_is_off(phone: Page) -> None:
    phone.context.set_offline(True)
    phone.clock.set_system_time(datetime.now(UTC) - timedelta(days=2))
    save_one(phone)
    row = in_review(phone, "The clock of this device is off by 2 days. Confirm the date of service.")
    row.get_by_role("button", name="Edit").tap()
    phone.get_by_role("button", name="Save case").tap()
    is_saved(phone)
    assert Case.objects.count() == 1


def test_takes_the_queue_of_an_earlier_version(phone: Page, people: Cast) -> None:
    phone.route("**/log/send/", lambda route: route.abort())
    save_one(phone)
    old = {
        "n": 900,
        "v": 1,
        "key": "k-of-old",
        "case": str(CASE),
        "isTried": True,
        "more": {"colour": "blue"},
        "note": "of a later version",
    }
    change_queue(phone, old)
    # The page that put it there is gone: a request of its own, cut off by a reload, would hold the key for a moment.
    address = phone.url
    phone.goto("about:blank")
    phone.unroute("**/log/send/")
    with phone.expect_request(lambda request: request.headers.get("idempotency-key") == "k-of-old") as asked:
        phone.goto(address)
    sent = json.loads(asked.value.post_data or "{}")
    assert (sent["colour"], sent["v"]) == ("blue", 1)
    expect(phone.locator("#ledger [data-case]")).to_have_count(2)
    is_saved(phone)
    assert Case.objects.filter(pk=CASE, clinician=people.clinician.clinician).exists()
    assert Case.objects.count() == 2


def test_says_at_once_that_the_device_is_full_and_keeps_the_form(pages: LogPages, people: Cast) -> None:
    # Chromium remembers for a while how much space there is: the limit is set before the page stores anything.
    page = pages.open(people.clinician.user, "/offline/")
    session = page.context.new_cdp_session(page)
    full = {"origin": page.evaluate("location.origin")}
    session.send("Storage.overrideQuotaForOrigin", full | {"quotaSize": 1})
    page.goto("/log/")
    page.context.set_offline(True)
    favourite(page, "99214").tap()
    expect(page.get_by_text("Could not be saved on this device.")).to_be_visible()
    page.get_by_role("button", name="Save case").tap()
    expect(page.locator("#sync")).to_have_attribute("data-sync", "needs-review")
    expect(page.get_by_role("button", name="Remove 99214")).to_be_visible()
    expect(page.locator("[data-unsent-row], [data-unsent]:not([hidden])")).to_have_count(0)
    page.context.set_offline(False)
    page.get_by_role("button", name="Save case").tap()
    expect(page.locator('[data-total="day"]')).to_have_text("1.92")
    assert Case.objects.count() == 1


def test_warns_before_signing_out_with_unsent_entries(phone: Page, pages: LogPages, people: Cast) -> None:
    phone.route("**/log/send/", lambda route: route.abort())
    save_one(phone)
    phone.goto("/settings/")
    expect(phone.locator(".tabs [data-unsent]")).to_contain_text("1")
    phone.get_by_role("button", name="Sign out", exact=True).tap()
    warning = phone.get_by_role("dialog")
    expect(warning).to_contain_text("1 not sent")
    warning.get_by_role("button", name="Stay signed in").tap()
    expect(warning).to_be_hidden()
    phone.get_by_role("button", name="Sign out", exact=True).tap()
    warning.get_by_role("button", name="Sign out all the same").tap()
    phone.wait_for_url(HOME)
    phone.unroute("**/log/send/")
    pages.sign_in(phone.context, people.clinician.user)
    phone.goto("/log/")
    expect(phone.locator("#ledger [data-entry=saved]")).to_have_count(1)
    is_saved(phone)
    assert Case.objects.count() == 1
