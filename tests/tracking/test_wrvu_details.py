"""RVU Edge keeps what is known beside a code in a notation of numbers, dates and few words, and reads it back to the same facts."""

from datetime import date
from decimal import Decimal

import pytest

from tests.tracking.claims import RVU26C, line
from tracking.wrvu.anesthesia import unit_steps
from tracking.wrvu.credit import value_claim
from tracking.wrvu.details import NAMES, details_of, read_details, read_text, stored_facts, write_details
from tracking.wrvu.facts import AnesthesiaCare, Care, Facts, Provider
from tracking.wrvu.policy import Policy
from tracking.wrvu.presets import CMS_PARALLEL, OPEN_REPRICER
from tracking.wrvu.terms import Terms
from tracking.wrvu.types import Reason, Step

EVERYTHING = {
    "billed_by": "nurse_practitioner",
    "incident_to": "yes",
    "substantive_portion": "physician",
    "documented": "yes",
    "reviewed_factor": "1.25",
    "charge": "512.50",
    "visit": "2",
    "surgery_on": "2026-03-01",
    "care_from": "2026-03-10",
    "care_to": "2026-05-30",
    "minutes": "117",
    "base_units": "5",
    "concurrent": "3",
    "at_induction": "yes",
    "physical_status": "P3",
    "qualifying": "99100+99140",
}


def test_reads_back_what_it_writes() -> None:
    facts, faults = read_details(EVERYTHING)
    assert not faults
    assert facts == Facts(
        charge=Decimal("512.50"),
        provider=Provider.NURSE_PRACTITIONER,
        is_incident_to=True,
        substantive_portion=Provider.PHYSICIAN,
        is_documented=True,
        reviewed_factor=Decimal("1.25"),
        encounter="2",
        anesthesia=AnesthesiaCare(117, Decimal(5), 3, True, "P3", qualifying=("99100", "99140")),
        care=Care(date(2026, 3, 1), date(2026, 3, 10), date(2026, 5, 30)),
    )
    assert details_of(facts) == EVERYTHING
    assert set(NAMES) == set(EVERYTHING)
    text = write_details(facts)
    assert (read_text(text), stored_facts(text)) == ((facts, ()), facts)
    assert not set(text) & set(" :,\t")
    assert len(text) < 300


def test_says_nothing_where_nothing_is_known() -> None:
    assert (details_of(None), write_details(None), write_details(Facts()), stored_facts("")) == ({}, "", "", None)
    assert read_details({}) == (None, ())
    # What says no more than the default is nothing.
    assert read_details({"incident_to": "no", "billed_by": "physician", "minutes": ""}) == (None, ())
    assert read_text(" ; ") == (None, ())


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("patient", "Jane Doe", "There is no detail of this name"),
        ("Jane Doe", "", "There is no detail of this name"),
        ("minutes", "0", "from 1 to 2,880"),
        ("minutes", "-5", "from 1 to 2,880"),
        ("minutes", "99999999999999", "from 1 to 2,880"),
        ("minutes", "2881", "from 1 to 2,880"),
        ("minutes", "1.5", "whole number"),
        ("concurrent", "21", "from 1 to 20"),
        ("base_units", "5.25", "at most 1 decimals"),
        ("base_units", "NaN", "from 0 to 99"),
        ("base_units", "many", "from 0 to 99"),
        ("reviewed_factor", "5.1", "from 0 to 5"),
        ("charge", "-1", "from 0 to 999999"),
        ("charge", "1e999999", "from 0 to 999999"),
        ("billed_by", "a friend", "Choose one of: physician"),
        ("incident_to", "perhaps", "Write yes or no"),
        ("surgery_on", "3/1/2026", "YYYY-MM-DD"),
        ("physical_status", "P7", "Choose one of: P1"),
        ("visit", "10", "Choose one of: 1"),
        ("qualifying", "99100 12345", "Write one or more of: 99100"),
    ],
)
def test_refuses_what_cannot_stand_and_says_what_to_do(name: str, value: str, told: str) -> None:
    facts, (fault,) = read_details({"visit": "1", name: value})
    assert facts is None
    assert (fault.field, fault.value) == (name, value[:40])
    assert told in fault.message


