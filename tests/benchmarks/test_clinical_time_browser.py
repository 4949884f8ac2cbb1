"""Clinical time in a browser: entered by keyboard and by hand, for everybody, in both schemes, at every width."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from tests import looking
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.usefixtures("audit_may_be_emptied")


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


def opened(page: Page, live_server: Any, cast: Cast, part: str, address: str) -> Page:
    client = Client()
    client.force_login(getattr(cast, part).user)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page.goto(f"{live_server.url}{address}")
    return page


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), pytest.param(1280, "light", marks=pytest.mark.appearance)])
def test_is_entered_and_read_by_everybody(new_page: Callable[..., Page], live_server: Any, cast: Cast, width: int, scheme: str) -> None:
    screen = {"viewport": {"width": width, "height": 844}, "color_scheme": scheme}
    page = opened(new_page(**screen), live_server, cast, "administrator", "/manage/people/")
    page.get_by_role("link", name="Clinical time, leave and target of Ada Clinician").click()
    looking.look_at(page)
    page.locator("summary", has_text="Add an effort").press("Enter")
    page.locator("#effort_new_effective_from").fill("2026-01-01")
    page.locator("#effort_new_total_fte").fill("0.5")
    page.locator("#effort_new_clinical_fte").fill("0.8")
    looking.look_at(page)
    page.get_by_role("button", name="Add an effort").click()
    expect(page.get_by_text("Clinical FTE is a part of total FTE")).to_be_visible()
    looking.look_at(page)
    page.locator("#effort_new_total_fte").fill("1")
    page.get_by_role("button", name="Add an effort").click()
    expect(page.locator(".person", has_text="0.800 clinical of 1.000 FTE from 1 January 2026")).to_be_visible()
    page.locator("summary", has_text="Change").click()
    looking.look_at(page)
    assert looking.fits_doubled(page)
    own = opened(new_page(**screen), live_server, cast, "clinician", "/settings/clinical-time/")
    expect(own.get_by_text("0.800 clinical")).to_be_visible()
    looking.look_at(own)
