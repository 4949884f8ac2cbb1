"""What the page of one charge import shows: its stages, counts, issues, and what can be done with it."""

import io
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice

from rvuedge.imports.models import ImportIssue, ImportRun, RunState
from rvuedge.lib.issues import Severity
from rvuedge.lib.months import Month
from tracking.extracts.cells import FAULT, MENDED
from tracking.extracts.kept import Kept, rows_of
from tracking.extracts.kinds import Kind
from tracking.models import ChargeImport
from tracking.services_imports import UNDO_WITHIN

SHOWN_ROWS = 8
_BUSY = (RunState.RECEIVED, RunState.READING)


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the stages of an import."""

    name: str
    is_done: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class ShownMonth:
    """What a month gains."""

    name: str
    lines: int
    credit: Decimal


@dataclass(frozen=True, slots=True)
class ShownCase:
    """One of the first cases."""

    day: date
    place: str
    lines: str
    credit: Decimal


@dataclass(frozen=True, slots=True)
class ShownImport:
    """An import as its page shows it; the shape that `imports/_issues.html` and `imports/_progress.html` take, too."""

    charges: ChargeImport
    stages: tuple[Stage, ...]
    errors: tuple[ImportIssue, ...]
    mends: tuple[ImportIssue, ...]
    remarks: tuple[ImportIssue, ...]
    months: tuple[ShownMonth, ...]
    first: tuple[ShownCase, ...]
    undo_until: datetime | None

    @property
    def run(self) -> object:
        return self.charges.run

    @property
    def is_busy(self) -> bool:
        return self.charges.run.state in _BUSY

    @property
    def is_pasted(self) -> bool:
        return self.charges.run.file_name == "pasted lines"

    @property
    def credit(self) -> Decimal:
        return Decimal(str(self.charges.run.outcome.get("credit") or 0))

    @property
    def shown_issues(self) -> bool:
        return bool(self.errors or self.mends or self.remarks)

    @property
    def more_issues(self) -> int:
        return max(0, self.charges.run.issue_count - len(self.errors) - len(self.mends) - len(self.remarks))


def shown_import(charges: ChargeImport, now: datetime) -> ShownImport:
    """Return what the page of an import shows at a time."""
    run = charges.run
    issues = list(run.issues.all())
    outcome = run.outcome
    until = charges.stored_at + UNDO_WITHIN if charges.stored_at and not charges.undone_at else None
    return ShownImport(
        charges=charges,
        stages=_stages(charges),
        errors=tuple(issue for issue in issues if issue.severity == Severity.ERROR),
        mends=tuple(issue for issue in issues if issue.severity == Severity.REPAIR),
        remarks=tuple(issue for issue in issues if issue.severity == Severity.WARNING),
        months=tuple(ShownMonth(Month.parse(name).name, lines, Decimal(credit)) for name, lines, credit in outcome.get("months", [])),
        first=tuple(
            ShownCase(date.fromisoformat(day), place, lines, Decimal(credit)) for day, place, lines, credit in outcome.get("first", [])
        ),
        undo_until=until if until is not None and until > now else None,
    )


def _case(day: str, place: str, lines: str, credit: str) -> ShownCase:
    return ShownCase(date.fromisoformat(day), place, lines, Decimal(credit))


def first_rows(run: ImportRun, kept: Kept) -> list[list[str]]:
    """Return the first rows that came through, faults and mends as they will be told, claim numbers as what groups them."""
    if not run.file:
        return []
    with run.file.open("rb") as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="")
        rows = list(islice(rows_of(text), SHOWN_ROWS))
        text.detach()
    cases = set(kept.of(Kind.CASE))
    return [[row[0], *(_told(cell, place in cases) for place, cell in enumerate(row[1:]))] for row in rows]


def _told(cell: str, is_case: bool) -> str:
    if is_case:
        return cell[:4]
    return "?" if cell.startswith(FAULT) else cell.replace(MENDED, "")


def _stages(charges: ChargeImport) -> tuple[Stage, ...]:
    run = charges.run
    asks, is_confirmed = run.outcome.get("asks"), bool(run.answers.get("confirmed"))
    waits = run.state == RunState.NEEDS_ANSWER
    if run.state == RunState.ACTIVE:
        done = 4
    elif is_confirmed:
        done = 3
    elif waits and asks == "confirm" or run.state == RunState.UNCHANGED:
        done = 2
    else:
        done = 1 if run.answers.get("columns") else 0
    names = ("Extract", "Check", "Preview", "Stored")
    return tuple(Stage(name, place < done, place == min(done, 3)) for place, name in enumerate(names))
