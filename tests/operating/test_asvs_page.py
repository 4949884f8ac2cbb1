"""RVU Edge's checklist names each requirement of ASVS 5.0 up to level 2 once, with tests and pages that are there."""

import re
from collections import Counter
from collections.abc import Iterator

from tests.shape import ROOT

PAGE = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
# The sections of version 5.0.0 with how many requirements of levels 1 and 2 each has: those of level 3 stand at the end of a section.
SECTIONS = """
1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6 3.5:5 3.7:2 4.1:3 4.2:1 4.3:2 4.4:4 5.1:1 5.2:3 5.3:2 5.4:3
6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4 7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 7.6:2 8.1:2 8.2:3 8.3:1 8.4:1 9.1:3 9.2:4
10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2 10.7:3 11.1:2 11.2:3 11.3:3 11.4:4 11.5:1 11.6:1 12.1:3 12.2:2 12.3:4
13.1:1 13.2:5 13.3:2 13.4:5 14.1:2 14.2:4 14.3:3 15.1:3 15.2:3 15.3:7 16.1:1 16.2:5 16.3:4 16.4:3 16.5:3 17.1:1 17.2:4 17.3:2
"""
OF_LEVEL_3 = {"1.2.10", "5.2.5", "6.3.8"}
STATES = {"yes", "partly", "no", "operator", "not here"}
# A row of the table: numbers, what, state, evidence.
ROWS = [line.strip("| ").split(" | ") for line in PAGE.splitlines() if re.match(r"\| \d", line)]


def numbers(told: str) -> Iterator[str]:
    """The numbers of a row: one, several, or from one to another of the same section."""
    for part in told.split(", "):
        first, _, last = part.partition(" to ")
        section, _, place = first.rpartition(".")
        end = int(last.rpartition(".")[2]) if last else int(place)
        yield from (f"{section}.{number}" for number in range(int(place), end + 1))


def test_names_each_requirement_of_both_levels_once() -> None:
    named = Counter(number for row in ROWS for number in numbers(row[0]))
    sections = [one.split(":") for one in SECTIONS.split()]
    wanted = {f"{section}.{number}" for section, count in sections for number in range(1, int(count) + 1)}
    # Version 5.0.0 counts 70 of level 1 and 183 of level 2.
    assert len(wanted) == 253
    assert set(named) == wanted | OF_LEVEL_3
    assert [number for number, times in named.items() if times > 1] == []


def test_says_of_each_how_it_stands_and_what_shows_it() -> None:
    assert [row for row in ROWS if len(row) != 4 or row[2] not in STATES or not row[3].strip()] == []


def test_names_only_tests_rules_and_files_that_are_there() -> None:
    rules = (ROOT / "tests" / "security" / "rules.yml").read_text(encoding="utf-8")
    assert [rule for rule in re.findall(r"rule `([a-z-]+)`", PAGE) if f"- id: {rule}\n" not in rules] == []
    missing = []
    for path, _, name in re.findall(r"`((?:tests|docs|rvuedge)/[\w./-]+)(::(\w+))?`", PAGE):
        file = ROOT / path
        if not file.is_file() or (name and f"def {name}(" not in file.read_text(encoding="utf-8")):
            missing.append(f"{path} {name}")
    assert missing == []
