"""RVU Edge ranks the procedures of a day: the first in full, the others by the ladder, equal ones the same way every time."""

from dataclasses import replace
from decimal import Decimal
from itertools import permutations

import pytest

from tests.tracking.claims import RVU26C, changed, credits, line, payments, valued, with_rows
from tracking.wrvu.credit import value_claim
from tracking.wrvu.policy import RankBasis
from tracking.wrvu.presets import CMS_PARALLEL, NO_RANK, RAW, UNITED_COMMUNITY
from tracking.wrvu.ranking import ladder_sum
from tracking.wrvu.terms import Terms
from tracking.wrvu.types import Reason, Step

HALF = Decimal("0.5")
SIX = "43644 44140 47562 33533 55866 27447-LT"


def test_leaves_a_procedure_alone_that_stands_alone() -> None:
    assert credits(valued("44140")) == ["22.0300"]
    assert credits(valued("44140 99213 11103")) == ["22.0300", "1.3000", "0.3700"]


def test_says_by_what_and_where_a_line_ranked() -> None:
    item = valued("47562 44140 43644")[0]
    assert item.steps[-1] == Step("rank", Decimal("10.21"), Decimal("5.105"), "multiple_procedure", "2", "3/3 fee")


def test_flags_the_sixth_procedure_as_paid_by_report() -> None:
    items = valued(SIX)
    # fees: 33533 52.63, 43644 48.45, 44140 37.43, 27447 34.71, 55866 32.39, 47562 18.92
    assert credits(items) == ["14.3350", "11.0150", "5.1050", "32.9100", "10.9500", "9.5550"]
    assert [Reason.BY_REPORT in item.flags for item in items] == [False, False, True, False, False, False]
    assert [Reason.BY_REPORT in item.payment_flags for item in items] == [False, False, True, False, False, False]
    assert [Reason.BY_REPORT in item.flags for item in valued("11102x5 11102x6")] == [False, True]
    assert valued("11102x5")[0].flags == ()


def test_does_not_mind_in_which_order_the_lines_come() -> None:
    texts = ("44140", "47562", "27447-50", "45385", "45380-59")
    found = {tuple(sorted(zip(order, credits(valued(" ".join(order))), strict=True))) for order in permutations(texts)}
    assert len(found) == 1


def test_breaks_ties_by_total_rvu_and_then_by_code() -> None:
    equal = with_rows(
        changed("47562", conversion_factor=Decimal("33.4009") * 2, work_rvu=Decimal("22.03"), facility_pe_rvu=Decimal("-5.985"))
    )
    # Both fees are 37.43 x 33.4009; 44140 has the higher total RVU and stays first, in either order.
    for text in ("44140 47562", "47562 44140"):
        items = valued(text, schedule=equal)
        assert {item.line.code: str(item.credit) for item in items} == {"44140": "22.0300", "47562": "11.0150"}
    twins = with_rows(replace(changed("44140"), code="44143"))
    for text in ("44140 44143", "44143 44140"):
        items = valued(text, schedule=twins)
        assert {item.line.code: str(item.credit) for item in items} == {"44140": "22.0300", "44143": "11.0150"}


def test_ranks_by_what_the_policy_says() -> None:
    """20610 in an office has the higher fee (2.06 against 1.43), less work than 69210 would have at 0.80."""
    schedule = with_rows(changed("69210", work_rvu=Decimal("0.80"), non_facility_pe_rvu=Decimal("0.56")))
    ranked = {basis: credits(valued("20610-LT 69210", replace(CMS_PARALLEL, ranking=basis), "11", schedule)) for basis in RankBasis}
    assert ranked == {
        RankBasis.NONE: ["0.7700", "0.8000"],
        RankBasis.FEE: ["0.7700", "0.4000"],
        RankBasis.TOTAL_RVU: ["0.7700", "0.4000"],
        RankBasis.WORK_RVU: ["0.3850", "0.8000"],
    }


def test_pays_by_the_fee_whatever_the_policy_counts_by() -> None:
    by_work = replace(CMS_PARALLEL, ranking=RankBasis.WORK_RVU)
    assert payments(valued("44140 47562", by_work)) == payments(valued("44140 47562", RAW)) == ["1250.20", "315.97"]


