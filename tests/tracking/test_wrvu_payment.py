"""RVU Edge prices a line by its row in its setting and locality, or by another schedule, or says why it cannot."""

from decimal import Decimal

import pytest

from codes.lanes import FeeKind
from tests.tracking.claims import RVU26C, changed, line, valued, with_rows
from tracking.wrvu.credit import total_payment, value_claim
from tracking.wrvu.facts import Facts
from tracking.wrvu.presets import CMS_PARALLEL
from tracking.wrvu.terms import Locality, Participation, SetFee, Terms
from tracking.wrvu.types import Item, Outcome, Reason


def priced(text: str, place: str = "11", facts: Facts | None = None, **terms: object) -> Item:
    return value_claim([line(text, place, facts)], Terms(RVU26C, CMS_PARALLEL, **terms))[0]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("place", "payment", "column"),
    [("11", "95.19", "non_facility_total"), ("22", "57.45", "facility_total"), ("02", "57.45", "facility_total")],
)
def test_takes_the_column_of_the_place(place: str, payment: str, column: str) -> None:
    item = priced("99213", place)
    assert (str(item.payment), item.payment_steps[0].field) == (payment, column)
    assert item.payment_steps[0].source.startswith("CMS record layout")


def test_multiplies_each_part_with_the_index_of_the_locality() -> None:
    alaska = Locality(Decimal("1.5"), Decimal("1.065"), Decimal("0.551"))  # GPCI 2026, locality 02102-01
    # (1.30 x 1.5 + 1.46 x 1.065 + 0.09 x 0.551) x 33.4009 = 3.55449 x 33.4009 = 118.723...
    assert str(priced("99213", locality=alaska).payment) == "118.72"


def test_takes_a_conversion_factor_instead_of_that_of_the_file() -> None:
    assert str(priced("99213", conversion_factor=Decimal("33.5675")).payment) == "95.67"  # 2.85 x 33.5675


def test_takes_the_other_column_of_a_row_marked_na_and_says_so() -> None:
    item = priced("27447")
    assert (str(item.payment), item.payment_steps[0].field, item.payment_flags) == ("1159.35", "facility_total", (Reason.OTHER_COLUMN,))
    assert priced("27447", "22").payment_flags == ()


def test_keeps_the_column_of_the_place_where_both_are_marked_na() -> None:
    schedule = with_rows(changed("27447", facility_na=True, facility_pe_rvu=Decimal("1.00")))
    (item,) = value_claim([line("27447", "22")], Terms(schedule, CMS_PARALLEL))
    assert (item.payment_steps[0].value, item.payment_flags) == ("24.13", ())  # 19.11 + 1.00 + 4.02


@pytest.mark.parametrize(
    ("text", "payment", "reason", "field"),
    [
        ("99417", Decimal("0.00"), Reason.NOT_USED_BY_MEDICARE, "status"),
        ("D1553", None, Reason.NO_AMOUNT, "status"),
        ("80053", None, Reason.NO_AMOUNT, "status"),
        ("78815", None, Reason.NO_AMOUNT, "status"),
        ("00142", None, Reason.ANESTHESIA_UNITS, "status"),
        ("99999", None, Reason.NOT_IN_SCHEDULE, "code"),
        ("99213-TC", None, Reason.MODIFIER_NOT_ALLOWED, "pctc_indicator"),
    ],
)
def test_says_why_there_is_no_payment(text: str, payment: Decimal | None, reason: Reason, field: str) -> None:
    item = priced(text)
    assert (item.payment, item.payment_flags[0], item.payment_steps[-1].field) == (payment, reason, field)


def test_pays_nothing_for_printed_values_outside_medicare_and_for_what_is_always_bundled() -> None:
    excluded = changed("99417", status="X")
    bundled = changed("80053", status="B")
    items = valued("99417 80053", schedule=with_rows(excluded, bundled))
    assert [str(item.payment) for item in items] == ["0.00", "0.00"]


