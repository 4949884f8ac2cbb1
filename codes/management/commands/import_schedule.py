"""Imports one official fee schedule file or release zip, recognised by content."""

import hashlib
import json
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import CommandError
from django.core.management.base import BaseCommand

from codes.activation import activate_target, date_target, is_draft, target_of
from codes.cms.kinds import large_kind_of
from codes.import_outcome import NOTHING
from rvuedge.imports.models import ImportRun
from rvuedge.imports.registry import Asked, Found, Importer, Prepared, found_in, importer_of, kinds, stream_importer_of
from rvuedge.imports.running import conclude
from rvuedge.imports.services import accept_mends, receive_file
from rvuedge.imports.services_claims import TakenAway, take_over
from rvuedge.imports.services_kept import receive_large, sha256_of
from rvuedge.lib.issues import Issue, Severity

_HEAD = 64 * 1024
_HINT_SHORT = " A part of a release is activated, on purpose, with --accept-short."
_SHOWN = ("kind", "release", "effective_from", "released_on", "rows")


@dataclass(frozen=True, slots=True)
class _Wish:
    """What the options ask for."""

    day: date | None
    activate: bool
    repair: bool
    dry: bool
    accept_short: bool


@dataclass(frozen=True, slots=True)
class _Done:
    """One table of the file: its name, how it ended, and what came out."""

    name: str
    state: str
    outcome: dict[str, object]
    prepared: Prepared


class Command(BaseCommand):
    help = "Import one fee schedule file, or every table of a zip; prints what it changes. Nothing of a refused file is stored."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", metavar="PATH")
        parser.add_argument("--kind", default="", help="the kind, where the content alone shall not decide")
        parser.add_argument(
            "--effective-from", default="", metavar="DATE", help="the day from which it holds (default: first day of the release's quarter)"
        )
        parser.add_argument("--activate", action="store_true", help="make it count at once")
        parser.add_argument("--repair", action="store_true", help="accept proposed mends, such as lost leading zeros")
        parser.add_argument("--accept-short", action="store_true", help="activate a part of a release, on purpose")
        parser.add_argument("--dry-run", action="store_true", help="read, check and compare, store nothing")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *, path: str, kind: str, effective_from: str, as_json: bool, **options: bool) -> None:
        file = Path(path)
        wish = _Wish(_day(effective_from), options["activate"], options["repair"], options["dry_run"], options["accept_short"])
        large = _large_kind(file)
        if large:
            done = [self._imported_large(file, large, wish)]
        else:
            content, name = _content_of(file), file.name
            done = [self._imported(found, content, name, wish) for found in _found(kind, content, name)]
        if as_json:
            self.stdout.write(json.dumps({"runs": [_run(one) for one in done]}))
        for one in done:
            self._tell(one, as_json)
        refused = [one for one in done if one.state == "refused"]
        if refused:
            hint = " Accept the proposed mends with --repair." if any(one.prepared.waits_for_mends for one in refused) else ""
            hint += " Give the day with --effective-from YYYY-MM-DD." if any(one.prepared.asks == "day" for one in refused) else ""
            hint += _HINT_SHORT if any(one.outcome.get("cut_off") and one.prepared.store for one in refused) else ""
            told = ", ".join(one.name for one in refused)
            raise CommandError(f"{told} was refused; nothing of it was stored.{hint}", returncode=2)

    def _imported(self, found: Found, content: bytes, name: str, wish: _Wish) -> _Done:
        importer = importer_of(found.kind)
        if importer is None:
            raise CommandError(f"There is no kind {found.kind}. Kinds: {', '.join(kinds())}.", returncode=2)
        own = content if found.content is None else found.content
        asked = Asked(own, found.member or name, hashlib.sha256(own).hexdigest(), wish.day, wish.repair, member=found.member)
        prepared = importer.prepare(asked, self._tell_progress)
        state = "unchanged" if prepared.is_known else "refused" if prepared.store is None else "draft"
        outcome = dict(prepared.outcome)
        if state == "draft" and outcome.get("cut_off") and wish.activate and not wish.accept_short:
            none = {**outcome, "difference": dict(NOTHING)}
            return _Done(asked.file_name, "refused", none, _with_error(prepared, str(outcome["cut_off"])))
        if state == "draft" and not wish.dry:
            outcome = self._store(importer, asked, prepared)
        if state != "refused" and not wish.dry:
            state = _activated(outcome, state, wish)
        return _Done(asked.file_name, state, outcome, prepared)

    def _imported_large(self, path: Path, kind: str, wish: _Wish) -> _Done:
        """The same for a table that may be larger than memory."""
        importer = stream_importer_of(kind)
        assert importer is not None
        with path.open("rb") as kept:
            asked = ImportRun(
                kind=kind,
                file_name=path.name,
                sha256=sha256_of(kept),
                effective_from=wish.day,
                accepts_repairs=wish.repair,
                size=kept.tell(),
            )
            kept.seek(0)
            prepared = importer.prepare_stream(asked, kept, self._tell_progress)
            state = "unchanged" if prepared.is_known else "refused" if prepared.store is None else "draft"
            outcome = dict(prepared.outcome)
            if state == "draft" and not wish.dry:
                with path.open("rb") as again:
                    run, _is_new = receive_large(kept=again, kind=kind, file_name=path.name, by=None, effective_from=wish.day)
                outcome = _concluded(run, prepared, repair=wish.repair)
        if state != "refused" and not wish.dry:
            state = _activated(outcome, state, wish)
        return _Done(path.name, state, outcome, prepared)

    def _store(self, importer: Importer, asked: Asked, prepared: Prepared) -> dict[str, object]:
        """Keep the file and its draft under a run, as an upload does."""
        run, _is_new = receive_file(
            content=asked.content, file_name=asked.file_name, kind=importer.kind, by=None, effective_from=asked.effective_from
        )
        if asked.accepts_repairs:
            accept_mends(run=run, by=None)
        return _concluded(run, prepared, repair=asked.accepts_repairs)

    def _tell_progress(self, stage: str, done: int, total: int) -> None:
        self.stderr.write(f"{stage}, {done:,} rows" if total else stage)

    def _tell(self, done: _Done, as_json: bool) -> None:
        if not as_json and done.state != "refused":
            self.stdout.write(_sentence(done.outcome, done.state))
        self._tell_issues(done.prepared.issues, done.prepared.issue_count)

    def _tell_issues(self, issues: Sequence[Issue], count: int) -> None:
        for issue in issues:
            where = ", ".join(part for part in (f"line {issue.line}" if issue.line else "", issue.field) if part)
            self.stderr.write(f"{issue.severity}: {where + ': ' if where else ''}{issue.message}")
        if count > len(issues):
            self.stderr.write(f"and {count - len(issues):,} more")


