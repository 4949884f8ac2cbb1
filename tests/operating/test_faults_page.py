"""RVU Edge tells of every case of bad input and every fault which test shows it, or why there is none."""

import re

import pytest

from tests.shape import ROOT

PAGE = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ([BF])(\d+)(?: to [BF](\d+))? \| (.+) \| (.+) \|$", PAGE, re.MULTILINE)
SHOWN_BY = sorted(set(re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE)))
# Those that are shown by no test say so in words.
REASON = re.compile(r"[a-z]{2,} [a-z]{2,}")


@pytest.mark.parametrize(("letter", "most"), [("B", 88), ("F", 48)])
def test_leaves_no_case_out(letter: str, most: int) -> None:
    told = [number for kind, first, last, _case, _by in ROWS if kind == letter for number in range(int(first), int(last or first) + 1)]
    assert told == list(range(1, most + 1))


def test_shows_each_case_by_a_test_or_says_why_there_is_none() -> None:
    assert [case for _kind, _first, _last, case, by in ROWS if "`tests/" not in by and not REASON.search(by)] == []


@pytest.mark.parametrize(("path", "name"), SHOWN_BY, ids=lambda value: value)
def test_names_only_tests_that_are_there(path: str, name: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    assert not name or f"def {name}(" in text
