"""RVU Edge's log speaks Spanish on a phone, with a connection and without one."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.cast import Cast
from tests.log_pages import DESKTOP, PHONE, LogPages, is_kept
from tests.looking import fits_doubled, look_at
from tracking.models import Case

pytestmark = pytest.mark.browser

PAGES = (
    "/log/",
    "/log/list/",
    "/log/calendar/",
    "/log/export/",
    "/log/favourites/",
    "/log/deleted/",
    "/settings/",
    "/language/?next=/log/",
)


@pytest.fixture
def in_spanish(people: Cast) -> Cast:
    user = people.clinician.user
    user.language = "es"
    user.save()
    return people


def tap_favourite(page: Page, code: str) -> None:
    page.get_by_role("group", name="Favoritos").get_by_role("button", name=code).tap()
    expect(page.get_by_role("button", name=f"Quitar {code}").last).to_be_visible()


def strip_of(page: Page) -> Any:
    return page.locator("#sync")


def test_a_case_is_logged_and_taken_back_in_spanish(pages: LogPages, in_spanish: Cast) -> None:
    phone = pages.open(in_spanish.clinician.user)
    phone.get_by_role("combobox", name="Agregar procedimientos").fill("45385 hoy")
    phone.get_by_role("combobox", name="Agregar procedimientos").press("Enter")
    expect(phone.get_by_role("button", name="Quitar 45385").last).to_be_visible()
    phone.get_by_role("button", name="Guardar el caso").tap()
    expect(phone.locator("#toast")).to_contain_text("Guardado:")
    expect(phone.locator('[data-case] [lang="en"]').first).to_be_visible()
    expect(strip_of(phone)).to_contain_text("Todos los casos están guardados.")
    expect(phone.locator('[data-total="month"]')).to_have_text("4.46")
    assert Case.objects.kept().count() == 1
    phone.get_by_role("button", name="Deshacer").tap()
    expect(phone.locator("#toast")).to_contain_text("Eliminado:")
    assert pages.faults == []


def test_a_phone_says_in_spanish_where_the_cases_are(pages: LogPages, in_spanish: Cast) -> None:
    phone = pages.open(in_spanish.clinician.user)
    is_kept(phone)
    phone.context.set_offline(True)
    phone.goto("/log/")
    expect(phone.locator("html")).to_have_attribute("lang", "es")
    tap_favourite(phone, "99214")
    expect(phone.locator("#draft")).to_contain_text("antes de las reglas")
    phone.get_by_role("button", name="Guardar el caso").tap()
    expect(strip_of(phone)).to_contain_text("Sin conexión. 1 caso está en este dispositivo y se enviará cuando vuelva la conexión.")
    expect(phone.locator("[data-unsent-row]")).to_contain_text("en este dispositivo")
    phone.goto("/dashboard/")
    expect(phone.get_by_role("heading", name="Esta página necesita el servidor")).to_be_visible()
    expect(phone.locator("html")).to_have_attribute("lang", "es")
    phone.context.set_offline(False)
    phone.goto("/log/")
    # The page says so before its script has looked: the server's own total comes once it has the case.
    expect(phone.locator('[data-total="month"]')).to_have_text("1.92")
    expect(strip_of(phone)).to_contain_text("Todos los casos están guardados.")
    assert Case.objects.kept().count() == 1


def test_a_change_of_language_holds_without_a_connection_after_the_next_load(pages: LogPages, people: Cast) -> None:
    phone = pages.open(people.clinician.user)
    is_kept(phone)
    phone.get_by_role("link", name="Español").tap()
    phone.get_by_role("button", name="Español").tap()
    phone.wait_for_url("**/log/")
    expect(phone.get_by_role("button", name="Guardar el caso")).to_be_attached()
    phone.reload()
    expect(phone.locator("html")).to_have_attribute("lang", "es")
    phone.context.set_offline(True)
    phone.goto("/log/")
    expect(strip_of(phone)).to_contain_text("Todos los casos están guardados.")
    assert pages.faults == []


@pytest.mark.appearance
@pytest.mark.parametrize(("screen", "scheme"), [(PHONE, "dark"), (DESKTOP, "light")])
def test_spanish_pages_are_for_everybody(pages: LogPages, in_spanish: Cast, screen: dict[str, Any], scheme: str) -> None:
    page = pages.open(in_spanish.clinician.user, **screen, color_scheme=scheme)
    for address in PAGES:
        page.goto(address)
        expect(page.locator("html")).to_have_attribute("lang", "es")
        look_at(page)
        assert fits_doubled(page), address
    assert pages.faults == []


@pytest.mark.appearance
def test_a_page_in_english_within_a_spanish_frame_breaks_no_rule(pages: LogPages, in_spanish: Cast) -> None:
    page = pages.open(in_spanish.clinician.user, "/codes/45385/", **DESKTOP)
    expect(page.locator("main")).to_have_attribute("lang", "en")
    look_at(page)
