"""The main job in a browser: official file, sign-in, three codes, dashboard, the month's report and its PDF."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from rvuedge.demo.people import TIME_ZONE
from rvuedge.lib.months import Month
from tests.journeys.served import Served, served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OFFICIAL = "cms/RVU26C/PPRRVU2026_Jul_nonQPP.csv"
# CMS RVU26C: work RVU of 99214 is 1.92, of 45385 is 4.46; D1553 has status R and no work RVU.
VISIT, SNARE = Decimal("1.92"), Decimal("4.46")
COUNTED = VISIT + SNARE
CODES = ("99214", "45385", "D1553")
CLINICIAN, ADMINISTRATOR = "Nadia Osei, MD", "Amir Haddad"
PUBLISHED = 9
PATIENCE = 60_000


@pytest.fixture(scope="module")
def product(official_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("up"), "--schedule", str(official_files / OFFICIAL)) as running:
        yield running


def sign_in(page: Page, product: Served, name: str) -> None:
    page.goto(f"{product.address}/accounts/login/")
    page.get_by_role("button", name=f"Sign in as {name}").click()
    expect(page).to_have_url(f"{product.address}/log/")


def today() -> date:
    """Return the day that it is for the demo."""
    return datetime.now(ZoneInfo(TIME_ZONE)).date()


def total(page: Page, which: str) -> Locator:
    return page.locator(f"[data-total='{which}']").first


def shown(page: Page, which: str) -> Decimal:
    return Decimal(total(page, which).inner_text().replace(",", ""))


def choose(page: Page, day: date) -> None:
    """Type a date of service and wait, as a person does, until the page shows that day."""
    page.get_by_label("Date of service").fill(day.isoformat())
    expect(page.locator("#ledger")).to_have_attribute("data-day", day.isoformat())


def log(page: Page, *codes: str) -> None:
    """Type each code and save them as one case; the dental one is flagged before it is saved."""
    field = page.get_by_role("combobox", name="Add procedures")
    for code in codes:
        field.fill(code)
        field.press("Enter")
    expect(total(page, "case")).to_have_text(f"{COUNTED}")
    expect(page.get_by_text("Fee-schedule reimbursed")).to_be_visible()
    page.get_by_role("button", name="Save case").click()
    expect(page.get_by_role("status").get_by_role("button", name="Undo")).to_be_visible()
    expect(page.locator("[data-sync]").first).to_have_attribute("data-sync", "saved")


def test_counts_a_day_of_three_codes_by_the_official_file(product: Served, page: Page) -> None:
    assert "Importing" in product.printed.read_text()
    day = min(date(2026, 11, 20), today())
    sign_in(page, product, CLINICIAN)
    choose(page, day)
    before = shown(page, "day")
    log(page, *CODES)
    expect(total(page, "day")).to_have_text(f"{before + COUNTED:,.2f}")
    page.locator("#ledger").get_by_role("link").first.click()
    expect(page.locator("[data-credit]")).to_have_count(len(CODES))
    credits = page.locator("[data-credit]").evaluate_all("lines => lines.map((line) => line.dataset.credit)")
    assert credits == [f"{VISIT}", f"{SNARE}", "none"]
    expect(page.get_by_text("Fee-schedule reimbursed")).to_be_visible()
    expect(page.get_by_text("RVU26C").first).to_be_visible()


def test_moves_the_dashboard_by_what_was_logged(product: Served, page: Page) -> None:
    sign_in(page, product, CLINICIAN)
    page.goto(f"{product.address}/dashboard/")
    month, year = shown(page, "month"), shown(page, "year")
    page.goto(f"{product.address}/log/")
    log(page, *CODES)
    page.goto(f"{product.address}/dashboard/")
    expect(total(page, "month")).to_have_text(f"{month + COUNTED:,.2f}")
    expect(total(page, "year")).to_have_text(f"{year + COUNTED:,.2f}")
    # The dental line stands beside the wRVU, in dollars.
    lane = page.get_by_role("listitem").filter(has_text="Dental")
    expect(lane.get_by_role("link", name="D1553")).to_be_visible()
    expect(lane).to_contain_text("$")


def test_publishes_the_months_report_and_opens_its_pdf(product: Served, page: Page) -> None:
    last = Month.of(today().replace(day=1) - timedelta(days=1))
    sign_in(page, product, ADMINISTRATOR)
    page.goto(f"{product.address}/manage/months/")
    page.get_by_role("button", name=f"Publish {last.name}").click()
    # The page shows by itself how far the worker is.
    month = page.get_by_role("listitem").filter(has_text=last.name)
    expect(month).to_contain_text(f"{PUBLISHED} reports published", timeout=PATIENCE)
    page.context.clear_cookies()
    sign_in(page, product, CLINICIAN)
    page.get_by_role("link", name="Report", exact=True).click()
    page.get_by_role("link", name=last.name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(last.name)
    expect(page.get_by_text("percentile").first).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="PDF").click()
    assert waiting.value.suggested_filename == f"rvu-report-{last}.pdf"
    assert Path(waiting.value.path()).read_bytes().startswith(b"%PDF")
