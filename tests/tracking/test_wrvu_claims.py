"""RVU Edge holds to the invariants of the rules, whatever the lines, their order, the policy and what it remembers."""

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tracking.claims import RVU26C, line
from tracking.wrvu import credit
from tracking.wrvu.credit import RULES, total_credit, total_payment, value_claim, value_plainly
from tracking.wrvu.facts import AnesthesiaCare, Facts, Provider
from tracking.wrvu.policy import Policy, RankBasis
from tracking.wrvu.presets import CMS_PARALLEL, NO_RANK, PRESETS, RAW
from tracking.wrvu.terms import Terms
from tracking.wrvu.types import Item, Line, Outcome

MODIFIERS = [
    "26",
    "TC",
    "50",
    "LT",
    "RT",
    "59",
    "XE",
    "51",
    "52",
    "53",
    "54",
    "55",
    "56",
    "62",
    "66",
    "80",
    "AS",
    "78",
    "22",
    "FS",
    "CQ",
    "ZZ",
    "73",
]
CODES = sorted({row.code for row in RVU26C.rows}) + ["99999", "E0110"]
FACTS = st.one_of(
    st.none(),
    st.builds(
        Facts,
        charge=st.one_of(st.none(), st.decimals(0, 3000, places=2)),
        provider=st.sampled_from(list(Provider)),
        is_documented=st.booleans(),
        days_of_care=st.one_of(st.none(), st.integers(0, 90)),
        encounter=st.sampled_from(["", "1", "2"]),
        anesthesia=st.one_of(st.none(), st.builds(AnesthesiaCare, minutes=st.integers(0, 300), base_units=st.just(Decimal(5)))),
    ),
)
LINES = st.builds(
    Line,
    st.sampled_from(CODES),
    st.lists(st.sampled_from(MODIFIERS), max_size=3, unique=True).map(tuple),
    st.sampled_from([1, 1, 1, 2, 3, 7]),
    st.sampled_from(["11", "22"]),
    FACTS,
)
CLAIMS = st.lists(LINES, max_size=6)
POLICIES = st.sampled_from([*PRESETS.values(), *(replace(CMS_PARALLEL, ranking=basis) for basis in RankBasis)])
SURGERY = st.sampled_from(["44140", "47562", "43644", "33533", "55866", "27447", "63030", "20610", "11102", "69210"])


def valued(lines: list[Line], policy: Policy = CMS_PARALLEL) -> tuple[Item, ...]:
    return value_claim(lines, Terms(RVU26C, policy))


def same(items: tuple[Item, ...]) -> list[str]:
    return sorted(map(repr, items))