def test_ranks_nothing_where_the_policy_does_not_rank() -> None:
    assert credits(valued("44140 47562", NO_RANK)) == ["22.0300", "10.2100"]


@pytest.mark.parametrize(("field", "value"), [("multiple_procedure", "0"), ("multiple_procedure", "9"), ("global_days", "ZZZ")])
def test_leaves_out_what_is_never_ranked(field: str, value: str) -> None:
    schedule = with_rows(changed("47562", **{field: value}))
    assert credits(valued("44140 47562", schedule=schedule)) == ["22.0300", "10.2100"]


def test_keeps_the_old_ladder_for_indicator_1() -> None:
    schedule = with_rows(*(changed(code, multiple_procedure="1") for code in ("43644", "44140", "47562")))
    # 100, 50, 25 percent in the order of fees 43644, 44140, 47562
    assert credits(valued("43644 44140 47562", schedule=schedule)) == ["28.6700", "11.0150", "2.5525"]


def test_takes_a_return_to_the_operating_room_out_of_the_ranking() -> None:
    assert credits(valued("44140-78 47562")) == ["17.8443", "10.2100"]  # 22.03 x 0.81


def test_ranks_each_role_of_the_surgeon_for_itself() -> None:
    assert credits(valued("44140 47562-80 43644-80")) == ["22.0300", "0.8168", "4.5872"]  # 10.21 x 0.5 x 0.16; 28.67 x 0.16


def test_takes_a_share_of_nothing_as_nothing() -> None:
    policy = replace(CMS_PARALLEL, ladder=(Decimal(1), Decimal(0)))
    first, second = valued("44140 47562", policy)
    assert (str(second.credit), second.flags) == ("0.0000", (Reason.COUNTED_AS_NOTHING,))


def test_ranks_two_lines_alike_that_are_alike() -> None:
    items = value_claim([line("44140"), line("44140")], Terms(RVU26C, CMS_PARALLEL))
    assert sorted(credits(items)) == ["11.0150", "22.0300"]


@pytest.mark.parametrize(
    ("first", "parts", "share"), [(0, 1, "1"), (1, 1, "0.5"), (0, 3, "2"), (2, 4, "2"), (5, 2, "1"), (9, 9_999, "4999.5")]
)
def test_adds_the_shares_of_several_ranks_up(first: int, parts: int, share: str) -> None:
    assert ladder_sum(CMS_PARALLEL.ladder, first, parts) == Decimal(share)


def test_goes_on_with_the_last_share_of_a_ladder() -> None:
    ladder = UNITED_COMMUNITY.ladder
    assert [ladder_sum(ladder, first, parts) for first, parts in ((0, 1), (1, 4), (3, 2))] == [
        Decimal(text) for text in ("1", "1.25", "0.5")
    ]


def test_ranks_a_family_by_all_its_members() -> None:
    """45385 alone (6.69) is below an operation of 6.90, with what 45380 adds (0.39) it is above."""
    schedule = with_rows(changed("47562", facility_pe_rvu=Decimal("-5.98")))  # 10.21 - 5.98 + 2.67
    assert credits(valued("47562 45385", schedule=schedule)) == ["10.2100", "2.2300"]
    assert credits(valued("47562 45385 45380-59", schedule=schedule)) == ["5.1050", "4.4600", "0.2900"]


def test_tells_no_step_of_the_first_in_rank() -> None:
    first, second = valued("44140 27447")
    for steps, of_other in ((first.steps, second.steps), (first.payment_steps, second.payment_steps)):
        assert ["rank" in [step.rule for step in told] for told in (steps, of_other)] == [False, True]


def test_breaks_the_tie_of_a_family_by_its_highest_member() -> None:
    # The family's fee is 6.69 + 5.32 - 4.93 = 7.08 RVU; the other's 6.00 x 1.18 too. Its highest, 45385 (6.69), is above 6.00.
    equal = changed("47562", conversion_factor=Decimal("33.4009") * Decimal("1.18"), facility_pe_rvu=Decimal("-6.88"))
    assert credits(valued("45385 45380 47562", schedule=with_rows(equal))) == ["4.4600", "0.2900", "5.1050"]
