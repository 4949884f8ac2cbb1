"""RVU Edge reduces diagnostic services by their pools, on payment only, and caps technical parts."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.tracking.claims import RVU26C, changed, credits, line, payments, valued, with_rows
from tracking.wrvu.credit import value_claim
from tracking.wrvu.dated import IMAGING_PROFESSIONAL, THERAPY_INSTITUTION, THERAPY_OFFICE, factor_on
from tracking.wrvu.facts import Facts
from tracking.wrvu.presets import CMS_PARALLEL
from tracking.wrvu.terms import Terms
from tracking.wrvu.types import Item, Reason, Step


def on(day: date, text: str, place: str = "11", cut: Decimal | None = None) -> tuple[Item, ...]:
    parts = [line(part, place) for part in text.split()]
    return value_claim(parts, Terms(RVU26C, CMS_PARALLEL, on=day, therapy_cut=cut))


@pytest.mark.parametrize(
    ("day", "office", "institution", "reader"),
    [
        (date(2010, 12, 31), "0", "0", "0"),
        (date(2011, 1, 1), "0.20", "0.25", "0"),
        (date(2012, 1, 1), "0.20", "0.25", "0.25"),
        (date(2013, 3, 31), "0.20", "0.25", "0.25"),
        (date(2013, 4, 1), "0.50", "0.50", "0.25"),
        (date(2017, 1, 1), "0.50", "0.50", "0.05"),
        (None, "0.50", "0.50", "0.05"),
    ],
)
def test_takes_the_factor_of_the_date_of_service(day: date | None, office: str, institution: str, reader: str) -> None:
    factors = (THERAPY_OFFICE, THERAPY_INSTITUTION, IMAGING_PROFESSIONAL)
    assert [factor_on(dated, day) for dated in factors] == [Decimal(text) for text in (office, institution, reader)]


def test_cuts_the_second_reading_by_the_date_of_service() -> None:
    # 72148-26: 2.05 x 33.4009 = 68.47; less 25 percent 51.35, less 5 percent 65.05
    assert payments(on(date(2014, 5, 1), "70553-26 72148-26")) == ["105.21", "51.35"]
    assert payments(on(date(2026, 5, 1), "70553-26 72148-26")) == ["105.21", "65.05"]
    assert payments(on(date(2011, 5, 1), "70553-26 72148-26")) == ["105.21", "68.47"]


def test_ranks_technical_and_professional_parts_apart() -> None:
    """The scan with the dearer technical part has the cheaper reading: each part of each is cut for itself."""
    schedule = with_rows(
        changed("72148", work_rvu=Decimal("4.44")), changed("72148", "26", work_rvu=Decimal("4.44")), changed("72148", "TC")
    )
    items = valued("70553 72148", place="11", schedule=schedule)
    # 70553: TC 6.34 full, PC 3.15 x 0.95; 72148: TC 3.69 x 0.5, PC 5.05 full; x 33.4009
    assert payments(items) == ["311.71", "230.30"]
    assert [step.rule for step in items[0].payment_steps] == ["fee", "imaging_professional"]
    assert items[1].payment_steps[-1] == Step(
        "imaging_technical", Decimal("8.74") * Decimal("33.4009"), Decimal("6.895") * Decimal("33.4009"), "multiple_procedure", "4"
    )


def test_leaves_work_as_it_is() -> None:
    assert credits(valued("70553 72148 78452 93306 92250 92134 97110 97140")) == [
        "2.2300", "1.4400", "1.5800", "1.4200", "0.3900", "0.3100", "0.4500", "0.4300",
    ]  # fmt: skip


def test_cuts_second_readings_in_credit_where_the_policy_asks_for_it() -> None:
    policy = replace(CMS_PARALLEL, second_professional=Decimal("0.95"))
    items = valued("72148-26 70553-26 70553-TC", policy)
    assert credits(items) == ["1.3680", "2.2300", "0.0000"]  # 1.44 x 0.95
    assert items[0].steps[-1].rule == "imaging_professional"
    assert credits(valued("72148-26x2", policy)) == ["2.8080"]  # 1.44 + 1.44 x 0.95
    assert credits(valued("72148-26 99213", policy)) == ["1.4400", "1.3000"]


def test_pools_only_imaging_of_one_family_in_one_sitting() -> None:
    none = with_rows(changed("72148", "26", imaging_family="99"))
    assert payments(valued("70553-26 72148-26", schedule=none)) == ["105.21", "68.47"]
    sittings = [line("70553-26"), line("72148-26-XE")]
    assert payments(value_claim(sittings, Terms(RVU26C, CMS_PARALLEL))) == ["105.21", "68.47"]
    visits = [line("70553-26", facts=Facts(encounter="1")), line("72148-26", facts=Facts(encounter="2"))]
    assert payments(value_claim(visits, Terms(RVU26C, CMS_PARALLEL))) == ["105.21", "68.47"]


def test_pools_a_technical_line_with_a_whole_one() -> None:
    # 72148-TC 3.69 x 0.5 beside the whole 70553
    assert payments(valued("70553 72148-TC", place="11")) == ["316.97", "61.62"]
    assert payments(valued("70553-26 72148-TC", place="11")) == ["105.21", "123.25"]


def test_cuts_all_units_but_one_of_the_highest() -> None:
    # 72148-TC twice: 3.69 x (1 + 0.5); with 70553-TC 6.34 in front both are halved
    assert payments(valued("72148-TCx2", place="11")) == ["184.87"]
    assert payments(valued("72148-TCx2 70553-TC", place="11")) == ["123.25", "211.76"]


def test_cuts_a_test_that_is_only_sold_whole_by_what_is_not_work() -> None:
    items = valued("93000 93306", place="11")
    # 93000: 0.17 + (0.27 + 0.02) x 0.75 = 0.3875; x 33.4009 = 12.94
    assert payments(items) == ["12.94", "196.73"]
    assert items[0].payment_flags == (Reason.ESTIMATE,)


def test_takes_a_technical_code_as_technical_throughout() -> None:
    schedule = with_rows(changed("93000", pctc_indicator="3", work_rvu=Decimal(0)))
    assert payments(valued("93000 93306", place="11", schedule=schedule)) == ["7.26", "196.73"]  # 0.29 x 0.75 x 33.4009


def test_takes_what_is_not_work_where_the_row_of_tc_is_missing() -> None:
    rows = with_rows(changed("93306", pctc_indicator="2"))
    (_, item) = valued("78452 93306", place="11", schedule=rows)
    assert str(item.payment) == "159.41"  # 1.42 + (4.39 + 0.08) x 0.75 = 4.7725; x 33.4009


def test_cuts_therapy_by_the_unit_with_the_highest_practice_expense_full() -> None:
    # 97110 0.41 above 97140 0.39: (0.87 x 3 - 0.41 x 0.5 x 2), 0.83 - 0.39 x 0.5
    assert payments(on(date(2026, 5, 1), "97110x3 97140")) == ["73.48", "21.21"]
    # 2012 in an office: 20 percent; in an institution: 25 percent
    assert payments(on(date(2012, 5, 1), "97110 97140")) == ["29.06", "25.12"]
    assert payments(on(date(2012, 5, 1), "97110 97140", "22")) == ["29.06", "24.47"]
    assert payments(on(date(2026, 5, 1), "97110 97140", cut=Decimal("0.25"))) == ["29.06", "24.47"]


def test_breaks_a_tie_of_practice_expense_by_the_higher_fee() -> None:
    schedule = with_rows(changed("97140", non_facility_pe_rvu=Decimal("0.41"), facility_pe_rvu=Decimal("0.41")))
    # 97110 (0.87) before 97140 (0.85): 0.85 - 0.205
    for text in ("97110 97140", "97140 97110"):
        found = valued(text, place="11", schedule=schedule)
        assert {item.line.code: str(item.payment) for item in found} == {"97110": "29.06", "97140": "21.54"}


def test_caps_the_technical_part_after_the_reduction() -> None:
    """70553-TC is 6.34 RVU; with a hospital price of 3.50 RVU it is capped, also as second at half (3.17)."""
    capped = {"opps_non_facility_pe": Decimal("3.45"), "opps_mp": Decimal("0.05")}
    schedule = with_rows(changed("70553", "TC", **capped))
    (alone,) = valued("70553-TC", place="11", schedule=schedule)
    assert (str(alone.payment), alone.payment_steps[-1].rule) == ("116.90", "opps_cap")  # 3.50 x 33.4009
    (whole,) = valued("70553", place="11", schedule=schedule)
    assert str(whole.payment) == "222.12"  # (3.15 + 3.50) x 33.4009
    high = changed("72148", "TC", non_facility_pe_rvu=Decimal("9.00"))
    second = valued("72148-TC 70553-TC", place="11", schedule=with_rows(changed("70553", "TC", **capped), high))[1]
    assert (str(second.payment), second.payment_steps[-1].rule) == ("105.88", "imaging_technical")  # 6.34 x 0.5, below the cap
    assert second.technical and second.technical.amount == Decimal("3.17") * Decimal("33.4009")


def test_caps_what_is_in_no_pool_and_leaves_what_is_below_the_cap() -> None:
    schedule = with_rows(changed("73030", "TC", opps_non_facility_pe=Decimal("0.50"), opps_mp=Decimal("0.01")))
    assert str(valued("73030-TC", place="11", schedule=schedule)[0].payment) == "17.03"  # 0.51 x 33.4009
    assert str(valued("73030-TC", place="11")[0].payment) == "26.72"  # 0.80 x 33.4009, the cap is 2.66
    assert valued("73030-26")[0].technical is None
    assert valued("99213")[0].technical is None


def test_caps_by_the_column_of_the_place() -> None:
    schedule = with_rows(changed("73030", "TC", opps_facility_pe=Decimal("0.30"), opps_mp=Decimal("0.01"), facility_na=False))
    assert str(valued("73030-TC", schedule=schedule)[0].payment) == "10.35"  # 0.31 x 33.4009


def test_loses_no_payment_that_is_closed() -> None:
    assert payments(valued("70553-26-80 72148-26", place="11")) == ["0.00", "68.47"]
