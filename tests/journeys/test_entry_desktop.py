"""The ways into the log on a desktop, by keyboard, and without a connection."""

import random
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.cast import Cast
from tests.log_pages import DESKTOP, LogPages, favourite, field_of, is_kept, saved
from tests.tracking.test_log_browser import violations
from tracking.entry import read_entry
from tracking.models import Case
from tracking.readings import readings_of
from tracking.services_sets import choose_favourites, keep_set

pytestmark = pytest.mark.browser

WORDS = """45385 99214 D1553 J0585 G0105 45380-59 99214x8 20610-50-LT 50 59 25 3 14 200 x2 X 2 #3 #14-MO #33 rt LT MO B 1P - 27 polyp
00812 01967-QZ 45 45m 117 0:45 1h30 90min 2h min m"""
PREVIEW = "**/log/preview/"
READ_HERE = """async (texts) => {
  const { readEntry, lineText } = await import(document.querySelector("script[src*='js/log']").src.replace(/log[^/]*$/, "log-lines.js"));
  return texts.map((text) => readEntry(text)).map(({ lines, words }) => (words.length ? null : lines.map(lineText).join(" ")));
}"""


@pytest.fixture
def desk(pages: LogPages, people: Cast) -> Page:
    log = people.clinician.clinician
    assert log
    choose_favourites(clinician=log, lines=read_entry("99214 45385").lines)
    keep_set(clinician=log, name="my polyp day", lines=read_entry("45385 45380-59").lines)
    return pages.open(people.clinician.user, **DESKTOP)


def state(page: Page, value: str) -> None:
    expect(page.locator("#sync")).to_have_attribute("data-sync", value, timeout=15_000)


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def remove(page: Page, line: str) -> Any:
    return page.get_by_role("button", name=f"Remove {line}")


def test_asks_by_keyboard_which_reading_is_meant(desk: Page) -> None:
    expect(field_of(desk)).to_be_focused()
    desk.keyboard.type("D1553 3")
    press(desk, "Enter")
    expect(desk.get_by_role("option")).to_have_count(2)
    expect(desk.get_by_text("Which do you mean?")).to_be_attached()
    press(desk, "Enter")
    expect(remove(desk, "D1553")).to_have_count(0)
    assert violations(desk) == []
    press(desk, "ArrowDown", "Enter")
    expect(desk.locator("[data-line='D1553 #3']")).to_be_visible()
    desk.keyboard.type("yesterday 4538545380")
    press(desk, "Enter")
    expect(remove(desk, "45380")).to_be_visible()
    expect(desk.locator("[data-total=case]")).to_have_text("4.75")
    expect(desk.get_by_text("7.93 as entered")).to_be_visible()
    desk.get_by_role("button", name="Save case").press("Enter")
    state(desk, "saved")
    saved("D1553 #3 45385 45380")
    assert Case.objects.get().date_of_service < Case.objects.get().created_at.date()


def test_says_under_the_field_what_is_no_tooth(desk: Page) -> None:
    desk.keyboard.type("D1553 #99")
    press(desk, "Enter")
    expect(desk.get_by_text("'#99' is no tooth that can be read")).to_be_visible()
    expect(field_of(desk)).to_have_value("D1553 #99")
    press(desk, "Backspace", "Backspace")
    expect(desk.get_by_text("'#99' is no tooth that can be read")).to_be_hidden()
    desk.keyboard.type("3")
    press(desk, "Enter")
    expect(desk.locator("[data-line='D1553 #3']")).to_be_visible()


def test_reads_on_the_device_only_what_the_server_reads_the_same(desk: Page) -> None:
    """What the device leaves as words goes to the server; what it reads by itself has one reading, the same."""
    chosen = random.Random(45385)
    texts = [" ".join(chosen.choices(WORDS.split(), k=chosen.randint(1, 5))) for _ in range(1_000)]
    here: list[str | None] = desk.evaluate(READ_HERE, texts)
    told = [(text, read) for text, read in zip(texts, here, strict=True) if read is not None]
    assert len(told) > 100
    assert [(text, [one.text for one in readings_of(text, date(2026, 11, 23), ())]) for text, _ in told] == [
        (text, [read]) for text, read in told
    ]


