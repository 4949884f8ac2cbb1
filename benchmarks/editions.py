"""The only writer of surveys, editions and their cells: staged as a draft, activated in one step, retired, mapped."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from benchmarks.models import Cell, ClinicianView, Cut, Edition, EditionState, Point, SpecialtyAlias, Survey
from benchmarks.specialty_map import map_for
from benchmarks.surveys.cuts import by_dimension
from benchmarks.surveys.publishers import FICTIONAL, is_called_fictional, names_real_survey
from benchmarks.surveys.reader import read_survey
from benchmarks.surveys.survey_file import SurveyFile
from codes.models import Specialty
from rvuedge.accounts.audit import record
from rvuedge.accounts.models import Organisation, User
from rvuedge.lib.issues import Issue, Severity

DEMO_TABLE = Path(__file__).resolve().parent / "demo" / "harbourlight.csv"
YEARS = range(1990, 2100)


@dataclass(frozen=True, slots=True)
class EditionTerms:
    """What the file does not say: which survey, which years, and what its licence lets clinicians see."""

    survey_code: str
    survey_name: str
    report_year: int
    data_year: int
    schedule_year: int
    clinician_view: str = ClinicianView.POSITION_ONLY.value
    licence_note: str = ""
    licence_holder: str = ""
    expires_on: date | None = None
    distorted_note: str = ""
    data_period: str = ""


DEMO_TERMS = EditionTerms("harbourlight", "Harbourlight Demonstration Survey (fictional)", 2026, 2025, 2025, ClinicianView.ALL_POINTS.value)


def check_terms(*, organisation: Organisation, terms: EditionTerms, source_name: str) -> tuple[Issue, ...]:
    """Return why an organisation cannot take an edition under these terms; a demo takes no survey that exists."""
    issues = []
    for field in ("report_year", "data_year", "schedule_year"):
        year = getattr(terms, field)
        if year not in YEARS:
            message = f"Write the year with four digits, from {YEARS[0]} to {YEARS[-1]}."
            issues.append(Issue(None, field, str(year), Severity.ERROR, message))
    if organisation.is_demo and names_real_survey(terms.survey_code, terms.survey_name, source_name):
        message = "This is a demo: it takes no real survey. Leave the demo first, or bring invented numbers under another name."
        issues.append(Issue(None, "survey", terms.survey_name, Severity.ERROR, message))
    return tuple(issues)


@transaction.atomic
def stage_edition(
    *, organisation: Organisation, terms: EditionTerms, file: SurveyFile, source_name: str, actor: User | None
) -> tuple[Edition, bool]:
    """Store a table that was not refused as a draft and return it; False beside it where the same bytes are stored already."""
    if file.is_refused or not file.cells:
        raise ValidationError("The file was refused. Mend its errors and bring it again.")
    for issue in check_terms(organisation=organisation, terms=terms, source_name=source_name):
        raise ValidationError(issue.message)
    survey = _survey(organisation, terms)
    same_year = Edition.objects.filter(survey=survey, report_year=terms.report_year)
    if (former := same_year.filter(source_sha256=file.sha256).first()) is not None:
        return former, False
    last = same_year.aggregate(last=Max("revision"))["last"]
    edition = Edition.objects.create(
        survey=survey,
        report_year=terms.report_year,
        data_year=terms.data_year,
        schedule_year=terms.schedule_year,
        revision=0 if last is None else last + 1,
        clinician_view=terms.clinician_view,
        licence_note=terms.licence_note[:300],
        licence_holder=terms.licence_holder[:160],
        expires_on=terms.expires_on,
        distorted_note=terms.distorted_note[:200],
        data_period=terms.data_period,
        layout=file.layout,
        source_name=source_name[:255],
        source_sha256=file.sha256,
        imported_by=actor,
    )
    _store_cells(edition, file)
    _record("edition.staged", edition, actor, {"cells": len(file.cells), "points": file.point_count, "sha256": file.sha256})
    return edition, True


@transaction.atomic
def activate_edition(*, edition: Edition, actor: User | None, today: date | None = None) -> bool:
    """Put an edition in force; the survey's edition before it is retired. False where it is in force already.

    Refused where its licence ended before `today`.
    """
    if today is not None and edition.expires_on is not None and edition.expires_on < today:
        raise ValidationError(f"The licence of {edition} ended on {edition.expires_on}. Where it was renewed, change its terms first.")
    Survey.objects.select_for_update().get(pk=edition.survey_id)
    waiting = Edition.objects.filter(pk=edition.pk).exclude(state=EditionState.ACTIVE)
    if not waiting.update(state=EditionState.ACTIVE, activated_at=timezone.now()):
        return False
    others = Edition.objects.filter(survey=edition.survey_id, state=EditionState.ACTIVE).exclude(pk=edition.pk)
    others.update(state=EditionState.RETIRED)
    _record("edition.activated", edition, actor, {"report_year": edition.report_year, "revision": edition.revision})
    edition.refresh_from_db()
    return True


@transaction.atomic
def retire_edition(*, edition: Edition, actor: User | None) -> bool:
    """Take an edition out of force; published reports keep what they showed. False where it was not in force."""
    if not Edition.objects.filter(pk=edition.pk, state=EditionState.ACTIVE).update(state=EditionState.RETIRED):
        return False
    _record("edition.retired", edition, actor, {"report_year": edition.report_year, "revision": edition.revision})
    edition.refresh_from_db()
    return True


@transaction.atomic
def map_specialty(*, edition: Edition, raw_name: str, specialty: Specialty | None, actor: User) -> None:
    """Confirm which of our specialties a survey's name stands for; None takes that back. Later editions follow it."""
    cells = Cell.objects.filter(edition=edition, raw_specialty=raw_name)
    if not cells.exists():
        raise ValidationError(f"This edition has no specialty called {raw_name}.")
    if specialty is None:
        SpecialtyAlias.objects.filter(survey=edition.survey_id, raw_name=raw_name).delete()
    else:
        taken = Cell.objects.filter(edition=edition, specialty=specialty).exclude(raw_specialty=raw_name).first()
        if taken is not None:
            raise ValidationError(f"{specialty.name} stands for {taken.raw_specialty} in this edition. Take that back first.")
        confirmed = {"specialty": specialty, "confirmed_by": actor, "confirmed_at": timezone.now()}
        SpecialtyAlias.objects.update_or_create(survey_id=edition.survey_id, raw_name=raw_name, defaults=confirmed)
    cells.update(specialty=specialty)
    _record("edition.mapped", edition, actor, {"name": raw_name, "specialty": specialty.code if specialty else ""})


