"""Survey tables whose columns a person names once: kept until then, read by the choice, which the survey keeps for its next edition."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from benchmarks.editions import EditionTerms, stage_edition
from benchmarks.models import Edition, Survey, WaitingTable
from benchmarks.surveys.columns import is_role
from benchmarks.surveys.reader import read_survey
from benchmarks.surveys.survey_file import SurveyFile
from benchmarks.surveys.vocabulary import plain
from rvuedge.accounts.audit import record
from rvuedge.accounts.models import Organisation, User


def columns_of_survey(organisation: Organisation, code: str) -> dict[str, str]:
    """Return what a survey's columns were said to hold, by the words of their headers; empty for a new survey."""
    stored = Survey.objects.filter(organisation=organisation, code=code).values_list("columns", flat=True).first()
    return {str(header): str(role) for header, role in stored.items()} if isinstance(stored, dict) else {}


@transaction.atomic
def keep_table(*, organisation: Organisation, terms: EditionTerms, content: bytes, source_name: str, actor: User | None) -> WaitingTable:
    """Keep a table until its columns are named; one of the same survey that waited goes."""
    WaitingTable.objects.filter(organisation=organisation, survey_code=terms.survey_code).delete()
    plainly = asdict(terms) | {"expires_on": terms.expires_on.isoformat() if terms.expires_on else None}
    return WaitingTable.objects.create(
        organisation=organisation,
        survey_code=terms.survey_code,
        terms=plainly,
        source_name=source_name[:255],
        content=content,
        brought_by=actor,
    )


def terms_of(table: WaitingTable) -> EditionTerms:
    """Return the terms under which a table was brought."""
    ends = table.terms.get("expires_on")
    return EditionTerms(**table.terms | {"expires_on": date.fromisoformat(ends) if ends else None})


@transaction.atomic
def stage_by_columns(*, table: WaitingTable, roles: Mapping[str, str], actor: User | None) -> tuple[SurveyFile, Edition | None]:
    """Read a table by what its columns hold and store it as a draft; None beside the faults where it stays refused.

    The choice is remembered with the survey, and the waiting table goes.
    """
    chosen = columns_of_survey(table.organisation, table.survey_code) | {plain(header): role for header, role in roles.items()}
    if not all(is_role(role) for role in chosen.values()):
        raise ValidationError("Choose what each column holds from its list.")
    file = read_survey(bytes(table.content), table.source_name, chosen)
    if file.is_refused or not file.cells:
        return file, None
    terms = terms_of(table)
    edition, _ = stage_edition(organisation=table.organisation, terms=terms, file=file, source_name=table.source_name, actor=actor)
    Survey.objects.filter(pk=edition.survey_id).update(columns=chosen)
    table.delete()
    return file, edition


@transaction.atomic
def drop_table(*, table: WaitingTable, actor: User) -> None:
    """Forget a table that waits."""
    detail: dict[str, object] = {"file": table.source_name, "survey": table.survey_code}
    record(action="edition.table_dropped", actor=actor, organisation=table.organisation, subject=table.source_name[:200], detail=detail)
    table.delete()
