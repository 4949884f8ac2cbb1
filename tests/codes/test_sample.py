"""RVU Edge loads its sample catalogue once, whole, and anew when its files change."""

from datetime import date
from decimal import Decimal

import pytest

from codes import sample
from codes.effective import release_on
from codes.models import CatalogueVersion, FeeScheduleRow, OtherFee, OtherSchedule, Release, ReleaseState, Specialty
from codes.sample import SAMPLE_NAMES, load_sample

pytestmark = pytest.mark.django_db


def test_loads_three_active_releases() -> None:
    assert load_sample() is True
    releases = Release.objects.active().order_by("year")
    assert [(release.name, release.family, release.effective_from) for release in releases] == [
        ("SAMPLE24", "SAMPLE", date(2024, 1, 1)),
        ("SAMPLE25", "SAMPLE", date(2025, 1, 1)),
        ("SAMPLE26", "SAMPLE", date(2026, 1, 1)),
    ]
    # Conversion factors of RVU24C, RVU25D and RVU26C non-QPP.
    assert [release.conversion_factor for release in releases] == [Decimal("33.2875"), Decimal("32.3465"), Decimal("33.4009")]
    assert all(release.row_count == release.rows.count() for release in releases)


def test_gives_the_values_of_the_year_of_service() -> None:
    load_sample()
    work = {row.release.year: row.work_rvu for row in FeeScheduleRow.objects.filter(code="45385", modifier="").select_related("release")}
    assert work == {2024: Decimal("4.57"), 2025: Decimal("4.57"), 2026: Decimal("4.46")}


def test_leaves_the_last_year_in_force() -> None:
    load_sample()
    keys = [release.key for release in Release.objects.active()]
    in_2027 = release_on(keys, date(2027, 6, 1))
    assert in_2027 is not None
    assert in_2027.name == SAMPLE_NAMES[-1]
    assert release_on(keys, date(2023, 12, 31)) is None


def test_loads_fees_and_lists_equipment_without_an_amount() -> None:
    load_sample()
    assert OtherSchedule.objects.filter(is_sample=True, is_public=True, organisation=None).count() == 4
    assert OtherFee.objects.get(code="80053").amount == Decimal("10.560")
    assert OtherFee.objects.get(code="D1553").schedule.kind == "opps"
    cpap = OtherFee.objects.select_related("schedule").get(code="E0601")
    assert (cpap.amount, cpap.schedule.kind) == (None, "dmepos")


def test_loads_specialties_with_their_parents() -> None:
    load_sample()
    assert Specialty.objects.select_related("parent").get(code="hepatology").parent == Specialty.objects.get(code="gastroenterology")


def test_does_nothing_the_second_time(django_assert_max_num_queries) -> None:
    load_sample()
    number = CatalogueVersion.objects.get().number
    with django_assert_max_num_queries(6):
        assert load_sample() is False
    assert CatalogueVersion.objects.get().number == number


def test_replaces_rows_but_keeps_releases_and_what_an_operator_retired(monkeypatch: pytest.MonkeyPatch) -> None:
    load_sample()
    before = {release.name: release.pk for release in Release.objects.all()}
    rows, number = FeeScheduleRow.objects.count(), CatalogueVersion.objects.get().number
    Release.objects.filter(name="SAMPLE24").update(state=ReleaseState.RETIRED)
    FeeScheduleRow.objects.filter(code="45385").update(work_rvu=0)
    monkeypatch.setattr(sample, "sample_sha256", lambda: "f" * 64)
    assert load_sample() is True
    assert {release.name: release.pk for release in Release.objects.all()} == before
    assert FeeScheduleRow.objects.count() == rows
    assert not FeeScheduleRow.objects.filter(code="45385", work_rvu=0).exists()
    assert Release.objects.get(name="SAMPLE24").state == ReleaseState.RETIRED
    assert CatalogueVersion.objects.get().number == number + 1
