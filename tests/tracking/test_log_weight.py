"""RVU Edge keeps the log light: what a phone loads for it is counted, packed, from the page itself."""

import gzip
import re
from pathlib import Path
from posixpath import dirname, join, normpath

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from codes.models import Release
from tests.cast import Cast

SCRIPT_BYTES, STYLE_BYTES = 60_000, 20_000


def bytes_of(name: str) -> bytes:
    found = finders.find(name)
    assert found, f"{name} is no static file"
    return Path(found).read_bytes()


def imported(name: str, known: set[str]) -> set[str]:
    """Return a script with all that it imports."""
    if name in known:
        return known
    known = known | {name}
    for other in re.findall(r'from "(\.[^"]+)"', bytes_of(name).decode()):
        known = imported(normpath(join(dirname(name), other)), known)
    return known


def packed(names: set[str]) -> int:
    return sum(len(gzip.compress(bytes_of(name))) for name in names)


@pytest.fixture
def page(client: Client, cast: Cast, release: Release) -> str:
    client.force_login(cast.clinician.user)
    return client.get("/log/").content.decode()


def test_loads_at_most_60_kb_of_script_for_the_log(page: str) -> None:
    scripts: set[str] = set()
    for name in re.findall(r'<script[^>]* src="/static/([^"]+)"', page):
        scripts = imported(name, scripts)
    assert {"js/log.js", "js/offline/shell.js", "js/offline/outbox.js"} <= scripts
    assert packed(scripts) <= SCRIPT_BYTES


def test_loads_at_most_20_kb_of_style_for_the_log(page: str) -> None:
    styles = set(re.findall(r'<link rel="stylesheet" href="/static/([^"]+)"', page))
    assert {"css/app.css", "css/log.css"} <= styles
    assert packed(styles) <= STYLE_BYTES


def test_loads_nothing_of_third_parties_for_the_log(page: str) -> None:
    loaded = re.findall(r'<(?:script|link|img|iframe)[^>]* (?:src|href)="([^"]+)"', page)
    assert [address for address in loaded if not re.match(r"/(?!/)", address)] == []
