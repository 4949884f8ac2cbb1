"""Which release and which fees a case is valued with."""

from datetime import date
from decimal import Decimal

from codes.lanes import FeeKind
from codes.models import OtherFee, OtherSchedule, Release, ReleaseState
from rvuedge.accounts.models import Organisation
from tests.cast import Cast
from tracking.entry import read_entry
from tracking.schedules import for_case
from tracking.valuing import total_fees, value_lines
from tracking.wrvu.presets import RAW

DAY = date(2026, 11, 23)


def schedule(
    name: str, kind: FeeKind, start: date, fees: dict[str, str | None], organisation: Organisation | None = None, *, sample: bool = False
) -> None:
    stored = OtherSchedule.objects.create(
        kind=kind, name=name, effective_from=start, organisation=organisation, is_sample=sample, state=ReleaseState.ACTIVE
    )
    OtherFee.objects.bulk_create(
        OtherFee(schedule=stored, code=code, amount=Decimal(amount) if amount else None) for code, amount in fees.items()
    )


def test_reads_the_rows_of_a_case_and_of_its_bases(release: Release, django_assert_num_queries) -> None:
    with django_assert_num_queries(3):  # releases, other schedules, rows
        found = for_case(["45380", "99214"], DAY, None)
    assert found.release == release
    assert found.rows and [row.key for row in found.rows.rows] == [("45378", ""), ("45378", "53"), ("45380", ""), ("99214", "")]


def test_takes_the_own_fee_before_a_public_one(cast: Cast, release: Release) -> None:
    schedule("Own dental fees", FeeKind.DENTAL, date(2026, 1, 1), {"D1553": "85.00"}, cast.organisation)
    schedule("Public dental fees", FeeKind.DENTAL, date(2026, 6, 1), {"D1553": "60.00"})
    schedule("Hospital prices", FeeKind.HOSPITAL, date(2026, 10, 1), {"D1553": "410.00"})
    own, public = for_case(["D1553"], DAY, cast.organisation), for_case(["D1553"], DAY, cast.elsewhere)
    assert [found.fee_of("D1553", ()).schedule for found in (own, public)] == ["Own dental fees", "Public dental fees"]  # type: ignore[union-attr]
    assert own.priced_by["D1553"] == {FeeKind.DENTAL, FeeKind.HOSPITAL}


def test_takes_the_fee_of_the_day(release: Release) -> None:
    schedule("July", FeeKind.DRUG, date(2026, 7, 1), {"J0585": "6.100"})
    schedule("October", FeeKind.DRUG, date(2026, 10, 1), {"J0585": "6.246"})
    schedule("Next year", FeeKind.DRUG, date(2027, 1, 1), {"J0585": "9.000"})
    found = for_case(["J0585"], DAY, None)
    (valued,) = value_lines(read_entry("J0585x50").lines, "11", found, RAW)
    assert valued.fee_amount == Decimal("312.30")  # 50 x 6.246
    assert valued.item.credit == 0
    assert total_fees([valued]) == Decimal("312.30")


def test_prefers_a_known_fee_to_a_listed_code_without_one(cast: Cast, release: Release) -> None:
    schedule("Listed only", FeeKind.DENTAL, date(2026, 6, 1), {"D1553": None}, cast.organisation)
    assert value_lines(read_entry("D1553").lines, "11", for_case(["D1553"], DAY, cast.organisation), RAW)[0].fee_amount is None
    schedule("Sample", FeeKind.DENTAL, date(2026, 1, 1), {"D1553": "60.00"}, sample=True)
    assert value_lines(read_entry("D1553").lines, "11", for_case(["D1553"], DAY, cast.organisation), RAW)[0].fee_amount == Decimal("60.00")


def test_puts_no_fee_beside_work(release: Release) -> None:
    schedule("Payer", FeeKind.PAYER, date(2026, 1, 1), {"99214": "150.00"})
    (valued,) = value_lines(read_entry("99214").lines, "11", for_case(["99214"], DAY, None), RAW)
    assert (valued.fee, valued.item.credit) == (None, Decimal("1.92"))
