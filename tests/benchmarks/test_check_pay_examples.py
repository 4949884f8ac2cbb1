"""The command `check_pay_examples`: worked pay plans by the components, as text and as JSON, with its exit status."""

import csv
import io
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from benchmarks.pay.examples import COLUMNS


def check(file: Path, *options: str) -> str:
    out = StringIO()
    call_command("check_pay_examples", str(file), *options, stdout=out)
    return out.getvalue()


def written(folder: Path, *rows: dict[str, str]) -> Path:
    into = io.StringIO()
    sheet = csv.DictWriter(into, COLUMNS)
    sheet.writeheader()
    sheet.writerows(rows)
    file = folder / "plans.csv"
    file.write_text(into.getvalue(), encoding="utf-8")
    return file


def example(plan_type: str, inputs: object, expected: object, status: str = "verified") -> dict[str, str]:
    texts = [one if isinstance(one, str) else json.dumps(one) for one in (inputs, expected)]
    return {"id": "X1", "status": status, "plan_type": plan_type, "inputs": texts[0], "expected": texts[1]}


def outcome(folder: Path, plan_type: str, inputs: object, expected: object) -> dict[str, Any]:
    """The one result of one row, which is not verified, so that a failure ends with 0."""
    told = json.loads(check(written(folder, example(plan_type, inputs, expected, "derived")), "--json"))
    result: dict[str, Any] = told["results"][0]
    return result


BONUS = {"actual_wrvu": "4000", "base": "180000", "rate": "50", "threshold_wrvu": "3600"}
# One plan of each type; what comes out is worked out by hand beside it.
PLANS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    # 4,000 - 3,600 = 400; x 50.
    ("base_plus_threshold_bonus", BONUS, {"excess_wrvu": "400", "bonus": "20000.00", "total": "200000.00"}),
    ("quarterly_threshold", {"actual_wrvu": "700", "rate": "37.20", "threshold_wrvu": "826"}, {"excess_wrvu": "0", "bonus": "0.00"}),
    # 240,000 + 5,000 x 60.
    (
        "base_plus_all_wrvu",
        {"actual_wrvu": "5000", "rate": "60", "base": "240000"},
        {"production": "300000.00", "total": "540000.00"},
    ),
    # 3,000 visits x 1.5 = 4,500 at 55.
    (
        "tiered_marginal",
        {
            "tiers": [{"from": "0", "to": "4500", "rate": "55"}, {"from": "4500", "to": None, "rate": "65"}],
            "tier_method": "marginal",
            "base": "0",
            "visits": "3000",
            "wrvu_per_visit": "1.5",
        },
        {"actual_wrvu": "4500.0", "tier_pay": ["247500.00", "0.00"], "total": "247500.00"},
    ),
    # 2,000 x 27 = 54,000; 80,000 - 54,000; 80,000 / 27 = 2,962.96.
    (
        "guarantee_vs_production",
        {"actual_wrvu": "2000", "guarantee": "80000", "rate": "27"},
        {"total": "80000.00", "bonus": "0.00", "shortfall_dollars": "26000.00", "implied_threshold_wrvu": "2962.96"},
    ),
    # 5,000 x (42.50 + 5.00 x 0.80 + 2.50) = 245,000 of 250,000.
    (
        "value_carve_out",
        {
            "actual_wrvu": "5000",
            "market_rate": "50.00",
            "production_rate": "42.50",
            "quality_rate_max": "5.00",
            "quality_score": "0.80",
            "other_rate_max": "2.50",
            "other_score": "1.00",
        },
        {"production": "212500.00", "quality": "20000.00", "other": "12500.00", "total": "245000.00", "forgone": "5000.00"},
    ),
    # 3,000 x 50 = 150,000 against 12 x 15,000 = 180,000.
    (
        "draw_true_up",
        {"actual_wrvu": "3000", "rate": "50", "draw_monthly": "15000", "months": "12", "recoverable": True},
        {"earned": "150000.00", "paid_draw": "180000.00", "true_up": "-30000.00", "total": "150000.00"},
    ),
    (
        "draw_true_up",
        {"actual_wrvu": "3000", "rate": "50", "draw_monthly": "15000", "months": "12", "recoverable": False},
        {"true_up": "0.00", "total": "180000.00"},
    ),
    # Encounters 100 short of their threshold lower nothing; (4,000 - 3,600) x 50.
    (
        "hybrid_encounter_wrvu",
        {
            "actual_encounters": "1900",
            "encounter_threshold": "2000",
            "encounter_rate": "10",
            "actual_wrvu": "4000",
            "wrvu_threshold": "3600",
            "wrvu_rate": "50",
        },
        {"encounter_bonus": "0.00", "wrvu_bonus": "20000.00", "bonus": "20000.00"},
    ),
    # 0.8 x 181 / 365 = 0.396712; 4,800 x 0.396712 = 1,904.22; 240,000 x 181 / 365 = 119,013.70; (2,100 - 1,904.2192) x 50 = 9,789.04.
    (
        "fte_and_partial_year_proration",
        {
            "actual_wrvu": "2100",
            "threshold_wrvu": "4800",
            "rate": "50",
            "base": "240000",
            "cfte": "0.8",
            "total_fte": "1.0",
            "active_days": "181",
            "year_days": "365",
        },
        {"proration": "0.396712", "threshold_prorated": "1904.22", "base_paid": "119013.70", "bonus": "9789.04"},
    ),
    ("break_even", {"guarantee": "250000", "rate": "50"}, {"break_even_wrvu": "5000.00"}),
    # Published: 515,000 / 8,500.
    ("effective_rate", {"total_comp": "515000", "actual_wrvu": "8500"}, {"comp_per_wrvu": "60.59"}),
    (
        "effective_rate",
        {"total_comp": ["515000", "300000"], "actual_wrvu": ["8500", "5000"]},
        {"comp_per_wrvu": ["60.59", "60.00"]},
    ),
    # 51.70 to 59.69 is 15.45 percent more.
    (
        "effective_rate_change",
        {"before": {"total_comp": "5170", "actual_wrvu": "100"}, "after": {"total_comp": "5969", "actual_wrvu": "100"}},
        {"before_rate": "51.70", "after_rate": "59.69", "change_pct": "15.45"},
    ),
    # 70 x 8,000 = 560,000, 12% above 500,000.
    (
        "misuse_check",
        {"comp_per_wrvu": "70", "actual_wrvu": "8000", "total_comp": "500000"},
        {"product": "560000.00", "excess_pct": "12.0"},
    ),
    ("imputed_cfte", {"actual_wrvu": "3600", "benchmark_wrvu": "4800"}, {"imputed_cfte": "0.75"}),
    ("schedule_change", {"wrvu_before": "8000", "adjustment": "-0.025"}, {"wrvu_after": "7800.00"}),
]


