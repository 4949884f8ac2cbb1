"""The only writer of what is said of a stored edition: its terms changed, what a survey's columns hold forgotten, an edition removed."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from benchmarks.editions import EditionTerms, check_terms
from benchmarks.models import Edition, EditionState, Survey
from benchmarks.surveys.publishers import is_called_fictional
from rvuedge.accounts.audit import record
from rvuedge.accounts.models import User

_TERMS = (
    "data_year",
    "data_period",
    "schedule_year",
    "clinician_view",
    "licence_holder",
    "licence_note",
    "expires_on",
    "distorted_note",
)


@dataclass(frozen=True, slots=True)
class SaidOfEdition:
    """What a person can say anew of an edition; the table and its report year stay."""

    survey_name: str
    data_year: int
    data_period: str
    schedule_year: int
    clinician_view: str
    licence_holder: str
    licence_note: str
    expires_on: date | None
    distorted_note: str


@transaction.atomic
def change_edition(*, edition: Edition, said: SaidOfEdition, actor: User) -> bool:
    """Keep other terms of an edition and another name of its survey; False where nothing is other. Published reports keep theirs."""
    survey = Survey.objects.select_for_update().select_related("organisation").get(pk=edition.survey_id)
    _refuse(edition, survey, said)
    now = Edition.objects.get(pk=edition.pk)
    before = {"survey_name": survey.name} | {name: getattr(now, name) for name in _TERMS}
    changed = {name: (old, new) for name, old in before.items() if (new := getattr(said, name)) != old}
    if not changed:
        return False
    Survey.objects.filter(pk=survey.pk).update(name=said.survey_name)
    Edition.objects.filter(pk=edition.pk).update(**{name: getattr(said, name) for name in _TERMS})
    edition.refresh_from_db()
    detail: dict[str, object] = {
        "before": {name: _plain(old) for name, (old, _new) in changed.items()},
        "after": {name: _plain(new) for name, (_old, new) in changed.items()},
    }
    record(action="edition.changed", actor=actor, organisation=survey.organisation, subject=str(edition), detail=detail)
    return True


@transaction.atomic
def remove_edition(*, edition: Edition, actor: User) -> None:
    """Remove a draft or a retired edition with its cells, as when its licence asks for that; published reports keep what they showed."""
    survey = Survey.objects.select_for_update().select_related("organisation").get(pk=edition.survey_id)
    if Edition.objects.filter(pk=edition.pk, state=EditionState.ACTIVE).exists():
        raise ValidationError(f"{edition} is in force. Retire it first.")
    told, sha256 = str(edition), edition.source_sha256
    detail: dict[str, object] = {"revision": edition.revision, "cells": edition.cells.count(), "sha256": sha256}
    Edition.objects.filter(pk=edition.pk).delete()
    # A survey of which nobody said anything goes with its last edition: its name may have been the mistake.
    if not survey.editions.exists() and not survey.aliases.exists() and not survey.columns:
        survey.delete()
    record(action="edition.removed", actor=actor, organisation=survey.organisation, subject=told, detail=detail)


@transaction.atomic
def forget_columns(*, survey: Survey, actor: User) -> bool:
    """Forget what the columns of a survey were said to hold, so that its next table is asked for anew; False where nothing was said."""
    said = dict(survey.columns)
    if not said:
        return False
    Survey.objects.filter(pk=survey.pk).update(columns={})
    record(action="survey.columns_forgotten", actor=actor, organisation=survey.organisation, subject=survey.name, detail={"before": said})
    return True


def _refuse(edition: Edition, survey: Survey, said: SaidOfEdition) -> None:
    """Raise for terms that an upload would be refused for, and where an invented survey would lose the word that says so."""
    terms = EditionTerms(survey.code, said.survey_name, edition.report_year, said.data_year, said.schedule_year)
    for issue in check_terms(organisation=survey.organisation, terms=terms, source_name=""):
        raise ValidationError({"survey_name" if issue.field == "survey" else issue.field: issue.message})
    if survey.is_fictional and not is_called_fictional(said.survey_name):
        raise ValidationError({"survey_name": "Every number of this survey is invented. Keep the word fictional in its name."})


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
