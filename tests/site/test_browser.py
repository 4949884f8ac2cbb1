"""RVU Edge's public site in a browser: quiet for axe at every width and in both schemes, and counted while typing."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from codes.sample import load_sample
from tests import looking
from tests.cast import Cast, make_cast

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("audit_may_be_emptied")]

PAGES = (
    "/",
    "/resources/",
    "/resources/?q=assistant",
    "/resources/several-procedures/",
    "/blog/",
    "/blog/what-rvu26c-changed/",
    "/support/",
    "/support/contact/",
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


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    load_sample()
    return make_cast()


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light"), (320, "light")])
def test_the_site_is_for_everybody(cast: Cast, live_server: Any, new_page: Callable[..., Page], width: int, scheme: str) -> None:
    page = new_page(viewport={"width": width, "height": 844}, color_scheme=scheme, base_url=live_server.url)
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" and "400" not in said.text else None)
    for address in PAGES:
        page.goto(address)
        looking.look_at(page)
        assert faults == [], address


def test_counts_a_case_by_keyboard_alone(cast: Cast, live_server: Any, new_page: Callable[..., Page]) -> None:
    page = new_page(viewport={"width": 390, "height": 844}, base_url=live_server.url)
    page.goto("/tools/case/")
    field = page.get_by_role("combobox", name="Add procedures")
    field.press_sequentially("45385 45380", delay=20)
    field.press("Enter")
    expect(page).to_have_url(f"{live_server.url}/tools/case/?entry=&lines=45385+45380&place=11&policy=cms_parallel")
    # 4.46 + (3.47 - 3.18) = 4.75.
    expect(page.get_by_text("4.75").first).to_be_visible()
    page.get_by_role("combobox", name="Add procedures").press_sequentially("D1553", delay=20)
    page.get_by_role("combobox", name="Add procedures").press("Enter")
    expect(page.get_by_label("Codes of the case")).to_have_value("45385 45380 D1553")


def test_counts_a_case_without_scripts(cast: Cast, live_server: Any, new_page: Callable[..., Page]) -> None:
    page = new_page(viewport={"width": 390, "height": 844}, base_url=live_server.url, java_script_enabled=False)
    page.goto("/tools/case/")
    page.get_by_label("Codes of the case").fill("99213x2")
    page.get_by_role("button", name="Count the case").click()
    # 1.30 x 2 = 2.60.
    expect(page.get_by_text("2.60").first).to_be_visible()
