"""RVU Edge activates a release in one step and goes back in one step; a date of service finds the release that holds."""

import hashlib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError

from codes import services
from codes.cms.pprrvu import read_pprrvu
from codes.cms.title import Title
from codes.models import FeeScheduleRow, Release, ReleaseState
from codes.releases import catalogue_version, compared_with, release_in_force
from codes.services import NewRelease, activate_release, go_back, set_effective_from, stage_release
from rvuedge.accounts.models import AuditEntry
from tests.codes.pprrvu_files import excerpt
from tests.snapshots import load_sample

pytestmark = pytest.mark.django_db

ROWS = read_pprrvu(excerpt()).rows


def new(year: int, month: int, day: date, **changes: Any) -> NewRelease:
    """Return a file of a quarter, its bytes told apart by what was changed."""
    described = NewRelease(
        title=Title(year, month),
        variant="",
        conversion_factor=Decimal("33.4009"),
        rows=ROWS,
        effective_from=day,
        source_name="rows.csv",
        sha256=hashlib.sha256(f"{day}{changes}".encode()).hexdigest(),
    )
    return replace(described, **changes)


def staged(year: int, month: int, day: date, **changes: Any) -> Release:
    return stage_release(new=new(year, month, day, **changes), run=None, by=None)


def active(year: int, month: int, day: date, **changes: Any) -> Release:
    release = staged(year, month, day, **changes)
    assert activate_release(release=release, by=None)
    return release


def in_force(on: date) -> str | None:
    release = release_in_force(on)
    return release.name if release else None


@pytest.mark.parametrize(
    ("on", "name"),
    [
        (date(2025, 9, 30), None),
        (date(2025, 10, 1), "RVU25D"),
        (date(2025, 12, 31), "RVU25D"),
        # Never across 1 January: 2026 has no official release before April.
        (date(2026, 1, 1), None),
        (date(2026, 4, 1), "RVU26B"),
        (date(2026, 6, 30), "RVU26B"),
        (date(2026, 7, 1), "RVU26C"),
        (date(2027, 1, 1), None),
    ],
)
def test_a_date_of_service_takes_the_release_that_holds(on: date, name: str | None) -> None:
    active(2025, 10, date(2025, 10, 1))
    active(2026, 4, date(2026, 4, 1))
    active(2026, 7, date(2026, 7, 1))
    assert in_force(on) == name


def test_a_draft_holds_nowhere() -> None:
    staged(2026, 7, date(2026, 7, 1))
    assert in_force(date(2026, 7, 1)) is None


def test_a_correction_within_a_quarter_holds_from_its_own_day() -> None:
    """2024: RVU24A from 1 January; RVU24AR, with a new factor, from 9 March (notes on the CMS files, section 1)."""
    active(2024, 1, date(2024, 1, 1), conversion_factor=Decimal("32.7442"))
    active(2024, 1, date(2024, 3, 9), conversion_factor=Decimal("33.2875"))
    assert (in_force(date(2024, 3, 8)), in_force(date(2024, 3, 9))) == ("RVU24A", "RVU24A-2")


def test_a_reposted_file_replaces_the_former_and_gives_way_again() -> None:
    former = active(2026, 7, date(2026, 7, 1))
    again = active(2026, 7, date(2026, 7, 1), source_name="again.csv")
    former.refresh_from_db()
    assert (again.name, former.state, in_force(date(2026, 7, 1))) == ("RVU26C-2", ReleaseState.RETIRED, "RVU26C-2")
    assert go_back(release=again, by=None) == former
    assert in_force(date(2026, 7, 1)) == "RVU26C"


def test_going_back_leaves_the_release_before_and_can_be_undone() -> None:
    october = active(2025, 10, date(2025, 10, 1))
    july = active(2026, 7, date(2026, 7, 1))
    assert go_back(release=july, by=None) == october
    assert in_force(date(2026, 7, 1)) is None
    assert activate_release(release=july, by=None)
    assert in_force(date(2026, 7, 1)) == "RVU26C"


def test_going_back_to_nothing_official_leaves_the_sample() -> None:
    load_sample()
    july = active(2026, 7, date(2026, 7, 1))
    former = go_back(release=july, by=None)
    assert former is not None
    assert (former.name, in_force(date(2026, 7, 1))) == ("SAMPLE26", "SAMPLE26")


def test_what_is_not_active_is_not_taken_back() -> None:
    july = staged(2026, 7, date(2026, 7, 1))
    with pytest.raises(ValidationError, match="not active"):
        go_back(release=july, by=None)


def test_the_sample_is_not_taken_back() -> None:
    load_sample()
    with pytest.raises(ValidationError):
        go_back(release=Release.objects.get(name="SAMPLE26"), by=None)


def test_only_the_first_of_two_activations_counts() -> None:
    july = staged(2026, 7, date(2026, 7, 1))
    same = Release.objects.get(pk=july.pk)
    assert activate_release(release=july, by=None)
    assert not activate_release(release=same, by=None)
    assert AuditEntry.objects.filter(action="release.activated").count() == 1


def test_every_step_moves_the_catalogue_and_is_recorded() -> None:
    before = catalogue_version()
    july = active(2026, 7, date(2026, 7, 1))
    between = catalogue_version()
    go_back(release=july, by=None)
    assert before < between < catalogue_version()
    actions = AuditEntry.objects.filter(subject="RVU26C").order_by("id").values_list("action", flat=True)
    assert list(actions) == ["release.staged", "release.activated", "release.taken_back"]


def test_a_fault_while_storing_leaves_no_release(monkeypatch) -> None:
    def stops(release_id: int, rows: object) -> None:
        FeeScheduleRow.objects.filter(release_id=release_id).count()
        raise DatabaseError("disk full")

    monkeypatch.setattr(services, "write_rows", stops)
    with pytest.raises(DatabaseError):
        staged(2026, 7, date(2026, 7, 1))
    assert not Release.objects.exists()


def test_the_same_bytes_are_one_release() -> None:
    assert staged(2026, 7, date(2026, 7, 1)) == staged(2026, 7, date(2026, 7, 1))


def test_the_two_variants_of_a_quarter_stand_beside_each_other() -> None:
    plain, qpp = staged(2026, 7, date(2026, 7, 1), variant="nonQPP"), staged(2026, 7, date(2026, 7, 1), variant="QPP")
    assert (plain.name, qpp.name) == ("RVU26C", "RVU26C-QPP")
    activate_release(release=plain, by=None)
    activate_release(release=qpp, by=None)
    assert in_force(date(2026, 7, 1)) == "RVU26C-QPP"


def test_a_draft_can_be_dated_within_its_year_only() -> None:
    july = staged(2026, 7, date(2026, 7, 1))
    assert set_effective_from(release=july, day=date(2026, 7, 6), by=None).effective_from == date(2026, 7, 6)
    with pytest.raises(ValidationError, match="2026 only"):
        set_effective_from(release=july, day=date(2027, 1, 1), by=None)
    activate_release(release=july, by=None)
    with pytest.raises(ValidationError, match="no draft"):
        set_effective_from(release=july, day=date(2026, 7, 8), by=None)


def test_a_new_release_is_compared_with_the_latest_official_one_before_it() -> None:
    load_sample()
    assert compared_with(date(2026, 7, 1)) is None
    october = active(2025, 10, date(2025, 10, 1))
    active(2026, 7, date(2026, 7, 1))
    assert compared_with(date(2026, 6, 30)) == october


def test_stores_a_release_in_few_statements(django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(12):
        staged(2026, 7, date(2026, 7, 1))
