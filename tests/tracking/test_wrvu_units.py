"""RVU Edge counts work and money once a unit, and refuses numbers of units that cannot be."""

from decimal import Decimal

import pytest

from tests.tracking.claims import RVU26C, credits, payments, valued
from tracking.wrvu.credit import value_claim
from tracking.wrvu.presets import CMS_PARALLEL, RAW
from tracking.wrvu.terms import Terms
from tracking.wrvu.types import Line, Outcome, Reason, Step


@pytest.mark.parametrize("units", [0, -1, 10_000])
@pytest.mark.parametrize("code", ["99213", "99999", "D1553", "71046"])
def test_refuses_units_out_of_range_on_both_tracks(code: str, units: int) -> None:
    (item,) = value_claim([Line(code, (), units)], Terms(RVU26C, CMS_PARALLEL))
    assert (item.outcome, item.credit, item.payment) == (Outcome.INVALID, Decimal(0), None)
    assert Reason.UNITS_OUT_OF_RANGE in item.flags
    assert Reason.UNITS_OUT_OF_RANGE in item.payment_flags


def test_takes_the_most_units() -> None:
    (item,) = value_claim([Line("99213", (), 9_999)], Terms(RVU26C, RAW))
    assert item.credit == Decimal("12998.7000")  # 1.30 x 9,999


def test_multiplies_a_service_that_is_not_ranked() -> None:
    (item,) = valued("11103x3", place="11")
    assert (credits((item,)), payments((item,))) == (["1.1100"], ["146.30"])  # 0.37 x 3; 1.46 x 3 x 33.4009
    assert item.steps[-1] == Step("units", Decimal("0.37"), Decimal("1.11"), "units", "3")


def test_ranks_the_units_of_a_ranked_service_among_themselves() -> None:
    (item,) = valued("11102x3", place="11")
    assert credits((item,)) == ["1.2800"]  # 0.64 x (1 + 0.5 + 0.5)
    assert payments((item,)) == ["191.05"]  # 2.86 x 2 x 33.4009
    assert [step.rule for step in item.steps] == ["row", "units", "rank"]
    assert item.steps[-1].detail == "1/3 fee"


def test_ranks_units_and_lines_together() -> None:
    items = valued("11102x2 20610-LT", place="11")
    # 11102 at 2.86 before 20610 at 2.06: 0.64 x (1 + 0.5), 0.77 x 0.5
    assert credits(items) == ["0.9600", "0.3850"]


def test_leaves_two_units_of_distinct_services_two() -> None:
    """Two units of a code that may be bilateral are two sides, unless a modifier says that they are distinct."""
    assert credits(valued("20610x2", place="11")) == ["1.1550"]  # 0.77 x 1.5
    for modifier in ("59", "XS", "76", "LT"):
        (item,) = valued(f"20610-{modifier}x2", place="11")
        assert credits((item,)) == ["1.1550"]  # 0.77 x (1 + 0.5): the same sum, by rank
        assert item.steps[-1].rule == "rank"
