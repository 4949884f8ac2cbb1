"""RVU Edge says where a fault is reported, and its security page names only tests that are there."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.shape import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
EVIDENCE = sorted(set(re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE)))


@pytest.mark.django_db
def test_says_where_a_fault_is_reported(client: Client, settings: Any) -> None:
    settings.SUPPORT_ADDRESS = "security@clinic.example"
    with time_machine.travel(datetime(2026, 11, 26, 15, 30, tzinfo=UTC), tick=False):
        answer = client.get("/.well-known/security.txt")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    # 26 November 2026 and 180 days: 5 left of November, 31, 31, 28, 31, 30, and 24 more in May.
    assert answer.text.splitlines() == [
        "Contact: mailto:security@clinic.example",
        "Expires: 2027-05-25T00:00:00Z",
        "Preferred-Languages: en",
        "Canonical: http://testserver/.well-known/security.txt",
    ]


@pytest.mark.django_db
def test_leads_to_the_contact_form_or_says_nothing(client: Client, settings: Any) -> None:
    settings.SUPPORT_ADDRESS = ""
    assert "Contact: http://testserver/support/contact/\n" in client.get("/.well-known/security.txt").text
    settings.PUBLIC_SITE = False
    assert client.get("/.well-known/security.txt").status_code == 404


@pytest.mark.parametrize(("path", "name"), EVIDENCE, ids=lambda value: value)
def test_names_only_tests_that_are_there(path: str, name: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    assert not name or f"def {name}(" in text


def test_gives_evidence_for_every_line_that_is_met() -> None:
    rows = [line.strip("| ").split(" | ") for line in PAGE.splitlines() if re.match(r"\| V\d", line)]
    assert len(rows) > 20
    for _chapter, _what, state, evidence in rows:
        assert state in {"yes", "no", "operator"}
        assert state != "yes" or "`" in evidence
