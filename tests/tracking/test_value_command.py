"""The command `value`: lines of a file, valued and not stored."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from codes.models import Release
from tracking.models import Case

HEAD = "case,date_of_service,place_of_service,code,modifiers,units\n"


def value(folder: Path, body: str, *options: str) -> str:
    file = folder / "lines.csv"
    file.write_text(HEAD + body, encoding="utf-8")
    out = StringIO()
    call_command("value", str(file), *options, stdout=out)
    return out.getvalue()


CASE = "a,2026-11-23,22,45385,,1\na,2026-11-23,22,45380,59,1\nb,2026-11-23,,D1553,,1\n"


def test_values_each_line_and_the_sum(release: Release, tmp_path: Path) -> None:
    told = json.loads(value(tmp_path, CASE, "--json", "--policy", "raw"))
    assert told["total_credit"] == "7.9300"  # 4.46 + 3.47, no rule of rank in raw
    assert [(line["case"], line["line"], line["credit"]) for line in told["lines"]] == [
        ("a", 1, "4.4600"),
        ("a", 2, "3.4700"),
        ("b", 1, "0.0000"),
    ]
    assert told["lines"][1]["steps"] == [{"rule": "row", "before": None, "after": "3.47", "field": "code", "value": "45380"}]
    assert (told["lines"][2]["lane"], told["lines"][2]["outcome"], told["lines"][2]["flags"]) == ("dental", "not_credited", ["no_work"])
    assert {line["release"] for line in told["lines"]} == {"RVU26C"}
    assert Case.objects.count() == 0


@pytest.mark.parametrize(
    ("line", "outcome", "flag"),
    [
        ("a,2026-11-23,11,99999,,1", "not_credited", "not_in_schedule"),
        ("a,2026-11-23,11,142,,1", "not_credited", "not_in_schedule"),
        ("a,2026-11-23,11,99214,,0", "invalid", "units_out_of_range"),
        ("a,2026-11-23,11,99214,,-1", "invalid", "units_out_of_range"),
        ("a,2026-11-23,11,99214,,10000", "invalid", "units_out_of_range"),
        ("a,1999-01-01,11,99214,,1", "not_credited", "no_release"),
        ("a,2026-11-23,11,78815,,1", "needs_modifier", "needs_26"),
    ],
)
def test_gives_odd_lines_an_outcome_and_a_reason(release: Release, tmp_path: Path, line: str, outcome: str, flag: str) -> None:
    (told,) = json.loads(value(tmp_path, line, "--json"))["lines"]
    assert (told["outcome"], told["flags"], told["credit"]) == (outcome, [flag], "0.0000")


def test_tells_the_lines_without_json(release: Release, tmp_path: Path) -> None:
    assert value(tmp_path, "a,2026-11-23,11,99214,25,2").splitlines()[-1] == "total 3.8400"


def test_uses_a_chosen_release(release: Release, tmp_path: Path) -> None:
    (told,) = json.loads(value(tmp_path, "a,1999-01-01,11,99214,,1", "--json", "--schedule", "RVU26C"))["lines"]
    assert (told["release"], told["credit"]) == ("RVU26C", "1.9200")


def test_refuses_bad_cells_all_at_once(release: Release, tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refused:
        value(tmp_path, "a,23.11.2026,11,99214,,1\na,2026-11-23,11,99214,,two\na,2026-11-23,11,,,1\na,2026-11-23,11,99214,,1,1\n")
    assert refused.value.returncode == 2
    assert [told.split(":")[0] for told in str(refused.value).splitlines()] == [
        "line 2, date_of_service",
        "line 3, units",
        "line 4, code",
        "line 5, columns",
    ]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--policy", "generous"), "No policy is named 'generous'"),
        (("--schedule", "RVU99Z"), "No active release is named 'RVU99Z'"),
        (("--locality", "01112-05"), "No locality factors are loaded"),
    ],
)
def test_refuses_unknown_names_in_one_sentence(release: Release, tmp_path: Path, options: tuple[str, str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence) as refused:
        value(tmp_path, "a,2026-11-23,11,99214,,1", *options)
    assert refused.value.returncode == 2


def test_refuses_a_file_that_cannot_be_read(db: None, tmp_path: Path) -> None:
    empty, binary = tmp_path / "empty.csv", tmp_path / "binary.csv"
    empty.write_text("", encoding="utf-8")
    binary.write_bytes(b"\xff\xfe\x00")
    for file, sentence in ((tmp_path / "none.csv", "cannot be read"), (empty, "must name the columns"), (binary, "not text in UTF-8")):
        with pytest.raises(CommandError, match=sentence):
            call_command("value", str(file))
    with pytest.raises(CommandError, match="no lines"):
        value(tmp_path, "")
