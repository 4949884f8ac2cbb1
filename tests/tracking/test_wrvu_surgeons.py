"""RVU Edge counts assistants, co-surgeons and teams as far as the row permits them."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.tracking.claims import RVU26C, changed, credits, line, payments, valued, with_rows
from tracking.wrvu.credit import value_claim
from tracking.wrvu.facts import Facts
from tracking.wrvu.presets import CANCER_CENTRE, CMS_PARALLEL, MICHIGAN, RAW
from tracking.wrvu.terms import Terms
from tracking.wrvu.types import Item, Outcome, Reason, Step


def gated(text: str, documented: bool = False, **row: str) -> Item:
    facts = Facts(is_documented=documented)
    return value_claim([line(text, facts=facts)], Terms(with_rows(changed("44140", **row)), CMS_PARALLEL))[0]


@pytest.mark.parametrize("modifier", ["80", "81", "82", "AS"])
@pytest.mark.parametrize(
    ("indicator", "documented", "reason"),
    [
        ("2", False, None),
        ("0", True, None),
        ("0", False, Reason.ASSISTANT_NEEDS_DOCUMENTATION),
        ("1", True, Reason.ASSISTANT_NOT_PAID),
        ("9", True, Reason.ASSISTANT_NOT_PAID),
    ],
)
def test_admits_an_assistant_by_the_indicator(modifier: str, indicator: str, documented: bool, reason: Reason | None) -> None:
    item = gated(f"44140-{modifier}", documented, assistant=indicator)
    assert (item.outcome is Outcome.CREDITED) == (reason is None)
    if reason:
        assert (item.flags, item.payment_flags, item.credit, item.payment) == ((reason,), (reason,), Decimal(0), Decimal("0.00"))
        assert (item.steps[-1].field, item.steps[-1].value) == ("assistant", indicator)


@pytest.mark.parametrize(
    ("indicator", "documented", "reason"),
    [
        ("2", False, None),
        ("1", True, None),
        ("1", False, Reason.CO_SURGEON_NEEDS_DOCUMENTATION),
        ("0", True, Reason.CO_SURGEON_NOT_PAID),
        ("9", True, Reason.CO_SURGEON_NOT_PAID),
    ],
)
def test_admits_a_co_surgeon_by_the_indicator(indicator: str, documented: bool, reason: Reason | None) -> None:
    item = gated("44140-62", documented, co_surgeon=indicator)
    assert item.flags == ((reason,) if reason else ())
    assert str(item.credit) == ("0.0000" if reason else "13.7688")  # 22.03 x 0.625 = 13.76875


@pytest.mark.parametrize(
    ("modifier", "credit"), [("80", "3.5248"), ("81", "3.5248"), ("82", "3.5248"), ("AS", "2.9961"), ("AS-80", "2.9961")]
)
def test_shares_by_16_percent_and_by_85_percent_of_that(modifier: str, credit: str) -> None:
    item = gated(f"44140-{modifier}")
    assert str(item.credit) == credit  # 22.03 x 0.16, x 0.136
    assert item.steps[-1][3:] == ("assistant", "2", "")
    assert [step.rule for step in item.steps] == ["row", "assistant"]


def test_takes_the_shares_of_the_policy() -> None:
    found = {modifier: credits(valued(f"44140-{modifier}", MICHIGAN)) for modifier in ("80", "81", "82", "AS")}
    assert found == {"80": ["4.4060"], "81": ["2.8639"], "82": ["4.4060"], "AS": ["2.8639"]}  # 22.03 x 0.20, x 0.13


def test_makes_two_co_surgeons_a_quarter_more_than_one_surgeon() -> None:
    (one,) = valued("63030-62")
    assert one.credit * 2 == Decimal("11.70") * Decimal("1.25")
    assert one.steps[-1] == Step("co_surgeon", Decimal("11.70"), Decimal("7.3125"), "co_surgeon", "2")


@pytest.mark.parametrize(
    ("indicator", "outcome", "reason"),
    [
        ("0", Outcome.NOT_CREDITED, Reason.TEAM_NOT_PAID),
        ("9", Outcome.NOT_CREDITED, Reason.TEAM_NOT_PAID),
        ("1", Outcome.BY_REPORT, Reason.BY_REPORT),
        ("2", Outcome.BY_REPORT, Reason.BY_REPORT),
    ],
)
def test_leaves_a_team_to_a_report(indicator: str, outcome: Outcome, reason: Reason) -> None:
    item = gated("44140-66", team_surgeon=indicator)
    assert (item.outcome, item.credit, item.flags) == (outcome, Decimal(0), (reason,))
    assert item.payment == (None if outcome is Outcome.BY_REPORT else Decimal("0.00"))
    assert (item.steps[-1].field, item.steps[-1].value) == ("team_surgeon", indicator)


def test_takes_the_factor_that_a_reviewer_or_the_policy_gives_a_team() -> None:
    schedule = with_rows(changed("44140", team_surgeon="2"))
    reviewed = line("44140-66", facts=Facts(reviewed_factor=Decimal("0.4")))
    (item,) = value_claim([reviewed], Terms(schedule, CMS_PARALLEL))
    assert item.steps[-1] == Step("team", Decimal("22.03"), Decimal("8.812"), "team_surgeon", "2")  # 22.03 x 0.4
    assert str(item.payment) == "500.08"  # 37.43 x 0.4 x 33.4009 = 500.0782748
    assert credits(valued("44140-66", CANCER_CENTRE, schedule=schedule)) == ["13.7688"]  # 0.625


def test_asks_for_a_review_where_a_surgeon_is_said_to_assist_too() -> None:
    for text in ("63030-62-80", "63030-66-AS"):
        (item,) = valued(text)
        assert (item.outcome, item.payment, item.flags[-1]) == (Outcome.BY_REPORT, None, Reason.SURGEONS_NEED_REVIEW)
        told = " ".join(sorted(text.split("-")[1:]))
        for steps in (item.steps, item.payment_steps):
            assert (steps[-1].rule, steps[-1].field, steps[-1].value) == ("surgeons_need_review", "modifiers", told)


def test_counts_every_second_surgeon_in_full_in_raw() -> None:
    items = valued("45385-80 44140-62 47562-66 27447-AS", RAW)
    assert credits(items) == ["4.4600", "22.0300", "10.2100", "19.1100"]
    assert {step.rule for item in items for step in item.steps} == {"row"}
    assert payments(valued("45385-80", RAW)) == ["0.00"]


def test_leaves_lines_without_a_row_to_their_own_reason() -> None:
    assert valued("99999-80")[0].flags == (Reason.NOT_IN_SCHEDULE,)
    assert valued("44140-80", replace(CMS_PARALLEL, assistant=Decimal(0)))[0].flags == (Reason.COUNTED_AS_NOTHING,)
    assert RVU26C.row("44140") is not None
