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
    "base-uri": {"'self'"},
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


@pytest.mark.parametrize("part", ["pages", "admin"])
def test_protects_every_page(world: World, asking: Asking, part: str) -> None:
    bare = []
    for entry in ENTRIES:
        if entry.route.startswith("admin/") == (part == "admin"):
            for answer in pages(world, asking, entry):
                if directives(answer) != POLICY or any(answer.get(name) != value for name, value in HEADERS.items()):
                    bare.append(f"{entry.route}: {dict(answer.headers)}")
    assert not bare


@pytest.mark.parametrize("part", ["pages", "admin"])
def test_holds_no_inline_script_style_or_handler(world: World, asking: Asking, part: str) -> None:
    found = []
    for entry in ENTRIES:
        if entry.route.startswith("admin/") == (part == "admin"):
            found += [
                f"{entry.route}: {inline}"
                for answer in pages(world, asking, entry)
                if is_html(answer)
                for inline in INLINE.findall(answer.content.decode())
            ]
    assert not found


@pytest.mark.parametrize(("address", "status"), [("/no/such/page/", 404), ("/api/v1/no-such-thing/", 404), ("/settings/profile/", 405)])
def test_protects_the_pages_of_errors(asking: Asking, address: str, status: int) -> None:
    answer = asking.ask("visitor", "get", address)
    assert answer.status_code == status
    assert directives(answer) == POLICY


def test_keeps_pages_of_signed_in_people_out_of_shared_caches(asking: Asking) -> None:
    for address in ("/log/", "/settings/", "/dashboard/", "/reports/"):
        answer = asking.ask("clinician", "get", address)
        assert "Cookie" in answer["Vary"], address
