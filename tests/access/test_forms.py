"""RVU Edge answers every form that a page shows with a page, whatever is typed into it, and never with a fault of its own."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import resolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.access.asking import Asking, address_of
from tests.access.entries import ENTRIES
from tests.access.roles import ROLES, relation
from tests.access.test_matrix import NOTHING
from tests.access.world import World

# What no field of any form means.
NOT_MEANT = (
    "\x00",
    "-1",
    "1e999",
    "NaN",
    "99999999999999999999",
    "0x10",
    "１２",
    "\"'><script>alert(1)</script>",
    "{{7*7}}",
    "=1+1",
    "../../etc/passwd",
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    "45385-26-26x0",
    "\u202e\u200b",
    "a@b@c",
    " ",
    "x" * 5_000,
)
# No half of a character: no browser sends one.
TEXTS = st.one_of(st.sampled_from(NOT_MEANT), st.text(st.characters(exclude_categories=["Cs"]), max_size=40))


@dataclass(frozen=True, slots=True)
class Form:
    """A form as a browser finds it on somebody's page: where it goes, and its fields with what stands in them and their kind."""

    role: str
    method: str
    action: str
    fields: tuple[tuple[str, str, str], ...]


class FormsOfPage(HTMLParser):
    """Collects the forms of a page."""

    def __init__(self, role: str, address: str) -> None:
        super().__init__()
        self._role, self._address = role, address
        self._open: tuple[str, str] | None = None
        self._fields: list[tuple[str, str, str]] = []
        self.found: list[Form] = []

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        words = {name: value or "" for name, value in given}
        if tag == "form":
            self._open = words.get("method", "get").lower(), urljoin(self._address, words.get("action", ""))
            self._fields = []
        elif self._open and words.get("name") and tag in {"input", "select", "textarea", "button"}:
            self._fields.append((words["name"], words.get("value", ""), words.get("type", tag)))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._open:
            method, action = self._open
            self._open = None
            if method == "dialog":  # It closes what is open, and nothing is sent.
                return
            self.found.append(Form(self._role, method, urldefrag(action).url, tuple(self._fields)))


def pages(world: World) -> Iterator[tuple[str, str]]:
    """Every page of the matrix, with one who may see it: role and address."""
    for entry in ENTRIES:
        owner, thing = next(iter((world.things[entry.holds] if entry.holds else NOTHING).items()))
        address = address_of(entry.route, thing) + (f"?{entry.query}" if entry.query else "")
        may = [role for role in ROLES if entry.get.answer_for(role, relation(role, owner)) == 200]
        yield from ((role, address) for role in may[-1:])


@pytest.fixture(scope="module")
def forms(world: World) -> tuple[Form, ...]:
    """Each form once: of the same address with the same fields the first."""
    asking = Asking(world)
    found: dict[tuple[str, str, frozenset[str]], Form] = {}
    for role, address in pages(world):
        answer = asking.ask(role, "get", address)
        if answer.get("Content-Type", "").startswith("text/html") and not answer.streaming:
            reader = FormsOfPage(role, address)
            reader.feed(answer.content.decode())
            for form in reader.found:
                names = frozenset(name for name, _value, _kind in form.fields)
                found.setdefault((form.method, resolve(form.action.partition("?")[0]).route, names), form)
    return tuple(found.values())


def sent(asking: Asking, form: Form, typed: Mapping[str, str]) -> HttpResponse:
    """The answer to a form in which some fields hold something else; a file holds it as its content."""
    body: dict[str, object] = {}
    for name, value, kind in form.fields:
        words = typed.get(name, value)
        body[name] = SimpleUploadedFile("a.csv", words.encode()) if kind == "file" else words
    return asking.ask(form.role, form.method, form.action, body)


def test_finds_the_forms_that_pages_show(forms: tuple[Form, ...]) -> None:
    assert len(forms) > 80
    assert {"/accounts/login/", "/support/contact/", "/tools/pay/"} <= {form.action for form in forms}


@pytest.mark.parametrize("turn", range(2))
def test_answers_every_form_in_which_nothing_is_meant(asking: Asking, forms: tuple[Form, ...], turn: int) -> None:
    """Every field of a form holds another of the words, so that each word comes to all kinds of fields."""
    broken = []
    for number, form in enumerate(forms):
        names = [name for name, _value, kind in form.fields if kind != "hidden" or turn]
        typed = {name: NOT_MEANT[(number + turn * 7 + place * 5) % len(NOT_MEANT)] for place, name in enumerate(names)}
        answer = sent(asking, form, typed)
        if answer.status_code >= 500:
            broken.append(f"{form.method} {form.action} as {form.role} with {typed}: {answer.status_code}")
    assert not broken


@pytest.mark.heavy
def test_answers_every_form_whatever_is_typed(asking: Asking, forms: tuple[Form, ...]) -> None:
    """`RVUEDGE_EXAMPLES` (200) for each form, of all texts that there are: some fields as they stood, some typed."""

    def try_out(form: Form) -> None:
        names = [name for name, _value, _kind in form.fields]

        @settings(
            max_examples=int(os.environ.get("RVUEDGE_EXAMPLES", "200")),
            suppress_health_check=list(HealthCheck),
            database=None,
            print_blob=False,
        )
        @given(st.fixed_dictionaries({}, optional=dict.fromkeys(names, TEXTS)))
        def answers(typed: dict[str, str]) -> None:
            assert sent(asking, form, typed).status_code < 500

        answers()

    broken = []
    for form in forms:
        try:
            try_out(form)
        except AssertionError as found:
            broken.append(f"{form.method} {form.action} as {form.role}: {found}")
    print(f"{len(forms)} forms")
    assert not broken, "\n".join(broken)
