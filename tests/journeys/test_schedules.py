"""An administrator brings official releases in by browser: checked by the worker, compared, activated, taken back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.served import Served, served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OCTOBER_2025, JULY_2026, JANUARY_2025 = (
    "cms/RVU25D/PPRRVU2025_Oct.xlsx",
    "cms/RVU26C/PPRRVU2026_Jul_nonQPP.csv",
    "cms/RVU25A/PPRRVU25_JAN1.csv",
)
PATIENCE = 60_000


@pytest.fixture(scope="module")
def product(official_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("schedules")) as running:
        yield running


@pytest.fixture
def administrator(product: Served, page: Page) -> Page:
    page.goto(f"{product.address}/accounts/login/")
    page.get_by_role("button", name="Sign in as Amir Haddad").click()
    expect(page.get_by_role("link", name="Fee schedules").first).to_be_visible()
    return page


def bring(page: Page, product: Served, path: Path) -> None:
    page.goto(f"{product.address}/manage/schedules/")
    page.get_by_label("Fee schedule file").set_input_files(path)
    page.get_by_role("button", name="Check file").click()


def test_brings_releases_in_and_goes_back(product: Served, administrator: Page, official_files: Path) -> None:
    page = administrator
    bring(page, product, official_files / OCTOBER_2025)
    page.get_by_role("button", name="Activate October 2025").click(timeout=PATIENCE)
    bring(page, product, official_files / JULY_2026)
    expect(page.get_by_role("button", name="Activate July 2026")).to_be_visible(timeout=PATIENCE)
    # 7,414 rows of work times 0.975, 496 new, 230 gone: counted from the two official files.
    difference = page.get_by_role("region", name="Difference by kind")
    for words, rows in (("Work lower by 2.5%", "7,414"), ("New", "496"), ("Gone", "230")):
        expect(difference.get_by_role("row").filter(has_text=words)).to_contain_text(rows)
    page.get_by_role("button", name="Activate July 2026").click()
    expect(page.get_by_text("July 2026 is active")).to_be_visible()
    page.goto(f"{product.address}/manage/schedules/")
    page.get_by_role("button", name="Go back to October 2025").click()
    expect(page.get_by_text("July 2026 is taken back; October 2025 counts again")).to_be_visible()


def test_mends_lost_zeros_only_when_told(product: Served, administrator: Page, official_files: Path) -> None:
    page = administrator
    bring(page, product, official_files / JANUARY_2025)
    expect(page.get_by_text("276 codes have fewer than five characters")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("button", name="Activate January 2025")).to_have_count(0)
    page.get_by_role("button", name="Accept the mends").click()
    expect(page.get_by_role("button", name="Activate January 2025")).to_be_visible(timeout=PATIENCE)


def test_tells_that_a_page_is_no_table(product: Served, administrator: Page, tmp_path: Path) -> None:
    page_saved = tmp_path / "PPRRVU2026_Oct.csv"
    page_saved.write_text("<!doctype html><html><body>Sign in</body></html>")
    bring(administrator, product, page_saved)
    expect(administrator.get_by_text("It is a web page, not a table.")).to_be_visible(timeout=PATIENCE)
    expect(administrator.get_by_role("heading", name="Refused", exact=True)).to_be_visible()