@pytest.mark.parametrize(("plan_type", "inputs", "expected"), PLANS)
def test_computes_each_type_of_plan(tmp_path: Path, plan_type: str, inputs: object, expected: object) -> None:
    assert outcome(tmp_path, plan_type, inputs, expected) | {"computed": {}} == {
        "id": "X1",
        "line": "1",
        "status": "derived",
        "outcome": "pass",
        "expected": expected,
        "computed": {},
        "reason": "",
    }


def test_computes_every_published_plan(official_files: Path) -> None:
    told = json.loads(check(official_files / "golden" / "compensation-examples.csv", "--json"))
    assert (told["examples"], told["passed"], told["failed"], told["unsupported"]) == (6, 6, 0, 0)
    assert [result["id"] for result in told["results"]] == ["G1", "G2", "G3", "G4", "G5", "G6"]
    assert told["results"][1]["computed"]["tier_pay"] == ["247500", "162500", "37500"]


@pytest.mark.parametrize("option", [(), ("--json",)])
def test_ends_with_1_where_a_verified_row_does_not_pass(tmp_path: Path, option: tuple[str, ...]) -> None:
    for expected in ({"bonus": "20000.01"}, {"colour": "1"}):
        with pytest.raises(CommandError, match="A verified row does not pass") as refused:
            check(written(tmp_path, example("base_plus_threshold_bonus", BONUS, expected)), *option)
        assert refused.value.returncode == 1


def test_tells_what_did_not_pass_and_sums_up(tmp_path: Path) -> None:
    wrong = example("base_plus_threshold_bonus", BONUS, {"bonus": "20000.01"}, "derived")
    right = example("base_plus_threshold_bonus", BONUS, {"bonus": "20000"}) | {"id": "X2"}
    lines = check(written(tmp_path, wrong, right, example("none", {}, {}, "advisory"))).splitlines()
    assert lines == [
        "X1 1  derived  fail  bonus 20000.01 printed, 20000 computed  bonus differs",
        "derived: 1 rows fail",
        "verified: 1 rows pass",
        "2 examples: 1 passed, 1 failed, 0 unsupported",
    ]


