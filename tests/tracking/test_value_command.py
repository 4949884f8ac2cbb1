"""The command `value`: lines of a file, valued and not stored."""

import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from codes.models import AnesthesiaFactor, LocalityIndex, OtherSchedule, Release, ReleaseState
from codes.releases import move_catalogue_version
from tests.factories import ReleaseFactory, store_rows
from tests.tracking.claims import ROWS
from tracking.models import Case
from tracking.wrvu.presets import PRESETS

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
    row = {"rule": "row", "before": None, "after": "3.47", "field": "code", "value": "45380"}
    assert told["lines"][1]["steps"] == [row | {"source": "CMS record layout RVU25D.pdf: modifier, status code"}]
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


@pytest.mark.parametrize("place", ["9x9", "2", "00", "office"])
def test_refuses_a_place_of_service_that_does_not_exist(release: Release, tmp_path: Path, place: str) -> None:
    with pytest.raises(CommandError, match=f"^line 3, place_of_service: .* Found '{place}'.$") as refused:
        value(tmp_path, f"a,2026-11-23,02,99214,,1\na,2026-11-23,{place},99214,,1\n")
    assert refused.value.returncode == 2


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
    with pytest.raises(CommandError, match="'99x' is no place of service"):
        value(tmp_path, "a,2026-01-05,22,45385,,1", "--place", "99x")
    with pytest.raises(CommandError, match="no lines"):
        value(tmp_path, "")


@pytest.fixture
def whole_rows(db: None) -> Release:
    """The rows of RVU26C with their practice expense, in force."""
    release: Release = ReleaseFactory.create()
    store_rows(release, *ROWS.values())
    return release


def test_counts_by_the_rules_of_cms_unless_told_otherwise(whole_rows: Release, tmp_path: Path) -> None:
    told = json.loads(value(tmp_path, CASE, "--json"))
    assert told["total_credit"] == "4.7500"  # 4.46 + (3.47 - 3.18)
    assert told["total_payment"] == "236.48"  # 6.69 x 33.4009 + (5.32 - 4.93) x 33.4009, cents each
    assert [line["payment"] for line in told["lines"]] == ["223.45", "13.03", None]
    assert told["lines"][2]["payment_flags"] == ["no_amount"]
    assert told["lines"][1]["payment_steps"][-1] == {
        "rule": "endoscopy",
        "before": "177.692788",
        "after": "13.026351",
        "field": "endoscopic_base",
        "value": "45378",
        "source": "CMS record layout RVU25D.pdf: multiple procedure 3; CMS Pub 100-04 chapter 12, section 40",
    }


def test_says_by_what_procedures_were_ranked(whole_rows: Release, tmp_path: Path) -> None:
    """44140 (22.03 of work) is the first and keeps it all, 47562 (10.21) is the second."""
    second = json.loads(value(tmp_path, "a,2026-11-23,22,44140,,1\na,2026-11-23,22,47562,,1\n", "--json"))["lines"][1]
    for name in ("steps", "payment_steps"):
        (ranked,) = (step for step in second[name] if step["rule"] == "rank")
        assert (ranked["ranked_on"], ranked["detail"], ranked["value"]) == ("fee", "2/2 fee", "2")
    assert "ranked_on" not in second["steps"][0]


def test_offers_every_preset(whole_rows: Release, tmp_path: Path) -> None:
    for name in PRESETS:
        assert json.loads(value(tmp_path, CASE, "--json", "--policy", name))["total_payment"] == "236.48"


def test_values_the_lines_of_a_day_together_wherever_they_were_done(whole_rows: Release, tmp_path: Path) -> None:
    body = "a,2026-11-23,22,44140,,1\nb,2026-11-23,22,99213,,1\na,2026-11-23,11,11102,,1\na,2026-11-24,22,47562,,1\n"
    told = json.loads(value(tmp_path, body, "--json"))["lines"]
    assert [(line["case"], line["line"], line["credit"], line["payment"]) for line in told] == [
        ("a", 1, "22.0300", "1250.20"),
        ("b", 1, "1.3000", "57.45"),
        ("a", 2, "0.3200", "47.76"),  # 0.64 and 2.86 x 33.4009, half by rank
        ("a", 3, "10.2100", "631.95"),  # the next day ranks for itself
    ]


