"""RVU Edge's public pages are readable on paper: the text alone, dark on white, also for those who read in the dark."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.cast import make_cast
from tests.snapshots import load_sample

pytestmark = [pytest.mark.browser, pytest.mark.appearance, pytest.mark.usefixtures("audit_may_be_emptied")]

PAGES = (
    "/",
    "/codes/45385/",
    "/codes/D1553/",
    "/resources/how-wrvus-are-counted/",
    "/tools/case/?lines=45385+45380&place=24",
    "/tools/what-changed/?lines=45385+99214",
    "/for/medical-students/",
    "/for/residents/",
    "/for/attendings/",
)
# What only a screen can use.
OF_SCREENS = ("header.top", "nav", ".skip", '[role="search"]', ".search", ".btn", ".foot nav")
# Runs in the page: the texts whose contrast with the nearest background is below 4.5, and the paper's colour.
ON_PAPER = """() => {
  const pen = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data];
  };
  const part = (value) => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const light = ([red, green, blue]) => 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue);
  const under = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const at = rgba(getComputedStyle(one).backgroundColor);
      if (at[3] > 250) return at;
    }
    return [255, 255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const faint = [];
  let texts = 0;
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || element.closest("svg") || !element.checkVisibility() || element.closest(".vh")) continue;
    texts += 1;
    const [ink, paper] = [light(rgba(getComputedStyle(element).color)), light(under(element))];
    if (paper < ink || (paper + 0.05) / (ink + 0.05) < 4.5) faint.push(walker.currentNode.data.trim().slice(0, 40));
  }
  return { texts, faint, paper: under(document.querySelector("main")).slice(0, 3) };
}"""


@pytest.fixture
def dark(transactional_db: None, live_server: Any, new_page: Callable[..., Page]) -> Page:
    """A page of somebody who reads in the dark, about to be printed."""
    load_sample()
    make_cast()
    page = new_page(viewport={"width": 794, "height": 1123}, color_scheme="dark", base_url=live_server.url)
    page.emulate_media(media="print", color_scheme="dark")
    return page


@pytest.mark.parametrize("address", PAGES)
def test_prints_the_text_alone_dark_on_white(dark: Page, address: str) -> None:
    dark.goto(address)
    for part in OF_SCREENS:
        assert [one for one in dark.locator(part).all() if one.is_visible()] == [], f"{part} of {address}"
    expect(dark.get_by_role("heading", level=1)).to_be_visible()
    found = dark.evaluate(ON_PAPER)
    assert found["texts"] > 10
    assert (found["paper"], found["faint"]) == ([255, 255, 255], [])


def test_prints_each_question_with_its_answer(dark: Page) -> None:
    dark.goto("/codes/45385/")
    answers = dark.locator(".faq details > p")
    assert answers.count() > 1
    for answer in answers.all():
        expect(answer).to_be_visible()


def test_prints_over_the_whole_width(dark: Page) -> None:
    dark.goto("/resources/how-wrvus-are-counted/")
    width = dark.locator("main article").evaluate("(part) => part.getBoundingClientRect().width")
    assert width > 600


def test_prints_who_owns_the_codes(dark: Page) -> None:
    dark.goto("/codes/45385/")
    expect(dark.get_by_text("CPT is copyright American Medical Association")).to_be_visible()


def test_a_dark_theme_that_was_chosen_prints_light_too(dark: Page) -> None:
    dark.goto("/")
    dark.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert dark.evaluate(ON_PAPER)["paper"] == [255, 255, 255]
