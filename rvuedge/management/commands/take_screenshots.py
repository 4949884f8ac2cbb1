"""Takes the pictures of the documentation and of the help from a running demo: `up` in one terminal, this command in another."""

import shutil
from argparse import ArgumentParser
from base64 import b64decode, b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand
from playwright.sync_api import Browser, Error, Page, sync_playwright

from rvuedge.site.pictures import PLACE, SCALE

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
_Scheme = Literal["light", "dark"]
_SCHEMES: tuple[tuple[_Scheme, str], ...] = (("light", ""), ("dark", "-dark"))
_QUALITY = 0.62
_AS_WEBP = """async ([png, quality]) => {
  const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const canvas = Object.assign(document.createElement("canvas"), { width: picture.width, height: picture.height });
  canvas.getContext("2d", { alpha: false }).drawImage(picture, 0, 0);
  return canvas.toDataURL("image/webp", quality);
}"""


@dataclass(frozen=True, slots=True)
class Picture:
    """What a picture shows: who looks (None is a visitor) at which address, in a window of what size.

    `follow` are the parts of the page that are pressed one after the other, `top` the one that the picture begins with.
    """

    name: str
    person: str | None
    path: str
    width: int
    height: int
    follow: tuple[str, ...] = ()
    top: str = ""


# The newest case with a snare and a biopsy (45380-59), and what counted it.
_STEPS = ("main .line:has-text('59') a[href^='/cases/']", "main details > summary")
_OF_DOCS = (
    Picture("log", _CLINICIAN, "log/?add=45385+45380-59", 1280, 860),
    Picture("log-phone", _CLINICIAN, "log/", 390, 844),
    Picture("dashboard", _CLINICIAN, "dashboard/", 1280, 900),
    Picture("code", None, "codes/45385/", 1280, 900),
    Picture("codes", None, "codes/?q=knee+scope", 1280, 860),
    Picture("schedules", _ADMINISTRATOR, "manage/schedules/", 1280, 860),
)
# The newest month may not be published yet; the one before it is.
_REPORT = ("main a[href^='/reports/20'] >> nth=1",)
_OF_HELP = (
    Picture("log", _CLINICIAN, "log/", 390, 720),
    Picture("case", _CLINICIAN, "log/?add=45385+45380-59", 390, 720),
    Picture("steps", _CLINICIAN, "log/list/?code=45380", 390, 790, _STEPS, "main .hero"),
    Picture("stand", _CLINICIAN, "dashboard/", 390, 720),
    Picture("report", _CLINICIAN, "reports/", 390, 720, _REPORT),
    Picture("schedules", _ADMINISTRATOR, "manage/schedules/", 960, 600),
    Picture("months", _ADMINISTRATOR, "manage/months/", 960, 600),
)


class Command(BaseCommand):
    help = "Take the pictures of the documentation and of the help from a running demo (needs Chromium and the development requirements)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--address", default="http://localhost:8000/", help="where the demo runs")
        parser.add_argument(
            "--folder", default=str(settings.BASE_DIR / "docs" / "screenshots"), help="where the pictures of the documentation go"
        )
        parser.add_argument("--help-folder", default=str(PLACE), help="where the pictures of the help go")

    def handle(self, *, address: str, folder: str, help_folder: str, **_options: object) -> None:
        program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
        if program is None:
            raise CommandError("Chromium was not found. Install the system's package chromium.", returncode=2)
        docs, of_help = Path(folder), Path(help_folder)
        for place in (docs, of_help):
            place.mkdir(parents=True, exist_ok=True)
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=program, args=list(_FLAGS))
                for picture in _OF_DOCS:
                    self._keep(docs / f"{picture.name}.png", _png(_shown(browser, address, picture, "light", 1)))
                for picture in _OF_HELP:
                    for scheme, ending in _SCHEMES:
                        self._keep(of_help / f"{picture.name}{ending}.webp", _webp(_shown(browser, address, picture, scheme, SCALE)))
                browser.close()
        except Error as error:
            raise CommandError(
                f"{address} does not show the demo: {error.message.splitlines()[0]}. Start it with up.", returncode=2
            ) from None

    def _keep(self, path: Path, picture: bytes) -> None:
        path.write_bytes(picture)
        self.stdout.write(path.name)


def _shown(browser: Browser, address: str, picture: Picture, scheme: _Scheme, scale: float) -> Page:
    """The page of a picture, as it is to be seen."""
    page = browser.new_page(
        viewport={"width": picture.width, "height": picture.height},
        color_scheme=scheme,
        device_scale_factor=scale,
        reduced_motion="reduce",
    )
    base = address.rstrip("/")
    if picture.person is not None:
        page.goto(f"{base}/accounts/login/")
        page.get_by_role("button", name=f"Sign in as {picture.person}").click()
        page.wait_for_load_state()
    page.goto(f"{base}/{picture.path}", wait_until="networkidle")
    for part in picture.follow:
        page.locator(part).first.click()
        page.wait_for_load_state("networkidle")
    if picture.top:
        page.locator(picture.top).first.evaluate("part => part.scrollIntoView()")
    return page


def _png(page: Page) -> bytes:
    picture = page.screenshot()
    page.close()
    return picture


def _webp(page: Page) -> bytes:
    """The picture of a page as WebP, which the browser itself writes."""
    png = b64encode(page.screenshot()).decode()
    page.goto("about:blank")
    picture = page.evaluate(_AS_WEBP, [png, _QUALITY])
    page.close()
    return b64decode(picture.partition(",")[2])