def test_prices_what_has_no_amount_by_another_schedule() -> None:
    fees = {
        ("J0585", ""): SetFee("ASP January 2026", FeeKind.DRUG, Decimal("6.246")),
        ("80053", ""): SetFee("CLFS 2025 Q2", FeeKind.LABORATORY, Decimal("10.56")),
        ("80053", "QW"): SetFee("CLFS 2025 Q2", FeeKind.LABORATORY, Decimal("10.00")),
        ("D1553", ""): SetFee("Dental fees", FeeKind.DENTAL, Decimal("85.00")),
        ("E0110", ""): SetFee("DMEPOS", FeeKind.DMEPOS, Decimal("70.25")),
        ("99213", ""): SetFee("Payer", FeeKind.PAYER, Decimal("150.00")),
        ("A4550", ""): SetFee("DMEPOS", FeeKind.DMEPOS, Decimal(0)),
    }
    found = {text: priced(text, fees=fees) for text in ("J0585x50", "80053", "80053-QW", "D1553", "E0110", "99213", "A4550")}
    assert {text: str(item.payment) for text, item in found.items()} == {
        "J0585x50": "312.30",  # 50 x 6.246
        "80053": "10.56",
        "80053-QW": "10.00",
        "D1553": "85.00",
        "E0110": "70.25",
        "99213": "95.19",  # the physician fee schedule comes first
        "A4550": "0.00",
    }
    assert (found["J0585x50"].payment_steps[0].field, found["J0585x50"].payment_steps[0].value) == ("schedule", "ASP January 2026")
    assert found["A4550"].payment_flags == (Reason.NO_AMOUNT,)
    assert all(item.credit == 0 for text, item in found.items() if text != "99213")
    assert total_payment(found.values()) == Decimal("583.30")  # 312.30 + 10.56 + 10.00 + 85.00 + 70.25 + 95.19


def test_prices_a_fee_where_no_release_holds() -> None:
    fees = {("D1553", ""): SetFee("Dental fees", FeeKind.DENTAL, Decimal("85.00"))}
    (item,) = value_claim([line("D1553")], Terms(None, CMS_PARALLEL, fees=fees))
    assert (str(item.payment), item.outcome) == ("85.00", Outcome.NOT_CREDITED)


@pytest.mark.parametrize("modifier", ["GY", "GZ"])
def test_flags_what_medicare_is_expected_to_deny(modifier: str) -> None:
    assert priced(f"99213-{modifier}").payment_flags == (Reason.DENIAL_EXPECTED,)


@pytest.mark.parametrize(
    ("participation", "payment"),
    [(Participation.NONPARTICIPATING, "90.43"), (Participation.LIMITING_CHARGE, "104.00")],  # 95.192565 x 0.95; x 1.0925 in one step
)
def test_knows_what_a_clinician_is_allowed_who_does_not_participate(participation: Participation, payment: str) -> None:
    item = priced("99213", participation=participation)
    assert (str(item.payment), item.payment_steps[-1].rule) == (payment, "participation")
    assert priced("D1553", participation=participation).payment is None


def test_never_pays_above_the_charge() -> None:
    low, high = priced("99213", facts=Facts(charge=Decimal("80.00"))), priced("99213", facts=Facts(charge=Decimal("120.00")))
    assert (str(low.payment), low.payment_steps[-1].rule, str(high.payment)) == ("80.00", "lesser_of_charge", "95.19")
    assert priced("99417", facts=Facts(charge=Decimal("80.00"))).payment == 0


def test_rounds_half_a_cent_up_once_at_the_end() -> None:
    # 1.46 x 1.025 = 1.4965 RVU; x 10 = 14.965 dollars, two units 29.93, one 14.97.
    schedule = with_rows(changed("11103", work_rvu=Decimal("1.4965"), non_facility_pe_rvu=Decimal(0), mp_rvu=Decimal(0)))
    terms = Terms(schedule, CMS_PARALLEL, conversion_factor=Decimal(10))
    one, two = (value_claim([line(text, "11")], terms)[0] for text in ("11103", "11103x2"))
    assert (str(one.payment), str(two.payment)) == ("14.97", "29.93")


def test_gives_credit_that_rounds_to_nothing_a_reason() -> None:
    schedule = with_rows(changed("11103", work_rvu=Decimal("0.00004")))
    (item,) = value_claim([line("11103", "11")], Terms(schedule, CMS_PARALLEL))
    assert (item.outcome, str(item.credit), item.flags) == (Outcome.NOT_CREDITED, "0.0000", (Reason.COUNTED_AS_NOTHING,))
