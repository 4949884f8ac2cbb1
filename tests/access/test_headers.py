"""RVU Edge sends its protective headers with every page, and no page holds anything inline."""

import re
from collections.abc import Iterator

import pytest
from django.http import HttpResponse

from tests.access.asking import Asking, address_of
from tests.access.entries import ENTRIES
from tests.access.entry import Entry
from tests.access.roles import ROLES, relation
from tests.access.test_matrix import NOTHING
from tests.access.world import World

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}
POLICY = {
    "default-src": {"'self'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "connect-src": {"'self'"},
    "font-src": {"'self'"},
    "form-action": {"'self'"},
    "base-uri": {"'none'"},
    "frame-ancestors": {"'none'"},
    "object-src": {"'none'"},
    "img-src": {"'self'", "data:"},
}
# A script with a type of its own is data and does not run; an event handler and a style attribute would need 'unsafe-inline'.
INLINE = re.compile(
    r"""<script(?![^>]*\bsrc=)(?![^>]*\btype="(?:application/(?:ld\+)?json)")[^>]*>|<style\b|<[a-z][^>]*\s(?:on[a-z]+|style)=""",
    re.IGNORECASE,
)


def pages(world: World, asking: Asking, entry: Entry) -> Iterator[HttpResponse]:
    """The page of an entry as the first who may see it gets it, and as a visitor does."""
    owner, thing = next(iter((world.things[entry.holds] if entry.holds else NOTHING).items()))
    address = address_of(entry.route, thing) + (f"?{entry.query}" if entry.query else "")
    seen_by = [role for role in ROLES if entry.get.answer_for(role, relation(role, owner)) == 200]
    yield asking.ask("visitor", "get", address)
    yield from (asking.ask(role, "get", address) for role in seen_by[-1:] if role != "visitor")


def directives(answer: HttpResponse) -> dict[str, set[str]]:
    words = (part.split() for part in answer["Content-Security-Policy"].split(";"))
    return {first: set(rest) for first, *rest in words}


def is_html(answer: HttpResponse) -> bool:
    return answer["Content-Type"].startswith("text/html") and not answer.streaming


def faults(answer: HttpResponse) -> list[str]:
    """What a page lacks of the headers, and what it holds inline."""
    lacks = [name for name, value in HEADERS.items() if answer.get(name) != value]
    lacks += [] if directives(answer) == POLICY else [answer["Content-Security-Policy"]]
    return lacks + (INLINE.findall(answer.content.decode()) if is_html(answer) else [])


@pytest.mark.parametrize("part", ["pages", "admin"])
def test_protects_every_page_and_holds_nothing_inline(world: World, asking: Asking, part: str) -> None:
    found = [
        f"{entry.route}: {fault}"
        for entry in ENTRIES
        if entry.route.startswith("admin/") == (part == "admin")
        for answer in pages(world, asking, entry)
        for fault in faults(answer)
    ]
    assert not found


@pytest.mark.parametrize(
    "inline", ["<script>a()</script>", '<script type="module">', "<style>", '<p style="x">', '<p class="a" onclick="a()">']
)
def test_knows_what_would_run_inline(inline: str) -> None:
    assert INLINE.search(inline)
    assert not INLINE.search('<script src="/a.js"></script><script type="application/json" id="b">{}</script><p data-style="c">')


@pytest.mark.parametrize(("address", "status"), [("/no/such/page/", 404), ("/api/v1/no-such-thing/", 404), ("/settings/profile/", 405)])
def test_protects_the_pages_of_errors(asking: Asking, address: str, status: int) -> None:
    answer = asking.ask("visitor", "get", address)
    assert answer.status_code == status
    assert directives(answer) == POLICY


def test_lets_no_other_site_read_an_answer(asking: Asking) -> None:
    elsewhere = {"Origin": "https://elsewhere.example"}
    for address in ("/", "/codes/45385/", "/log/", "/api/v1/codes/45385/", "/api/v1/cases/", "/healthz"):
        for method in ("get", "options"):
            answer = asking.ask("clinician", method, address, headers=elsewhere)
            assert not [name for name in answer.headers if name.startswith("Access-Control-")], address


def test_answers_no_trace(asking: Asking) -> None:
    for address in ("/", "/log/", "/api/v1/cases/", "/support/contact/"):
        assert asking.ask("clinician", "trace", address).status_code == 405, address


def test_keeps_pages_of_signed_in_people_out_of_shared_caches(asking: Asking) -> None:
    for address in ("/log/", "/settings/", "/dashboard/", "/reports/"):
        answer = asking.ask("clinician", "get", address)
        assert "Cookie" in answer["Vary"], address