@pytest.fixture
def held(desk: Page) -> Iterator[list[Route]]:
    """Requests for the values of the draft, held until the test lets them go."""
    routes: list[Route] = []
    yield routes
    desk.unroute(PREVIEW)


def row_to_be_valued(desk: Page, held: list[Route]) -> tuple[Locator, Locator]:
    """A row that was changed, whose values are under way, and a button in it that will be made anew with them."""
    desk.keyboard.type("45385 45380")
    press(desk, "Enter")
    row = desk.locator("[data-lines] [data-line^='45380']")
    row.locator("summary").press("Enter")
    distinct = row.get_by_role("button", name="59 distinct from the other procedure")
    expect(distinct).to_be_visible()
    desk.route(PREVIEW, lambda route: held.append(route))
    row.get_by_role("textbox", name="Modifiers").fill("22")
    with desk.expect_request(PREVIEW):
        distinct.focus()
    expect(row.get_by_text("before rules")).to_be_visible()
    return row, distinct


def let_go(held: list[Route]) -> None:
    for route in held:
        route.continue_()


def test_stays_on_the_button_when_the_answer_arrives(desk: Page, held: list[Route]) -> None:
    """The server's answer to an earlier key may come between reaching a button and pressing it."""
    row, distinct = row_to_be_valued(desk, held)
    let_go(held)
    expect(row.get_by_text("before rules")).to_be_hidden()
    expect(distinct).to_be_focused()
    press(desk, "Enter")
    expect(distinct).to_have_attribute("aria-pressed", "true")
    expect(distinct).to_be_focused()


def test_stays_on_the_button_of_a_row_that_moves_up(desk: Page, held: list[Route]) -> None:
    desk.keyboard.type("99214 45385 45380")
    press(desk, "Enter")
    row = desk.locator("[data-lines] [data-line^='45380']")
    row.locator("summary").press("Enter")
    distinct = row.get_by_role("button", name="59 distinct from the other procedure")
    expect(distinct).to_have_attribute("value", "2:59")
    desk.route(PREVIEW, lambda route: held.append(route))
    with desk.expect_request(PREVIEW):
        remove(desk, "99214").press("Enter")
    expect(row.get_by_text("before rules")).to_be_visible()
    distinct.focus()
    let_go(held)
    expect(distinct).to_have_attribute("value", "1:59")
    expect(distinct).to_be_focused()


def test_keeps_a_space_bar_that_is_down_when_the_answer_arrives(desk: Page, held: list[Route]) -> None:
    row, distinct = row_to_be_valued(desk, held)
    desk.keyboard.down(" ")
    with desk.expect_response(PREVIEW):
        let_go(held)
    desk.keyboard.up(" ")
    expect(distinct).to_have_attribute("aria-pressed", "true")


def test_exchanges_nothing_under_a_pressed_mouse(desk: Page, held: list[Route]) -> None:
    row, distinct = row_to_be_valued(desk, held)
    distinct.hover()
    desk.mouse.down()
    with desk.expect_response(PREVIEW):
        let_go(held)
    desk.wait_for_timeout(100)
    expect(row.get_by_text("before rules")).to_be_visible()
    desk.mouse.up()
    expect(distinct).to_have_attribute("aria-pressed", "true")
    for _ in range(500):
        if len(held) > 1:
            break
        desk.wait_for_timeout(20)
    let_go(held[1:])
    expect(row.get_by_text("before rules")).to_be_hidden()
    expect(distinct).to_have_attribute("aria-pressed", "true")


def test_a_press_that_nobody_ends_keeps_the_values_away_for_a_moment_only(desk: Page, held: list[Route]) -> None:
    """A menu of the browser may take the end of a press over."""
    row, distinct = row_to_be_valued(desk, held)
    distinct.hover()
    desk.mouse.down()
    let_go(held)
    expect(row.get_by_text("before rules")).to_be_hidden()
    desk.mouse.up()


