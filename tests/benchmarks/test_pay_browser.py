"""The pay plan in a browser: entered, read, an offer typed and compared, by hand and keyboard, in both schemes, at every width."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from benchmarks.pay.plan import PlanTerms
from benchmarks.pay.tiers import Tier
from tests import looking
from tests.benchmarks.agreed import agree
from tests.benchmarks.test_clinical_time_browser import opened
from tests.benchmarks.work import did, employ
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.usefixtures("audit_may_be_emptied")


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), pytest.param(1280, "light", marks=pytest.mark.appearance)])
def test_is_read_typed_and_compared(new_page: Callable[..., Page], live_server: Any, cast: Cast, width: int, scheme: str) -> None:
    today = datetime.now(UTC).date()
    employ(cast.clinician)
    tiers = (Tier(Decimal(0), Decimal(46)), Tier(Decimal(4500), Decimal(52)))
    agree(cast.clinician, PlanTerms(tiers=tiers, quality_rate=Decimal(5), draw_monthly=Decimal(15000)), date(today.year, 1, 1))
    did(cast.clinician, max(date(today.year, 1, 1), today - timedelta(days=1)), "45385", "310.5")
    screen = {"viewport": {"width": width, "height": 844}, "color_scheme": scheme}
    page = opened(new_page(**screen), live_server, cast, "clinician", "/plan/")
    expect(page.get_by_text("310.50 x $46.00")).to_be_visible()
    expect(page.get_by_text("waits for the score").first).to_be_visible()
    looking.look_at(page)
    assert looking.fits_doubled(page)
    page.get_by_role("link", name="Type an offer").press("Enter")
    page.get_by_label("Name").fill("Lakeview")
    page.get_by_role("button", name="Save the offer").click()
    expect(page.get_by_text("The plan pays nothing yet.")).to_be_visible()
    looking.look_at(page)
    assert looking.fits_doubled(page)
    page.get_by_label("Base a year").fill("240000")
    page.get_by_role("button", name="Save the offer").press("Enter")
    expect(page.get_by_role("link", name="Lakeview")).to_be_visible()
    page.get_by_role("link", name="Compare two").click()
    looking.look_at(page)
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.get_by_role("region", name="Components, table")).to_be_visible()
    looking.look_at(page)
    assert looking.fits_doubled(page)


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), pytest.param(1280, "dark", marks=pytest.mark.appearance)])
def test_is_entered_by_an_administrator(new_page: Callable[..., Page], live_server: Any, cast: Cast, width: int, scheme: str) -> None:
    screen = {"viewport": {"width": width, "height": 844}, "color_scheme": scheme}
    employ(cast.clinician)
    page = opened(new_page(**screen), live_server, cast, "administrator", "/manage/people/")
    page.get_by_role("link", name="Pay plan of Ada Clinician").click()
    looking.look_at(page)
    page.get_by_role("link", name="Add a plan").click()
    page.get_by_label("Name").fill("Agreed for the year")
    page.get_by_label("The threshold is implied").check()
    page.get_by_label("Rate", exact=True).fill("50")
    page.get_by_role("button", name="Save the plan").click()
    expect(page.get_by_text("Enter both, or take the check mark away.")).to_be_visible()
    looking.look_at(page)
    page.get_by_label("From").fill(f"{datetime.now(UTC).year - 1}-01-01")
    page.get_by_label("Base a year").fill("180000")
    page.get_by_role("button", name="Save the plan").click()
    expect(page.get_by_role("link", name="Agreed for the year")).to_be_visible()
    expect(page.locator("[data-total=pay]")).to_contain_text("$")
    looking.look_at(page)
    assert looking.fits_doubled(page)
