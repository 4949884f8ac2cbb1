"""RVU Edge counts anesthesia in base and time units, pays it by them, and never credits it as work RVU."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.tracking.claims import RVU26C, line
from tracking.wrvu.anesthesia import time_units
from tracking.wrvu.credit import value_claim
from tracking.wrvu.facts import AnesthesiaCare, Facts
from tracking.wrvu.policy import Policy, TimeRounding
from tracking.wrvu.presets import CMS_PARALLEL, MEDICARE, OPEN_REPRICER
from tracking.wrvu.terms import Terms
from tracking.wrvu.types import Item, Outcome, Reason, Step

BASES = {"00142": Decimal(4)}
FACTOR = Decimal("20.3178")


def given(text: str, policy: Policy = CMS_PARALLEL, pays: Policy = MEDICARE, factor: Decimal | None = FACTOR, **care: object) -> Item:
    return anesthetic(text, AnesthesiaCare(**care), policy, pays, factor)  # type: ignore[arg-type]


def anesthetic(
    text: str, care: AnesthesiaCare, policy: Policy = CMS_PARALLEL, pays: Policy = MEDICARE, factor: Decimal | None = FACTOR
) -> Item:
    terms = Terms(RVU26C, policy, base_units=BASES, anesthesia_factor=factor, pays=pays)
    return value_claim([line(text, facts=Facts(anesthesia=care))], terms)[0]


@pytest.mark.parametrize(
    ("minutes", "one_decimal", "whole_up"), [(129, "8.6", "9"), (117, "7.8", "8"), (17, "1.1", "2"), (60, "4.0", "4"), (0, "0.0", "0")]
)
def test_rounds_time_to_one_decimal_or_up(minutes: int, one_decimal: str, whole_up: str) -> None:
    """129 and 117 minutes as published: 8.6 and 7.8, 9 in whole units."""
    assert time_units(minutes, TimeRounding.ONE_DECIMAL) == Decimal(one_decimal)
    assert time_units(minutes, TimeRounding.WHOLE_UP) == Decimal(whole_up)


def test_counts_base_and_time_and_credits_no_work() -> None:
    item = given("00142-AA", minutes=90)
    assert (item.outcome, item.credit, item.flags) == (Outcome.NOT_CREDITED, Decimal(0), (Reason.ANESTHESIA_UNITS,))
    assert item.anesthesia and (item.anesthesia.base, item.anesthesia.time, item.anesthesia.total) == (Decimal(4), Decimal(6), Decimal(10))
    assert (item.asa_units, str(item.payment)) == (Decimal(10), "203.18")  # 10 x 20.3178
    assert item.payment_steps[-1].field == "anesthesia_units"


@pytest.mark.parametrize(
    ("modifier", "units", "payment"),
    [
        ("AA", "10", "203.18"),
        ("QZ", "10", "203.18"),
        ("QK", "5", "101.59"),
        ("QX", "5", "101.59"),
        ("QY", "5", "101.59"),
        ("QS", "10", "203.18"),
    ],
)
def test_halves_what_is_directed(modifier: str, units: str, payment: str) -> None:
    item = given(f"00142-{modifier}", minutes=90)
    assert (item.asa_units, str(item.payment)) == (Decimal(units), payment)
    assert item.anesthesia and item.anesthesia.total == 10


@pytest.mark.parametrize(("present", "units", "payment"), [(False, "3", "60.95"), (True, "4", "81.27")])
def test_gives_three_units_to_who_supervises_and_one_more_if_present(present: bool, units: str, payment: str) -> None:
    item = given("00142-AD", minutes=90, concurrent=5, is_present_at_induction=present)
    assert (item.asa_units, str(item.payment), item.payment_flags) == (Decimal(units), payment, ())


def test_adds_units_for_risk_only_where_the_policy_does() -> None:
    care = AnesthesiaCare(minutes=90, physical_status="P4", qualifying=("99100", "99140"))
    assert anesthetic("00142", care).asa_units == 10
    item = anesthetic("00142", care, OPEN_REPRICER, replace(MEDICARE, counts_risk_units=True))
    assert (item.asa_units, str(item.payment)) == (Decimal(15), "304.77")  # 10 + 2 + 1 + 2
    assert given("00142-P3", OPEN_REPRICER, minutes=90).asa_units == 11
    assert given("00142-P1", OPEN_REPRICER, minutes=90).asa_units == 10
    told = given("00142", OPEN_REPRICER, minutes=90, physical_status="P5", physical_status_units=Decimal(1), qualifying_units=Decimal(7))
    assert told.asa_units == 18


def test_keeps_the_policy_of_credit_and_the_rules_of_payment_apart() -> None:
    item = given("00142", OPEN_REPRICER, minutes=91)
    assert (item.asa_units, str(item.payment)) == (Decimal(11), "205.21")  # 4 + 7 against (4 + 6.1) x 20.3178


@pytest.mark.parametrize(
    ("text", "care", "reason"),
    [
        ("00142", AnesthesiaCare(), Reason.TIME_MISSING),
        ("00144", AnesthesiaCare(minutes=90), Reason.NOT_IN_SCHEDULE),
    ],
)
def test_says_what_is_missing(text: str, care: AnesthesiaCare, reason: Reason) -> None:
    item = anesthetic(text, care)
    assert (item.asa_units, item.payment, item.payment_flags[-1]) == (None, None, reason)


def test_asks_for_base_units_and_takes_those_that_are_told() -> None:
    terms = Terms(RVU26C, CMS_PARALLEL, anesthesia_factor=FACTOR)
    (item,) = value_claim([line("00142-AA", facts=Facts(anesthesia=AnesthesiaCare(minutes=90)))], terms)
    assert item.payment_flags == (Reason.ANESTHESIA_UNITS, Reason.BASE_UNITS_MISSING)
    (plain,) = value_claim([line("00142-AA")], terms)
    assert plain.payment_flags == (Reason.ANESTHESIA_UNITS, Reason.BASE_UNITS_MISSING)
    told = AnesthesiaCare(minutes=90, base_units=Decimal(7))
    assert value_claim([line("00142", facts=Facts(anesthesia=told))], terms)[0].asa_units == 13


def test_counts_units_where_no_factor_is_known() -> None:
    item = given("00142-AA", factor=None, minutes=90)
    assert (item.asa_units, item.payment, item.payment_flags) == (Decimal(10), None, (Reason.ANESTHESIA_UNITS,))


def test_counts_several_anesthetics_as_the_highest_base_and_all_time() -> None:
    terms = Terms(RVU26C, CMS_PARALLEL, anesthesia_factor=FACTOR)
    parts = [(5, 60), (7, 45), (7, 30)]
    lines = [line("00142", facts=Facts(anesthesia=AnesthesiaCare(minutes, Decimal(base)))) for base, minutes in parts]
    for order in (lines, lines[::-1]):
        items = value_claim(order, terms)
        assert sorted(str(item.asa_units) for item in items) == ["0", "0", "16.0"]  # 7 + (60 + 45 + 30) / 15
        assert sum(item.payment or 0 for item in items) == Decimal("325.08")  # 16 x 20.3178
        assert sum(Reason.COUNTED_WITH_HIGHEST_BASE in item.flags for item in items) == 2


FITTING = {"QK": (2, 4), "QY": (1,), "QX": (1, 4), "AD": (5,), "AA": (9,)}
NOT_FITTING = {"QK": (1, 5), "QY": (0, 2), "QX": (0, 5), "AD": (4,)}
NUMBERS = [
    (modifier, number, fits)
    for told, fits in ((FITTING, True), (NOT_FITTING, False))
    for modifier, numbers in told.items()
    for number in numbers
]


@pytest.mark.parametrize(("modifier", "concurrent", "fits"), NUMBERS)
def test_flags_a_number_at_once_that_does_not_fit_the_modifier(modifier: str, concurrent: int, fits: bool) -> None:
    item = given(f"00142-{modifier}", minutes=90, concurrent=concurrent)
    assert (Reason.CONCURRENCY in item.payment_flags) != fits
    assert (Reason.CONCURRENCY in item.flags) != fits


def test_names_the_number_at_once_in_a_step_of_each_track() -> None:
    """(4 + 90/15) x 0.5 x 20.3178 = 101.589."""
    item = given("00142-QK", minutes=90, concurrent=5)
    paid = Decimal("101.589")
    assert item.steps[-1] == Step("concurrency", Decimal(0), Decimal(0), "concurrent", "5")
    assert item.payment_steps[-1] == Step("concurrency", paid, paid, "concurrent", "5")


def test_counts_nothing_of_an_anesthetic_that_cannot_stand() -> None:
    item = given("00142-AA-QZ", minutes=90)
    assert (item.outcome, item.asa_units, item.payment) == (Outcome.INVALID, None, None)
