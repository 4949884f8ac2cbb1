"""The command `check_examples`: worked examples through the engine, as text and as JSON, with its exit status."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.tracking.claims import GOLDEN
from tracking.wrvu.examples import COLUMNS

HEAD = ",".join(COLUMNS) + "\n"


def check(file: Path, *options: str) -> str:
    out = StringIO()
    call_command("check_examples", str(file), *options, stdout=out)
    return out.getvalue()


def written(folder: Path, body: str) -> Path:
    file = folder / "examples.csv"
    file.write_text(HEAD + body, encoding="utf-8")
    return file


def example(payment: str, status: str = "verified") -> str:
    return f"X01,own,2026,1,44140,,1,22,,1000.00,2,0,,status={status};claim=1;policy=medicare;basis=amount,,,{payment},\n"


def test_reports_each_row_that_states_an_outcome() -> None:
    told = json.loads(check(GOLDEN / "examples.csv", "--json"))
    assert (told["examples"], told["passed"], told["failed"], told["unsupported"]) == (13, 12, 1, 0)
    assert told["results"][0] == {
        "id": "A01",
        "line": "1",
        "status": "verified",
        "outcome": "pass",
        "expected": {"factor": "0.16", "wrvu": "3.52", "payment": "160.00"},
        "computed": {"factor": "0.16", "wrvu": "3.5248", "payment": "160.00"},
        "reason": "",
    }
    assert [(one["id"], one["outcome"]) for one in told["results"] if one["outcome"] != "pass"] == [("Z01", "fail")]


def test_tells_what_did_not_pass_and_sums_up() -> None:
    lines = check(GOLDEN / "examples.csv").splitlines()
    assert lines[0] == "Z01 3  derived  fail  payment 1000.02 printed, 1000.00 computed  payment differs"
    assert lines[-1] == "13 examples: 12 passed, 1 failed, 0 unsupported"


@pytest.mark.parametrize("option", [(), ("--json",)])
def test_ends_with_1_where_a_verified_row_does_not_pass(tmp_path: Path, option: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match="A verified row does not pass") as refused:
        check(written(tmp_path, example("1000.01")), *option)
    assert refused.value.returncode == 1
    with pytest.raises(CommandError) as refused:
        check(written(tmp_path, example("1000.00").replace("claim=1", "claim=1;colour=red")), *option)
    assert refused.value.returncode == 1


def test_does_not_mind_rows_that_are_not_verified(tmp_path: Path) -> None:
    assert json.loads(check(written(tmp_path, example("7", "disputed")), "--json"))["failed"] == 1


def test_refuses_what_cannot_be_read_with_line_and_field(tmp_path: Path) -> None:
    binary = tmp_path / "binary.csv"
    binary.write_bytes(b"\xff\xfe\x00")
    cases = [
        (tmp_path / "none.csv", "cannot be read"),
        (binary, "not text in UTF-8"),
        (written(tmp_path, example("much")), "line 2, expected_payment: Write a number. Found 'much'."),
    ]
    for file, sentence in cases:
        with pytest.raises(CommandError, match=sentence) as refused:
            check(file)
        assert refused.value.returncode == 2