@given(CLAIMS, POLICIES, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_does_not_mind_the_order_of_lines(lines: list[Line], policy: Policy, chance: Random) -> None:
    shuffled = list(lines)
    chance.shuffle(shuffled)
    assert same(valued(lines, policy)) == same(valued(shuffled, policy))


@given(CLAIMS, POLICIES)
@settings(deadline=None)
def test_comes_to_what_all_rules_on_all_lines_come_to(lines: list[Line], policy: Policy) -> None:
    assert valued(lines, policy) == value_plainly(lines, Terms(RVU26C, policy))


@given(st.lists(CLAIMS, max_size=4))
@settings(deadline=None)
def test_values_a_claim_the_same_whatever_came_before(claims: list[list[Line]]) -> None:
    terms = Terms(RVU26C, CMS_PARALLEL)
    assert [value_claim(lines, terms) for lines in claims] == [valued(lines) for lines in claims]


@given(CLAIMS, POLICIES)
@settings(deadline=None)
def test_leaves_no_zero_without_a_reason_on_either_track(lines: list[Line], policy: Policy) -> None:
    for item in valued(lines, policy):
        assert item.steps
        assert (item.outcome is Outcome.CREDITED) == (item.credit > 0)
        assert item.credit > 0 or item.flags
        assert item.payment or item.payment_flags or item.charge == 0
        assert item.credit == item.steps[-1].after.quantize(Decimal("0.0001"), "ROUND_HALF_UP")
        if item.payment is not None:
            assert item.payment == item.payment_steps[-1].after.quantize(Decimal("0.01"), "ROUND_HALF_UP")


@given(CLAIMS, POLICIES)
@settings(deadline=None)
def test_chains_each_step_to_the_one_before(lines: list[Line], policy: Policy) -> None:
    for item in valued(lines, policy):
        for steps in (item.steps, item.payment_steps):
            assert all(later.before in (earlier.after, None) for earlier, later in zip(steps, steps[1:], strict=False))


@given(LINES, POLICIES)
@settings(deadline=None)
def test_never_ranks_down_one_line_alone(one: Line, policy: Policy) -> None:
    (item,) = valued([replace(one, units=1)], policy)
    assert not {"rank", "endoscopy"} & {step.rule for step in (*item.steps, *item.payment_steps)}


@given(CLAIMS)
@settings(deadline=None)
def test_gives_technical_lines_no_credit_under_any_policy(lines: list[Line]) -> None:
    for policy in PRESETS.values():
        assert all(item.credit == 0 for item in valued(lines, policy) if "TC" in item.line.modifiers)


@given(st.lists(SURGERY, min_size=1, max_size=6), st.sampled_from(["cms_parallel", "united_community"]))
@settings(deadline=None)
def test_never_counts_more_than_the_plain_sum_without_both_sides(codes: list[str], name: str) -> None:
    lines = [line(code) for code in codes]
    ranked, plain = valued(lines, PRESETS[name]), valued(lines, RAW)
    assert total_credit(ranked) <= total_credit(plain)
    assert total_payment(ranked) <= sum((item.pay.steps[0].after for item in plain), Decimal("0.005") * len(codes))


@given(SURGERY, SURGERY, st.sampled_from(["11", "22"]))
@settings(deadline=None)
def test_never_lowers_a_line_by_adding_a_cheaper_one(code: str, other: str, place: str) -> None:
    (alone,) = valued([line(code, place)])
    first, second = valued([line(code, place), line(other, place)])
    if second.fee < first.fee:
        assert (first.credit, first.payment) == (alone.credit, alone.payment)


def test_makes_two_co_surgeons_a_quarter_more() -> None:
    for code in ("63030", "22842", "22585"):
        (whole,), (half,) = valued([line(code)]), valued([line(f"{code}-62")])
        assert half.steps[-1].after * 2 == whole.credit * Decimal("1.25")


def test_lets_the_frozen_year_ignore_the_day() -> None:
    lines = [line("45385"), line("45380-59"), line("27447-50")]
    frozen = {total_credit(value_claim(lines, Terms(release, CMS_PARALLEL, frozen=(RVU26C,)))) for release in (RVU26C, None)}
    assert len(frozen) == 1


def test_values_a_claim_without_lines() -> None:
    assert (valued([]), total_credit([]), total_payment([])) == ((), Decimal(0), Decimal(0))


def test_names_its_rules_in_the_order_of_the_payment_rules() -> None:
    names = [rule.__name__ for rule in RULES]
    order = [
        "find_rows", "price", "check_units", "check_modifiers", "multiply_units", "count_sides", "fold_sides", "reduce_technical",
        "fold_families", "rank", "cap_technical", "share_second_surgeons", "split_package", "share_provider", "limit_to_charge",
        "round_values",
    ]  # fmt: skip
    assert [name for name in names if name in order] == order


def test_remembers_a_bounded_number_of_lines_and_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credit, "MOST_KNOWN", 3)
    monkeypatch.setattr(credit, "MOST_TOGETHER", 2)
    terms = Terms(RVU26C, NO_RANK)
    for _ in range(2):
        for code in ("99213", "44140", "47562", "45385", "20610"):
            first, second = value_claim([line(f"{code}-LT"), line(f"{code}-RT")], terms)
            assert (first, second) == value_plainly([line(f"{code}-LT"), line(f"{code}-RT")], terms)
            assert len(terms.known) <= 3
            assert len(terms.together) <= 2


def test_remembers_no_line_with_facts_of_its_own() -> None:
    terms = Terms(RVU26C, CMS_PARALLEL)
    charged = [line("44140", facts=Facts(charge=Decimal(1))), line("47562")]
    assert value_claim(charged, terms) == value_claim(charged, terms)
    assert (len(terms.known), len(terms.together)) == (1, 0)


def test_finds_lines_again_that_were_valued_together() -> None:
    terms = Terms(RVU26C, CMS_PARALLEL)
    first = value_claim([line("45385"), line("45380-59"), line("99213")], terms)
    again = value_claim([line("45385"), line("45380-59"), line("99214")], terms)
    assert first[:2] == again[:2] == value_plainly([line("45385"), line("45380-59")], terms)
    assert (len(terms.known), len(terms.together)) == (4, 1)