@transaction.atomic
def stage_demo_edition(organisation: Organisation, actor: User | None) -> Edition:
    """Put the fictional edition that ships with RVU Edge in force and return it; again, it changes nothing."""
    edition, _ = stage_edition(
        organisation=organisation,
        terms=DEMO_TERMS,
        file=read_survey(DEMO_TABLE.read_bytes()),
        source_name=DEMO_TABLE.name,
        actor=actor,
    )
    activate_edition(edition=edition, actor=actor)
    return edition


def _survey(organisation: Organisation, terms: EditionTerms) -> Survey:
    """The survey of the code, made where it is new; in a demo its name says that it is invented."""
    is_fictional = organisation.is_demo or is_called_fictional(terms.survey_name)
    is_marked = is_called_fictional(terms.survey_name) or not is_fictional
    name = terms.survey_name if is_marked else f"{terms.survey_name[:100]} ({FICTIONAL})"
    facts = {"name": name[:120], "is_fictional": is_fictional}
    survey, _ = Survey.objects.select_for_update().get_or_create(organisation=organisation, code=terms.survey_code, defaults=facts)
    return survey


def _store_cells(edition: Edition, file: SurveyFile) -> None:
    ours = map_for(edition.survey, file.raw_specialties)
    parts = {cell.cut: by_dimension(cell.cut_parts) for cell in file.cells}
    cuts: Mapping[str, Cut] = {label: Cut.objects.create(edition=edition, label=label, **told) for label, told in parts.items()}
    cells = Cell.objects.bulk_create(
        Cell(
            edition=edition,
            cut=cuts[cell.cut],
            raw_specialty=cell.raw_specialty,
            specialty=ours.get(cell.raw_specialty),
            metric=cell.metric,
            provider_count=cell.provider_count,
            group_count=cell.group_count,
            mean=cell.mean,
            deviation=cell.deviation,
            is_suppressed=cell.is_suppressed,
        )
        for cell in file.cells
    )
    Point.objects.bulk_create(
        Point(cell=stored, percentile=point.percentile, value=point.value)
        for stored, cell in zip(cells, file.cells, strict=True)
        for point in cell.points
    )


def _record(action: str, edition: Edition, actor: User | None, detail: dict[str, object]) -> None:
    record(action=action, actor=actor, organisation=edition.survey.organisation, subject=str(edition), detail=detail)
