"""The main job in a browser: official file, sign-in, three codes, dashboard, the month's report and its PDF."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from rvuedge.lib.months import Month
from tests.journeys.served import Served, served

pytestmark = pytest.mark.browser

OFFICIAL = "cms/RVU26C/PPRRVU2026_Jul_nonQPP.csv"
# CMS RVU26C: work RVU of 99214 is 1.92, of 45385 is 4.46; D1553 has status R and no work RVU.
COUNTED = Decimal("1.92") + Decimal("4.46")
DAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def product(official_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("up"), "--schedule", str(official_files / OFFICIAL)) as running:
        yield running


def sign_in(page: Page, product: Served, name: str) -> None:
    page.goto(f"{product.address}/accounts/login/")
    page.get_by_role("button", name=f"Sign in as {name}").click()
    expect(page.locator("[data-total='month']").first).to_be_visible() if name != "Amir Haddad" else None


def shown(page: Page, which: str) -> Decimal:
    text = page.locator(f"[data-total='{which}']").first.inner_text()
    return Decimal(text.split()[0].replace(",", ""))


def test_counts_prices_and_reports_a_day_of_three_codes(product: Served, page: Page) -> None:
    sign_in(page, product, "Nadia Osei, MD")
    page.get_by_label("Date of service").fill(DAY.isoformat())
    page.get_by_label("Date of service").blur()
    before = shown(page, "day")
    field = page.get_by_role("combobox", name="Add procedures")
    for code in ("99214", "45385", "D1553"):
        field.fill(code)
        field.press("Enter")
    page.get_by_role("button", name="Save case").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    assert shown(page, "day") - before == COUNTED
    expect(page.get_by_text("Fee-schedule reimbursed").first).to_be_visible()


def test_opens_the_published_report_and_its_pdf(product: Served, page: Page) -> None:
    last = Month.of(datetime.now(UTC).date().replace(day=1) - timedelta(days=1))
    sign_in(page, product, "Amir Haddad")
    page.goto(f"{product.address}/manage/months/")
    page.get_by_role("button", name=f"Publish {last.name}").click()
    page.context.clear_cookies()
    sign_in(page, product, "Nadia Osei, MD")
    page.goto(f"{product.address}/reports/{last}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(last.name)
    answer = page.request.get(f"{product.address}/reports/{last}.pdf")
    assert answer.status == 200
    assert answer.body().startswith(b"%PDF")
