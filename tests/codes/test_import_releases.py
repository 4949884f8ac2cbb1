"""RVU Edge activates a release in one step and goes back in one step; a date of service finds the release that holds."""

import hashlib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from codes.cms.pprrvu import read_pprrvu
from codes.cms.title import Title
from codes.models import Release
from codes.releases import compared_with, release_in_force
from codes.sample import load_sample
from codes.services import NewRelease, activate_release, go_back, stage_release
from tests.codes.pprrvu_files import excerpt

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
        sha256=hashlib.sha256(f"{day}{sorted(changes)}".encode()).hexdigest(),
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


def test_a_correction_within_a_quarter_holds_from_its_own_day() -> None:
    """2024: RVU24A from 1 January; RVU24AR, with a new factor, from 9 March (notes on the CMS files, section 1)."""
    active(2024, 1, date(2024, 1, 1), conversion_factor=Decimal("32.7442"))
    active(2024, 1, date(2024, 3, 9), conversion_factor=Decimal("33.2875"))
    assert (in_force(date(2024, 3, 8)), in_force(date(2024, 3, 9))) == ("RVU24A", "RVU24A-2")


def test_going_back_leaves_the_release_before_and_can_be_undone() -> None:
    october = active(2025, 10, date(2025, 10, 1))
    july = active(2026, 7, date(2026, 7, 1))
    assert go_back(release=july, by=None) == october
    assert in_force(date(2026, 7, 1)) is None
    assert activate_release(release=july, by=None)
    assert in_force(date(2026, 7, 1)) == "RVU26C"


def test_a_new_release_is_compared_with_the_latest_official_one_before_it() -> None:
    load_sample()
    assert compared_with(date(2026, 7, 1)) is None
    october = active(2025, 10, date(2025, 10, 1))
    active(2026, 7, date(2026, 7, 1))
    assert compared_with(date(2026, 6, 30)) == october


def test_stores_a_release_in_few_statements(django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(12):
        staged(2026, 7, date(2026, 7, 1))
