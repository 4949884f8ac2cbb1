"""The engine under the policy raw, on rows of RVU26C."""

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codes.lanes import FeeKind, Lane
from tests.tracking.rows import RVU26C
from tracking.wrvu.credit import credit_case, total_credit
from tracking.wrvu.policy import Policy
from tracking.wrvu.presets import PRESETS, RAW
from tracking.wrvu.types import Item, Line, Outcome, Reason, Step


def valued(code: str, *modifiers: str, units: int = 1, place: str = "11") -> Item:
    return credit_case([Line(code, modifiers, units, place)], RVU26C, RAW)[0]


def test_credits_the_printed_work() -> None:
    item = valued("99214")
    assert (item.outcome, item.lane, item.work_rvu, item.credit) == (Outcome.CREDITED, Lane.WRVU, Decimal("1.92"), Decimal("1.9200"))
    assert item.steps == (Step("row", None, Decimal("1.92"), "code", "99214"),)
    assert item.flags == ()


def test_adds_a_case_up_without_any_reduction() -> None:
    items = credit_case([Line("99214"), Line("45385"), Line("45380", ("59",))], RVU26C, RAW)
    assert total_credit(items) == Decimal("9.8500")  # 1.92 + 4.46 + 3.47


def test_counts_work_once_a_unit() -> None:
    item = valued("99214", units=3)
    assert item.credit == Decimal("5.7600")  # 1.92 x 3
    assert item.steps[-1] == Step("units", Decimal("1.92"), Decimal("5.76"), "units", "3")


def test_keeps_four_decimals() -> None:
    assert valued("45385").credit.as_tuple().exponent == -4


@pytest.mark.parametrize(
    ("code", "modifier", "work"),
    [("71046", "26", "0.21"), ("78815", "26", "2.38"), ("83020", "26", "0.36"), ("45378", "53", "1.59")],
)
def test_takes_the_row_of_its_own_modifier(code: str, modifier: str, work: str) -> None:
    item = valued(code, modifier)
    assert item.credit == Decimal(work)
    assert item.steps[0] == Step("row", None, Decimal(work), "modifier", modifier)


@pytest.mark.parametrize(("code", "lane"), [("71046", Lane.TECHNICAL), ("78815", Lane.CONTRACTOR_PRICED)])
def test_gives_the_technical_component_nothing(code: str, lane: Lane) -> None:
    item = valued(code, "TC")
    assert (item.outcome, item.lane, item.credit) == (Outcome.NOT_CREDITED, lane, Decimal(0))
    assert item.flags == (Reason.TECHNICAL_COMPONENT,)


@pytest.mark.parametrize("code", ["78815", "83020"])
def test_asks_for_26_where_only_that_row_has_work(code: str) -> None:
    item = valued(code)
    assert (item.outcome, item.lane, item.credit) == (Outcome.NEEDS_MODIFIER, Lane.NEEDS_26, Decimal(0))
    assert item.flags == (Reason.NEEDS_26,)


@pytest.mark.parametrize(("code", "modifier"), [("99214", "26"), ("99214", "TC"), ("83020", "TC")])
def test_refuses_a_component_that_has_no_row(code: str, modifier: str) -> None:
    item = valued(code, modifier)
    assert (item.outcome, item.credit, item.flags) == (Outcome.INVALID, Decimal(0), (Reason.MODIFIER_NOT_ALLOWED,))
    assert item.steps[-1].field == "pctc_indicator"


def test_refuses_26_and_tc_on_one_line() -> None:
    assert valued("71046", "TC", "26").flags == (Reason.MODIFIERS_EXCLUDE,)


def test_marks_a_stopped_procedure_without_a_row_of_its_own() -> None:
    item = valued("45385", "53")
    assert (item.credit, item.flags) == (Decimal("4.46"), (Reason.STOPPED_WITHOUT_ROW,))


@pytest.mark.parametrize(("place", "flags"), [("22", (Reason.FACILITY_GLOBAL,)), ("11", ())])
def test_remarks_on_a_global_row_in_a_facility(place: str, flags: tuple[Reason, ...]) -> None:
    assert valued("71046", place=place).flags == flags


