"""RVU Edge names a modifier that does not fit its code, with the field of the row that says so, and counts the line as it is."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.tracking.claims import RVU26C, changed, line, valued, with_rows
from tracking.wrvu.credit import value_claim
from tracking.wrvu.facts import Facts, Provider
from tracking.wrvu.misplaced import misfit
from tracking.wrvu.policy import Policy
from tracking.wrvu.presets import CMS_PARALLEL, RAW, SHARED_VISIT_80
from tracking.wrvu.terms import Terms
from tracking.wrvu.types import Item, Outcome, Reason

# Indicators of the rows of RVU26C: 27447 has global 090, 20610 000, 22842 ZZZ; 71046 PC/TC 1; 97110 multiple procedure 5;
# 99213 multiple procedure 0; 11102 bilateral 0; 00142 status J, multiple procedure and bilateral 9.
MISPLACED = [
    ("27447-25", "global_days", "090"),
    ("27447-57", "global_days", "090"),
    ("27447-24", "global_days", "090"),
    ("20610-25", "global_days", "000"),
    ("27447-FS", "global_days", "090"),
    ("27447-GE", "global_days", "090"),
    ("71046-26-25", "pctc_indicator", "1"),
    ("97110-25", "multiple_procedure", "5"),
    ("22842-25", "code", "22842"),
    ("99213-51", "multiple_procedure", "0"),
    ("22842-51", "global_days", "ZZZ"),
    ("99213-LT", "code", "99213"),
    ("99213-RT", "code", "99213"),
    ("99213-F1", "code", "99213"),
    ("99213-59", "code", "99213"),
    ("99213-50", "bilateral", "0"),
    ("11102-50", "bilateral", "0"),
    ("99213-22", "code", "99213"),
    ("99213-52", "code", "99213"),
    ("99213-63", "code", "99213"),
    ("99213-76", "code", "99213"),
    ("99213-79", "code", "99213"),
    ("99213-QZ", "status", "A"),
    ("27447-AA", "status", "A"),
    ("27447-P3", "status", "A"),
    ("27447-QS", "status", "A"),
    ("99213-CQ", "code", "99213"),
    ("27447-CO", "global_days", "090"),
    ("71046-26-CQ", "pctc_indicator", "1"),
    ("00142-AA-25", "status", "J"),
    ("00142-AA-51", "multiple_procedure", "9"),
    ("00142-AA-LT", "bilateral", "9"),
    ("00142-AA-47", "status", "J"),
    ("00142-AA-TA", "status", "J"),
    ("00142-AA-CQ", "status", "J"),
]
FITTING = [
    "99213-25", "99213-57", "99213-24", "99232-FS", "99213-GE", "99291-25", "27447-51", "27447-22", "27447-59", "20610-LT", "27447-RT",
    "27447-79", "44140-80", "97110-CQ", "11102-76", "71046-26-59", "99213-95", "99213-GC", "00142-AA", "00142-QZ-P3", "00142-AA-QS",
    "00142-AA-53", "80053-LT", "J0585-RT", "D1553-51",
]  # fmt: skip


@pytest.mark.parametrize(("text", "field", "value"), MISPLACED)
def test_flags_a_modifier_that_does_not_fit_and_names_the_field_that_says_so(text: str, field: str, value: str) -> None:
    (item,) = valued(text, place="21")
    assert Reason.MODIFIER_MISPLACED in item.flags
    assert Reason.MODIFIER_MISPLACED in item.payment_flags
    (told,) = (step for step in item.steps if step.rule == "modifier_misplaced")
    assert (told.field, told.value, told.before) == (field, value, told.after)
    assert told.detail == text.split("-")[-1]


@pytest.mark.parametrize("text", FITTING)
def test_says_nothing_of_a_modifier_that_fits(text: str) -> None:
    (item,) = valued(text, place="21")
    assert Reason.MODIFIER_MISPLACED not in (*item.flags, *item.payment_flags)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("27447-25", "27447"),
        ("27447-57", "27447"),
        ("27447-FS", "27447"),
        ("99213-QZ", "99213"),
        ("99213-LT", "99213"),
        ("99213-51", "99213"),
        ("22842-51", "22842"),
        ("99213-CQ", "99213"),
    ],
)
@pytest.mark.parametrize("policy", [CMS_PARALLEL, RAW, SHARED_VISIT_80], ids=lambda policy: policy.name)
def test_counts_a_line_as_if_the_misplaced_modifier_were_not_there(text: str, plain: str, policy: Policy) -> None:
    (item,), (without,) = valued(text, policy), valued(plain, policy)
    assert (item.outcome, item.credit, item.payment) == (Outcome.CREDITED, without.credit, without.payment)


def test_takes_the_share_of_who_billed_where_a_shared_visit_is_none() -> None:
    """FS on an operation: paid to a nurse practitioner at 85% of 34.71 x 33.4009 = 985.44, whoever did the substantive portion."""
    facts = Facts(provider=Provider.NURSE_PRACTITIONER, substantive_portion=Provider.PHYSICIAN)
    (item,) = value_claim([line("27447-FS", facts=facts)], Terms(RVU26C, SHARED_VISIT_80))
    assert (str(item.payment), str(item.credit)) == ("985.44", "19.1100")
    assert Reason.SUBSTANTIVE_PORTION_ASSUMED not in item.payment_flags


def test_pays_therapy_alone_less_for_an_assistant() -> None:
    """97110: 0.87 x 33.4009 x 0.85 = 24.70; 99213 in an office: 2.85 x 33.4009 = 95.19 with CQ as without."""
    assert [str(item.payment) for item in valued("97110-CQ 99213-CQ", place="11")] == ["24.70", "95.19"]


@pytest.mark.parametrize(
    ("code", "modifier", "fields", "found"),
    [
        ("58300", "51", {"status": "N", "multiple_procedure": "9"}, None),  # IUD: not covered, ranked by others
        ("58300", "51", {"status": "N", "multiple_procedure": "0"}, ("multiple_procedure", "0")),
        ("99391", "52", {}, None),
        ("99457", "59", {}, None),
        ("99380", "52", {}, ("code", "99380")),
        ("99430", "59", {}, ("code", "99430")),
        ("99456", "52", {}, None),
        ("99460", "52", {}, ("code", "99460")),
        ("99484", "59", {}, None),
    ],
)
def test_leaves_alone_what_other_payers_ask_for(code: str, modifier: str, fields: dict[str, str], found: tuple[str, str] | None) -> None:
    assert misfit(modifier, replace(changed("99213", **fields), code=code)) == found


def test_flags_each_of_several_once() -> None:
    (item,) = valued("27447-QZ-25")
    assert item.flags.count(Reason.MODIFIER_MISPLACED) == 1
    told = [(step.field, step.value, step.detail) for step in item.steps if step.rule == "modifier_misplaced"]
    assert told == [("global_days", "090", "25"), ("status", "A", "QZ")]


def test_judges_a_modifier_by_the_row_of_each_track() -> None:
    """A code that was an add-on in a frozen schedule and is ranked now: 51 fits in payment, and does not in credit."""
    frozen = with_rows(changed("27447", global_days="ZZZ", multiple_procedure="0"))
    (item,) = value_claim([line("27447-51")], Terms(RVU26C, CMS_PARALLEL, frozen=(frozen,)))
    assert (Reason.MODIFIER_MISPLACED in item.flags, Reason.MODIFIER_MISPLACED in item.payment_flags) == (True, False)


def test_judges_by_the_row_of_payment_where_credit_has_none() -> None:
    """78815 has work on its 26 row alone: the line needs 26, and 25 is misplaced all the same."""
    (item,) = valued("78815-25")
    assert (item.outcome, Reason.MODIFIER_MISPLACED in item.flags) == (Outcome.NEEDS_MODIFIER, True)


def test_says_nothing_of_a_code_without_a_row_or_of_a_line_that_cannot_stand() -> None:
    assert Reason.MODIFIER_MISPLACED not in valued("99999-51")[0].flags
    assert Reason.MODIFIER_MISPLACED not in valued("27447-25-62-66")[0].flags


def test_lets_maternity_and_codes_of_medicine_take_what_a_visit_takes() -> None:
    row = changed("27447", global_days="MMM")
    assert misfit("25", row) is None
    eye = replace(row, code="92014", global_days="XXX", pctc_indicator="0", multiple_procedure="0")
    assert misfit("25", eye) is None
    assert misfit("25", replace(eye, code="36415")) == ("code", "36415")
    assert misfit("25", replace(eye, code="G0438")) is None
    assert misfit("AA", replace(eye, code="99140", status="B")) is None


@pytest.mark.parametrize(("bilateral", "expected"), [("0", ("bilateral", "0")), ("1", None), ("2", ("bilateral", "2")), ("3", None)])
def test_names_both_sides_where_they_add_nothing(bilateral: str, expected: tuple[str, str] | None) -> None:
    """11010 of RVU26C has indicator 2: its value is that of both sides."""
    assert misfit("50", changed("27447", bilateral=bilateral)) == expected


def test_names_the_side_that_a_code_has_none_of() -> None:
    (item,) = value_claim([line("27447-50")], Terms(with_rows(changed("27447", bilateral="9")), CMS_PARALLEL))
    (told,) = (step for step in item.steps if step.rule == "sides_not_applicable")
    assert (told.field, told.value, str(item.credit)) == ("bilateral", "9", "19.1100")


@pytest.mark.parametrize(
    ("text", "place", "rule", "field", "value"),
    [
        ("63030-54-55", "22", "unusual_pair", "modifiers", "54 55"),
        ("99232-FS", "11", "shared_visit_in_office", "place_of_service", "11"),
    ],
)
def test_names_what_is_unusual(text: str, place: str, rule: str, field: str, value: str) -> None:
    (item,) = valued(text, place=place)
    found = next(step for step in item.steps if step.rule == rule)
    assert (found.field, found.value, found.before) == (field, value, found.after)


def test_names_incident_to_care_in_a_facility() -> None:
    facts = Facts(provider=Provider.NURSE_PRACTITIONER, is_incident_to=True)
    item: Item = value_claim([line("99213", "22", facts)], Terms(RVU26C, CMS_PARALLEL))[0]
    (found,) = (step for step in item.payment_steps if step.rule == "incident_to_in_facility")
    assert (found.field, found.value, item.credit) == ("place_of_service", "22", Decimal("1.3"))


@pytest.mark.parametrize(("code", "is_visit"), [("99200", False), ("99201", True), ("99499", True), ("99500", False)])
def test_knows_where_the_numbers_of_visits_begin_and_end(code: str, is_visit: bool) -> None:
    """Evaluation and management is 99201 (until 2020) to 99499."""
    row = replace(changed("27447"), code=code)
    assert (misfit("25", row) is None, misfit("76", row) is not None) == (is_visit, is_visit)


@pytest.mark.parametrize(("code", "is_named"), [("89999", True), ("90000", False)])
def test_tells_surgery_and_laboratory_from_medicine_by_number_alone_where_a_row_tells_nothing(code: str, is_named: bool) -> None:
    row = replace(changed("27447"), code=code, global_days="XXX", multiple_procedure="0")
    assert (misfit("25", row) == ("code", code)) == is_named
