"""RVU Edge counts each golden case as its hand arithmetic says, on both tracks."""

import csv
from collections import defaultdict
from decimal import Decimal

import pytest

from tests.tracking.claims import GOLDEN, RVU26C
from tracking.wrvu.credit import value_claim
from tracking.wrvu.facts import Facts, Provider
from tracking.wrvu.presets import PRESETS
from tracking.wrvu.terms import Terms
from tracking.wrvu.types import Line

Cells = dict[str, str]


def _cases() -> dict[str, list[Cells]]:
    cases: dict[str, list[Cells]] = defaultdict(list)
    with (GOLDEN / "cases.csv").open(encoding="utf-8", newline="") as file:
        for cells in csv.DictReader(file):
            cases[cells["case"]].append(cells)
    return cases


CASES = _cases()


def _facts(text: str) -> Facts | None:
    known = dict(pair.split("=") for pair in text.split(";") if pair)
    if not known:
        return None
    return Facts(
        charge=Decimal(known["charge"]) if "charge" in known else None,
        provider=Provider(known.get("provider", "physician")),
        substantive_portion=Provider(known["substantive"]) if "substantive" in known else None,
        is_documented=known.get("documented") == "yes",
        days_of_care=int(known["days"]) if "days" in known else None,
    )


@pytest.mark.parametrize("case", CASES)
def test_counts_as_the_arithmetic_says(case: str) -> None:
    rows = CASES[case]
    lines = [Line(row["code"], tuple(row["modifiers"].split()), int(row["units"]), row["place"], _facts(row["facts"])) for row in rows]
    items = value_claim(lines, Terms(RVU26C, PRESETS[rows[0]["policy"]]))
    assert [str(item.credit) for item in items] == [row["credit"] for row in rows]
    assert ["" if item.payment is None else str(item.payment) for item in items] == [row["payment"] for row in rows]