@pytest.mark.parametrize(
    ("code", "lane", "reason", "field", "value"),
    [
        ("D1553", Lane.DENTAL, Reason.NO_WORK, "status", "R"),
        ("80053", Lane.LABORATORY, Reason.NO_WORK, "status", "X"),
        ("J0585", Lane.DRUG, Reason.NO_WORK, "status", "E"),
        ("0001F", Lane.REPORTING_ONLY, Reason.NO_WORK, "status", "I"),
        ("00142", Lane.ANESTHESIA, Reason.ANESTHESIA_UNITS, "status", "J"),
        ("99999", Lane.UNKNOWN, Reason.NOT_IN_SCHEDULE, "code", "99999"),
    ],
)
def test_keeps_a_line_without_work_and_says_why(code: str, lane: Lane, reason: Reason, field: str, value: str) -> None:
    item = valued(code)
    missing = (Reason.ANESTHESIA_ROLE_MISSING, Reason.BASE_UNITS_MISSING) if lane is Lane.ANESTHESIA else ()
    assert (item.outcome, item.lane, item.flags) == (Outcome.NOT_CREDITED, lane, (reason, *missing))
    assert item.steps[0] == Step(str(reason), None, Decimal(0), field, value)


def test_names_the_lane_of_a_code_that_only_another_schedule_prices() -> None:
    item = credit_case([Line("E0110")], RVU26C, RAW, {"E0110": frozenset({FeeKind.DMEPOS})})[0]
    assert (item.lane, item.flags) == (Lane.DMEPOS, (Reason.NOT_IN_SCHEDULE,))


def test_counts_work_that_medicare_does_not_use_in_raw() -> None:
    item = valued("99417")
    assert (item.outcome, item.lane, item.credit) == (Outcome.CREDITED, Lane.WRVU_NOT_MEDICARE, Decimal("0.61"))
    assert item.flags == (Reason.NOT_USED_BY_MEDICARE,)


def test_leaves_that_work_out_where_the_policy_says_so() -> None:
    strict = Policy("strict", counts_work_not_used_by_medicare=False)
    item = credit_case([Line("99417")], RVU26C, strict)[0]
    assert (item.outcome, item.credit, item.flags) == (Outcome.NOT_CREDITED, Decimal(0), (Reason.NOT_USED_BY_MEDICARE,))
    assert item.steps[-1] == Step("not_used_by_medicare", Decimal("0.61"), Decimal(0), "status", "I")


@pytest.mark.parametrize("units", [0, -1, 10_000])
def test_refuses_units_out_of_range(units: int) -> None:
    item = valued("99214", units=units)
    assert (item.outcome, item.credit, item.flags) == (Outcome.INVALID, Decimal(0), (Reason.UNITS_OUT_OF_RANGE,))


def test_keeps_a_line_before_any_release() -> None:
    item = credit_case([Line("D1553")], None, RAW, {"D1553": frozenset({FeeKind.DENTAL})})[0]
    assert (item.outcome, item.lane, item.flags) == (Outcome.NOT_CREDITED, Lane.DENTAL, (Reason.NO_RELEASE,))


def test_values_an_empty_case() -> None:
    assert total_credit(credit_case([], RVU26C, RAW)) == Decimal(0)


def test_keeps_the_policies_that_always_exist() -> None:
    assert {"cms_parallel", "no_rank", "raw"} <= PRESETS.keys()
    assert PRESETS["raw"] is RAW
    assert all(policy.name == name and policy.source for name, policy in PRESETS.items())


CODES = sorted({row.code for row in RVU26C.rows} | {"99999"})
LINES = st.builds(
    Line,
    st.sampled_from(CODES),
    st.lists(st.sampled_from(["26", "TC", "53", "59", "50"]), max_size=3, unique=True).map(tuple),
    st.integers(-1, 12),
    st.sampled_from(["11", "22"]),
)


@given(st.lists(LINES, max_size=6), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_does_not_mind_the_order_of_lines(lines: list[Line], chance: Random) -> None:
    shuffled = list(lines)
    chance.shuffle(shuffled)
    assert sorted(map(repr, credit_case(lines, RVU26C, RAW))) == sorted(map(repr, credit_case(shuffled, RVU26C, RAW)))


@given(LINES)
@settings(deadline=None)
def test_never_reduces_a_line_that_stands_alone(line: Line) -> None:
    (item,) = credit_case([line], RVU26C, RAW)
    expected = item.work_rvu * line.units if item.work_rvu and item.is_open else Decimal(0)
    assert item.credit == expected


@given(st.lists(LINES, max_size=6))
@settings(deadline=None)
def test_never_leaves_a_zero_without_a_reason(lines: list[Line]) -> None:
    for item in credit_case(lines, RVU26C, RAW):
        assert item.steps
        assert item.credit > 0 or item.flags
        assert (item.outcome is Outcome.CREDITED) == (item.credit > 0)
        assert item.steps[-1].after.quantize(Decimal("0.0001")) == item.credit


@given(LINES)
@settings(deadline=None)
def test_gives_any_technical_line_nothing(line: Line) -> None:
    (item,) = credit_case([line], RVU26C, RAW)
    if "TC" in line.modifiers:
        assert item.credit == 0
