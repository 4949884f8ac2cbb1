"""RVU Edge refuses anesthesia times that cannot be, names who is missing, and counts circumstances and charges of an encounter once."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from codes.fees import FeeSchedule, schedule_of
from tests.tracking.claims import FACTOR as CONVERSION
from tests.tracking.claims import ROWS, changed, line
from tracking.wrvu.anesthesia import unit_steps
from tracking.wrvu.credit import value_claim, value_plainly
from tracking.wrvu.facts import AnesthesiaCare, Facts
from tracking.wrvu.policy import Policy
from tracking.wrvu.presets import CMS_PARALLEL, MEDICARE, OPEN_REPRICER, RAW
from tracking.wrvu.terms import Terms
from tracking.wrvu.types import Item, Outcome, Reason, Step

FACTOR = Decimal("20.4976")
BASES = {
    "00142": Decimal(4), "00840": Decimal(6), "01952": Decimal(5), "01953": Decimal(1), "01967": Decimal(5), "01968": Decimal(2),
    "01969": Decimal(5), "01996": Decimal(3),
}  # fmt: skip
# As in RVU26C: anesthetics have status J and indicators 9; circumstances have status B and no values.
_J = {code: replace(changed("00142"), code=code) for code in ("00840", "01952", "01953", "01967", "01968", "01969", "01996")}
_B = {code: replace(changed("00142"), code=code, status="B", global_days="ZZZ") for code in ("99100", "99116", "99135", "99140")}
JULY: FeeSchedule = schedule_of("RVU26C", date(2026, 7, 1), CONVERSION, (*ROWS.values(), *_J.values(), *_B.values()))


def told(
    minutes: int | None = None,
    *,
    encounter: str = "",
    charge: str = "",
    base_units: Decimal | None = None,
    qualifying: tuple[str, ...] = (),
    qualifying_units: Decimal | None = None,
) -> Facts:
    charged = Decimal(charge) if charge else None
    care = AnesthesiaCare(minutes, base_units, qualifying=qualifying, qualifying_units=qualifying_units)
    return Facts(charge=charged, encounter=encounter, anesthesia=care)


def counted(*claim: tuple[str, Facts | None], policy: Policy = CMS_PARALLEL, pays: Policy = MEDICARE) -> tuple[Item, ...]:
    """Return the claim valued; the other way round, and by all rules on all lines, it comes to the same."""
    lines = [line(text, facts=facts) for text, facts in claim]
    under = Terms(JULY, policy, base_units=BASES, anesthesia_factor=FACTOR, pays=pays)
    items = value_claim(lines, under)
    assert items == value_plainly(lines, under)
    assert items == value_claim(lines[::-1], under)[::-1]
    return items


@pytest.mark.parametrize(
    ("facts", "field", "value"),
    [
        (told(0), "minutes", "0"),
        (told(-30), "minutes", "-30"),
        (told(2_881), "minutes", "2881"),
        (told(60, base_units=Decimal(-1)), "base_units", "-1"),
    ],
)
@pytest.mark.parametrize("policy", [CMS_PARALLEL, RAW], ids=lambda policy: policy.name)
def test_refuses_an_anesthetic_that_cannot_be_and_says_why(facts: Facts, field: str, value: str, policy: Policy) -> None:
    (item,) = counted(("00142-AA", facts), policy=policy)
    assert (item.outcome, item.asa_units, item.payment) == (Outcome.INVALID, None, None)
    assert (item.flags[-1], item.payment_flags[-1]) == (Reason.ANESTHESIA_OUT_OF_RANGE, Reason.ANESTHESIA_OUT_OF_RANGE)
    assert (item.steps[-1].field, item.steps[-1].value) == (field, value)


@pytest.mark.parametrize("facts", [told(1), told(2_880), told(60, base_units=Decimal(0))])
def test_takes_the_first_and_the_last_time_that_can_be(facts: Facts) -> None:
    (item,) = counted(("00142-AA", facts))
    assert (item.outcome, item.asa_units is None) == (Outcome.NOT_CREDITED, False)


def test_leaves_a_refused_anesthetic_out_of_the_time_of_the_others() -> None:
    """6 + 60/15 = 10; the line of no minutes adds none."""
    kept, refused = counted(("00840-AA", told(60)), ("00142-AA", told(0)))
    assert [kept.asa_units, refused.outcome] == [10, Outcome.INVALID]


def test_flags_an_anesthetic_without_the_role_of_its_clinician() -> None:
    (item,) = counted(("00142", told(90)))
    assert [item.asa_units, str(item.payment)] == [10, "204.98"]  # (4 + 6) x 20.4976, as it stands
    assert Reason.ANESTHESIA_ROLE_MISSING in item.flags
    assert Reason.ANESTHESIA_ROLE_MISSING in item.payment_flags
    (step,) = (step for step in item.steps if step.rule == "anesthesia_role_missing")
    assert (step.field, step.value) == ("status", "J")


@pytest.mark.parametrize("role", ["AA", "AD", "QK", "QX", "QY", "QZ"])
def test_asks_for_no_role_where_one_is_told(role: str) -> None:
    assert Reason.ANESTHESIA_ROLE_MISSING not in counted((f"00142-{role}", told(90)))[0].flags


@pytest.mark.parametrize(
    ("modifier", "reason", "field"),
    [
        ("80", Reason.ASSISTANT_NOT_PAID, "assistant"),
        ("81", Reason.ASSISTANT_NOT_PAID, "assistant"),
        ("82", Reason.ASSISTANT_NOT_PAID, "assistant"),
        ("AS", Reason.ASSISTANT_NOT_PAID, "assistant"),
        ("62", Reason.CO_SURGEON_NOT_PAID, "co_surgeon"),
        ("66", Reason.TEAM_NOT_PAID, "team_surgeon"),
    ],
)
def test_counts_nothing_of_a_second_surgeon_on_an_anesthetic(modifier: str, reason: Reason, field: str) -> None:
    """The indicators of status J are 9: the concept does not apply."""
    item, beside = counted((f"00840-AA-{modifier}", told(60)), ("00142-AA", told(60)))
    assert [item.outcome, item.asa_units, item.payment] == [Outcome.NOT_CREDITED, 0, 0]
    assert reason in item.flags
    assert reason in item.payment_flags
    assert item.steps[-1] == Step(str(reason), Decimal(0), Decimal(0), field, "9")
    assert item.payment_steps[-1] == Step(str(reason), None, Decimal(0), field, "9")  # until its units are counted it has no payment
    assert unit_steps(item) == ()
    assert beside.asa_units == 8  # 4 + 60/15: neither its base nor its time is taken


def test_asks_nobody_in_raw_and_pays_nothing_all_the_same() -> None:
    (item,) = counted(("00142-AA-80", told(90)), policy=RAW)
    assert [item.asa_units, item.payment] == [10, 0]
    assert Reason.ASSISTANT_NOT_PAID in item.payment_flags
    assert item.payment_steps[-1] == Step("assistant_not_paid", None, Decimal(0), "assistant", "9")


@pytest.mark.parametrize(("code", "units"), [("99100", 1), ("99116", 5), ("99135", 5), ("99140", 2)])
def test_adds_the_units_of_a_circumstance_that_is_a_line_of_its_own_by_the_policy(code: str, units: int) -> None:
    """4 + 90/15 = 10 for Medicare; 1, 5, 5 or 2 more where the policy counts risk (payment rules 2.9)."""
    item, line_of_own = counted(("00142-AA", told(90)), (code, None), policy=OPEN_REPRICER)
    assert [item.asa_units, str(item.payment)] == [10 + units, "204.98"]
    assert [line_of_own.credit, line_of_own.asa_units] == [0, None]
    assert line_of_own.flags[-1] is Reason.COUNTED_WITH_ANESTHETIC
    risk = next(step for step in unit_steps(item) if step.rule == "anesthesia_risk")
    assert (risk.before, risk.after) == (Decimal(10), Decimal(10 + units))
    paid, _line = counted(("00142-AA", told(90)), (code, None), pays=replace(MEDICARE, counts_risk_units=True))
    assert [paid.asa_units, paid.payment] == [10, round((10 + units) * FACTOR, 2)]


def test_adds_nothing_for_a_circumstance_where_the_policy_counts_none() -> None:
    item, line_of_own = counted(("00142-AA", told(90)), ("99140", None))
    assert [item.asa_units, str(item.payment)] == [10, "204.98"]
    assert Reason.COUNTED_WITH_ANESTHETIC not in line_of_own.flags


def test_names_the_circumstance_that_one_of_several_anesthetics_has_taken_in() -> None:
    """6 + (60 + 30)/15 = 12 of the highest base, and 2 for the emergency; the lesser anesthetic adds nothing of its own."""
    lesser, highest, line_of_own = counted(("00142-AA", told(30)), ("00840-AA", told(60)), ("99140", None), policy=OPEN_REPRICER)
    assert [lesser.asa_units, highest.asa_units] == [0, 14]
    assert line_of_own.flags[-1] is Reason.COUNTED_WITH_ANESTHETIC
    assert line_of_own.steps[-1][3:5] == ("code", "99140")


def test_counts_a_circumstance_once_however_it_is_told() -> None:
    """10 + 2 for the emergency, told beside the code, as a line and as another line."""
    item, *_lines = counted(("00142-AA", told(90, qualifying=("99140",))), ("99140", None), ("99140-AA", None), policy=OPEN_REPRICER)
    assert item.asa_units == 12


def test_takes_the_units_that_are_told_in_place_of_those_of_the_lines() -> None:
    item, _line = counted(("00142-AA", told(90, qualifying_units=Decimal(7))), ("99140", None), policy=OPEN_REPRICER)
    assert item.asa_units == 17
    # Told on two anesthetics of one encounter: 6 + (60 + 60)/15 = 14, and the higher of the two once.
    both = (("00840-AA", told(60, qualifying_units=Decimal(2))), ("00142-AA", told(60, qualifying_units=Decimal(7))))
    assert counted(*both, policy=OPEN_REPRICER)[0].asa_units == 21


def test_adds_circumstances_to_the_anesthetic_of_their_encounter() -> None:
    """4 + 60/15 = 8; 6 + 60/15 = 10, and 2 more for the emergency of the second encounter."""
    first, second, line_of_own = counted(
        ("00142-AA", told(60, encounter="1")),
        ("00840-AA", told(60, encounter="2")),
        ("99140", Facts(encounter="2")),
        policy=OPEN_REPRICER,
    )
    assert [first.asa_units, second.asa_units] == [8, 12]
    assert Reason.COUNTED_WITH_ANESTHETIC in line_of_own.flags


def test_counts_nothing_of_a_circumstance_without_an_anesthetic_or_where_time_does_not_count() -> None:
    (alone,) = counted(("99140", None), policy=OPEN_REPRICER)
    assert [alone.credit, alone.asa_units] == [0, None]
    assert Reason.COUNTED_WITH_ANESTHETIC not in alone.flags
    supervised, line_of_own = counted(("00142-AD", told(90)), ("99140", None), policy=OPEN_REPRICER)
    assert supervised.asa_units == 3
    assert Reason.COUNTED_WITH_ANESTHETIC not in line_of_own.flags


def test_counts_a_circumstance_that_cannot_stand_as_nothing() -> None:
    item, refused = counted(("00142-AA", told(90)), ("99140-GC-GE", None), policy=OPEN_REPRICER)
    assert [item.asa_units, refused.outcome] == [10, Outcome.INVALID]


def test_counts_risk_once_an_encounter() -> None:
    """Highest base 6 + 120/15 = 14, P3 of the lesser line + 1, 99100 + 1. Labor: 5 + 60/15 + 2 for P4 = 11, its add-on 2 + 30/15 = 4."""
    item, lesser = counted(("00840-AA", told(60)), ("00142-AA-P3", told(60, qualifying=("99100",))), policy=OPEN_REPRICER)
    assert [item.asa_units, lesser.asa_units] == [16, 0]
    labor, add_on = counted(("01967-AA-P4", told(60)), ("01968-AA-P4", told(30)), policy=OPEN_REPRICER)
    assert [labor.asa_units, add_on.asa_units] == [11, 4]


@pytest.mark.parametrize(
    ("charges", "payment"),
    [
        (("100", "150"), "250.00"),  # below 14 x 20.4976 = 286.97
        (("200", "150"), "286.97"),
        (("100", ""), "100.00"),  # all are billed on the code of the highest base
        (("", "100"), "286.97"),  # its charge is not known, so nothing is compared
    ],
)
def test_compares_the_charges_of_anesthetics_counted_as_one_together(charges: tuple[str, str], payment: str) -> None:
    """6 + (60 + 60)/15 = 14 units, 286.9664."""
    first, second = charges
    items = counted(("00840-AA", told(60, charge=first)), ("00142-AA", told(60, charge=second)))
    assert [str(item.payment) for item in items] == [payment, "0.00"]


def test_counts_daily_management_of_an_epidural_without_time() -> None:
    """3 base units for the day, whatever the minutes: 3 x 20.4976 = 61.49."""
    for facts in (None, told(), told(45)):
        (item,) = counted(("01996-QZ", facts))
        assert (item.asa_units, str(item.payment)) == (Decimal(3), "61.49")
        assert Reason.TIME_MISSING not in item.flags


def test_keeps_the_charge_of_an_add_on_to_itself() -> None:
    """5 + 60/15 = 9 units, 184.48, charged 100; 2 + 30/15 = 4 units, 81.99, charged 500."""
    items = counted(("01967-AA", told(60, charge="100")), ("01968-AA", told(30, charge="500")))
    assert [str(item.payment) for item in items] == ["100.00", "81.99"]
