"""RVU Edge folds endoscopies of one family: the highest in full, each other by what it is above the base."""

from dataclasses import replace
from decimal import Decimal

import pytest

from codes.fees import schedule_of
from tests.tracking.claims import FACTOR, ROWS, RVU26C, changed, credits, line, payments, valued, with_rows
from tracking.wrvu.credit import value_claim
from tracking.wrvu.facts import Facts
from tracking.wrvu.policy import RankBasis
from tracking.wrvu.presets import CMS_PARALLEL, NO_RANK
from tracking.wrvu.terms import Terms
from tracking.wrvu.types import Outcome, Reason, Step


def test_counts_the_published_pair() -> None:
    """45385 + 45380 of 2026: 4.46 + (3.47 - 3.18) = 4.75 and 7.93 without any rule (payment rules 2.4)."""
    assert sum(item.credit for item in valued("45385 45380-59")) == Decimal("4.7500")
    assert sum(item.credit for item in valued("45385 45380-59", NO_RANK)) == Decimal("7.9300")


def test_names_the_base_that_was_taken_off() -> None:
    item = valued("45385 45380-59")[1]
    assert item.steps[-1] == Step("endoscopy", Decimal("3.47"), Decimal("0.29"), "endoscopic_base", "45378")


def test_leaves_a_single_endoscopy_and_a_single_base_alone() -> None:
    assert credits(valued("45385")) == ["4.4600"]
    assert credits(valued("45378")) == ["3.1800"]
    assert credits(valued("45378 99213")) == ["3.1800", "1.3000"]


def test_counts_the_base_with_any_other_member_as_included() -> None:
    base, other = valued("45378 45380")
    assert (base.outcome, base.flags, base.payment, base.payment_flags) == (
        Outcome.NOT_CREDITED,
        (Reason.INCLUDED_IN_ENDOSCOPY,),
        Decimal("0.00"),
        (Reason.INCLUDED_IN_ENDOSCOPY,),
    )
    assert base.steps[-1] == Step("included_in_endoscopy", Decimal("3.18"), Decimal(0), "endoscopic_base", "45378")
    assert str(other.credit) == "3.4700"


def test_never_goes_below_zero_and_says_so() -> None:
    """31528 has less work than its base (2.31 against 2.56): beside a sibling it counts nothing."""
    schedule = with_rows(changed("31528"), replace(ROWS["31528", ""], code="31530", work_rvu=Decimal("3.27")))
    high, low = valued("31530 31528", schedule=schedule)
    assert (str(high.credit), str(low.credit)) == ("3.2700", "0.0000")
    assert (low.outcome, low.flags) == (Outcome.NOT_CREDITED, (Reason.BELOW_ENDOSCOPIC_BASE,))


def test_counts_the_same_endoscopy_on_several_lesions() -> None:
    assert credits(valued("45381x3")) == ["4.0500"]  # 3.47 + 2 x (3.47 - 3.18)
    assert sorted(credits(valued("45381 45381-59"))) == ["0.2900", "3.4700"]
    assert sorted(credits(valued("45381x2 45385"))) == ["0.5800", "4.4600"]


def test_counts_several_bases_of_a_family_as_included() -> None:
    assert credits(valued("45378 45378-59 45385")) == ["0.0000", "0.0000", "4.4600"]
    assert credits(valued("45378x2 45385")) == ["0.0000", "4.4600"]


def test_ranks_a_family_as_one_item_by_what_it_comes_to() -> None:
    """43249 + 43239 come to 4.08 + 0.39 = 4.47 in fees, below 45385 + 45380 at 6.69 + 0.39 = 7.08: the whole family is halved."""
    items = valued("43249 43239-59 45385 45380-59")
    assert credits(items) == ["1.3000", "0.1450", "4.4600", "0.2900"]  # 2.60 x 0.5, (2.33 - 2.04) x 0.5
    assert [item.steps[-1].detail for item in items[:2]] == ["2/2 fee", "2/2 fee"]


@pytest.mark.parametrize("basis", [RankBasis.FEE, RankBasis.TOTAL_RVU, RankBasis.WORK_RVU])
def test_ranks_a_family_in_the_measure_of_the_policy(basis: RankBasis) -> None:
    policy = replace(CMS_PARALLEL, ranking=basis)
    assert credits(valued("47562 45385 45380-59", policy)) == ["10.2100", "2.2300", "0.1450"]


def test_ranks_family_members_one_by_one_where_the_policy_folds_none() -> None:
    policy = replace(CMS_PARALLEL, folds_endoscopy=False)
    assert credits(valued("45385 45380-59", policy)) == ["4.4600", "1.7350"]  # 3.47 x 0.5: 6.20 by the rule of 50 percent


def test_keeps_the_opposite_side_and_another_encounter_out_of_the_family() -> None:
    assert credits(valued("29881-LT 29877-RT")) == ["3.4250", "8.0900"]  # each knee its own; ranked, 6.85 x 0.5
    assert credits(valued("29881-LT 29877-LT")) == ["1.7900", "8.0900"]  # 6.85 - 5.06
    assert credits(valued("45385 45380-XE")) == ["4.4600", "1.7350"]
    apart = [line("45385", facts=Facts(encounter="1")), line("45380", facts=Facts(encounter="2"))]
    assert credits(value_claim(apart, Terms(RVU26C, CMS_PARALLEL))) == ["4.4600", "1.7350"]


