"""RVU Edge can be installed on a phone: a manifest, a service worker for the whole site, a page without a connection."""

import json
import re
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from rvuedge.web import edition as editions
from rvuedge.web.edition import edition, kept_files
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("cast")


@pytest.fixture
def _anew():
    """The checksum is worked out once a process: here it is forgotten around a test."""
    edition.cache_clear()
    yield
    edition.cache_clear()


def constants(client: Client) -> dict[str, Any]:
    """What the server writes in front of the worker's own text."""
    answer = client.get("/sw.js")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert "no-cache" in answer["Cache-Control"]
    return {name: json.loads(value) for name, value in re.findall(r"^const ([A-Z_]+) = (.*);$", answer.content.decode(), re.MULTILINE)[:3]}


def test_describes_itself_to_a_home_screen(client: Client) -> None:
    answer = client.get("/manifest.webmanifest")
    told = answer.json()
    assert answer["Content-Type"] == "application/manifest+json"
    assert (told["start_url"], told["scope"], told["display"]) == ("/log/", "/", "standalone")
    assert {(icon["sizes"], icon["purpose"]) for icon in told["icons"]} >= {("192x192", "any"), ("512x512", "maskable")}
    assert all(finders.find(icon["src"].removeprefix("/static/")) for icon in told["icons"])


def test_serves_a_worker_that_names_its_edition_and_its_files(client: Client) -> None:
    told = constants(client)
    assert told["EDITION"] == edition()
    assert {"/static/js/log.js", "/static/css/app.css", "/static/js/offline/outbox.js"} <= set(told["FILES"])
    assert "/static/js/offline/worker.js" not in told["FILES"]
    assert {client.get(address).status_code for address in told["NO_CONNECTION"].values()} == {200}


def test_forgets_the_log_that_it_keeps_at_every_door_and_with_another_language(client: Client) -> None:
    text = client.get("/sw.js").content.decode()
    door, language = (
        re.compile(found.replace("\\/", "/")) for found in re.findall(r"^const A_(?:DOOR|LANGUAGE) = /(.*)/;$", text, re.MULTILINE)
    )
    ways_out = ("account_login", "account_logout", "account_signup", "setup", "demo-sign-in", "account-delete")
    assert all(door.match(reverse(name)) for name in ways_out)
    assert language.match(reverse("language-choose"))
    for path in ("/log/", "/log/save/", "/settings/profile/", "/cases/1/"):
        assert not door.match(path) and not language.match(path)
    assert "A_DOOR.test(url.pathname) || (A_LANGUAGE.test(url.pathname) && navigator.onLine)" in text


def test_keeps_every_script_that_the_log_imports() -> None:
    kept = set(kept_files())
    for name in (name for name in kept if name.startswith("js/")):
        path = finders.find(name)
        assert path
        with open(path, encoding="utf-8") as source:
            imported = re.findall(r'from "(\./[^"]+)"', source.read())
        folder = name.rpartition("/")[0]
        assert {f"{folder}/{each.removeprefix('./')}" for each in imported} <= kept


def test_changes_its_edition_with_its_files(client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path, _anew: None) -> None:
    before = edition()
    other = tmp_path / "offline.html"
    other.write_text("<h1>Other words</h1>")
    monkeypatch.setattr(editions, "WITHOUT_CONNECTION", other)
    edition.cache_clear()
    assert edition() != before


def test_keeps_the_typeface_that_the_operator_gave(client: Client, settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path
    assert not [path for path in constants(client)["FILES"] if "own-face" in path]
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "atkinson-hyperlegible-next.woff2").write_bytes(b"wOF2")
    assert {"/own-face/face.css", "/own-face/face.woff2"} <= set(constants(client)["FILES"])


def test_has_one_page_for_everybody_without_a_connection(client: Client, cast: Cast) -> None:
    visitors = client.get("/offline/").content
    client.force_login(cast.clinician.user)
    assert client.get("/offline/").content == visitors
    assert b'href="/log/"' in visitors


def test_marks_a_log_page_with_its_owner_and_edition(client: Client, cast: Cast) -> None:
    client.force_login(cast.clinician.user)
    page = client.get("/log/")
    assert (page["X-Log-Owner"], page["X-Edition"]) == (str(cast.clinician.user.pk), edition())
    assert "X-Log-Owner" not in client.get("/dashboard/")
    assert "X-Log-Owner" not in client.get("/log/2026-01-05/", headers={"HX-Request": "true"})


def test_links_the_manifest_for_signed_in_people_only(client: Client, cast: Cast) -> None:
    assert "manifest" not in client.get("/").content.decode()
    client.force_login(cast.clinician.user)
    page = client.get("/log/").content.decode()
    assert '<link rel="manifest" href="/manifest.webmanifest">' in page
    assert f'data-owner="{cast.clinician.user.pk}"' in page


def test_takes_no_message_away_from_the_page_that_a_person_sees(client: Client, cast: Cast) -> None:
    client.force_login(cast.clinician.user)
    client.post("/log/places/keep/", {"form-TOTAL_FORMS": "0"} | {f"weekday_{day}": "" for day in range(7)})
    for_device = client.get("/log/", headers={"X-For-Device": "1"})
    assert "Kept." not in for_device.text
    assert "X-Told" not in for_device
    seen = client.get("/log/")
    assert "Kept." in seen.text
    assert seen["X-Told"] == "once"
    assert "X-Told" not in client.get("/log/")
