"""RVU Edge writes the rows of a release fast and exactly: what was read is what is found."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from codes.cms.pprrvu import read_pprrvu
from codes.fee_table import write_rows
from codes.models import FeeScheduleRow, Release, ReleaseState
from tests.codes.pprrvu_files import excerpt
from tests.factories import ReleaseFactory

pytestmark = pytest.mark.django_db

ROWS = read_pprrvu(excerpt()).rows


@pytest.fixture
def release() -> Release:
    return ReleaseFactory.create(state=ReleaseState.DRAFT, effective_from=date(2026, 7, 1))


def test_stores_every_field_as_it_was_read(release: Release) -> None:
    write_rows(release.pk, ROWS)
    assert {row.as_fee_row() for row in FeeScheduleRow.objects.filter(release=release)} == set(ROWS)


def test_rows_are_found_by_their_decimal_values(release: Release) -> None:
    write_rows(release.pk, ROWS)
    assert release.rows.get(work_rvu=Decimal("19.11")).code == "27447"
    assert release.rows.filter(work_rvu__gt=Decimal("3.18")).count() == 2
    # No work: 00100, 61715, 71046-TC, D1553.
    assert release.rows.filter(work_rvu=0).count() == 4


def test_rows_are_found_by_marks_and_blanks(release: Release) -> None:
    write_rows(release.pk, ROWS)
    assert release.rows.get(not_used_for_medicare=True).code == "99417"
    assert {row.modifier for row in release.rows.filter(code="71046")} == {"", "26", "TC"}


def test_keeps_one_row_of_a_code_and_modifier_in_a_release(release: Release) -> None:
    write_rows(release.pk, ROWS)
    with pytest.raises(DatabaseError), transaction.atomic():
        write_rows(release.pk, ROWS[:1])
    write_rows(ReleaseFactory.create(name="RVU26D", letter="D").pk, ROWS)
    assert FeeScheduleRow.objects.count() == 2 * len(ROWS)
