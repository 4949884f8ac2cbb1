"""Imports one official fee schedule file or release zip, recognised by content."""

import hashlib
import json
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import CommandError
from django.core.management.base import BaseCommand

from codes.import_outcome import NOTHING
from codes.importers import PPRRVU
from codes.models import Release, ReleaseState
from codes.services import activate_release, set_effective_from
from rvuedge.imports.registry import Asked, Importer, Prepared, importer_of, kinds, recognised
from rvuedge.imports.running import conclude
from rvuedge.imports.services import accept_mends, receive_file, take_over
from rvuedge.lib.issues import Issue

_SHOWN = ("kind", "release", "effective_from", "released_on", "rows")


class Command(BaseCommand):
    help = "Import one fee schedule file or zip; prints what it changes. Nothing of a refused file is stored."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", metavar="PATH")
        parser.add_argument("--kind", default="", help="the kind, where the content alone shall not decide")
        parser.add_argument(
            "--effective-from", default="", metavar="DATE", help="the day from which it holds (default: first day of the release's quarter)"
        )
        parser.add_argument("--activate", action="store_true", help="make it count at once")
        parser.add_argument("--repair", action="store_true", help="accept proposed mends, such as lost leading zeros")
        parser.add_argument("--dry-run", action="store_true", help="read, check and compare, store nothing")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(
        self, *, path: str, kind: str, effective_from: str, activate: bool, repair: bool, dry_run: bool, as_json: bool, **_o: object
    ) -> None:
        content = _content_of(Path(path))
        name = Path(path).name
        importer = _importer(kind, content, name)
        asked = Asked(content, name, hashlib.sha256(content).hexdigest(), _day(effective_from), repair)
        prepared = importer.prepare(asked, self._tell_progress)
        state = "unchanged" if prepared.is_known else "refused" if prepared.store is None else "draft"
        outcome = dict(prepared.outcome)
        if state == "draft" and not dry_run:
            outcome = self._store(importer, asked, prepared)
        if state != "refused" and not dry_run:
            state = _activated(outcome, asked.effective_from, state, activate)
        self._tell(outcome, prepared, state, name, as_json)

    def _store(self, importer: Importer, asked: Asked, prepared: Prepared) -> dict[str, object]:
        """Keep the file and its draft under a run, as an upload does."""
        run, _is_new = receive_file(
            content=asked.content, file_name=asked.file_name, kind=importer.kind, by=None, effective_from=asked.effective_from
        )
        if asked.accepts_repairs:
            accept_mends(run=run, by=None)
        return dict(conclude(take_over(run, accepts_repairs=asked.accepts_repairs), prepared))

    def _tell_progress(self, stage: str, done: int, total: int) -> None:
        self.stderr.write(f"{stage}, {done:,} rows" if total else stage)

    def _tell(self, outcome: dict[str, object], prepared: Prepared, state: str, name: str, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"runs": [_run(outcome, prepared, state)]}))
        elif state != "refused":
            self.stdout.write(_sentence(outcome, state))
        self._tell_issues(prepared.issues, prepared.issue_count)
        if state == "refused":
            hint = " Accept the proposed mends with --repair." if prepared.waits_for_mends else ""
            raise CommandError(f"{name} was refused; nothing was stored.{hint}", returncode=2)

    def _tell_issues(self, issues: Sequence[Issue], count: int) -> None:
        for issue in issues:
            where = ", ".join(part for part in (f"line {issue.line}" if issue.line else "", issue.field) if part)
            self.stderr.write(f"{issue.severity}: {where + ': ' if where else ''}{issue.message}")
        if count > len(issues):
            self.stderr.write(f"and {count - len(issues):,} more")


def _content_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > settings.UPLOAD_LIMIT:
            raise CommandError(
                f"{path.name} is larger than {settings.UPLOAD_LIMIT // 1024 // 1024} MB. Bring the file as CMS publishes it.", returncode=2
            )
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} cannot be read ({error.strerror}). Check the path.", returncode=2) from None


def _importer(kind: str, content: bytes, name: str) -> Importer:
    # A file of no kind goes to the reader of relative value files, which says what is wrong with it.
    found = importer_of(kind) if kind else recognised(content, name) or importer_of(PPRRVU)
    if found is None:
        raise CommandError(f"There is no kind {kind}. Kinds: {', '.join(kinds())}.", returncode=2)
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise CommandError(f"--effective-from: '{text}' is not a date. Write it as YYYY-MM-DD.", returncode=2) from None


def _activated(outcome: dict[str, object], day: date | None, state: str, activate: bool) -> str:
    """Return the state after activation: a draft of the same bytes that was waiting is activated, too."""
    release = Release.objects.get(name=str(outcome["release"]))
    if day is not None and release.state == ReleaseState.DRAFT and release.effective_from != day:
        try:
            release = set_effective_from(release=release, day=day, by=None)
        except ValidationError as error:
            raise CommandError(error.messages[0], returncode=2) from None
        outcome["effective_from"] = day.isoformat()
    if not activate:
        return state
    return "active" if activate_release(release=release, by=None) else "unchanged"


def _run(outcome: dict[str, object], prepared: Prepared, state: str) -> dict[str, object]:
    issues = [
        {"line": issue.line, "field": issue.field, "value": issue.value, "severity": str(issue.severity), "message": issue.message}
        for issue in prepared.issues
    ]
    shown = {name: outcome.get(name) for name in _SHOWN}
    return {
        **shown,
        "state": state,
        "issues": issues,
        "issue_count": prepared.issue_count,
        "difference": outcome.get("difference", dict(NOTHING)),
    }


def _sentence(outcome: dict[str, object], state: str) -> str:
    counts = outcome["difference"]
    named = f"{outcome['release'] or 'Release'} ({outcome['title']})"
    told = f"{named} from {outcome['effective_from']}: {outcome['rows']:,} rows, {state}."
    if not isinstance(counts, dict) or "compared_with" not in outcome:
        return told
    words = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in counts.items())
    return f"{told}\nAgainst {outcome['compared_with'] or 'no earlier official release'}: {words}."
