"""Takes the pictures of the documentation from a running demo: `up` in one terminal, this command in another."""

import shutil
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand
from playwright.sync_api import Browser, Error, Page, sync_playwright

_PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
_CLINICIAN, _ADMINISTRATOR = "Nadia Osei, MD", "Amir Haddad"
# Name of the picture, who looks (None is a visitor), the address, the width and the height of the window.
_PICTURES: tuple[tuple[str, str | None, str, int, int], ...] = (
    ("log", _CLINICIAN, "log/?add=45385+45380-59", 1280, 860),
    ("log-phone", _CLINICIAN, "log/", 390, 844),
    ("dashboard", _CLINICIAN, "dashboard/", 1280, 900),
    ("code", None, "codes/45385/", 1280, 900),
    ("codes", None, "codes/?q=knee+scope", 1280, 860),
    ("schedules", _ADMINISTRATOR, "manage/schedules/", 1280, 860),
)


class Command(BaseCommand):
    help = "Take the pictures of the documentation from a running demo (needs Chromium and the development requirements)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--address", default="http://localhost:8000/", help="where the demo runs")
        parser.add_argument("--folder", default=str(settings.BASE_DIR / "docs" / "screenshots"), help="where the pictures go")

    def handle(self, *, address: str, folder: str, **_options: object) -> None:
        program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
        if program is None:
            raise CommandError("Chromium was not found. Install the system's package chromium.", returncode=2)
        place = Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=program, args=list(_FLAGS))
                for name, person, path, width, height in _PICTURES:
                    page = _signed_in(browser, address, person, width, height)
                    page.goto(f"{address.rstrip('/')}/{path}", wait_until="networkidle")
                    page.screenshot(path=place / f"{name}.png")
                    page.context.close()
                    self.stdout.write(f"{name}.png")
                browser.close()
        except Error as error:
            raise CommandError(
                f"{address} does not show the demo: {error.message.splitlines()[0]}. Start it with up.", returncode=2
            ) from None


def _signed_in(browser: Browser, address: str, person: str | None, width: int, height: int) -> Page:
    page = browser.new_context(viewport={"width": width, "height": height}, color_scheme="light").new_page()
    if person is not None:
        page.goto(f"{address.rstrip('/')}/accounts/login/")
        page.get_by_role("button", name=f"Sign in as {person}").click()
        page.wait_for_load_state()
    return page