def test_stands_beside_what_was_taken_away(desk: Page) -> None:
    desk.keyboard.type("45385 45380 78815")
    press(desk, "Enter")
    desk.get_by_role("button", name="Add 26 to 78815").press("Enter")
    expect(desk.locator("[data-line='78815-26'] summary")).to_be_focused()
    remove(desk, "45380").press("Enter")
    expect(remove(desk, "78815")).to_be_focused()
    press(desk, "Enter")
    expect(remove(desk, "45385")).to_be_focused()
    press(desk, "Enter")
    expect(field_of(desk)).to_be_focused()


def test_changes_a_line_by_keyboard(desk: Page) -> None:
    desk.keyboard.type("45385 45380 78815")
    press(desk, "Enter")
    desk.get_by_role("button", name="Add 26 to 78815").press("Enter")
    desk.locator("[data-line='45380'] summary").press("Enter")
    desk.get_by_role("button", name="59 distinct from the other procedure").press("Enter")
    expect(desk.get_by_role("button", name="59 distinct from the other procedure")).to_have_attribute("aria-pressed", "true")
    desk.locator("[data-line='45380-59']").get_by_role("button", name="One unit more").press("Enter")
    expect(desk.locator("[data-line='45380-59x2']")).to_be_visible()
    expect(desk.get_by_role("button", name="Add 26 to 78815")).to_have_count(0)
    assert violations(desk) == []
    desk.get_by_role("button", name="Save case").press("Enter")
    state(desk, "saved")
    saved("45385 45380-59x2 78815-26")


def test_keeps_every_way_in_without_a_connection(desk: Page, people: Cast) -> None:
    is_kept(desk)
    desk.context.set_offline(True)
    desk.get_by_role("group", name="Sets").get_by_role("button", name="my polyp day").click()
    desk.get_by_role("button", name="Save case").click()
    expect(remove(desk, "45385")).to_have_count(0)
    desk.get_by_text("Count a clinic day").click()
    desk.get_by_role("spinbutton", name="99214").fill("3")
    desk.get_by_role("button", name="Save these visits").click()
    expect(desk.locator("[data-unsent-row]")).to_have_count(4)
    field_of(desk).fill("4538545380")
    press(desk, "Enter")
    expect(desk.get_by_text("Without a connection, put blanks between codes")).to_be_visible()
    field_of(desk).fill("")
    saved()
    desk.context.set_offline(False)
    state(desk, "saved")
    saved("45385 45380-59", "99214", "99214", "99214")


def test_offers_nothing_that_was_found_for_another_text(desk: Page) -> None:
    is_kept(desk)
    field_of(desk).fill("polyp")
    expect(desk.get_by_role("listbox").get_by_role("option").first).to_contain_text("45385")
    desk.context.set_offline(True)
    field_of(desk).fill("polyp 4797")
    expect(desk.get_by_role("listbox")).to_be_hidden()
    press(desk, "Enter")
    expect(field_of(desk)).to_have_value("polyp 4797")
    expect(desk.locator("[data-lines] [data-line]")).to_have_count(0)


def test_logs_a_day_again_and_takes_it_back(desk: Page) -> None:
    desk.keyboard.type("yesterday 45385")
    press(desk, "Enter")
    desk.get_by_role("button", name="Save case").click()
    state(desk, "saved")
    expect(desk.locator("[data-total=day]")).to_have_text("4.46")
    desk.get_by_role("button", name="Log this day again today").click()
    saved("45385", "45385")
    assert len({case.date_of_service for case in Case.objects.all()}) == 2
    desk.get_by_role("button", name="Undo").click()
    saved("45385")
    expect(desk.get_by_text("Deleted:")).to_be_visible()
    state(desk, "saved")


def test_learns_the_order_of_favourites(desk: Page) -> None:
    first = desk.get_by_role("group", name="Favourites").get_by_role("button").first
    expect(first).to_have_attribute("value", "99214")
    for _ in range(2):
        favourite(desk, "45385").click()
    expect(remove(desk, "45385")).to_have_count(2)
    expect(first).to_have_attribute("value", "99214")  # not while fingers rely on it
    tomorrow = "const day = Date.prototype.toDateString; Date.prototype.toDateString = function () { return `later ${day.call(this)}`; };"
    desk.add_init_script(tomorrow)
    desk.reload()
    expect(first).to_have_attribute("value", "45385")
    expect(desk.get_by_text("learned on this device")).to_be_visible()