@pytest.fixture
def napa(whole_rows: Release) -> OtherSchedule:
    """Napa with its indices of 2025, as of GPCI2025."""
    table = OtherSchedule.objects.create(
        kind="gpci", name="GPCI", title="GPCI 2025", effective_from=date(2025, 1, 1), state=ReleaseState.ACTIVE
    )
    LocalityIndex.objects.create(
        schedule=table, mac="01112", state="CA", locality="51", name="NAPA", work_gpci="1.061", pe_gpci="1.299", mp_gpci="0.445"
    )
    move_catalogue_version()
    return table


@pytest.mark.parametrize("key", ["CA-51", "ca", "01112-51"])
def test_pays_by_a_locality(napa: OtherSchedule, tmp_path: Path, key: str) -> None:
    # (1.30 x 1.061 + 1.46 x 1.299 + 0.09 x 0.445) x 33.4009 = 3.31589 x 33.4009 = 110.7537
    (told,) = json.loads(value(tmp_path, "a,2026-11-23,11,99213,,1", "--json", "--locality", key))["lines"]
    assert (told["payment"], told["credit"]) == ("110.75", "1.3000")


def test_pays_an_anesthetic_by_the_factor_of_the_locality(napa: OtherSchedule, tmp_path: Path) -> None:
    table = OtherSchedule.objects.create(
        kind="anes", name="ANES", title="ANES 2025", effective_from=date(2025, 1, 1), state=ReleaseState.ACTIVE
    )
    AnesthesiaFactor.objects.create(schedule=table, mac="01112", locality="51", conversion_factor="21.64")  # as of ANES2025
    move_catalogue_version()
    file = tmp_path / "anesthetic.csv"
    file.write_text(f"{HEAD.strip()},details\na,2026-11-23,22,00142,AA,1,minutes=30;base_units=4\n", encoding="utf-8")
    for options, expected in (((), None), (("--locality", "CA-51"), "129.84")):  # (4 + 30 / 15) x 21.64
        out = StringIO()
        call_command("value", str(file), "--json", *options, stdout=out)
        assert json.loads(out.getvalue())["lines"][0]["payment"] == expected


def test_refuses_a_locality_that_the_table_does_not_have(napa: OtherSchedule, tmp_path: Path) -> None:
    for key in ("CA-05", "Napa", "NY"):
        with pytest.raises(CommandError, match=f"GPCI 2025 has no locality '{key}'") as refused:
            value(tmp_path, "a,2026-11-23,11,99213,,1", "--locality", key)
        assert refused.value.returncode == 2


def test_a_day_before_any_release_has_its_reason_in_a_locality_too(napa: OtherSchedule, tmp_path: Path) -> None:
    told = json.loads(value(tmp_path, "a,2026-11-23,11,99213,,1\nb,1999-01-01,11,99213,,1\n", "--json", "--locality", "CA-51"))["lines"]
    assert [(line["payment"], line["flags"], line["payment_flags"]) for line in told] == [
        ("110.75", [], []),
        (None, ["no_release"], ["no_release"]),
    ]


def test_tells_money_and_remarks_without_json(whole_rows: Release, tmp_path: Path) -> None:
    lines = value(tmp_path, "a,2026-11-23,22,45378,,1\na,2026-11-23,22,45385,,1\nb,1999-01-01,22,99213,,1\n").splitlines()
    assert lines == [
        "a  45378  RVU26C  not_credited  wrvu  0.0000  0.00 dollars  included_in_endoscopy",
        "a  45385  RVU26C  credited  wrvu  4.4600  223.45 dollars",
        "b  99213  no release  not_credited  unknown  0.0000  no payment  no_release",
        "payment 223.45",
        "total 4.4600",
    ]
