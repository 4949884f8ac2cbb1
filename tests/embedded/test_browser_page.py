"""RVU Edge's browser tests may look at a page and into the database at once."""

from playwright.sync_api import expect

from codes.models import Release


def test_shows_a_page_and_reads_the_database(page, db):
    page.set_content("<h1>RVU Edge</h1>")
    expect(page.get_by_role("heading")).to_have_text("RVU Edge")
    assert not Release.objects.filter(name="RVU99Z").exists()


def test_opens_a_page_as_a_phone_in_the_dark(new_page):
    phone = new_page(viewport={"width": 390, "height": 844}, color_scheme="dark", is_mobile=True, has_touch=True)
    assert phone.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    assert phone.evaluate("innerWidth") == 390 or phone.viewport_size == {"width": 390, "height": 844}
