"""RVU Edge counts services on both sides by the bilateral indicator of the row, however they were entered."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.tracking.claims import RVU26C, changed, credits, line, payments, valued, with_rows
from tracking.wrvu.credit import value_claim
from tracking.wrvu.facts import Facts
from tracking.wrvu.policy import SideFactors
from tracking.wrvu.presets import CMS_PARALLEL, RAW
from tracking.wrvu.terms import Terms
from tracking.wrvu.types import Outcome, Reason, Step


def of_indicator(indicator: str, text: str) -> list[str]:
    """Return the credits of lines of 22842 (work 12.25, never ranked) under another bilateral indicator."""
    return credits(valued(text, schedule=with_rows(changed("22842", bilateral=indicator))))


@pytest.mark.parametrize(
    ("indicator", "both", "two_units", "two_lines"),
    [
        ("0", "12.2500", "24.5000", ["12.2500", "0.0000"]),
        ("1", "18.3750", "18.3750", ["18.3750", "0.0000"]),  # 12.25 x 1.5
        ("2", "12.2500", "12.2500", ["12.2500", "0.0000"]),
        ("3", "24.5000", "24.5000", ["12.2500", "12.2500"]),
        ("9", "12.2500", "24.5000", ["12.2500", "12.2500"]),
    ],
)
def test_counts_both_sides_by_the_indicator(indicator: str, both: str, two_units: str, two_lines: list[str]) -> None:
    assert of_indicator(indicator, "22842-50") == [both]
    assert of_indicator(indicator, "22842-LT-RT") == [both]
    assert of_indicator(indicator, "22842x2") == [two_units]
    assert of_indicator(indicator, "22842-LT 22842-RT") == two_lines
    assert of_indicator(indicator, "22842-LT") == ["12.2500"]


def test_says_which_indicator_decided() -> None:
    (item,) = valued("27447-50")
    assert item.steps[-1] == Step("bilateral", Decimal("19.11"), Decimal("28.665"), "bilateral", "1")
    assert item.payment_steps[-1].rule == "bilateral"


def test_ignores_50_where_sides_do_not_apply_and_says_so() -> None:
    items = valued("22842-50", schedule=with_rows(changed("22842", bilateral="9")))
    assert (items[0].flags, items[0].payment_flags) == ((Reason.SIDES_NOT_APPLICABLE,), (Reason.SIDES_NOT_APPLICABLE,))
    assert items[0].steps[-1] == Step("sides_not_applicable", Decimal("12.25"), Decimal("12.25"), "bilateral", "9")


@pytest.mark.parametrize(("text", "credit"), [("27447-50x2", "28.6650"), ("27447-50x3", "57.3300")])
def test_takes_one_unit_with_50_for_both_sides(text: str, credit: str) -> None:
    """Two units with 50 are one service on both sides; three are three, ranked: 28.665 x (1 + 0.5 + 0.5)."""
    (item,) = valued(text)
    assert credits((item,)) == [credit]
    assert (Reason.UNITS_AS_SIDES in item.flags) == ("x2" in text)


def test_folds_the_right_side_into_the_left_whatever_stands_first() -> None:
    left, right = valued("27447-RT 27447-LT")[::-1]
    assert (str(left.credit), str(right.credit), right.outcome) == ("28.6650", "0.0000", Outcome.NOT_CREDITED)
    assert (right.flags, right.payment) == ((Reason.COUNTED_WITH_OTHER_SIDE,), Decimal("0.00"))
    assert left.steps[-1] == Step("bilateral", Decimal("19.11"), Decimal("28.665"), "bilateral", "1")
    assert right.steps[-1] == Step("counted_with_other_side", Decimal("19.11"), Decimal(0), "bilateral", "1")


@pytest.mark.parametrize(
    "text",
    [
        "27447-LT 27447-RT-80",
        "27447-LT 27447-RT-XE",
        "27447-LT 27130-RT",
        "27447-LT 27447-LT",
        "27447-LT 27447-RTx2",
        "77067-26-LT 77067-TC-RT",
        "77067-LT 77067-26-RT",
    ],
)
def test_folds_only_the_two_sides_of_one_service(text: str) -> None:
    assert all(Reason.COUNTED_WITH_OTHER_SIDE not in item.flags for item in valued(text))


def test_folds_each_pair_and_leaves_what_is_over() -> None:
    items = valued("27447-LT 27447-LT 27447-RT")
    assert credits(items) == ["28.6650", "9.5550", "0.0000"]  # the first pair at 1.5, the line that is over at half by rank


def test_does_not_fold_what_was_done_at_two_places() -> None:
    office, hospital = line("22842-LT", place="11"), line("22842-RT", place="22")
    assert credits(value_claim([office, hospital], Terms(with_rows(changed("22842", bilateral="1")), CMS_PARALLEL))) == ["12.2500"] * 2


def test_folds_lines_that_differ_in_what_does_not_price() -> None:
    assert credits(valued("27447-LT-59 27447-RT")) == ["28.6650", "0.0000"]


def test_does_not_fold_visits_of_one_day_that_were_apart() -> None:
    morning, evening = (line(f"27447-{side}", facts=Facts(encounter=at)) for side, at in (("LT", "1"), ("RT", "2")))
    items = value_claim([morning, evening], Terms(RVU26C, CMS_PARALLEL))
    assert credits(items) == ["19.1100", "9.5550"]


def test_adds_up_the_charges_of_both_sides() -> None:
    terms = Terms(RVU26C, CMS_PARALLEL)
    for right_charge, payment in ((Decimal(100), "1600.00"), (None, "1739.02")):  # 1,500 + 100; 34.71 x 1.5 x 33.4009
        left, right = line("27447-LT", facts=Facts(charge=Decimal(1500))), line("27447-RT", facts=Facts(charge=right_charge))
        assert payments(value_claim([left, right], terms)) == [payment, "0.00"]
        assert payments(value_claim([right, left], terms)) == ["0.00", payment]
    # Known of the right side alone, a charge caps nothing either.
    left, right = line("27447-LT"), line("27447-RT", facts=Facts(charge=Decimal(100)))
    assert payments(value_claim([left, right], terms)) == ["1739.02", "0.00"]


def test_counts_each_side_as_entered_where_the_policy_has_no_sides() -> None:
    assert credits(valued("27447-50", RAW)) == ["19.1100"]
    assert credits(valued("27447-LT 27447-RT", RAW)) == ["19.1100", "19.1100"]
    assert credits(valued("20610x2", RAW)) == ["1.5400"]


def test_takes_the_factor_of_the_policy() -> None:
    policy = replace(CMS_PARALLEL, sides=SideFactors(usual=Decimal(2)))
    items = valued("27447-LT 27447-RT", policy)
    assert (credits(items), payments(items)) == (["38.2200", "0.0000"], ["1739.02", "0.00"])
    nothing = replace(CMS_PARALLEL, sides=SideFactors(usual=Decimal(0)))
    assert valued("27447-LT 27447-RT", nothing)[0].flags == (Reason.COUNTED_AS_NOTHING,)


def test_ranks_a_folded_service_by_what_both_sides_come_to() -> None:
    """33533 (52.63) is above one knee (34.71) and as both knees come to 52.065 stays first; 44140 (37.43) comes third."""
    items = valued("44140 27447-LT 27447-RT 33533")
    assert credits(items) == ["11.0150", "14.3325", "0.0000", "32.9100"]
    assert [item.steps[-1].detail for item in items[:2]] == ["3/3 fee", "2/3 fee"]


DIFFERING = [
    "22", "52", "53", "54", "55", "56", "62", "63", "66", "76", "77", "78", "79", "80",
    "81", "82", "AS", "XE", "CQ", "CO", "FS", "GC", "GE",
]  # fmt: skip


@pytest.mark.parametrize("modifier", DIFFERING)
def test_folds_no_line_that_is_paid_otherwise_than_the_other_side(modifier: str) -> None:
    schedule = with_rows(changed("27447", assistant="2", co_surgeon="2", team_surgeon="2"))
    lines = [line("27447-LT"), line(f"27447-RT-{modifier}")]
    for policy in (CMS_PARALLEL, replace(CMS_PARALLEL, team=Decimal("0.5"))):
        items = value_claim(lines, Terms(schedule, policy))
        assert all(Reason.COUNTED_WITH_OTHER_SIDE not in (*item.flags, *item.payment_flags) for item in items)


@pytest.mark.parametrize("modifier", ["LT", "RT", "59", "XE", "XP", "XS", "XU", "76", "77"])
def test_takes_two_units_for_two_services_where_a_modifier_says_so(modifier: str) -> None:
    (item,) = valued(f"20610-{modifier}x2")
    assert Reason.UNITS_AS_SIDES not in item.flags
    assert [step.rule for step in item.steps] == ["row", "units", "rank"]


def test_pools_each_side_of_an_independent_service_for_itself() -> None:
    schedule = with_rows(changed("72148", "26", bilateral="3"))
    # One reading in full, the other side 5 percent less: 2.05 x (1 + 0.95) x 33.4009
    assert payments(valued("72148-26-50", schedule=schedule)) == ["133.52"]
    assert payments(valued("72148-26-50x3", schedule=schedule)) == ["393.71"]  # six sides: 2.05 x (1 + 5 x 0.95) x 33.4009


def test_adds_up_charges_also_where_credit_knows_no_sides() -> None:
    left, right = (line(f"27447-{side}", facts=Facts(charge=Decimal(800))) for side in ("LT", "RT"))
    items = value_claim([left, right], Terms(RVU26C, RAW))
    assert (credits(items), payments(items)) == (["19.1100", "19.1100"], ["1600.00", "0.00"])


def test_folds_no_line_that_says_no_side() -> None:
    assert sorted(credits(valued("27447-LT 27447"))) == ["19.1100", "9.5550"]  # the second in rank at half


def test_takes_the_first_of_two_left_sides_whatever_stands_first() -> None:
    # 59 stands before LT: both knees 19.11 x 1.5 are told there, and the other left one is second in rank at half.
    assert credits(valued("27447-LT 27447-LT-59 27447-RT")) == ["9.5550", "28.6650", "0.0000"]
    assert credits(valued("27447-RT 27447-LT-59 27447-LT")) == ["0.0000", "28.6650", "9.5550"]


def test_remarks_nothing_on_the_sides_of_a_line_that_does_not_count() -> None:
    schedule = with_rows(changed("22842", status="B", bilateral="9"), changed("27447", status="B"))
    for item in valued("22842-50 27447-50 27447-LT 27447-RT", schedule=schedule):
        assert (item.flags, item.payment_flags) == ((Reason.NOT_USED_BY_MEDICARE,), (Reason.NOT_USED_BY_MEDICARE,))
        assert [step.rule for step in item.steps] == ["row", "not_used_by_medicare"]