@pytest.mark.parametrize(
    ("given", "field", "told"),
    [
        ({"surgery_on": "2026-03-01"}, "care_from", "all three dates"),
        ({"care_from": "2026-03-01", "care_to": "2026-03-02"}, "surgery_on", "all three dates"),
        ({"surgery_on": "2026-03-02", "care_from": "2026-03-01", "care_to": "2026-03-09"}, "care_from", "before the day of surgery"),
        ({"surgery_on": "2026-03-01", "care_from": "2026-03-09", "care_to": "2026-03-08"}, "care_to", "before it begins"),
    ],
)
def test_refuses_hand_over_dates_that_contradict_each_other(given: dict[str, str], field: str, told: str) -> None:
    facts, (fault,) = read_details(given)
    assert (facts, fault.field) == (None, field)
    assert told in fault.message


def test_counts_aftercare_by_its_hand_over_dates() -> None:
    """27447 is 10/69/21 with 90 days; surgery on 1 March, care from 10 March to 30 May is day 9 to 90: 82 days."""
    facts = stored_facts("surgery_on=2026-03-01;care_from=2026-03-10;care_to=2026-06-30")
    item = value_claim([line("27447-55", facts=facts)], Terms(RVU26C, CMS_PARALLEL))[0]
    # 19.11 x 0.21 x 82 / 90 = 3.65638, rounded once.
    assert str(item.credit) == "3.6564"
    assert Reason.WHOLE_PERIOD_ASSUMED not in item.flags


def steps(text: str, details: str, policy: Policy = CMS_PARALLEL) -> tuple[Step, ...]:
    terms = Terms(RVU26C, policy, base_units={"00142": Decimal(4)})
    return unit_steps(value_claim([line(text, facts=stored_facts(details))], terms)[0])


def test_tells_how_anesthesia_units_came_about() -> None:
    """117 minutes are 7.8 units; base 4; half for who directs three."""
    assert steps("00142-QK", "minutes=117;concurrent=3") == (
        Step("anesthesia_base", None, Decimal(4), "base_units", "4"),
        Step("anesthesia_time", Decimal(4), Decimal("11.8"), "minutes", "117"),
        Step("anesthesia_role", Decimal("11.8"), Decimal("5.90"), "modifier", "QK"),
    )


def test_tells_the_units_of_risk_where_a_policy_adds_them() -> None:
    """P3 adds one unit, an emergency two; time goes up to whole units."""
    told = steps("00142-AA", "minutes=117;physical_status=P3;qualifying=99140", OPEN_REPRICER)
    assert [(step.rule, step.after) for step in told][-1] == ("anesthesia_risk", Decimal(4) + 8 + 3)


def test_tells_supervised_anesthesia_in_one_step() -> None:
    assert steps("00142-AD", "concurrent=5;at_induction=yes") == (Step("anesthesia_supervised", None, Decimal(4), "modifier", "AD"),)


def test_tells_no_units_where_there_are_none() -> None:
    assert steps("00142", "") == ()
    assert steps("99214", "visit=2") == ()
    terms = Terms(RVU26C, CMS_PARALLEL, base_units={"00142": Decimal(4)})
    both = [line("00142-AA", facts=stored_facts("minutes=30")), line("00142-AA", facts=stored_facts("minutes=60"))]
    first, second = sorted((unit_steps(item) for item in value_claim(both, terms)), key=len, reverse=True)
    # One of two anesthetics of a day holds the base and the time of both: 90 minutes are six units.
    assert [step.after for step in first] == [Decimal(4), Decimal(10)]
    assert first[1].value == "90"
    assert second == ()


def test_says_on_the_credit_track_too_what_an_anesthetic_lacks() -> None:
    (item,) = value_claim([line("00142-AA")], Terms(RVU26C, CMS_PARALLEL, base_units={"00142": Decimal(4)}))
    assert item.flags == (Reason.ANESTHESIA_UNITS, Reason.TIME_MISSING)
