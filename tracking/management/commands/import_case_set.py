"""Imports the minimums of a programme as a case set."""

import json
import re
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.utils import timezone

from rvuedge.accounts.models import Organisation
from rvuedge.lib.issues import Issue
from rvuedge.web.free_text import refuse_patients_in_note
from tracking.models import Programme
from tracking.services_programmes import SetTerms, activate_case_set, stage_case_set
from tracking.training.case_set_file import MOST_BYTES, CaseSetFile, read_case_set

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Command(BaseCommand):
    help = "Import the minimums of a programme (csv: key, name, minimum, parent, roles, levels, caps, codes) as a draft case set."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", metavar="PATH", type=Path)
        parser.add_argument("--programme", required=True, metavar="NAME", help="the programme, as its page names it")
        parser.add_argument("--effective-from", required=True, metavar="DATE", help="it holds for those who graduate on this day or later")
        parser.add_argument("--name", default="", metavar="NAME", help="name of the set; the file's name if not given")
        parser.add_argument("--source", default="", metavar="TEXT", help="the document that the minimums stand in")
        parser.add_argument("--signed-only", action="store_true", help="count only cases that an attending signed")
        parser.add_argument("--organisation", default="", metavar="SLUG", help="where several organisations have such a programme")
        parser.add_argument("--activate", action="store_true", help="let it count at once")
        parser.add_argument("--dry-run", action="store_true", help="read and check, store nothing")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(
        self, *, path: Path, programme: str, organisation: str, activate: bool, dry_run: bool, as_json: bool, **options: object
    ) -> None:
        found = _programme(programme, organisation)
        terms = _terms(path, options)
        content = _content(path)
        file = read_case_set(content)
        state = "refused" if file.is_refused else "checked" if dry_run else _store(found, terms, file, content, path.name, activate)
        if as_json:
            self.stdout.write(json.dumps(_told(found, terms, file, state)))
        for issue in file.issues:
            self.stderr.write(f"{issue.severity}: {_where(issue)}{issue.message}" + (f" ({issue.value})" if issue.value else ""))
        if file.is_refused:
            raise CommandError(f"{path.name} was refused; nothing of it was stored.", returncode=2)
        if not as_json:
            self.stdout.write(f"{terms.name}, for graduates from {terms.effective_from} on: {state}, {len(file.categories)} categories.")


def _programme(name: str, organisation: str) -> Programme:
    named = Programme.objects.filter(name__iexact=name.strip()).select_related("organisation")
    found = list(named.filter(organisation__slug=organisation) if organisation else named)
    if len(found) > 1:
        slugs = ", ".join(one.organisation.slug for one in found)
        raise CommandError(f"Several organisations have such a programme. Name one with --organisation: {slugs}.", returncode=2)
    if not found:
        if organisation and not Organisation.objects.filter(slug=organisation).exists():
            raise CommandError(f"--organisation: no organisation is called '{organisation}'. Check the name.", returncode=2)
        raise CommandError(f"--programme: no programme is called '{name}'. Make it under Training, Programmes first.", returncode=2)
    return found[0]


def _terms(path: Path, options: dict[str, object]) -> SetTerms:
    text = str(options["effective_from"])
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise CommandError(f"--effective-from: '{text}' is no day of the calendar. Write it as 2026-07-01.", returncode=2)
    name = str(options["name"]).strip() or path.stem.replace("_", " ").strip() or "Case set"
    for option, said, most in (("--name", name, 120), ("--source", str(options["source"]), 200)):
        try:
            refuse_patients_in_note(said)
        except ValidationError as error:
            raise CommandError(f"{option}: {error.messages[0]}", returncode=2) from None
        if len(said) > most:
            raise CommandError(f"{option}: at most {most} characters. Shorten it.", returncode=2)
    return SetTerms(name, day, str(options["source"]).strip(), bool(options["signed_only"]))


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{path} cannot be read ({error.strerror}). Check the path.", returncode=2) from None


def _store(programme: Programme, terms: SetTerms, file: CaseSetFile, content: bytes, source_name: str, activate: bool) -> str:
    stored, is_new = stage_case_set(programme=programme, terms=terms, file=file, content=content, source_name=source_name, by=None)
    was_activated = activate and activate_case_set(case_set=stored, by=None, at=timezone.now())
    return str(stored.state) if is_new or was_activated else "unchanged"


def _told(programme: Programme, terms: SetTerms, file: CaseSetFile, state: str) -> dict[str, object]:
    return {
        "programme": programme.name,
        "name": terms.name,
        "effective_from": terms.effective_from.isoformat(),
        "categories": len(file.categories),
        "issues": [{**asdict(issue), "severity": str(issue.severity)} for issue in file.issues],
        "state": state,
    }


def _where(issue: Issue) -> str:
    where = ", ".join(part for part in (f"line {issue.line}" if issue.line else "", issue.field) if part)
    return f"{where}: " if where else ""
