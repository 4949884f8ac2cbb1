"""RVU Edge tells a text that may name a patient, and by which rule."""

import pytest

from rvuedge.lib.phi import Rule, refusal, rule_met


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("123-45-6789", Rule.SOCIAL_SECURITY),
        ("ssn 123 45 6789", Rule.SOCIAL_SECURITY),
        ("(555) 201-3344", Rule.PHONE),
        ("call 555.201.3344", Rule.PHONE),
        ("+1 555 201 3344", Rule.PHONE),
        ("jane.doe@mail.example", Rule.MAIL),
        ("DOB 3/4/1956", Rule.BIRTH),
        ("born 1956", Rule.BIRTH),
        ("d.o.b.: 03-04-56", Rule.BIRTH),
        ("MRN 4471", Rule.RECORD),
        ("mrn#A44712", Rule.RECORD),
        ("acct: 99-1234", Rule.RECORD),
        ("Account no. 5512", Rule.RECORD),
        ("patient id 4471", Rule.RECORD),
        ("visit #99213", Rule.RECORD),
        ("3/4/2019", Rule.DAY),
        ("2019-03-04", Rule.DAY),
        ("March 4, 2019", Rule.DAY),
        ("12345678", Rule.DIGITS),
        ("5552013344", Rule.DIGITS),
        ("44-71-1234", Rule.DIGITS),
    ],
)
def test_names_the_rule_that_a_text_meets(text, rule):
    assert rule_met(text) is rule
    assert rule_met(f"my {text} list") is rule


@pytest.mark.parametrize(
    "text",
    [
        "",
        "My lap chole day",
        "45385 45380-59",
        "99213 99214 99215",
        "99213-25-57",
        "45385-59-51",
        "Room 12",
        "case 3",
        "2026 clinic",
        "Chart 5",
        "visit 99213",
        "Kniegelenk, Ärzte",
        "scopes & visits 2026",
    ],
)
def test_lets_other_texts_pass(text):
    assert rule_met(text) is None


def test_lets_a_note_hold_days_but_no_day_of_birth():
    assert rule_met("0.8 from 1/1/2026", may_hold_days=True) is None
    assert rule_met("0.8 from 1/1/2026, born 2/3/1960", may_hold_days=True) is Rule.BIRTH
    assert rule_met("from 1/1/2026, 123-45-6789", may_hold_days=True) is Rule.SOCIAL_SECURITY


def test_sees_through_signs_that_do_not_show():
    assert rule_met("123\u200b-45-\u200b6789") is Rule.SOCIAL_SECURITY


def test_refuses_with_the_rule_and_what_to_do():
    assert refusal(Rule.PHONE) == "This looks like a phone number, which may identify a patient. Remove it."
