"""Brings a charge extract into the log of one clinician."""

import json
import tempfile
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.utils import timezone

from rvuedge.imports.registry import DoAgain, Prepared
from rvuedge.imports.running import conclude
from rvuedge.imports.services import accept_mends
from rvuedge.imports.services_claims import TakenAway, take_over
from rvuedge.lib.issues import Issue, Severity
from tracking.extracts.mapping import Mapping as Columns
from tracking.extracts.mapping import hints_of, recalled, suggest
from tracking.importers import Asked, Reading, Storage, reading_of
from tracking.incoming import Cleaned, cleaned
from tracking.models import ChargeColumns, ChargeImport, Clinician
from tracking.one_log import log_named, pieces_of
from tracking.places import NAMES, OFFICE
from tracking.services_imports import receive_charges


@dataclass(frozen=True, slots=True)
class _Done:
    """How it ended: what was created, what was there already, how many lines were refused, and why."""

    created: int = 0
    duplicates: int = 0
    refused: int = 0
    issues: Sequence[Issue] = ()
    issue_count: int = 0


class Command(BaseCommand):
    help = "Bring a charge extract (csv, xlsx, 837P, or our own export) into a log. All or nothing; the same file twice creates nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", metavar="PATH", type=Path)
        parser.add_argument("--clinician", required=True, metavar="EMAIL", help="whose log it goes into")
        parser.add_argument("--organisation", default="", metavar="SLUG", help="where the clinician keeps several logs")
        parser.add_argument(
            "--rendering", default="", metavar="NAME", help="whose rows are read of a file with those of several clinicians"
        )
        parser.add_argument("--place", default=OFFICE, metavar="CODE", help="place of service where the file names none")
        parser.add_argument("--repair", action="store_true", help="accept proposed mends, such as lost leading zeros")
        parser.add_argument("--dry-run", action="store_true", help="read, check and match, store nothing")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *, path: Path, clinician: str, organisation: str, place: str, as_json: bool, dry_run: bool, **options: object) -> None:
        if place not in NAMES:
            raise CommandError(f"--place: '{place}' is no place of service code. Write two digits, such as 11 or 22.", returncode=2)
        log = log_named(clinician, organisation)
        memory = ChargeColumns.objects.filter(clinician=log).first()
        with tempfile.TemporaryFile("w+b") as into:
            found = cleaned(pieces_of(path), into, hints_of(memory.headers) if memory else {})
            columns = _columns_of(found, memory)
            if not found.can_be_read or columns is None:
                done = _refused(found.findings.shown(), found.findings.count, 1)
            else:
                done = self._brought(found, columns, log, path.name, dry_run, place, options)
        if as_json:
            self.stdout.write(json.dumps(_as_json(done)))
        self._tell(done, as_json, dry_run)
        if done.refused:
            mend = any(issue.severity is Severity.REPAIR for issue in done.issues)
            hint = " Accept the proposed mends with --repair." if mend else ""
            raise CommandError(f"{path.name} was refused; nothing of it was stored.{hint}", returncode=2)

    def _brought(
        self, found: Cleaned, columns: Columns, log: Clinician, name: str, dry: bool, place: str, options: Mapping[str, object]
    ) -> _Done:
        """Read and match what came through the door, and store what is new."""
        today = timezone.now().astimezone(ZoneInfo(log.organisation.time_zone)).date()
        asked = Asked(found.kept, columns, log, today, place, str(options["rendering"]), bool(options["repair"]), found.findings.shown())
        reading = reading_of(asked, found.file, self._tell_progress)
        prepared = reading.preview()
        if prepared.asks == "rendering":
            people = ", ".join(f"'{one}'" for one in sorted(reading.reader.people))
            raise CommandError(f"The file holds rows of several clinicians. Name one with --rendering: {people}.", returncode=2)
        if prepared.asks != "confirm" and not prepared.is_known:
            return _refused(prepared.issues, prepared.issue_count, max(1, _count(prepared.outcome, "refused")))
        outcome = dict(prepared.outcome)
        if prepared.asks == "confirm" and not dry:
            again = reading_of(asked, found.file, self._tell_progress)
            outcome |= _store(found, asked, again, name, prepared)
        return _Done(_count(outcome, "created"), _count(outcome, "duplicates"), 0, prepared.issues, prepared.issue_count)

    def _tell_progress(self, stage: str, done: int, total: int) -> None:
        if done and done % 100_000 == 0:
            self.stderr.write(f"{stage}, {done:,} of {total:,} rows")

    def _tell(self, done: _Done, as_json: bool, dry_run: bool) -> None:
        if not as_json and not done.refused:
            verb = "would be created" if dry_run else "created"
            lines = "line" if done.created == 1 else "lines"
            self.stdout.write(f"{done.created:,} {lines} {verb}, {done.duplicates:,} in the log already.")
        for issue in done.issues:
            where = ", ".join(part for part in (f"line {issue.line}" if issue.line else "", issue.field) if part)
            self.stderr.write(f"{issue.severity}: {where + ': ' if where else ''}{issue.message}")
        if done.issue_count > len(done.issues):
            self.stderr.write(f"and {done.issue_count - len(done.issues):,} more")


def _columns_of(found: Cleaned, memory: ChargeColumns | None) -> Columns | None:
    """The columns that were chosen for such a file before, else those that are proposed."""
    return (recalled(memory.headers, found.kept) if memory else None) or suggest(found.kept)


def _store(found: Cleaned, asked: Asked, reading: Reading, name: str, prepared: Prepared) -> Mapping[str, object]:
    """Keep the import as a run, as the page does, so that it can be taken back there."""
    run = receive_charges(
        clinician=asked.clinician, cleaned=found, file_name=name, by=None, today=asked.today, place=asked.place, columns=asked.columns
    )
    if asked.accepts_repairs:
        accept_mends(run=run, by=None)
    charges = ChargeImport.objects.select_related("run").get(run=run)
    storage = Storage(charges, reading)
    storing = Prepared(prepared.outcome, prepared.issues, prepared.issue_count, hide=storage.hide, store=storage.show, ends_active=True)
    try:
        return conclude(take_over(run, accepts_repairs=asked.accepts_repairs), storing)
    except (TakenAway, DoAgain) as error:
        raise CommandError(str(error)) from None


def _count(outcome: Mapping[str, object], name: str) -> int:
    value = outcome.get(name)
    return value if isinstance(value, int) else 0


def _refused(issues: Sequence[Issue], count: int, rows: int) -> _Done:
    return _Done(refused=rows, issues=issues, issue_count=count)


def _as_json(done: _Done) -> dict[str, object]:
    issues = [
        {"line": issue.line, "field": issue.field, "value": issue.value, "severity": str(issue.severity), "message": issue.message}
        for issue in done.issues
    ]
    return {
        "created": done.created,
        "duplicates": done.duplicates,
        "refused": done.refused,
        "issues": issues,
        "issue_count": done.issue_count,
    }
