"""RVU Edge shows how the units of an anesthetic came about, step by step, and why there are none."""

from datetime import date
from decimal import Decimal

import pytest

from codes.fees import FeeSchedule, schedule_of
from codes.lanes import FeeKind
from tests.tracking.claims import RVU26C, changed, line
from tests.tracking.test_wrvu_anesthetics import BASES, FACTOR, JULY, counted, told
from tracking.wrvu.anesthesia import unit_steps
from tracking.wrvu.credit import value_claim
from tracking.wrvu.facts import AnesthesiaCare, Facts
from tracking.wrvu.presets import CMS_PARALLEL, OPEN_REPRICER, RAW
from tracking.wrvu.terms import SetFee, Terms
from tracking.wrvu.types import Item, Reason, Step

PRESENT = Facts(anesthesia=AnesthesiaCare(90, is_present_at_induction=True))


def steps_of(item: Item) -> list[tuple[object, ...]]:
    return [(step.rule, step.before, step.after, step.field, step.value) for step in unit_steps(item)]


def test_shows_base_and_time_alone_where_nothing_else_counts() -> None:
    (item,) = counted(("00142-AA", told(60)))
    assert steps_of(item) == [
        ("anesthesia_base", None, 4, "base_units", "4"),
        ("anesthesia_time", 4, 8, "minutes", "60"),  # 60 / 15
    ]


def test_shows_risk_and_the_share_of_the_role() -> None:
    """4 + 90/15 = 10, and 1 for P3 = 11; half of it for who directs."""
    for text in ("00142-QK-P3", "00142-P3-QK"):
        (item,) = counted((text, told(90)), policy=OPEN_REPRICER)
        assert steps_of(item)[2:] == [
            ("anesthesia_risk", 10, 11, "risk_units", "1"),
            ("anesthesia_role", 11, Decimal("5.5"), "modifier", "QK"),
        ]


@pytest.mark.parametrize(("facts", "units"), [(None, 3), (told(90), 3), (PRESENT, 4)])
def test_shows_three_units_where_more_than_four_are_supervised_and_one_more_at_induction(facts: Facts | None, units: int) -> None:
    (item,) = counted(("00142-AD", facts))
    assert steps_of(item) == [("anesthesia_supervised", None, units, "modifier", "AD")]


@pytest.mark.parametrize(
    ("text", "facts", "reason", "field"),
    [
        ("00142-AA", None, Reason.TIME_MISSING, "minutes"),
        ("00145-AA", told(60), Reason.NOT_IN_SCHEDULE, "code"),
        ("00142-AA", told(None, base_units=Decimal(4)), Reason.TIME_MISSING, "minutes"),
    ],
)
def test_says_among_the_steps_why_there_are_no_units(text: str, facts: Facts | None, reason: Reason, field: str) -> None:
    (item,) = counted((text, facts))
    assert (item.asa_units, unit_steps(item), reason in item.flags) == (None, (), True)
    assert (item.steps[-1].rule, item.steps[-1].field) == (str(reason), field)


def test_names_the_anesthetic_that_another_is_counted_with() -> None:
    highest, other = counted(("00840-AA", told(60)), ("00142-AA", told(30)))
    assert [highest.asa_units, other.asa_units] == [12, 0]  # 6 + 90/15
    for steps in (other.steps, other.payment_steps):
        assert (steps[-1].rule, steps[-1].field, steps[-1].value) == ("counted_with_highest_base", "code", "00840")
    assert [other.steps[-1].before, other.payment_steps[-1].before] == [0, None]  # it had no payment before its units


@pytest.mark.parametrize(("status", "units"), [("P1", 0), ("P2", 0), ("P3", 1), ("P4", 2), ("P5", 3), ("P6", 0)])
def test_adds_the_units_of_each_physical_status_where_the_policy_counts_risk(status: str, units: int) -> None:
    """4 + 90/15 = 10, and what payers other than Medicare add (payment rules 2.9), told as a modifier or beside the code."""
    by_modifier = counted((f"00142-AA-{status}", told(90)), policy=OPEN_REPRICER)
    beside = counted(("00142-AA", Facts(anesthesia=AnesthesiaCare(90, physical_status=status))), policy=OPEN_REPRICER)
    assert [item.asa_units for item in (*by_modifier, *beside)] == [10 + units] * 2


def test_counts_the_base_of_each_area_of_burns_and_their_time_with_the_first() -> None:
    """5 + (60 + 30)/15 = 11; three further areas are 3 x 1 base units, their time is that of the first."""
    first, further = counted(("01952-AA", told(60)), ("01953-AAx3", told(30)))
    assert [first.asa_units, further.asa_units] == [11, 3]
    assert [step[:3] for step in steps_of(further)] == [("anesthesia_base", None, 3), ("anesthesia_time", 3, 3)]
    (doubled,) = counted(("00142-AAx2", told(60)))
    assert doubled.asa_units == 8  # units of any other anesthetic are none of its own


