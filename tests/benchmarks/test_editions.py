"""Editions: staged whole or not at all, one in force per survey, names mapped by people, nothing real in a demo."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from benchmarks.compared import compared_with
from benchmarks.curves import curve_of, edition_in_force, edition_named
from benchmarks.editions import EditionTerms, activate_edition, map_specialty, retire_edition, stage_demo_edition, stage_edition
from benchmarks.held import held_by
from benchmarks.models import Cell, ClinicianView, Edition, EditionState, Point, SpecialtyAlias
from benchmarks.specialty_map import unmapped_of
from benchmarks.stats.effective_cfte import Window
from codes.models import Specialty
from rvuedge.accounts.models import AuditEntry, Organisation
from tests.benchmarks.tables import FAMILY, GASTRO, TERMS, table
from tests.cast import Cast

Ours = dict[str, Specialty]
DAY = date(2026, 11, 23)
WILLOW = [(Decimal(percentile), Decimal(value)) for percentile, value in ((25, 4000), (50, 5000), (75, 6000), (90, 7500))]


@pytest.fixture
def home(cast: Cast, specialties: Ours) -> Organisation:
    return cast.organisation


def stage(organisation: Organisation, body: str = GASTRO + FAMILY, terms: EditionTerms = TERMS) -> Edition:
    return stage_edition(organisation=organisation, terms=terms, file=table(body), source_name="willow-2026.csv", actor=None)[0]


def actions(organisation: Organisation) -> list[str]:
    return list(AuditEntry.objects.filter(organisation_id=organisation.pk).order_by("pk").values_list("action", flat=True))


def test_stages_a_draft_that_nothing_is_compared_with(home: Organisation) -> None:
    edition = stage(home)
    assert (edition.state, edition.clinician_view, edition.layout, edition.revision) == ("draft", "position_only", "D", 0)
    assert (Cell.objects.count(), Point.objects.count()) == (2, 5)
    assert edition_in_force(home) is None
    assert actions(home) == ["edition.staged"]


def test_keeps_suppressed_cells_without_a_point(home: Organisation) -> None:
    stage(home, "Gastroenterology,wrvu,50,*,4\n")
    cell = Cell.objects.get()
    assert (cell.is_suppressed, cell.points.count(), cell.provider_count) == (True, 0, 4)


def test_stores_nothing_of_a_refused_file(home: Organisation) -> None:
    with pytest.raises(ValidationError):
        stage(home, GASTRO + "Gastroenterology,wrvu,50,9,90\n")
    assert not Edition.objects.exists()


def test_stores_the_same_bytes_once(home: Organisation) -> None:
    file = table(GASTRO)
    first, is_new = stage_edition(organisation=home, terms=TERMS, file=file, source_name="a.csv", actor=None)
    again, is_new_again = stage_edition(organisation=home, terms=TERMS, file=file, source_name="b.csv", actor=None)
    assert (first, is_new, is_new_again) == (again, True, False)


def test_stores_other_bytes_of_the_same_year_as_a_revision(home: Organisation) -> None:
    assert [stage(home, GASTRO).revision, stage(home, GASTRO + FAMILY).revision] == [0, 1]


def test_refuses_a_year_that_is_none(home: Organisation) -> None:
    with pytest.raises(ValidationError, match="four digits"):
        stage(home, terms=replace(TERMS, report_year=26))


def test_puts_one_edition_of_a_survey_in_force(home: Organisation) -> None:
    older, newer = stage(home), stage(home, terms=replace(TERMS, report_year=2027))
    assert activate_edition(edition=older, actor=None)
    assert activate_edition(edition=newer, actor=None)
    assert not activate_edition(edition=newer, actor=None)
    older.refresh_from_db()
    assert (older.state, newer.state, edition_in_force(home)) == (EditionState.RETIRED, EditionState.ACTIVE, newer)
    assert actions(home)[2:] == ["edition.activated"] * 2


def test_goes_back_to_a_retired_edition(home: Organisation) -> None:
    edition = stage(home)
    activate_edition(edition=edition, actor=None)
    assert retire_edition(edition=edition, actor=None)
    assert not retire_edition(edition=edition, actor=None)
    assert edition_in_force(home) is None
    assert activate_edition(edition=edition, actor=None)
    assert edition_in_force(home) == edition


def test_leaves_editions_of_other_organisations_alone(home: Organisation, cast: Cast) -> None:
    theirs = stage(cast.elsewhere)
    activate_edition(edition=theirs, actor=None)
    activate_edition(edition=stage(home), actor=None)
    theirs.refresh_from_db()
    assert theirs.state == EditionState.ACTIVE
    assert not Edition.objects.visible_to(cast.clinician.user).filter(pk=theirs.pk).exists()


def test_finds_an_edition_by_survey_and_year_or_number(home: Organisation, cast: Cast) -> None:
    first, second = stage(home, GASTRO), stage(home, GASTRO + FAMILY)
    assert edition_named(home, "willow/2026") == second
    activate_edition(edition=first, actor=None)
    assert edition_named(home, "willow/2026") == edition_named(home, str(first.pk)) == first
    assert [edition_named(home, name) for name in ("willow/2025", "willow", "", "9" * 30, "x/y")] == [None] * 5
    assert edition_named(cast.elsewhere, str(first.pk)) is None


def test_reads_a_curve_in_three_queries(home: Organisation, django_assert_num_queries) -> None:
    activate_edition(edition=stage(home), actor=None)
    with django_assert_num_queries(3):
        edition = edition_in_force(home)
        curve = curve_of(edition, "gastroenterology") if edition else None
    assert curve is not None
    assert [(point.percentile, point.value) for point in curve.points] == WILLOW
    assert (curve.provider_count, curve.raw_specialty, str(curve.edition)) == (90, "Gastroenterology", "Willow Survey 2026")


def test_reads_no_curve_where_there_is_none(home: Organisation) -> None:
    edition = stage(home)
    assert curve_of(edition, "family-medicine") is None
    assert curve_of(edition, "gastroenterology", "compensation") is None
    assert curve_of(edition, "gastroenterology", "wrvu", "Western") is None
    assert curve_of(edition, "family practice: CLINIC") is not None


def test_uses_a_name_after_a_person_said_what_it_stands_for(home: Organisation, cast: Cast, specialties: Ours) -> None:
    edition, by = stage(home), cast.administrator.user
    assert unmapped_of(edition) == ["Family practice: clinic"]
    map_specialty(edition=edition, raw_name="Family practice: clinic", specialty=specialties["family-medicine"], actor=by)
    assert unmapped_of(edition) == []
    curve = curve_of(edition, "family-medicine")
    assert curve is not None and curve.points[0].value == 4800
    assert SpecialtyAlias.objects.get().confirmed_by == by
    assert unmapped_of(stage(home, terms=replace(TERMS, report_year=2027))) == []


def test_takes_a_mapping_back(home: Organisation, cast: Cast, specialties: Ours) -> None:
    edition, by = stage(home), cast.administrator.user
    map_specialty(edition=edition, raw_name="Family practice: clinic", specialty=specialties["family-medicine"], actor=by)
    map_specialty(edition=edition, raw_name="Family practice: clinic", specialty=None, actor=by)
    assert unmapped_of(edition) == ["Family practice: clinic"]
    assert not SpecialtyAlias.objects.exists()


def test_refuses_two_names_for_one_specialty_and_a_name_that_is_not_there(home: Organisation, cast: Cast, specialties: Ours) -> None:
    edition, by = stage(home), cast.administrator.user
    with pytest.raises(ValidationError, match="Take that back first"):
        map_specialty(edition=edition, raw_name="Family practice: clinic", specialty=specialties["gastroenterology"], actor=by)
    with pytest.raises(ValidationError, match="no specialty called"):
        map_specialty(edition=edition, raw_name="Zoology", specialty=specialties["gastroenterology"], actor=by)


def test_ships_a_plainly_fictional_edition_that_clinicians_may_see(home: Organisation, cast: Cast, specialties: Ours) -> None:
    edition = stage_demo_edition(home, None)
    assert stage_demo_edition(home, None) == edition
    assert (edition.state, edition.clinician_view, edition.survey.is_fictional) == ("active", ClinicianView.ALL_POINTS, True)
    assert "fictional" in edition.survey.name
    assert unmapped_of(edition) == []
    assert set(Cell.objects.values_list("specialty__code", flat=True)) == set(specialties)
    clinician = cast.clinician.clinician
    assert clinician is not None
    clinician.specialty = specialties["gastroenterology"]
    found = compared_with(clinician, Window(DAY, DAY), held_by(clinician), DAY).benchmark
    assert found is not None
    assert [point.percentile for point in found.points] == [25, 50, 75, 90]
    assert found.points[0].value < Decimal(6400) < found.points[-1].value


def test_takes_no_real_survey_into_a_demo(home: Organisation) -> None:
    home.is_demo = True
    with pytest.raises(ValidationError, match="demo"):
        stage(home, terms=replace(TERMS, survey_code="mgma", survey_name="MGMA"))
    assert stage(home).survey.name == "Willow Survey (fictional)"
    assert stage(home).survey.is_fictional
