"""Imports a survey table as an edition of an organisation."""

import json
import re
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path

from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.text import slugify

from benchmarks.chosen import chosen_organisation
from benchmarks.editions import EditionTerms, activate_edition, check_terms, stage_edition
from benchmarks.models import ClinicianView, Survey
from benchmarks.services_tables import columns_of_survey
from benchmarks.specialty_map import map_for
from benchmarks.surveys.reader import read_survey
from benchmarks.surveys.survey_file import SurveyFile
from rvuedge.accounts.models import Organisation
from rvuedge.lib.issues import Issue, Severity

# What --dry-run answers where nothing refuses the file: all was checked, nothing is stored.
CHECKED = "checked"
REFUSED = "refused"
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")


class Command(BaseCommand):
    help = "Import a survey table (csv or xlsx, layouts A to F) as a draft edition."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--survey", default="", metavar="CODE", help="short name of the survey; the file's name if not given")
        parser.add_argument("--survey-name", default="", metavar="NAME")
        parser.add_argument("--report-year", type=int, metavar="Y", help="the year in the file's name if not given")
        parser.add_argument("--data-year", type=int, metavar="Y", help="the year before the report year if not given")
        parser.add_argument("--schedule-year", type=int, metavar="Y", help="the fee schedule of its wRVU; the data year if not given")
        parser.add_argument("--clinician-view", choices=ClinicianView.values, default=ClinicianView.POSITION_ONLY.value)
        parser.add_argument("--organisation", default="", metavar="SLUG")
        parser.add_argument("--activate", action="store_true")
        parser.add_argument("--dry-run", action="store_true")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *, path: Path, organisation: str, activate: bool, dry_run: bool, as_json: bool, **options: object) -> None:
        owner = chosen_organisation(organisation)
        terms, issues = _terms(path, options)
        try:
            file = read_survey(path.read_bytes(), path.name, columns_of_survey(owner, terms.survey_code))
        except OSError as error:
            raise CommandError(f"{path} cannot be read ({error.strerror}).", returncode=2) from None
        issues += check_terms(organisation=owner, terms=terms, source_name=path.name)
        issues += file.issues
        is_refused = any(issue.severity is Severity.ERROR for issue in issues)
        state = REFUSED if is_refused else CHECKED if dry_run else _store(owner, terms, file, path.name, activate)
        told = _told(owner, terms, file, issues, state)
        if as_json:
            self.stdout.write(json.dumps(told))
        self._tell(told, issues, as_json)
        if is_refused:
            sys.exit(2)

    def _tell(self, told: dict[str, object], issues: list[Issue], as_json: bool) -> None:
        for issue in issues:
            where = f"line {issue.line}, " if issue.line else ""
            self.stderr.write(f"{issue.severity}: {where}{issue.field}: {issue.message}" + (f" ({issue.value})" if issue.value else ""))
        if not as_json:
            name = told["edition"] or "The file"
            counts = f"cells: {told['cells']}, points: {told['points']}, suppressed values: {told['suppressed']}"
            self.stdout.write(f"{name}: {told['state']}, {counts}.")
            for unmapped in told["unmapped_specialties"] if isinstance(told["unmapped_specialties"], list) else ():
                self.stdout.write(f"  waits for a specialty: {unmapped}")


def _terms(path: Path, options: dict[str, object]) -> tuple[EditionTerms, list[Issue]]:
    """The terms that were given, and a warning for a year that nothing names."""
    issues = []
    in_name = _YEAR.search(path.stem)
    year = options["report_year"] or (int(in_name[0]) if in_name else None)
    if year is None:
        year = timezone.now().year
        message = "Neither --report-year nor the file's name gives the report year; this year was taken."
        issues.append(Issue(None, "report_year", str(year), Severity.WARNING, message))
    report_year = int(str(year))
    data_year = int(str(options["data_year"] or report_year - 1))
    code = slugify(str(options["survey"] or _YEAR.sub("", path.stem)))[:40].strip("-_") or "survey"
    name = str(options["survey_name"] or options["survey"] or code.replace("-", " ").capitalize())
    schedule_year = int(str(options["schedule_year"] or data_year))
    return EditionTerms(code, name[:120], report_year, data_year, schedule_year, str(options["clinician_view"])), issues


def _told(organisation: Organisation, terms: EditionTerms, file: SurveyFile, issues: list[Issue], state: str) -> dict[str, object]:
    survey = Survey.objects.filter(organisation=organisation, code=terms.survey_code).first()
    mapped = map_for(survey, file.raw_specialties)
    return {
        "edition": None if state == REFUSED else f"{terms.survey_code}/{terms.report_year}",
        "layout": file.layout or None,
        "cells": len(file.cells),
        "points": file.point_count,
        "suppressed": file.suppressed,
        "unmapped_specialties": [name for name in file.raw_specialties if name not in mapped],
        "issues": [asdict(issue) for issue in issues],
        "state": state,
    }


def _store(organisation: Organisation, terms: EditionTerms, file: SurveyFile, source_name: str, is_to_activate: bool) -> str:
    edition, is_new = stage_edition(organisation=organisation, terms=terms, file=file, source_name=source_name, actor=None)
    was_activated = is_to_activate and activate_edition(edition=edition, actor=None)
    return str(edition.state) if is_new or was_activated else "unchanged"
