"""RVU Edge shares a global package by the row's own percentages and days."""

from datetime import date
from decimal import Decimal

import pytest

from codes.lanes import FeeKind
from tests.tracking.claims import RVU26C, changed, credits, line, payments, valued, with_rows
from tracking.wrvu.credit import value_claim
from tracking.wrvu.facts import Facts, days_of_care
from tracking.wrvu.presets import CMS_PARALLEL, ORTHOPAEDIC_NEWSLETTER, RAW, REGENCE
from tracking.wrvu.terms import SetFee, Terms
from tracking.wrvu.types import Item, Outcome, Reason, Step


def cared_for(text: str, days: int | None) -> Item:
    return value_claim([line(text, facts=Facts(days_of_care=days))], Terms(RVU26C, CMS_PARALLEL))[0]


def test_gives_the_surgeon_what_comes_before_and_during() -> None:
    (item,) = valued("24640-54", place="11")
    assert item.steps[-1] == Step("global_package", Decimal("1.22"), Decimal("1.098"), "global_package", "0.10 0.80 0.10")


@pytest.mark.parametrize(
    ("days", "credit"), [(None, "4.0131"), (90, "4.0131"), (60, "2.6754"), (30, "1.3377"), (120, "4.0131"), (0, "0.0000"), (-5, "0.0000")]
)
def test_gives_the_aftercare_by_its_days(days: int | None, credit: str) -> None:
    """27447 is 10/69/21: 19.11 x 0.21 x days / 90, never above the whole and never below nothing."""
    item = cared_for("27447-55", days)
    assert str(item.credit) == credit
    assert (Reason.WHOLE_PERIOD_ASSUMED in item.flags) == (days is None)
    assert (item.outcome is Outcome.CREDITED) == (item.credit > 0)


def test_counts_the_days_of_a_ten_day_package() -> None:
    assert str(cared_for("24640-55", 5).credit) == "0.0610"  # 1.22 x 0.10 x 5 / 10


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (date(2026, 3, 2), date(2026, 3, 31), 30),
        (date(2026, 4, 1), date(2026, 5, 30), 60),
        (date(2026, 3, 1), date(2026, 3, 3), 2),
        (date(2026, 5, 29), date(2026, 6, 30), 2),
        (date(2026, 7, 1), date(2026, 7, 9), 0),
    ],
)
def test_counts_days_between_hand_over_dates_within_the_period(first: date, last: date, days: int) -> None:
    """Surgery on 1 March 2026: the ninety days run from 2 March to 30 May."""
    assert days_of_care(date(2026, 3, 1), first, last, 90) == days


def test_never_pays_more_than_the_whole_in_shares() -> None:
    shares = [valued("27447-54")[0], valued("27447-56")[0], cared_for("27447-55", 90)]
    assert [str(item.payment) for item in shares] == ["915.88", "0.00", "243.46"]  # 34.71 x 33.4009 x 0.79, x 0.21
    assert sum(item.payment or 0 for item in shares) <= Decimal("1159.35")


def test_counts_care_before_surgery_once() -> None:
    assert credits(valued("27447-54-55-56")) == ["19.1100"]
    assert sum(item.credit for item in valued("27447-54 27447-55 27447-56")) <= Decimal("19.1100")


def test_credits_care_before_surgery_and_pays_it_to_nobody() -> None:
    (item,) = valued("27447-56")
    assert (str(item.credit), item.payment, item.payment_flags) == ("1.9110", Decimal("0.00"), (Reason.PRE_OPERATIVE_NOT_PAID,))
    assert valued("27447-56", REGENCE)[0].flags == (Reason.PRE_OPERATIVE_NOT_PAID,)


def test_takes_the_shares_of_the_policy() -> None:
    assert credits(valued("27447-54", ORTHOPAEDIC_NEWSLETTER)) == ["13.3770"]  # 19.11 x 0.70
    half = line("27447-55", facts=Facts(days_of_care=45))
    assert credits(value_claim([half], Terms(RVU26C, ORTHOPAEDIC_NEWSLETTER))) == ["2.8665"]  # 19.11 x 0.30 x 45 / 90
    assert credits(valued("27447-54", RAW)) == ["19.1100"]


@pytest.mark.parametrize("text", ["45385-54", "99213-55", "22842-56"])
def test_refuses_a_share_of_a_package_that_the_row_does_not_have(text: str) -> None:
    (item,) = valued(text)
    assert (item.outcome, item.payment, item.flags) == (Outcome.INVALID, None, (Reason.MODIFIER_NOT_ALLOWED,))
    assert item.steps[-1].field == "global_days"


@pytest.mark.parametrize("modifier", ["54", "55", "56"])
def test_refuses_a_part_of_a_package_without_shares(modifier: str) -> None:
    """Three parts in full would come to three times the whole; their shares are at most one together (payment rules, section 4)."""
    none = with_rows(changed("27447", pre_operative=Decimal(0), intra_operative=Decimal(0), post_operative=Decimal(0)))
    (item,) = valued(f"27447-{modifier}", schedule=none)
    assert (item.outcome, item.credit, item.payment) == (Outcome.INVALID, Decimal(0), None)
    assert item.flags == item.payment_flags == (Reason.MODIFIER_NOT_ALLOWED,)


def test_gives_a_return_to_the_operating_room_what_comes_during() -> None:
    (item,) = valued("44140-78")
    assert item.steps[-1] == Step("return_to_operating_room", Decimal("22.03"), Decimal("17.8443"), "intra_operative", "0.81")
    assert credits(valued("45385-78")) == ["4.4600"]  # global 000 has no shares: the full amount
    assert credits(valued("44140-78", RAW)) == ["22.0300"]


def test_leaves_a_fee_of_another_schedule_whole() -> None:
    fees = {("E0110", ""): SetFee("DMEPOS", FeeKind.DMEPOS, Decimal("70.25"))}
    for modifier in ("54", "78"):
        assert payments(value_claim([line(f"E0110-{modifier}")], Terms(RVU26C, CMS_PARALLEL, fees=fees))) == ["70.25"]


@pytest.mark.parametrize("modifier", ["58", "79", "24", "25", "57", "76", "77"])
def test_counts_staged_unrelated_and_repeated_services_in_full(modifier: str) -> None:
    assert payments(valued(f"44140-{modifier}")) == ["1250.20"]
