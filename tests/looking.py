"""What holds for every page in a browser: no violation of the accessibility rules, and nothing wider than any screen."""

from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# The widths of a narrow phone, a phone and a desktop window.
_WIDTHS = (320, 390, 1280)
_WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def found_by_axe(page: Page) -> AxeResults:
    """Return what axe finds on a page that is there whole: a tap that leads to a page returns as soon as its first bytes are there."""
    page.wait_for_load_state()
    return Axe().run(page)


def look_at(page: Page) -> None:
    """Assert that the page fits each width, and that axe finds nothing at the width and in the scheme that it was opened with."""
    opened = page.viewport_size or {"width": 1280, "height": 800}
    found = found_by_axe(page)
    assert found.violations_count == 0, f"{page.url}: {found.generate_report()}"
    for width in _WIDTHS:
        page.set_viewport_size({"width": width, "height": opened["height"]})
        assert page.evaluate(_WIDER) <= 0, f"{page.url} is {page.evaluate(_WIDER)} px wider than a screen of {width}"
    page.set_viewport_size(opened)


def fits_doubled(page: Page) -> bool:
    """Return whether nothing scrolls sideways on the narrowest phone with the text at twice its size; the page is left as it was."""
    before = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 640})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    fits = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate("document.documentElement.style.fontSize = ''")
    if before is not None:
        page.set_viewport_size(before)
    return bool(fits)
