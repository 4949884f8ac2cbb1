"""RVU Edge counts increased, reduced and stopped services by the policy, or by what a reviewer allowed."""

from dataclasses import replace
from decimal import Decimal

import pytest

from codes.lanes import FeeKind
from tests.tracking.claims import RVU26C, changed, credits, line, payments, valued, with_rows
from tracking.wrvu.credit import value_claim
from tracking.wrvu.facts import Facts
from tracking.wrvu.presets import CANCER_CENTRE, CMS_PARALLEL, RAW
from tracking.wrvu.terms import SetFee, Terms
from tracking.wrvu.types import Item, Outcome, Reason, Step


def reviewed(text: str, factor: str) -> Item:
    return value_claim([line(text, facts=Facts(reviewed_factor=Decimal(factor)))], Terms(RVU26C, CMS_PARALLEL))[0]


def test_counts_an_increased_service_as_usual_and_says_that_a_report_decides() -> None:
    (item,) = valued("44140-22")
    assert (str(item.credit), item.flags, item.payment_flags) == ("22.0300", (Reason.BY_REPORT,), (Reason.BY_REPORT,))
    (more,) = valued("44140-22", CANCER_CENTRE)
    assert more.steps[-1] == Step("increased", Decimal("22.03"), Decimal("33.045"), "modifier", "22")  # 22.03 x 1.5
    assert str(reviewed("44140-22", "1.25").credit) == "27.5375"


def test_halves_a_reduced_service_and_calls_the_payment_an_estimate() -> None:
    (item,) = valued("44140-52")
    assert item.steps[-1] == Step("reduced", Decimal("22.03"), Decimal("11.015"), "modifier", "52")
    assert (item.flags, item.payment_flags) == ((), (Reason.ESTIMATE,))
    assert reviewed("44140-52", "0.8").payment_flags == ()
    assert str(reviewed("44140-52", "0.8").credit) == "17.6240"


def test_takes_the_row_of_a_stopped_service_where_it_has_one() -> None:
    (item,) = valued("45378-53")
    assert (str(item.credit), str(item.payment), item.flags) == ("1.5900", "82.50", ())


def test_leaves_the_payment_of_any_other_stopped_service_to_a_report() -> None:
    (item,) = valued("44140-53")
    assert (str(item.credit), item.payment) == ("11.0150", None)
    assert (item.flags, item.payment_flags) == ((Reason.STOPPED_WITHOUT_ROW,), (Reason.STOPPED_WITHOUT_ROW,))
    allowed = reviewed("44140-53", "0.3")
    assert (str(allowed.payment), allowed.payment_flags) == ("375.06", (Reason.STOPPED_WITHOUT_ROW,))  # 37.43 x 0.3 x 33.4009
    (less,) = valued("44140-53", CANCER_CENTRE)
    assert less.steps[-1] == Step("stopped", Decimal("22.03"), Decimal("4.406"), "modifier", "53")  # 22.03 x 0.20
    unpaid = replace(CMS_PARALLEL, stopped=None)
    (item,) = valued("44140-53", unpaid)
    assert item.outcome is Outcome.BY_REPORT
    for steps in (item.steps, item.payment_steps):
        assert (steps[-1].rule, steps[-1].field, steps[-1].value) == ("stopped_without_row", "modifier", "53")


def test_leaves_the_amount_of_another_schedule_for_a_stopped_service_that_the_release_does_not_have() -> None:
    terms = Terms(RVU26C, CMS_PARALLEL, fees={("Q9999", ""): SetFee("Contract", FeeKind.PAYER, Decimal("150.00"))})
    (item,) = value_claim([line("Q9999-53")], terms)
    assert (item.payment, item.pay.row) == (Decimal("150.00"), None)


@pytest.mark.parametrize(("modifier", "credit"), [("22", "22.0300"), ("52", "22.0300"), ("53", "22.0300"), ("63", "22.0300")])
def test_counts_any_altered_service_in_full_in_raw(modifier: str, credit: str) -> None:
    (item,) = valued(f"44140-{modifier}", RAW)
    assert str(item.credit) == credit
    assert [step.rule for step in item.steps] == ["row"]


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        ("44140-22-52", "27.5375"),  # 22.03 x 1.25
        ("44140-22-53", "27.5375"),
        ("44140-66-22", "27.5375"),
        ("44140-66-52", "27.5375"),
        ("44140-66-53", "27.5375"),
    ],
)
def test_counts_what_a_reviewer_allowed_once_on_a_line(text: str, credit: str) -> None:
    """A review decides on the line as a whole, whichever modifiers ask for one."""
    schedule = with_rows(changed("44140", team_surgeon="2"))
    (item,) = value_claim([line(text, facts=Facts(reviewed_factor=Decimal("1.25")))], Terms(schedule, CMS_PARALLEL))
    assert str(item.credit) == credit
    assert str(item.payment) == "1562.74"  # 37.43 x 33.4009 x 1.25 = 1250.195687 x 1.25


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        ("44140-22-52", "16.5225"),  # 22.03 x 1.5 x 0.5
        ("44140-22-53", "6.6090"),  # 22.03 x 1.5 x 0.2
        ("44140-66-52", "6.8844"),  # 22.03 x 0.625 x 0.5 = 6.884375
        ("44140-66-22", "20.6531"),  # 22.03 x 0.625 x 1.5 = 20.653125
    ],
)
def test_takes_each_factor_of_the_policy_where_nobody_reviewed(text: str, credit: str) -> None:
    schedule = with_rows(changed("44140", team_surgeon="2"))
    assert credits(valued(text, CANCER_CENTRE, schedule=schedule)) == [credit]


def test_counts_a_small_infant_by_the_policy() -> None:
    assert credits(valued("44140-63")) == ["22.0300"]
    (infant,) = valued("44140-63", replace(CMS_PARALLEL, infant=Decimal("1.2")))
    assert credits(valued("44140-51", replace(CMS_PARALLEL, infant=Decimal("1.2")))) == ["22.0300"]
    assert infant.steps[-1] == Step("infant", Decimal("22.03"), Decimal("26.436"), "modifier", "63")  # 22.03 x 1.2
    assert payments(valued("44140-63")) == ["1250.20"]
