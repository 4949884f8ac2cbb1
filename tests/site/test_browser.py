"""RVU Edge's public site in a browser: quiet for axe at every width and in both schemes, and counted while typing."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from rvuedge.site.library import GUIDES, texts
from tests import looking
from tests.emptying import empty_tables
from tests.factories import UserFactory
from tests.snapshots import load_sample

pytestmark = [pytest.mark.browser, pytest.mark.appearance]

PAGES = (
    "/",
    "/resources/",
    "/resources/?q=assistant",
    "/resources/several-procedures/",
    "/blog/",
    "/blog/what-rvu26c-changed/",
    "/support/",
    "/support/contact/",
    "/support/first-steps/",
    "/support/status/",
    "/for/medical-students/",
    "/for/residents/",
    "/for/attendings/",
    "/tools/",
    "/tools/case/?lines=45385+45380&place=22",
    "/tools/case/?lines=45385x0",
    "/tools/what-changed/?lines=45385x10+99213x20",
    "/tools/percentile/?value=5500&p50=5000&p75=6000",
    "/tools/pay/?work=7500&rate=55&upto=4500&rate2=65",
    "/tools/payment/?lines=99213+D1553",
)


# Puts the main part of a guide in place of the one shown, and says what is wrong with it.
_SHOW_GUIDE = """async address => {
  const shown = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html").querySelector("main");
  document.querySelector("main").replaceWith(shown);
  const places = [...shown.querySelectorAll('a[href^="#"]')].map(link => link.hash.slice(1));
  const root = document.documentElement;
  return {
    title: shown.querySelector("h1").textContent,
    wider: root.scrollWidth - root.clientWidth,
    anchors: places.length,
    nowhere: places.filter(place => !document.getElementById(place)),
  };
}"""


@pytest.fixture(scope="module")
def served(django_db_setup: None, django_db_blocker: DjangoDbBlocker, audit_may_be_emptied: None) -> Iterator[str]:
    """The address of the site with the sample catalogue in force; nothing here writes, so that all tests share it."""
    with django_db_blocker.unblock():
        load_sample()
        # Without anybody every page would lead to the set-up.
        UserFactory.create()
        server = LiveServer("localhost")
        yield server.url
        server.stop()
        empty_tables()


@pytest.fixture(autouse=True)
def db(served: str) -> None:
    """Stands for the plain database here: no test changes anything in it."""


@pytest.fixture(scope="module", params=[(390, "dark"), (1280, "light")], ids=["phone", "desktop"])
def window(served: str, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A window of one width and scheme, kept for all pages so that what they share is loaded once."""
    width, scheme = request.param
    with browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme=scheme, reduced_motion="reduce", base_url=served
    ) as context:
        yield context.new_page()


@pytest.mark.parametrize("address", PAGES)
def test_the_site_is_for_everybody(served: str, window: Page, address: str) -> None:
    faults: list[str] = []
    window.once("pageerror", lambda fault: faults.append(str(fault)))
    window.goto(address)
    assert window.url == f"{served}{address}"
    looking.look_at(window)
    assert faults == []


def test_every_guide_fits_a_narrow_phone(served: str, new_page: Callable[..., Page]) -> None:
    """In one page, whose main part is that of each guide by turns: nothing is wider than 320 px, and links within it lead somewhere."""
    page = new_page(viewport={"width": 320, "height": 640}, base_url=served)
    page.goto("/resources/several-procedures/")
    found = {slug: page.evaluate(_SHOW_GUIDE, f"/resources/{slug}/") for slug in texts(GUIDES)}
    assert {slug: one["title"] for slug, one in found.items()} == {slug: guide.title for slug, guide in texts(GUIDES).items()}
    assert {slug: one["wider"] for slug, one in found.items() if one["wider"] > 0} == {}
    assert {slug: one["nowhere"] for slug, one in found.items() if one["nowhere"]} == {}
    assert all(one["anchors"] > 1 for one in found.values())
    page.get_by_text("On this page", exact=True).click()
    expect(page.get_by_role("navigation", name="On this page").get_by_role("link").first).to_be_visible()


def test_prints_the_inputs_of_a_tool_and_every_step(served: str, new_page: Callable[..., Page]) -> None:
    page = new_page(base_url=served)
    page.emulate_media(media="print")
    page.goto("/tools/case/?lines=45385+45380&place=22")
    expect(page.get_by_label("Codes of the case")).to_be_visible()
    expect(page.get_by_role("combobox", name="Add procedures")).to_be_hidden()
    expect(page.get_by_role("button", name="Count the case")).to_be_hidden()
    # The steps of a case that nobody unfolded.
    page.goto("/")
    expect(page.get_by_text("Only what it adds over 45378")).to_be_visible()
    expect(page.get_by_role("region", name="Pace at month ends, table")).to_be_visible()


def test_residents_choose_without_scripts(served: str, new_page: Callable[..., Page]) -> None:
    page = new_page(viewport={"width": 390, "height": 844}, base_url=served, java_script_enabled=False)
    page.goto("/for/residents/")
    page.get_by_label("Cases that count so far").fill("60")
    page.get_by_role("button", name="Work the pace out").click()
    # 75 - 60 = 15 in 24 months: 15 x 30.4375 / 731 = 0.6.
    expect(page.get_by_text("15 are missing: 0.6 a month until graduation.")).to_be_visible()
    page.get_by_label("Part in it").select_option("82")
    page.get_by_role("button", name="Show what it carries").click()
    expect(page.get_by_text("Share of an assistant")).to_be_visible()
    expect(page.get_by_label("Cases that count so far")).to_have_value("60")


def test_counts_a_case_by_keyboard_alone(served: str, new_page: Callable[..., Page]) -> None:
    page = new_page(viewport={"width": 390, "height": 844}, base_url=served)
    page.goto("/tools/case/")
    field = page.get_by_role("combobox", name="Add procedures")
    field.press_sequentially("45385 45380", delay=20)
    field.press("Enter")
    expect(page).to_have_url(f"{served}/tools/case/?entry=&lines=45385+45380&place=11&policy=cms_parallel")
    # 4.46 + (3.47 - 3.18) = 4.75.
    expect(page.get_by_text("4.75").first).to_be_visible()
    page.get_by_role("combobox", name="Add procedures").press_sequentially("D1553", delay=20)
    page.get_by_role("combobox", name="Add procedures").press("Enter")
    expect(page.get_by_label("Codes of the case")).to_have_value("45385 45380 D1553")


def test_counts_a_case_without_scripts(served: str, new_page: Callable[..., Page]) -> None:
    page = new_page(viewport={"width": 390, "height": 844}, base_url=served, java_script_enabled=False)
    page.goto("/tools/case/")
    page.get_by_label("Codes of the case").fill("99213x2")
    page.get_by_role("button", name="Count the case").click()
    # 1.30 x 2 = 2.60.
    expect(page.get_by_text("2.60").first).to_be_visible()
