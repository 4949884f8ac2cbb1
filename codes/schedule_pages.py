"""What the pages of fee schedules show: releases with what can be done to each, and a run with its stage, issues and difference."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from codes.importers import PPRRVU
from codes.models import Release, ReleaseState
from codes.releases import former_of, official, release_in_force
from rvuedge.imports.models import ImportIssue, ImportRun, ImportRunQuerySet, RunState
from rvuedge.lib.issues import Severity

SHOWN_RUNS = 12
_STAGES = ("File", "Check", "Compare", "Activate")
_BUSY = (RunState.RECEIVED, RunState.READING)
_STAGE_OF_STATE = {
    RunState.NEEDS_ANSWER: 1,
    RunState.REFUSED: 1,
    RunState.FAILED: 1,
    RunState.READY: 2,
    RunState.ACTIVE: 4,
    RunState.UNCHANGED: 4,
}
_STAGE_OF_WORDS = {"Reading": 0, "Checking": 1, "Comparing": 2, "Storing": 2}


@dataclass(frozen=True, slots=True)
class ShownRelease:
    """A release of the list; `former` is named by the button that takes it back."""

    release: Release
    is_in_force: bool
    former: Release | None

    @property
    def is_active(self) -> bool:
        return self.release.state == ReleaseState.ACTIVE


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the four stages of an import."""

    name: str
    is_done: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class ShownKind:
    """One line of the difference."""

    words: str
    rows: int
    example: str


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One of the largest changes of work."""

    code: str
    before: str
    after: str
    change: str


@dataclass(frozen=True, slots=True)
class ShownRun:
    """A run as its page shows it."""

    run: ImportRun
    release: Release | None
    stages: tuple[Stage, ...]
    errors: tuple[ImportIssue, ...]
    mends: tuple[ImportIssue, ...]
    remarks: tuple[ImportIssue, ...]
    kinds: tuple[ShownKind, ...]
    largest: tuple[ShownChange, ...]

    @property
    def is_busy(self) -> bool:
        return self.run.state in _BUSY

    @property
    def is_draft(self) -> bool:
        return self.release is not None and self.release.state == ReleaseState.DRAFT

    @property
    def may_activate(self) -> bool:
        return self.release is not None and self.release.state != ReleaseState.ACTIVE

    @property
    def shown_issues(self) -> int:
        return len(self.errors) + len(self.mends) + len(self.remarks)

    @property
    def more_issues(self) -> int:
        return max(0, self.run.issue_count - self.shown_issues)


def official_runs() -> ImportRunQuerySet:
    """Return the imports of official releases: the installation's, read only behind the right to manage releases."""
    return ImportRun.objects.filter(kind=PPRRVU, organisation=None)


def shown_releases(today: date) -> list[ShownRelease]:
    """Return the official releases, the latest first; only the latest active one can be taken back."""
    releases = list(official())
    in_force = release_in_force(today)
    latest = next((release for release in releases if release.state == ReleaseState.ACTIVE), None)
    return [
        ShownRelease(release, in_force is not None and release.pk == in_force.pk, former_of(release) if release is latest else None)
        for release in releases
    ]


def shown_run(run: ImportRun) -> ShownRun:
    """Return a run with everything its page needs."""
    issues = list(run.issues.all())
    return ShownRun(
        run=run,
        release=run.releases.first(),
        stages=_stages(run),
        errors=_of(issues, Severity.ERROR),
        mends=_of(issues, Severity.REPAIR),
        remarks=_of(issues, Severity.WARNING),
        kinds=_kinds(run.outcome),
        largest=_largest(run.outcome),
    )


def _of(issues: Sequence[ImportIssue], severity: Severity) -> tuple[ImportIssue, ...]:
    return tuple(issue for issue in issues if issue.severity == severity)


def _stages(run: ImportRun) -> tuple[Stage, ...]:
    words = run.stage.split(" ", 1)[0]
    current = _STAGE_OF_WORDS.get(words, 0) if run.state in _BUSY else _STAGE_OF_STATE[RunState(run.state)]
    return tuple(Stage(name, number < current, number == current) for number, name in enumerate(_STAGES))


def _kinds(outcome: Mapping[str, object]) -> tuple[ShownKind, ...]:
    """The lines of the difference; without a release before there is nothing to compare."""
    kinds, counts = outcome.get("kinds"), outcome.get("difference")
    if not outcome.get("compared_with") or not isinstance(kinds, dict) or not isinstance(counts, dict):
        return ()
    shown = [
        ShownKind(words, kinds[name]["rows"], _example(kinds[name]["example"]))
        for name, words in (
            ("lower_by_efficiency", "Work lower by 2.5%"),
            ("work_changed_otherwise", "Work changed otherwise"),
            ("work_unchanged", "Work unchanged"),
            ("added", "New"),
            ("removed", "Gone"),
        )
    ]
    shown.append(ShownKind("Status changed", counts["status_changed"], ""))
    shown.append(ShownKind("Totals changed", counts["fee_changed"], ""))
    shown.append(ShownKind("Conversion factor", 1, f"{outcome['factor_before']} to {outcome['conversion_factor']}"))
    return tuple(shown)


def _largest(outcome: Mapping[str, Any]) -> tuple[ShownChange, ...]:
    changes = outcome.get("largest", ()) if outcome.get("compared_with") else ()
    return tuple(
        ShownChange(_code(change), _work(change["before"]), _work(change["after"]), f"{Decimal(change['change']):+}") for change in changes
    )


def _example(change: Mapping[str, str | None] | None) -> str:
    if change is None:
        return ""
    code, before, after = _code(change), _work(change["before"]), _work(change["after"])
    if change["before"] is None:
        return f"{code}: {after}"
    if change["after"] is None:
        return f"{code}: was {before}"
    return f"{code}: {before}" if before == after else f"{code}: {before} to {after}"


def _code(change: Mapping[str, str | None]) -> str:
    return f"{change['code']}-{change['modifier']}" if change["modifier"] else str(change["code"])


def _work(value: str | None) -> str:
    return "none" if value is None or not Decimal(value) else value
