"""RVU Edge keeps a report as plain JSON and reads back the same report, also one that was frozen by an earlier version."""

import json
from dataclasses import fields
from datetime import date
from decimal import Decimal

import pytest

from benchmarks.report.codec import as_json, from_json
from benchmarks.report.report import Report
from benchmarks.stats.effective_cfte import Absence, EffortFrom
from tests.benchmarks.inputs import JUNE, TARGET, code, report

CODES = (
    code("45385", "223.0000", 50, credit_before=Decimal("100.0000")),
    code("D1553", "0.0000", 2, lane="dental", outcome="not_credited", fee_amount=Decimal("128.0000")),
)


@pytest.mark.parametrize(
    "changes",
    [
        {"codes": CODES, "targets": (TARGET,), "absences": (JUNE,), "releases_before": ("RVU26B",)},
        {"is_trainee": True, "codes": CODES},
        {"benchmark": None, "months": (), "days": (), "efforts": ()},
        {"as_of": date(2026, 11, 23), "is_closed": False},
        {"efforts": (EffortFrom(date(2025, 1, 1), Decimal("0.333")),)},
    ],
)
def test_reads_back_what_it_wrote(changes: dict[str, object]) -> None:
    made = report(**changes)
    assert from_json(json.loads(json.dumps(as_json(made)))) == made


def test_writes_decimals_and_days_as_text_and_no_float() -> None:
    def leaves(value: object) -> list[object]:
        if isinstance(value, dict):
            return [leaf for item in value.values() for leaf in leaves(item)]
        return [leaf for item in value for leaf in leaves(item)] if isinstance(value, list) else [value]

    payload = as_json(report(codes=CODES, targets=(TARGET,), absences=(JUNE,)))
    assert isinstance(payload, dict)
    assert {type(leaf) for leaf in leaves(payload)} <= {str, int, bool, type(None)}
    assert (payload["month"], payload["as_of"], payload["this_month"]["credit"]) == ("2026-10", "2026-10-31", "500.00")
    assert as_json(Decimal("1E+3")) == "1000"


def test_keeps_every_digit() -> None:
    (row,) = from_json(as_json(report(codes=(code("45385", "0.1000"),)))).top_codes
    assert str(row.credit) == "0.1000"


def test_reads_a_snapshot_of_an_earlier_version() -> None:
    payload = as_json(report(codes=CODES, absences=(JUNE,)))
    assert isinstance(payload, dict)
    for later in ("leaves", "forecast", "changes", "top_fees"):
        del payload[later]
    for row in (payload["this_month"], payload["year_to_date"], *payload["periods"]):
        del row["cases"], row["per_case"]
    del payload["top_codes"][0]["mean_before"], payload["not_counted"][0]["to_review"]
    former = from_json(payload)
    assert (former.leaves, former.forecast, former.changes, former.top_fees) == ((), None, None, ())
    assert (former.this_month.cases, former.top_codes[0].mean_before, former.not_counted[0].to_review) == (0, None, 0)
    assert former.this_month.credit == 500


def test_every_field_without_a_default_must_be_there() -> None:
    payload = as_json(report())
    assert isinstance(payload, dict)
    del payload["standing"]
    with pytest.raises(KeyError):
        from_json(payload)


def test_is_told_from_something_else() -> None:
    with pytest.raises(TypeError):
        from_json(["no", "report"])
    with pytest.raises(TypeError):
        from_json(None)


def test_knows_every_field_of_the_report() -> None:
    payload = as_json(report())
    assert isinstance(payload, dict)
    assert set(payload) == {field.name for field in fields(Report)}
    assert from_json(payload).leaves == ()
    assert from_json(as_json(report(absences=(JUNE,)))).leaves == (Absence(date(2026, 6, 1), date(2026, 6, 30), counts=False),)