def test_counts_each_add_on_of_obstetrics_by_a_base_and_a_time_of_its_own() -> None:
    """Labor 5 + 60/15 = 9; the cesarean after it 2 + 30/15 = 4, the hysterectomy after that 5 + 45/15 = 8."""
    items = counted(("01967-AA", told(60)), ("01968-AA", told(30)), ("01969-AA", told(45)))
    assert [item.asa_units for item in items] == [9, 4, 8]


@pytest.mark.parametrize(("code", "units"), [("01968", 6), ("01953", 5)])
def test_counts_the_time_of_an_add_on_that_stands_alone(code: str, units: int) -> None:
    """Its main anesthetic is in another claim: 2 + 60/15 = 6, 1 + 60/15 = 5."""
    (item,) = counted((f"{code}-AA", told(60)))
    assert item.asa_units == units


def test_gives_the_time_of_anesthetics_with_one_base_to_the_lower_code() -> None:
    """Both have a base of 5: 5 + (60 + 30)/15 = 11, whichever comes first in the claim."""
    items = counted(("01967-AA", told(60)), ("01952-AA", told(30)))
    assert [item.asa_units for item in items] == [0, 11]


def test_names_base_units_as_what_is_missing_where_no_list_has_them() -> None:
    for text in ("00142-AA", "01953-AAx2"):
        (item,) = value_claim([line(text, facts=told(60))], Terms(JULY, CMS_PARALLEL, anesthesia_factor=FACTOR))
        assert (item.steps[-1].rule, *item.steps[-1][3:]) == ("base_units_missing", "base_units", "", "")
        assert item.asa_units is None


def test_pays_by_the_row_of_the_day_where_credit_is_counted_on_a_frozen_one() -> None:
    """(4 + 60/15) x 20.4976 = 163.9808."""
    frozen = schedule_of("RVU20A", date(2020, 1, 1), Decimal("36.0896"), [changed("00142", assistant="2")])
    under = Terms(JULY, CMS_PARALLEL, frozen=(frozen,), base_units=BASES, anesthesia_factor=FACTOR)
    (item,) = value_claim([line("00142-AA", facts=told(60))], under)
    assert (item.row, item.pay.row) == (frozen.row("00142"), JULY.row("00142"))
    assert item.payment_steps == (Step("anesthesia", None, Decimal("163.9808"), "anesthesia_units", "8.0"),)


@pytest.mark.parametrize(("schedule", "reason"), [(RVU26C, Reason.NOT_IN_SCHEDULE), (None, Reason.NO_RELEASE)])
def test_estimates_no_payment_of_an_anesthetic_that_only_the_frozen_schedule_has(schedule: FeeSchedule | None, reason: Reason) -> None:
    """Credit has its units, 6 + 60/15 = 10; payment takes the release of the day alone, and there is no row in it."""
    for text, policy in (("00840-AA", CMS_PARALLEL), ("00840-AA-80", RAW)):
        under = Terms(schedule, policy, frozen=(JULY,), base_units=BASES, anesthesia_factor=FACTOR)
        (item,) = value_claim([line(text, facts=told(60))], under)
        assert (item.asa_units, item.payment, item.payment_flags) == (Decimal(10), None, (reason,))


def test_judges_the_second_surgeon_of_an_anesthetic_on_each_track_by_its_own_row() -> None:
    """The frozen row permits an assistant, that of the day does not: 9."""
    frozen = schedule_of("RVU20A", date(2020, 1, 1), Decimal("36.0896"), [changed("00142", assistant="2")])
    under = Terms(JULY, CMS_PARALLEL, frozen=(frozen,), base_units=BASES, anesthesia_factor=FACTOR)
    (item,) = value_claim([line("00142-AA-80", facts=told(60))], under)
    assert (item.asa_units, item.payment) == (Decimal(8), Decimal(0))
    assert item.payment_steps[-1][3:5] == ("assistant", "9")
    assert Reason.ASSISTANT_NOT_PAID in item.payment_flags
    assert Reason.ASSISTANT_NOT_PAID not in item.flags


def test_names_the_missing_role_on_an_anesthetic_that_another_schedule_pays() -> None:
    """A contract's own dollar amount for the code stands in the place of the payment, and the remark beside it."""
    fees = {("00142", ""): SetFee("Contract", FeeKind.PAYER, Decimal("150.00"))}
    (item,) = value_claim([line("00142", facts=told(None))], Terms(JULY, CMS_PARALLEL, base_units=BASES, fees=fees))
    assert item.payment == Decimal("150.00")
    (step,) = (step for step in item.payment_steps if step.rule == "anesthesia_role_missing")
    assert [step.before, step.after] == [150, 150]
    assert (step.field, step.value) == ("status", "J")
