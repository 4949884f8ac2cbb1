"""RVU Edge reads a case set from csv, and refuses a faulty one with every fault at once."""

from pathlib import Path

import pytest

from tracking.training.case_set import Cap, Category
from tracking.training.case_set_file import MOST_BYTES, read_case_set

HEAD = "key,name,minimum,parent,roles,levels,caps,codes\n"
EXAMPLES = sorted((Path(__file__).parents[2] / "rvuedge" / "demo").glob("*.csv"))


def faults(text: str) -> list[tuple[int | None, str]]:
    file = read_case_set(text.encode())
    assert file.is_refused
    assert file.categories == ()
    return [(issue.line, issue.field) for issue in file.issues]


def test_reads_every_column() -> None:
    rows = (
        "major,Major cases,20,,Surgeon_Chief surgeon_junior,,teaching_assistant:2 simulated:50%,",
        "bile,Biliary,5,major,,assisted,,47562-47564 g0121",
    )
    file = read_case_set((HEAD + "\n".join(rows)).encode("utf-8-sig"))
    caps = (Cap("teaching_assistant", 2), Cap("simulated", 10))
    assert file.issues == ()
    assert file.categories == (
        Category("major", "Major cases", 20, roles=("surgeon_chief", "surgeon_junior"), caps=caps),
        Category("bile", "Biliary", 5, "major", levels=("assisted",), codes=("47562-47564", "G0121")),
    )


def test_needs_three_columns_in_any_order() -> None:
    file = read_case_set(b"minimum,key,name\r\n3,scopes,Endoscopy\r\n\r\n")
    assert file.categories == (Category("scopes", "Endoscopy", 3),)


def test_rounds_a_share_of_the_minimum_down() -> None:
    # Half of 7 is 3.5: at most 3 may be observed.
    (category,) = read_case_set(f"{HEAD}a,A,7,,,,observed:50%,\n".encode()).categories
    assert category.caps == (Cap("observed", 3),)


def test_tells_every_fault_at_once_with_its_line_and_column() -> None:
    text = (
        HEAD
        + "A key,,-1,gone,surgeon,watched,observed:x simulated:101% first:1,4756 47564-47562 00100-D0100\nok,Fine,1,,,,,\nok,Again,1,,,,,\n"
    )
    assert faults(text) == [
        (2, "minimum"), (2, "key"), (2, "name"), (2, "roles"), (2, "levels"), (2, "caps"), (2, "caps"), (2, "caps"),
        (2, "codes"), (2, "codes"), (2, "codes"), (2, "parent"), (4, "key"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(1, "header")]),
        ("key,name\na,A\n", [(1, "header")]),
        ("key,name,minimum,patient\na,A,1,x\n", [(1, "header")]),
        ("key,name,minimum,key\na,A,1,x\n", [(1, "header")]),
        (HEAD, [(None, "file")]),
        (HEAD + "a,A,1,b,,,,\nb,B,1,a,,,,\n", [(2, "parent"), (3, "parent")]),
        (HEAD + "a,A,1,a,,,,\n", [(2, "parent")]),
        (HEAD + "a,MRN 1234567,1,,,,,\n", [(2, "name")]),
        (HEAD + "a,A,1.5,,,,,\n", [(2, "minimum")]),
        (HEAD + "a,A,100001,,,,,\n", [(2, "minimum")]),
        (HEAD + "a,A,٣,,,,,\n", [(2, "minimum")]),
        (HEAD + "a,A,1,,,,observed:1 observed:2,\n", [(2, "caps")]),
        (HEAD + "a,A,1,,,,,99213-\n", [(2, "codes")]),
        (HEAD + f"a,{'A' * 81},1,,,,,\n", [(2, "name")]),
        (HEAD + f'a,"{"A" * 140_000}",1,,,,,\n', [(2, "file")]),
        ("key,name,minimum\n" + "".join(f"k{number},N,1\n" for number in range(301)), [(302, "file")]),
        ("a\0b", [(None, "file")]),
    ],
)
def test_refuses(text: str, expected: list[tuple[int | None, str]]) -> None:
    assert faults(text) == expected


def test_refuses_what_is_no_text_or_too_large() -> None:
    assert [issue.message[:27] for issue in read_case_set(b"\xff\xfe\x00").issues] == ["The file is no text in UTF-"]
    assert "larger than 1 MB" in read_case_set(b" " * (MOST_BYTES + 1)).issues[0].message


def test_says_in_every_message_what_to_do() -> None:
    file = read_case_set((HEAD + "A key,,-1,gone,surgeon,watched,observed:x,4756\n").encode())
    for issue in file.issues:
        assert issue.message.endswith((".", "00840."))
        assert len(issue.message) > 30


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_ships_examples_that_can_be_read(path: Path) -> None:
    file = read_case_set(path.read_bytes())
    assert not file.issues
    assert file.categories
