"""The comparison with an employer's report in a browser: by keyboard and mouse, at every width, in both schemes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from benchmarks.forms_reconcile import months_of
from rvuedge.accounts.scope import today_in
from tests import looking
from tests.benchmarks.work import did
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.usefixtures("audit_may_be_emptied")

SCREENS = {"phone": (390, 844), "desktop": (1280, 900)}
Open = Callable[..., Page]
faults: list[str] = []


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


@pytest.fixture
def report(cast: Cast, tmp_path: Path) -> Path:
    """Last month: one line is the same, one is another code, one has another value, one is missing, one is extra."""
    month = months_of(cast.clinician.log, today_in(cast.organisation))[1]
    day = month.first_day.replace
    for number, code, credit in ((5, "99213", "1.30"), (6, "99214", "1.92"), (7, "45385", "4.57"), (8, "20610", "0.79")):
        did(cast.clinician, day(day=number), code, credit)
    rows = ((5, "99213", "1.30"), (6, "99213-25", "1.30"), (7, "45385", "4.46"), (9, "99204", "2.60"))
    path = tmp_path / "report.csv"
    text = "".join(f"{day(day=number)},{code},{value},Jane Doe\n" for number, code, value in rows)
    path.write_text(f"Service Date,CPT,wRVU,Patient Name\n{text}", encoding="utf-8")
    return path


@pytest.fixture
def opened(cast: Cast, live_server: Any, new_page: Open, client: Client) -> Open:
    faults.clear()

    def open_it(screen: str = "desktop", scheme: str = "light") -> Page:
        width, height = SCREENS[screen]
        page = new_page(viewport={"width": width, "height": height}, color_scheme=scheme, base_url=live_server.url)
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("console", lambda said: faults.append(said.text) if said.type in ("error", "warning") else None)
        client.force_login(cast.clinician.user)
        cookie: Any = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        page.context.add_cookies([cookie])
        return page

    return open_it


@pytest.mark.parametrize(("screen", "scheme"), [("phone", "dark"), pytest.param("desktop", "light", marks=pytest.mark.appearance)])
def test_is_compared_reviewed_and_taken_to_the_employer(opened: Open, report: Path, screen: str, scheme: str) -> None:
    page = opened(screen, scheme)
    page.goto("/reconcile/")
    looking.look_at(page)
    page.get_by_label("Employer's report").set_input_files(report)
    page.get_by_role("button", name="Check report").press("Enter")
    expect(page.get_by_role("heading", name="Which column").or_(page.get_by_role("heading", name="Columns"))).to_be_visible()
    looking.look_at(page)
    page.get_by_label("Dollars for each wRVU").fill("50")
    page.get_by_role("button", name="Compare with my log").press("Enter")
    # 1.30 + 1.92 + 4.57 + 0.79 = 8.58 against 9.66: 1.08 at 50 dollars.
    expect(page.locator("[data-total=difference]")).to_have_text("$54.00")
    looking.look_at(page)
    assert looking.fits_doubled(page)
    found = page.locator(".found", has_text="20610")
    found.locator("summary").press("Enter")
    found.get_by_label("State").select_option("To dispute")
    found.get_by_label("Note").fill("Signed on the same day")
    looking.look_at(page)
    found.get_by_role("button", name="Keep review").press("Enter")
    expect(page.get_by_text("1 line is marked to dispute, +0.79 wRVU, $39.50.")).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("link", name="The same as csv").click()
    assert taken.value.suggested_filename.startswith("dispute-")
    assert faults == []