def _concluded(run: ImportRun, prepared: Prepared, *, repair: bool) -> dict[str, object]:
    """Store what was prepared under a run that no worker holds, and return the outcome."""
    try:
        return dict(conclude(take_over(run, accepts_repairs=repair), prepared))
    except TakenAway as error:
        raise CommandError(str(error)) from None


def _large_kind(path: Path) -> str | None:
    """The kind of a file beyond the limit of most, where it is one that may be larger."""
    try:
        if not settings.UPLOAD_LIMIT < path.stat().st_size <= settings.LARGE_UPLOAD_LIMIT:
            return None
        with path.open("rb") as file:
            return large_kind_of(file.read(_HEAD), path.name)
    except OSError:
        return None


def _content_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > settings.UPLOAD_LIMIT:
            raise CommandError(
                f"{path.name} is larger than {settings.UPLOAD_LIMIT // 1024 // 1024} MB. Bring the file as CMS publishes it.", returncode=2
            )
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} cannot be read ({error.strerror}). Check the path.", returncode=2) from None


def _found(kind: str, content: bytes, name: str) -> tuple[Found, ...]:
    """Return the tables of the file; with a kind named, the file as one of that kind."""
    return (Found(kind),) if kind else found_in(content, name)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise CommandError(f"--effective-from: '{text}' is not a date. Write it as YYYY-MM-DD.", returncode=2) from None


def _with_error(prepared: Prepared, message: str) -> Prepared:
    """What was prepared, with the fault for which it is not activated."""
    issue = Issue(None, "", "", Severity.ERROR, message)
    return replace(prepared, issues=(issue, *prepared.issues), issue_count=prepared.issue_count + 1)


def _activated(outcome: dict[str, object], state: str, wish: _Wish) -> str:
    """Return the state after activation: a draft of the same bytes that was waiting is activated, too."""
    target = target_of(outcome)
    if target is None:
        return state
    if wish.day is not None and is_draft(target) and target.effective_from != wish.day:
        try:
            date_target(target, wish.day, None)
        except ValidationError as error:
            raise CommandError(error.messages[0], returncode=2) from None
        outcome["effective_from"] = wish.day.isoformat()
    if not wish.activate:
        return state
    try:
        return "active" if activate_target(target, None, accept_short=wish.accept_short) else "unchanged"
    except ValidationError as error:
        raise CommandError(f"{error.messages[0]}{_HINT_SHORT}", returncode=2) from None


def _run(done: _Done) -> dict[str, object]:
    prepared, outcome = done.prepared, done.outcome
    issues = [
        {"line": issue.line, "field": issue.field, "value": issue.value, "severity": str(issue.severity), "message": issue.message}
        for issue in prepared.issues
    ]
    shown = {name: outcome.get(name) for name in _SHOWN}
    return {
        **shown,
        "state": done.state,
        "issues": issues,
        "issue_count": prepared.issue_count,
        "difference": outcome.get("difference", dict(NOTHING)),
    }


def _sentence(outcome: dict[str, object], state: str) -> str:
    counts = outcome["difference"]
    named = f"{outcome['release'] or 'Release'} ({outcome['title']})" if outcome.get("release_id") else outcome["title"]
    told = f"{named} from {outcome['effective_from']}: {outcome['rows']:,} rows, {state}."
    if not isinstance(counts, dict) or "compared_with" not in outcome:
        return told
    words = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in counts.items())
    return f"{told}\nAgainst {outcome['compared_with'] or 'no earlier official release'}: {words}."