@pytest.mark.parametrize(
    ("plan_type", "inputs", "expected", "reason"),
    [
        ("profit_share", BONUS, {"bonus": "1"}, "unknown plan_type profit_share"),
        ("quarterly_threshold", BONUS, {"bonus": "1"}, "unknown input base"),
        ("break_even", {"guarantee": "1"}, {"break_even_wrvu": "1"}, "rate is missing"),
        ("break_even", {"guarantee": "1", "rate": "x"}, {"break_even_wrvu": "1"}, "rate is not a number"),
        ("break_even", {"guarantee": "1", "rate": "0"}, {"break_even_wrvu": "1"}, "the figures divide by nothing"),
        ("break_even", {"guarantee": "1", "rate": "1"}, {"bonus": "1"}, "unknown outcome bonus"),
        ("effective_rate", {"total_comp": "1", "actual_wrvu": "0"}, {"comp_per_wrvu": "1"}, "there is no work to divide by"),
        ("effective_rate", {"total_comp": ["1"], "actual_wrvu": ["1", "2"]}, {"comp_per_wrvu": "1"}, "are not equally many"),
        ("draw_true_up", PLANS[6][1] | {"recoverable": "yes"}, {"true_up": "1"}, "recoverable is not true or false"),
        ("effective_rate_change", {"before": "1", "after": "2"}, {"before_rate": "1"}, "before is not a group of figures"),
        ("tiered_marginal", PLANS[3][1] | {"tier_method": "whole"}, {"total": "1"}, "tier_method is not marginal"),
        ("tiered_marginal", PLANS[3][1] | {"tiers": "none"}, {"total": "1"}, "tiers is not a list of bands"),
        ("tiered_marginal", PLANS[3][1] | {"tiers": [{"from": "0", "to": "9", "rate": "1"}]}, {"total": "1"}, "has an upper bound"),
        (
            "tiered_marginal",
            PLANS[3][1] | {"tiers": [{"from": "0", "to": "4500", "rate": "1"}, {"from": "4501", "to": None, "rate": "2"}]},
            {"total": "1"},
            "a tier does not begin where the one before ends",
        ),
    ],
)
def test_never_passes_what_it_does_not_understand(tmp_path: Path, plan_type: str, inputs: Any, expected: object, reason: str) -> None:
    found = outcome(tmp_path, plan_type, inputs, expected)
    assert (found["outcome"], reason in found["reason"]) == ("unsupported", True), found


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (example("x", "{", {}), "line 2, inputs: Write a JSON object"),
        (example("x", "[1]", {}), "line 2, inputs: Write a JSON object"),
        (example("x", '{"a": NaN}', {}), "line 2, inputs: Write a JSON object"),
        (example("x", "[" * 9000, {}), "line 2, inputs: Write a JSON object"),
        (example("x", '{"a": "1", "a": "2"}', {}), "line 2, inputs: The key is there twice. Found 'a'."),
        (example("x", '{"a": "%s"}' % ("1" * 20000), {}), "line 2, inputs: The cell has more than 20,000 characters."),
        (example("x", {}, {"total": "much"}), "line 2, expected.total: Write a number as text. Found 'much'."),
        (example("x", {}, {"pay": ["1", "much"]}), "line 2, expected.pay: Write a number as text. Found 'much'."),
        (example("x", {}, {}, "sure"), "line 2, status: Write one of verified, derived"),
        (example("x", {}, {}) | {"id": ""}, "line 2, id: Give the example a name."),
    ],
)
def test_refuses_what_cannot_be_read_with_line_and_field(tmp_path: Path, row: dict[str, str], sentence: str) -> None:
    with pytest.raises(CommandError) as refused:
        check(written(tmp_path, row))
    assert (refused.value.returncode, sentence in str(refused.value)) == (2, True), str(refused.value)


def test_refuses_a_file_that_is_none(tmp_path: Path) -> None:
    binary, empty, short = tmp_path / "binary.csv", written(tmp_path), tmp_path / "short.csv"
    binary.write_bytes(b"\xff\xfe\x00")
    short.write_text("id,status\n", encoding="utf-8")
    for file, sentence in (
        (tmp_path / "none.csv", "cannot be read"),
        (binary, "not text in UTF-8"),
        (empty, "no rows below its first line"),
        (short, "line 1, columns: The first line must name the columns id, status, plan_type"),
    ):
        with pytest.raises(CommandError, match=sentence) as refused:
            check(file)
        assert refused.value.returncode == 2
