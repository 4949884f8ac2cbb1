"""RVU Edge stages a release whole or not at all, activates it in one step and goes back in one."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError

from codes import services
from codes.cms.pprrvu import read_pprrvu
from codes.models import FeeScheduleRow, Release, ReleaseState
from codes.releases import catalogue_version, release_in_force
from codes.sample import load_sample
from codes.services import NewRelease, activate_release, go_back, set_effective_from, stage_release
from rvuedge.accounts.models import AuditEntry
from tests.codes.pprrvu_files import JULY_2026, OCTOBER_2025, excerpt
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def new_release(name: str = JULY_2026, sha256: str = "", variant: str | None = None) -> NewRelease:
    file = read_pprrvu(excerpt(name))
    assert file.title.first_day is not None
    chosen = file.variant if variant is None else variant
    return NewRelease(file.title, chosen, file.conversion_factor, file.rows, file.title.first_day, name, sha256 or name.ljust(64, "0"))


def staged(name: str = JULY_2026, sha256: str = "", variant: str | None = None) -> Release:
    return stage_release(new=new_release(name, sha256, variant), run=None, by=None)


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


def test_stages_a_draft_with_every_row_as_it_was_read() -> None:
    release = staged()
    assert (release.name, release.title, release.state, release.row_count) == ("RVU26C", "July 2026", ReleaseState.DRAFT, 15)
    assert (release.released_on, release.effective_from) == (date(2026, 6, 30), date(2026, 7, 1))
    assert release.conversion_factor == Decimal("33.4009")
    stored = {row.as_fee_row() for row in FeeScheduleRow.objects.filter(release=release)}
    assert stored == set(new_release().rows)


def test_finds_stored_rows_by_their_decimal_values() -> None:
    release = staged()
    assert release.rows.filter(work_rvu=Decimal("19.11")).count() == 1
    # Work 0: 00100, 61715, 71046-TC, D1553.
    assert release.rows.filter(work_rvu=0).count() == 4


def test_stages_nothing_where_one_row_cannot_be_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_given: object) -> None:
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(services, "write_rows", fails)
    with pytest.raises(DatabaseError):
        staged()
    assert not Release.objects.exists()
    assert not actions()


def test_gives_the_same_bytes_the_same_release() -> None:
    assert staged().pk == staged().pk
    assert Release.objects.count() == 1


def test_numbers_a_release_that_was_posted_again() -> None:
    assert [staged(sha256=sign * 64).name for sign in "abc"] == ["RVU26C", "RVU26C-2", "RVU26C-3"]
    assert staged(sha256="d" * 64, variant="QPP").name == "RVU26C-QPP"


def test_activates_once_and_tells_every_process() -> None:
    release, before, operator = staged(), catalogue_version(), UserFactory.create()
    assert activate_release(release=release, by=operator) is True
    assert activate_release(release=Release.objects.get(), by=operator) is False
    release.refresh_from_db()
    assert (release.state, release.activated_by) == (ReleaseState.ACTIVE, operator)
    assert catalogue_version() == before + 1
    assert actions() == ["release.staged", "release.activated"]


def test_does_not_count_a_draft() -> None:
    load_sample()
    staged()
    in_force = release_in_force(date(2026, 7, 1))
    assert in_force is not None
    assert in_force.is_sample


def test_counts_an_active_release_from_its_day_to_the_end_of_its_year() -> None:
    load_sample()
    for name in (OCTOBER_2025, JULY_2026):
        activate_release(release=staged(name), by=None)
    named = {day: release.name for day in DAYS if (release := release_in_force(day))}
    assert named == DAYS


DAYS = {
    date(2025, 9, 30): "SAMPLE25",
    date(2025, 10, 1): "RVU25D",
    date(2025, 12, 31): "RVU25D",
    date(2026, 1, 1): "SAMPLE26",
    date(2026, 7, 1): "RVU26C",
}


def test_retires_the_earlier_import_of_a_quarter() -> None:
    first, again = staged(sha256="a" * 64), staged(sha256="b" * 64)
    activate_release(release=first, by=None)
    activate_release(release=again, by=None)
    first.refresh_from_db()
    assert (first.state, again.state) == (ReleaseState.RETIRED, ReleaseState.ACTIVE)


def test_retires_the_other_variant_of_a_quarter() -> None:
    one, other = staged(sha256="a" * 64), staged(sha256="b" * 64, variant="QPP")
    activate_release(release=one, by=None)
    activate_release(release=other, by=None)
    assert list(Release.objects.active()) == [other]


def test_goes_back_to_the_earlier_import_of_a_quarter() -> None:
    first, again = staged(sha256="a" * 64), staged(sha256="b" * 64)
    activate_release(release=first, by=None)
    activate_release(release=again, by=None)
    version = catalogue_version()
    assert go_back(release=again, by=None) == first
    assert list(Release.objects.active()) == [first]
    assert catalogue_version() == version + 1
    assert actions()[-1] == "release.taken_back"


def test_goes_back_to_the_release_before() -> None:
    october, july = staged(OCTOBER_2025), staged(JULY_2026)
    for release in (october, july):
        activate_release(release=release, by=None)
    assert go_back(release=july, by=None) == october
    assert list(Release.objects.active()) == [october]


def test_goes_back_to_the_sample_from_the_first_official_release() -> None:
    load_sample()
    july = staged()
    activate_release(release=july, by=None)
    former = go_back(release=july, by=None)
    assert former is not None
    assert former.name == "SAMPLE26"


def test_goes_back_once_only() -> None:
    july = staged()
    activate_release(release=july, by=None)
    go_back(release=july, by=None)
    with pytest.raises(ValidationError, match="nothing to take back"):
        go_back(release=july, by=None)
    assert activate_release(release=july, by=None) is True


def test_dates_a_draft_within_its_year_only() -> None:
    july = staged()
    assert set_effective_from(release=july, day=date(2026, 7, 6), by=None).effective_from == date(2026, 7, 6)
    with pytest.raises(ValidationError, match="2026 only"):
        set_effective_from(release=july, day=date(2027, 1, 1), by=None)
    activate_release(release=july, by=None)
    with pytest.raises(ValidationError, match="no draft"):
        set_effective_from(release=july, day=date(2026, 7, 7), by=None)


def test_keeps_retired_rows_for_the_lines_that_were_valued_with_them() -> None:
    first = staged(sha256="a" * 64)
    activate_release(release=first, by=None)
    activate_release(release=staged(sha256="b" * 64), by=None)
    assert first.rows.count() == 15
