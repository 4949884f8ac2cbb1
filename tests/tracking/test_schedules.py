"""Which release and which fees a case is valued with."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from codes.at_hand import rows_at_hand
from codes.lanes import FeeKind
from codes.models import OtherFee, OtherSchedule, Release, ReleaseState
from codes.releases import move_catalogue_version
from codes.services import activate_release, go_back
from rvuedge.accounts.models import Organisation
from tests.cast import Cast
from tests.factories import ReleaseFactory, store_rows
from tests.tracking.rows import fee_row
from tracking.entry import read_entry
from tracking.schedules import for_case
from tracking.valuing import total_fees, value_lines
from tracking.wrvu.presets import RAW

DAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)


def schedule(
    name: str, kind: FeeKind, start: date, fees: dict[str, str | None], organisation: Organisation | None = None, *, sample: bool = False
) -> None:
    stored = OtherSchedule.objects.create(
        kind=kind, name=name, effective_from=start, organisation=organisation, is_sample=sample, state=ReleaseState.ACTIVE
    )
    OtherFee.objects.bulk_create(
        OtherFee(schedule=stored, code=code, amount=Decimal(amount) if amount else None) for code, amount in fees.items()
    )
    move_catalogue_version()


def test_reads_the_rows_of_a_case_and_of_its_bases(release: Release, django_assert_num_queries) -> None:
    with django_assert_num_queries(5):  # version, releases, rows, rows of bases, other schedules
        found = for_case(["45380", "99214"], DAY, None)
    assert found.release == release
    assert found.rows and [row.key for row in found.rows.rows] == [("45378", ""), ("45378", "53"), ("45380", ""), ("99214", "")]


def test_reads_of_codes_that_it_knows_the_version_alone(release: Release, django_assert_num_queries) -> None:
    first = for_case(["45380", "99214"], DAY, None)
    with django_assert_num_queries(1):
        again = for_case(["99214", "45380"], DAY, None)
    assert again == first
    with django_assert_num_queries(2):  # version, the row of the new code
        for_case(["99214", "71046"], DAY, None)


def test_values_with_what_is_active_once_that_moves(release: Release) -> None:
    Release.objects.update(activated_at=NOW)
    before = for_case(["99214"], DAY, None)
    revised = ReleaseFactory.create(revision=1, name="RVU26C-1", state=ReleaseState.DRAFT)
    store_rows(revised, fee_row("99214", "", "A", "2.00", "0"))
    assert for_case(["99214"], DAY, None) == before
    activate_release(release=revised, by=None)
    now = for_case(["99214"], DAY, None)
    assert now.release == revised and now.rows and [row.work_rvu for row in now.rows.rows] == [Decimal("2.00")]
    go_back(release=revised, by=None)
    assert for_case(["99214"], DAY, None) == before


def test_keeps_no_more_codes_than_are_in_use(release: Release, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries) -> None:
    monkeypatch.setattr("codes.at_hand.MOST_KEPT", 2)
    monkeypatch.setattr("codes.at_hand.MOST_AT_ONCE", 2)
    kept = rows_at_hand(release.pk)
    asked = ["45380 99214", "99214", "71046", "45380", "71046", "45385 45380 99214"]
    for codes, queries in zip(asked, (1, 0, 1, 1, 0, 1), strict=True):
        with django_assert_num_queries(queries):
            assert all(row.code == code for code, rows in kept.of(codes.split()).items() for row in rows)
    with django_assert_num_queries(0):  # what was read past them has taken no place
        assert kept.of(["71046", "45380"]).keys() == {"45380", "71046"}


def test_remembers_what_a_line_came_to_in_another_case_of_the_same_tables_alone(cast: Cast, release: Release) -> None:
    def fee(code: str, with_codes: list[str], day: date = DAY, place: Organisation = cast.organisation) -> Decimal | None:
        found = for_case([code, *with_codes], day, place)
        (first, *_) = value_lines(read_entry(" ".join([code, *with_codes])).lines, "11", found, RAW)
        assert [one.item.lane for one in value_lines(read_entry(code).lines, "11", found, RAW)] == [first.item.lane]
        return first.fee_amount

    assert for_case(["99214"], DAY, cast.organisation).terms_of(RAW).known is for_case(["45385"], DAY, None).terms_of(RAW).known
    assert fee("A1234", ["99214"]) is None
    schedule("Own", FeeKind.DENTAL, date(2026, 11, 1), {"A1234": "85.00"}, cast.organisation)
    assert [fee("A1234", []), fee("A1234", ["45385"])] == [Decimal("85.00")] * 2
    assert fee("A1234", [], date(2026, 10, 31)) is None and fee("A1234", [], DAY, cast.elsewhere) is None
    own, public = (for_case(["A1234"], DAY, place).terms_of(RAW).known for place in (cast.organisation, cast.elsewhere))
    assert own is not public


def test_forgets_what_lines_came_to_once_terms_or_schedules_are_changed(release: Release) -> None:
    shared = for_case(["99214"], DAY, None)
    terms = shared.terms_of(RAW)
    assert for_case(["99214"], DAY, None).terms_of(RAW).known is terms.known
    assert replace(terms, on=DAY).known is not terms.known
    assert replace(shared, frozen=release, frozen_rows=shared.rows).terms_of(RAW).known is not terms.known


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
