"""RVU Edge's operator switches the public site off, and gives it a name, a logo and a support address, without touching a template."""

from pathlib import Path

import pytest
from django.test import Client

from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("catalogue")
PUBLIC = ("/", "/codes/", "/codes/45385/", "/for/residents/", "/resources/", "/blog/feed.atom", "/tools/case/", "/support/", "/sitemap.xml")


@pytest.mark.parametrize("address", PUBLIC)
def test_asks_visitors_to_sign_in_where_the_site_is_off(client: Client, settings, address: str) -> None:
    settings.PUBLIC_SITE = False
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=")
    assert client.get("/accounts/login/").status_code == 200
    assert client.get("/healthz").status_code == 200


def test_keeps_search_engines_out_where_the_site_is_off(client: Client, settings) -> None:
    settings.PUBLIC_SITE = False
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"


def test_shows_the_support_address_that_the_operator_gave(client: Client, settings) -> None:
    assert "mailto:" not in client.get("/support/").content.decode()
    settings.SUPPORT_ADDRESS = "help@clinic.example"
    assert '<a href="mailto:help@clinic.example">help@clinic.example</a>' in client.get("/support/").content.decode()


def test_tells_programs_so_too(client: Client, settings) -> None:
    settings.PUBLIC_SITE = False
    answer = client.get("/api/v1/codes/45385/")
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert client.get("/api/v1/codes/45385/", headers={"Authorization": "Basic eDp5"}).status_code == 401
    assert client.get("/api/v1/codes/45385/", headers={"Authorization": "Bearer rvu_wrong"}).status_code == 401


def test_shows_signed_in_people_everything(client: Client, settings, cast: Cast) -> None:
    settings.PUBLIC_SITE = False
    client.force_login(cast.clinician.user)
    assert {client.get(address).status_code for address in PUBLIC} == {200}


def test_has_the_name_that_the_operator_gave(client: Client, settings) -> None:
    settings.SITE_NAME = "Riverside wRVU"
    page = client.get("/resources/").content.decode()
    assert "- Riverside wRVU</title>" in page
    assert "<span>Riverside wRVU</span>" in page
    assert "<span>RVU Edge</span>" not in page


def test_has_the_logo_of_the_data_folder(client: Client, settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    (tmp_path / "brand").mkdir()
    (tmp_path / "brand" / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    assert '<img class="logo" src="/own-logo.png"' in client.get("/tools/").content.decode()
    assert client.get("/own-logo.png")["Content-Type"] == "image/png"
