"""The dashboard, the reports, the months and the department in a browser: for everybody, at every width, in both schemes."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from playwright.sync_api import Page, expect

from benchmarks.models import ReportSnapshot, SnapshotState
from benchmarks.report_services import close_month, publish_report, queue_reports
from rvuedge.lib.months import Month
from tests import looking
from tests.benchmarks.agreed import agree
from tests.benchmarks.tables import GASTRO, PAID
from tests.benchmarks.work import clinician_of, did, edition_in_force, employ, paid_by_fee
from tests.cast import Cast, make_cast
from tests.factories import SpecialtyFactory
from tests.looking import found_by_axe
from tests.snapshots import load_sample
from tracking.models import Leave

pytestmark = pytest.mark.usefixtures("audit_may_be_emptied")

SCREENS = {"phone": (390, 844), "narrow phone": (320, 640), "desktop": (1280, 900)}
# The tests run on any day: the last month is published, the one before it waits, an earlier one failed.
TODAY = datetime.now(ZoneInfo("America/New_York")).date()
LAST = Month.of(TODAY).plus(-1)
WAITS, FAILED, OPEN = LAST.plus(-1), LAST.plus(-2), LAST.plus(-3)
ADA = ("/dashboard/", "/reports/", f"/reports/{LAST}/", f"/reports/{WAITS}/", f"/reports/{FAILED}/", f"/reports/{OPEN}/", "/settings/")
PAGES = {
    "clinician": ADA,
    "colleague": ("/dashboard/", f"/reports/{LAST}/"),
    "surgeon": ("/dashboard/", "/reports/"),
    "trainee": ("/dashboard/", f"/reports/{LAST}/"),
    "lead": ("/department/", f"/department/?month={WAITS}"),
    "administrator": (
        f"/manage/months/{LAST}/",
        f"/manage/months/{LAST}/pay/",
        "/manage/months/",
        "/department/",
        "/dashboard/",
        "/reports/",
        "/settings/",
    ),
    "strange_administrator": ("/manage/months/", "/department/"),
}
Open = Callable[..., Page]
faults: list[str] = []


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """Ada has a year of wRVU, a target, leave and lines to look at; Ben is paid by fees; Cleo has logged nothing."""
    load_sample()
    cast = make_cast()
    employ(cast.clinician, target="6000", specialty=SpecialtyFactory.create())
    employ(cast.trainee)
    agree(cast.clinician, start=TODAY - timedelta(days=400))
    edition_in_force(cast, body=GASTRO + PAID)
    for month in (LAST.plus(-back) for back in range(12)):
        did(cast.clinician, month.first_day, "45385", "450")
        did(cast.clinician, month.first_day, "99214", "19.20")
        paid_by_fee(cast.colleague, month.first_day, "D1553", "64.00")
        did(cast.trainee, month.first_day, "47562", "10.21")
    did(cast.clinician, TODAY, "99214", "1.92")
    did(cast.clinician, TODAY, "78815", outcome="needs_modifier", lane="needs_26")
    paid_by_fee(cast.clinician, TODAY, "D1553", "64.00")
    first = date(TODAY.year, 1, 1)
    Leave.objects.create(
        clinician=clinician_of(cast.clinician), first_day=first, last_day=first + timedelta(days=13), kind="medical", counts=False
    )
    for month in (FAILED, WAITS, LAST):
        close_month(organisation=cast.organisation, month=month, today_month=Month.of(TODAY), by=None)
        waiting = queue_reports(organisation=cast.organisation, month=month, by=None)
        if month == LAST:
            assert all(publish_report(snapshot=snapshot) for snapshot in waiting)
    failed = ReportSnapshot.objects.filter(month_index=FAILED.index)
    failed.update(state=SnapshotState.FAILED, reason="The report could not be made (KeyError). Try again, or tell the operator.")
    return cast


@pytest.fixture
def opened(cast: Cast, live_server: Any, new_page: Open, client: Client) -> Open:
    faults.clear()

    def open_it(part: str, screen: str = "desktop", scheme: str = "light", **options: Any) -> Page:
        width, height = SCREENS[screen]
        page = new_page(viewport={"width": width, "height": height}, color_scheme=scheme, base_url=live_server.url, **options)
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("console", lambda said: faults.append(said.text) if said.type in ("error", "warning") else None)
        client.force_login(cast.members[part])
        cookie: Any = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        page.context.add_cookies([cookie])
        return page

    return open_it


def look_at(page: Page, address: str) -> None:
    """Open a page; nothing may be wider than the screen, wrong for axe, or refused by the content policy."""
    page.goto(address)
    looking.look_at(page)
    assert faults == [], address


@pytest.mark.appearance
@pytest.mark.parametrize(("screen", "scheme"), [("phone", "dark"), ("desktop", "light")])
def test_pages_are_for_everybody(opened: Open, screen: str, scheme: str) -> None:
    for part, addresses in PAGES.items():
        page = opened(part, screen, scheme)
        for address in addresses:
            look_at(page, address)


@pytest.mark.appearance
def test_columns_of_a_survey_are_named_on_a_phone(opened: Open, client: Client) -> None:
    page = opened("administrator", "phone")
    file = SimpleUploadedFile("willow.csv", b"Discipline,Low,Mid,Beds\nGastroenterology,4000,5000,10\n")
    terms = {"survey_name": "Willow Survey", "report_year": "2027", "clinician_view": "position_only", "file": file}
    look_at(page, client.post("/manage/benchmarks/upload/", terms).headers["Location"])


@pytest.mark.appearance
def test_shows_the_same_as_a_table(opened: Open) -> None:
    page = opened("clinician")
    page.goto("/dashboard/")
    page.get_by_text("The same as a table").click()
    expect(page.get_by_role("region", name="Pace at month ends, table")).to_be_visible()
    assert found_by_axe(page).violations_count == 0


@pytest.mark.appearance
def test_draws_one_chart_for_the_screen(opened: Open) -> None:
    for screen, shown, hidden in (("desktop", "#fanwt", "#fanpt"), ("phone", "#fanpt", "#fanwt")):
        page = opened("clinician", screen)
        page.goto("/dashboard/")
        charts = page.get_by_role("img", name="Pace in")
        expect(charts).to_have_count(1)
        assert page.locator(shown).locator("xpath=..").is_visible()
        assert not page.locator(hidden).locator("xpath=..").is_visible()


def test_shows_the_progress_of_reports_without_a_reload(opened: Open, cast: Cast) -> None:
    page = opened("administrator")
    page.goto("/manage/months/")
    told = page.get_by_text(f"0 of 6 reports of {WAITS.name} are published", exact=True)
    expect(told).to_be_visible()
    button = page.get_by_role("button", name=f"Publish {FAILED.name}")
    button.focus()
    for snapshot in ReportSnapshot.objects.filter(month_index=WAITS.index)[:4]:
        publish_report(snapshot=snapshot)
    expect(page.get_by_text(f"4 of 6 reports of {WAITS.name} are published", exact=True)).to_be_visible(timeout=10_000)
    expect(button).to_be_focused()
    for snapshot in ReportSnapshot.objects.filter(month_index=WAITS.index):
        publish_report(snapshot=snapshot)
    expect(page.locator("progress")).to_have_count(0, timeout=10_000)
    expect(page.locator("#months-told")).to_have_text("No report is being made.")
    assert faults == []


def test_opens_the_report_once_it_is_published(opened: Open, cast: Cast) -> None:
    page = opened("clinician")
    page.goto(f"/reports/{WAITS}/")
    expect(page.get_by_text("The report is being made.")).to_be_visible()
    publish_report(snapshot=ReportSnapshot.objects.get(month_index=WAITS.index, clinician=clinician_of(cast.clinician)))
    expect(page.get_by_role("heading", name="What the work was")).to_be_visible(timeout=10_000)
    expect(page.get_by_role("heading", level=1)).to_have_text(WAITS.name)
    assert faults == []


@pytest.mark.appearance
def test_prints_a_report_without_the_frame(opened: Open) -> None:
    page = opened("clinician")
    page.goto(f"/reports/{LAST}/")
    page.emulate_media(media="print")
    expect(page.locator("header.rail")).to_be_hidden()
    expect(page.get_by_role("link", name="PDF")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_have_text(LAST.name)


@pytest.mark.appearance
def test_holds_in_forced_colours(opened: Open) -> None:
    page = opened("clinician", forced_colors="active")
    look_at(page, "/dashboard/")


@pytest.mark.appearance
def test_holds_at_twice_the_text_size(opened: Open) -> None:
    for part in ("clinician", "lead", "administrator"):
        page = opened(part, "narrow phone")
        for address in (one for one in PAGES[part] if one != "/settings/"):
            page.goto(address)
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wider <= 0, f"{address} is {wider} px wider than the screen at twice the text size"
