"""RVU Edge pays a service of status T only where nothing else of the day is paid."""

from dataclasses import replace
from decimal import Decimal

from codes.lanes import FeeKind
from tests.tracking.claims import RVU26C, changed, credits, lines, payments, valued, with_rows
from tracking.wrvu.credit import value_claim
from tracking.wrvu.presets import CMS_PARALLEL, RAW
from tracking.wrvu.terms import SetFee, Terms
from tracking.wrvu.types import Outcome, Reason


def test_pays_it_alone() -> None:
    assert (credits(valued("36598", place="11")), payments(valued("36598", place="11"))) == (["0.7200"], ["115.90"])  # 3.47 x 33.4009


def test_bundles_it_with_anything_that_is_paid() -> None:
    alone, other = valued("36598 99213", place="11")
    assert (alone.outcome, alone.flags, alone.payment_flags) == (
        Outcome.NOT_CREDITED,
        (Reason.BUNDLED_WITH_OTHERS,),
        (Reason.BUNDLED_WITH_OTHERS,),
    )
    assert (str(other.credit), str(other.payment)) == ("1.3000", "95.19")
    for steps in (alone.steps, alone.payment_steps):
        assert (steps[-1].rule, steps[-1].field, steps[-1].value) == ("bundled_with_others", "status", "T")


def test_bundles_it_with_a_service_without_work() -> None:
    """The technical part of 71046 is paid and has no work: on the day nothing is credited, and only 71046-TC paid."""
    alone, other = valued("36598 71046-TC", place="11")
    assert [alone.credit, alone.payment, other.credit] == [0, 0, 0]
    assert other.payment
    assert alone.flags == alone.payment_flags == (Reason.BUNDLED_WITH_OTHERS,)


def test_pays_it_beside_what_is_not_paid() -> None:
    assert payments(valued("36598 D1553 80053", place="11")) == ["115.90", "None", "None"]
    assert credits(valued("36598 99417", place="11")) == ["0.7200", "0.0000"]


def test_does_not_bundle_two_of_them_with_each_other() -> None:
    twin = with_rows(changed("99213", status="T"))
    assert credits(valued("36598 99213", place="11", schedule=twin)) == ["0.7200", "1.3000"]


def test_ranks_units_of_other_lines_beside_it() -> None:
    assert credits(valued("36598 11102x2", place="11")) == ["0.0000", "0.9600"]  # 0.64 x 1.5


def test_counts_it_where_the_policy_bundles_nothing() -> None:
    items = valued("36598 99213", RAW, "11")
    assert (credits(items), payments(items)) == (["0.7200", "1.3000"], ["0.00", "95.19"])


def test_pays_it_beside_the_price_of_another_schedule_and_beside_work_that_medicare_does_not_use() -> None:
    """Neither is another service under the fee schedule: 3.47 x 33.4009 = 115.90, 0.72 of its own work."""
    terms = Terms(RVU26C, CMS_PARALLEL, fees={("Q9999", ""): SetFee("Contract", FeeKind.PAYER, Decimal("150.00"))})
    assert payments(value_claim(lines("36598 Q9999", "11"), terms)) == ["115.90", "150.00"]
    unused = replace(CMS_PARALLEL, counts_work_not_used_by_medicare=True)
    assert credits(valued("36598 99417", unused, "11")) == ["0.7200", "0.6100"]


def test_leaves_one_that_cannot_stand_invalid() -> None:
    assert valued("36598-GC-GE 99213", place="11")[0].outcome is Outcome.INVALID
