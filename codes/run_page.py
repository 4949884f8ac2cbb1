"""What the page of one import shows: its stages, its issues, its difference, what can be done, and the other files of the upload."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from codes.activation import Target, is_draft
from codes.cut_off import cut_off_release
from codes.models import OtherSchedule, Release, ReleaseState
from rvuedge.imports.models import ImportIssue, ImportRun, ImportRunQuerySet, RunState
from rvuedge.lib.issues import Severity

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
    """One of the largest changes of work, or of the amount of a table."""

    code: str
    before: str
    after: str
    change: str


@dataclass(frozen=True, slots=True)
class ShownRun:
    """A run as its page shows it. `release` is what it stored of the physician fee schedule, `schedule` of another table."""

    run: ImportRun
    release: Release | None
    schedule: OtherSchedule | None
    companions: tuple[ImportRun, ...]
    stages: tuple[Stage, ...]
    errors: tuple[ImportIssue, ...]
    mends: tuple[ImportIssue, ...]
    remarks: tuple[ImportIssue, ...]
    kinds: tuple[ShownKind, ...]
    largest: tuple[ShownChange, ...]
    # Why the release seems cut off; blank for a whole one.
    cut_off: str = ""

    @property
    def target(self) -> Target | None:
        """What can be activated."""
        return self.release or self.schedule

    @property
    def is_busy(self) -> bool:
        return self.run.state in _BUSY

    @property
    def is_batch_busy(self) -> bool:
        return self.is_busy or any(run.state in _BUSY for run in self.companions)

    @property
    def is_draft(self) -> bool:
        return self.target is not None and is_draft(self.target)

    @property
    def is_first(self) -> bool:
        """Whether the file was read whole and no official release or table before it is active."""
        outcome = self.run.outcome
        return self.target is not None and bool(outcome.get("rows")) and "compared_with" in outcome and not outcome["compared_with"]

    @property
    def may_activate(self) -> bool:
        return self.target is not None and self.target.state != ReleaseState.ACTIVE

    @property
    def may_activate_all(self) -> bool:
        """Whether the upload holds more than one table that waits for activation."""
        return sum(run.state == RunState.READY for run in (self.run, *self.companions)) > 1

    @property
    def shown_issues(self) -> int:
        return len(self.errors) + len(self.mends) + len(self.remarks)

    @property
    def more_issues(self) -> int:
        return max(0, self.run.issue_count - self.shown_issues)


def shown_run(run: ImportRun, within: ImportRunQuerySet) -> ShownRun:
    """Return a run with everything its page needs; `within` are the runs that the viewer may see."""
    issues = list(run.issues.all())
    batch = within.filter(batch=run.batch).exclude(pk=run.pk).order_by("created_at") if run.batch else ()
    outcome, release = run.outcome, run.releases.first()
    return ShownRun(
        run=run,
        release=release,
        schedule=run.other_schedules.first(),
        companions=tuple(batch),
        stages=_stages(run),
        errors=_of(issues, Severity.ERROR),
        mends=_of(issues, Severity.REPAIR),
        remarks=_of(issues, Severity.WARNING),
        kinds=_kinds(outcome) if "kinds" in outcome else _table_kinds(outcome),
        largest=_largest(outcome),
        cut_off=cut_off_release(release) if release is not None else "",
    )


def _of(issues: Sequence[ImportIssue], severity: Severity) -> tuple[ImportIssue, ...]:
    return tuple(issue for issue in issues if issue.severity == severity)


def _stages(run: ImportRun) -> tuple[Stage, ...]:
    words = run.stage.split(" ", 1)[0]
    current = _STAGE_OF_WORDS.get(words, 0) if run.state in _BUSY else _STAGE_OF_STATE[RunState(run.state)]
    return tuple(Stage(name, number < current, number == current) for number, name in enumerate(_STAGES))


def _kinds(outcome: Mapping[str, Any]) -> tuple[ShownKind, ...]:
    """The lines of the difference of a release; without a release before there is nothing to compare."""
    if not outcome.get("compared_with"):
        return ()
    kinds, counts = outcome["kinds"], {**outcome["difference"], **outcome.get("also", {})}
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
    shown += [
        ShownKind(words, counts[name], "")
        for name, words in (
            ("status_changed", "Status changed"),
            ("fee_changed", "Totals changed"),
            ("global_changed", "Global period changed"),
            ("indicators_changed", "Payment indicators changed"),
        )
        if name in counts
    ]
    before, after = outcome["factor_before"], outcome["conversion_factor"]
    return (*shown, ShownKind("Conversion factor", 1, f"{before} to {after}")) if before != after else tuple(shown)


def _table_kinds(outcome: Mapping[str, Any]) -> tuple[ShownKind, ...]:
    """The lines of the difference of another table; beyond the size that is compared row by row, the counts alone."""
    if not outcome.get("compared_with"):
        return ()
    if not outcome.get("is_compared"):
        return (ShownKind("Rows before", outcome["rows_before"], ""), ShownKind("Rows now", outcome["rows"], ""))
    counts = outcome["difference"]
    return (
        ShownKind("New", counts["added"], ", ".join(outcome["first_added"])),
        ShownKind("Gone", counts["removed"], ", ".join(outcome["first_removed"])),
        ShownKind("Changed", counts["fee_changed"], ""),
    )


def _largest(outcome: Mapping[str, Any]) -> tuple[ShownChange, ...]:
    changes = outcome.get("largest", ()) if outcome.get("compared_with") else ()
    return tuple(_shown_change(change) for change in changes)


def _shown_change(change: Mapping[str, Any]) -> ShownChange:
    moved = f"{Decimal(change['change']):+}" if change["change"] is not None else "-"
    if "key" in change:
        return ShownChange(change["key"], change["before"] or "none", change["after"] or "none", moved)
    return ShownChange(_code(change), _work(change["before"]), _work(change["after"]), moved)


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