def test_keeps_a_line_without_a_side_in_the_family() -> None:
    assert credits(valued("29881-LT 29877-RT 29870")) == ["1.7900", "8.0900", "0.0000"]
    assert credits(valued("29881 29877-RT")) == ["1.7900", "8.0900"]
    assert credits(valued("29881-LT-RT 29877-RT")) == credits(valued("29881-50 29877-RT"))


def test_takes_the_base_off_both_sides_of_a_bilateral_member() -> None:
    # 29877 on both sides 8.09 x 1.5 = 12.135; 29881 on both sides 6.85 x 1.5 less the base on both sides 5.06 x 1.5 = 2.685.
    assert credits(valued("29877-50 29881-50")) == ["12.1350", "2.6850"]
    assert credits(valued("29877-LT 29877-RT 29881-50")) == ["12.1350", "0.0000", "2.6850"]
    # The scope of the bladder is never on two sides (52000: bilateral 0): it is taken off once.
    scope = replace(ROWS["52351", ""], code="52000", work_rvu=Decimal("1.49"))
    sibling = changed("52353", endoscopic_base="52000")
    assert credits(valued("52353 52332-50", schedule=with_rows(scope, sibling))) == ["7.3100", "2.6350"]  # 2.75 x 1.5 - 1.49


def test_takes_the_base_off_once_where_the_policy_has_no_sides() -> None:
    policy = replace(CMS_PARALLEL, sides=None)
    assert credits(valued("29877-50 29881-50", policy)) == ["8.0900", "1.7900"]


def test_folds_families_within_the_role_of_the_surgeon() -> None:
    schedule = with_rows(*(changed(code, assistant="2") for code in ("29881", "29877")))
    items = valued("29877-80 29881", schedule=schedule)
    assert credits(items) == ["1.2944", "6.8500"]  # 8.09 x 0.16; nothing folded, nothing ranked


def test_says_that_the_base_is_not_in_the_schedule() -> None:
    rows = [row for row in RVU26C.rows if row.code != "45378"]
    items = valued("45385 45380", schedule=schedule_of("RVU26C", RVU26C.effective_from, FACTOR, rows))
    assert credits(items) == ["4.4600", "1.7350"]
    assert {item.flags for item in items} == {(Reason.BASE_NOT_IN_SCHEDULE,)}
    assert {item.payment_flags for item in items} == {(Reason.BASE_NOT_IN_SCHEDULE,)}


def test_pays_the_family_by_the_column_of_the_place() -> None:
    # Office: 45385 14.97, 45380 14.37, base 11.32; (14.37 - 11.32) x 33.4009 = 101.87
    assert payments(valued("45385 45380", place="11")) == ["500.01", "101.87"]


def test_takes_the_highest_by_fee_on_one_track_and_by_work_on_the_other() -> None:
    """In the office 45381 has the higher fee of two with equal work; the tie in work is broken by the total."""
    items = valued("45380 45381", place="11")
    assert (credits(items), payments(items)) == (["0.2900", "3.4700"], ["101.87", "490.33"])


def test_tells_no_step_of_the_member_that_stays_full() -> None:
    full, above = valued("45385 45380")
    for steps, of_other in ((full.steps, above.steps), (full.payment_steps, above.payment_steps)):
        assert "endoscopy" not in [step.rule for step in steps]
        assert "endoscopy" in [step.rule for step in of_other]


def test_keeps_the_families_of_two_sides_apart() -> None:
    of_the_knee = {"multiple_procedure": "3", "bilateral": "1", "endoscopic_base": "29870"}
    schedule = with_rows(changed("27447", **of_the_knee), changed("55866", **of_the_knee))
    # Right: 21.90 + 19.11 - 5.06, first in rank. Left, at half: 8.09 and 6.85 - 5.06.
    items = valued("29881-LT 29877-LT 27447-RT 55866-RT", schedule=schedule)
    assert credits(items) == ["0.8950", "4.0450", "14.0500", "21.9000"]


def test_counts_the_base_alone_once_where_the_others_are_of_another_encounter() -> None:
    first, second = Facts(encounter="A"), Facts(encounter="B")
    claim = [line("45378", facts=first), line("45378-59", facts=first), line("45385", facts=second)]
    # 3.18 once, second in rank by half.
    assert credits(value_claim(claim, Terms(RVU26C, CMS_PARALLEL))) == ["1.5900", "0.0000", "4.4600"]


def test_takes_the_base_off_the_second_unit_of_a_member_alone() -> None:
    assert credits(valued("45380x2")) == ["3.7600"]  # 3.47 + 3.47 - 3.18


def test_includes_the_base_also_in_a_member_that_comes_to_less() -> None:
    assert credits(valued("45378 45380-52")) == ["0.0000", "1.7350"]  # 3.47 x 0.5, below the base's 3.18


def test_counts_the_member_of_most_work_in_full_whatever_its_total() -> None:
    schedule = with_rows(changed("45380", facility_pe_rvu=Decimal("9.00")))
    assert credits(valued("45385 45380", schedule=schedule)) == ["4.4600", "0.2900"]
