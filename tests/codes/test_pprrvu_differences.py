"""RVU Edge reads from two official files the changes of 2026 as the notes on the CMS files count them, section 6, one by one."""

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from codes.comparison import EFFICIENCY
from codes.fees import FeeRow
from rvuedge.lib.decimals import round_half_up
from tests.codes.official_rows import official_rows

Pairs = dict[tuple[str, str], tuple[FeeRow, FeeRow]]
TWO_YEARS = ("RVU25D", "RVU26C")


@pytest.fixture
def rows(official_files: Path) -> tuple[dict[tuple[str, str], FeeRow], dict[tuple[str, str], FeeRow]]:
    before, after = ({row.key: row for row in official_rows(official_files, name)} for name in TWO_YEARS)
    return before, after


@pytest.fixture
def common(rows: tuple[dict[tuple[str, str], FeeRow], dict[tuple[str, str], FeeRow]]) -> Pairs:
    """The rows that both files have, the earlier first."""
    before, after = rows
    return {key: (before[key], after[key]) for key in before.keys() & after.keys()}


def lowered(work: Decimal) -> Decimal:
    return round_half_up(work * EFFICIENCY, 2)


def kinds_of(common: Pairs) -> dict[str, list[tuple[str, str]]]:
    """The keys by what became of the work."""
    found: dict[str, list[tuple[str, str]]] = {}
    for key, (before, after) in common.items():
        found.setdefault(_kind(before.work_rvu, after.work_rvu), []).append(key)
    return found


def _kind(before: Decimal, after: Decimal) -> str:
    if not before:
        return "gained" if after else "none"
    if before == after:
        return "too small" if lowered(before) == before else "exempt"
    if after == lowered(before):
        return "lowered"
    return "raised" if after > before else "cut"


def test_counts_every_kind_of_change(common: Pairs) -> None:
    assert len(common) == 18_860
    counted = {kind: len(keys) for kind, keys in kinds_of(common).items()}
    assert counted == {"none": 10_606, "lowered": 7_414, "exempt": 506, "too small": 271, "raised": 34, "cut": 21, "gained": 8}


def test_rounds_the_361_exact_halves_up(common: Pairs) -> None:
    halves = [key for key in kinds_of(common)["lowered"] if (common[key][0].work_rvu * EFFICIENCY * 1000) % 10 == 5]
    assert len(halves) == 361
    # 19.60 x 0.975 = 19.11 is no half; 0.20 x 0.975 = 0.195 is one and stays 0.20: work of 0.01 to 0.20 cannot fall.
    small = [common[key][0].work_rvu for key in kinds_of(common)["too small"]]
    assert (min(small), max(small)) == (Decimal("0.01"), Decimal("0.20"))


def test_exempts_visits_time_maternity_and_remote_care(common: Pairs) -> None:
    exempt = kinds_of(common)["exempt"]
    families = Counter(code[0] if code[0].isalpha() else code[:2] for code, _modifier in exempt)
    expected = {"99": 144, "G": 124, "97": 42, "92": 37, "96": 34, "90": 31, "95": 27, "98": 25, "59": 17}
    assert {family: families[family] for family in expected} == expected
    assert Counter(common[key][1].global_days for key in exempt)["MMM"] == 17


def test_lowers_by_global_period_as_counted(common: Pairs) -> None:
    periods = Counter(common[key][0].global_days for key in kinds_of(common)["lowered"])
    assert periods == {"090": 3_730, "XXX": 1_607, "000": 1_190, "010": 465, "ZZZ": 422}
    moved = Counter((before.global_days, after.global_days) for before, after in common.values())
    assert moved["XXX", "ZZZ"] == 276


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("27466", "17.28", "22.08"), ("90832", "1.86", "1.94"), ("90837", "3.63", "3.78"), ("33340", "14.00", "9.99"),
        ("52601", "13.16", "9.75"), ("92928", "10.96", "9.75"), ("33880", "34.58", "26.33"), ("27447", "19.60", "19.11"),
        ("45378", "3.26", "3.18"), ("66984", "7.35", "7.17"), ("20610", "0.79", "0.77"), ("99213", "1.30", "1.30"),
        ("99214", "1.92", "1.92"), ("99283", "1.60", "1.60"), ("G2211", "0.33", "0.33"), ("99417", "0.61", "0.61"),
    ],
)  # fmt: skip
def test_has_the_work_that_the_notes_name(common: Pairs, code: str, before: str, after: str) -> None:
    assert tuple(row.work_rvu for row in common[code, ""]) == (Decimal(before), Decimal(after))


def test_sees_the_same_change_from_two_other_bases(common: Pairs) -> None:
    with_work = {key: pair for key, pair in common.items() if pair[0].work_rvu}
    assert len(with_work) == 7_414 + 506 + 271 + 34 + 21
    paid = [(before.work_rvu, after.work_rvu) for before, after in with_work.values() if {before.status, after.status} <= set("ART")]
    assert sum(after == lowered(before) for before, after in paid) == 7_633
    assert sum(after == before != lowered(before) for before, after in paid) == 430
    assert len(paid) - 7_633 - 430 == 55


def test_counts_what_came_and_went(rows: tuple[dict[tuple[str, str], FeeRow], dict[tuple[str, str], FeeRow]], common: Pairs) -> None:
    before, after = rows
    assert (len(before.keys() - common.keys()), len(after.keys() - common.keys())) == (230, 496)
    assert sum(bool(row.work_rvu) for key, row in after.items() if key not in common) == 118
    assert sum(bool(row.work_rvu) for key, row in before.items() if key not in common) == 47


def test_distributes_statuses_as_counted(rows: tuple[dict[tuple[str, str], FeeRow], dict[tuple[str, str], FeeRow]]) -> None:
    before, after = rows
    assert Counter(row.status for row in after.values() if row.code[0] == "D") == {"R": 945, "I": 21, "N": 5}
    assert [sum(row.status == "R" for row in one.values()) for one in rows] == [1_058, 1_082]
    without = [{row.key for row in one.values() if row.status == "A" and not row.work_rvu} for one in rows]
    assert len(without[1]) - len(without[0]) == 317
    assert [sum(code[0] == "Q" for code, _modifier in one) for one in without] == [2, 289]
    assert len({row.code for row in after.values()}) == 17_096
    assert sum(bool(row.opps_non_facility_pe or row.opps_facility_pe or row.opps_mp) for row in after.values()) == 1_042
    for one in (before, after):
        assert all((row.multiple_procedure == "3") == bool(row.endoscopic_base) for row in one.values())
        assert {row.pre_operative + row.intra_operative + row.post_operative for row in one.values()} == {Decimal(0), Decimal(1)}
