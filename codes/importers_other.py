"""Joins the readers of the tables beside the physician fee schedule to the import contract."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import IO

from codes.archives import opened_of
from codes.cms.findings import Findings
from codes.cms.kinds import Reader
from codes.cms.reading import About, Reading, opened_kept
from codes.cms.recognise import NotATable
from codes.models import OtherSchedule
from codes.other_comparison import TableDifference, compare_tables
from codes.other_kinds import MOST_COMPARED, OtherKind
from codes.other_outcome import compared_facts, known_facts, reading_facts
from codes.services_other import NewSchedule, schedule_before, stage_schedule
from codes.services_pieces import show_schedule, store_hidden
from rvuedge.accounts.models import User
from rvuedge.imports.models import ImportRun
from rvuedge.imports.registry import Asked, Prepared, Progress

# Longer tables are stored in pieces, so that nobody waits for the writer.
MOST_AT_ONCE = 50_000
_DAY = "The file does not say from which day it holds. Give the day."


@dataclass(frozen=True, slots=True)
class OtherImporter:
    """One kind of official table: read, checked, compared with the one in force before it."""

    other: OtherKind
    reader: Reader

    @property
    def kind(self) -> str:
        return self.other.kind

    def prepare(self, asked: Asked, progress: Progress) -> Prepared:
        """Read, check and compare a file; write nothing."""
        stored = OtherSchedule.objects.official().filter(kind=self.kind, source_sha256=asked.sha256).order_by("-id").first()
        if stored is not None and asked.effective_from in (None, stored.effective_from):
            return Prepared(known_facts(stored), is_known=True)
        progress("Reading the file", 0, 0)
        reading = self._read(asked)
        progress("Checking the rows", len(reading.rows), len(reading.rows))
        name = ", ".join(part for part in (self.other.name, reading.about.series) if part)
        return prepared(self.other, name, reading, asked, progress)

    def _read(self, asked: Asked) -> Reading[object]:
        try:
            file, remarks = opened_of(asked)
            reading = self.reader.read(file, accepts_repairs=asked.accepts_repairs)
        except NotATable as error:
            return refused(self.kind, error)
        return replace(reading, issues=(*reading.issues, *remarks), issue_count=reading.issue_count + len(remarks))


@dataclass(frozen=True, slots=True)
class LargeImporter(OtherImporter):
    """The same for a kind of table that may be larger than memory: its text is read line by line, and again when it is stored."""

    def prepare_stream(self, run: ImportRun, kept: IO[bytes], progress: Progress) -> Prepared:
        """Read, check and compare the kept file of a run; write nothing."""
        stored = OtherSchedule.objects.official().filter(kind=self.kind, source_sha256=run.sha256).order_by("-id").first()
        if stored is not None and run.effective_from in (None, stored.effective_from):
            return Prepared(known_facts(stored), is_known=True)
        is_read = False

        def told(done: int, total: int) -> None:
            if not is_read:
                progress("Reading the file", done, total)

        try:
            reading = self.reader.read(opened_kept(kept, run.file_name, told), accepts_repairs=run.accepts_repairs)
        except NotATable as error:
            reading = refused(self.kind, error)
        is_read = True
        asked = Asked(b"", run.file_name, run.sha256, run.effective_from, run.accepts_repairs)
        name = ", ".join(part for part in (self.other.name, reading.about.series) if part)
        return prepared(self.other, name, reading, asked, progress)


def prepared(other: OtherKind, name: str, reading: Reading[object], asked: Asked, progress: Progress) -> Prepared:
    """Return what a reading comes to: refused, waiting for an answer, or compared and ready to be stored."""
    effective_from = asked.effective_from or reading.about.effective_from
    facts = reading_facts(other, reading, effective_from)
    if reading.is_refused:
        return Prepared(facts, reading.issues, reading.issue_count, waits_for_mends=reading.waits_for_mends)
    if effective_from is None:
        findings = Findings()
        findings.warning(None, "effective_from", "", _DAY)
        return Prepared(facts, (*reading.issues, *findings.shown()), reading.issue_count + 1, asks="day")
    before = schedule_before(other.kind, name, asked.organisation, effective_from)
    progress("Comparing with the table in force", len(reading.rows), len(reading.rows))
    outcome = facts | compared_facts(other, before, _difference(other, before, reading))
    new = _new_schedule(other, name, reading, effective_from, asked)
    if asked.organisation is None and new.row_count > MOST_AT_ONCE:
        pieces = _Pieces(other, new, progress)
        return Prepared(outcome, reading.issues, reading.issue_count, store=pieces.store, hide=pieces.hide)
    return Prepared(outcome, reading.issues, reading.issue_count, store=_storing(other, new))


def refused(kind: str, error: NotATable) -> Reading[object]:
    """Return the reading of a file that is no table."""
    return Reading(kind, About(""), (), (error.issue,), 1, is_refused=True)


def _difference(other: OtherKind, before: OtherSchedule | None, reading: Reading[object]) -> TableDifference | None:
    """Row by row, unless there is nothing before or the tables are too long for it."""
    if before is None or max(before.row_count, len(reading.rows)) > MOST_COMPARED:
        return None
    return compare_tables(other.stored_values(before), other.values_of(reading.rows), other.amount_position)


def _new_schedule(other: OtherKind, name: str, reading: Reading[object], effective_from: date, asked: Asked) -> NewSchedule:
    return NewSchedule(
        kind=other.kind,
        name=name,
        title=reading.about.title or name,
        effective_from=effective_from,
        released_on=reading.about.released_on,
        rows=reading.rows,
        row_count=len(reading.rows),
        source_name=asked.member or asked.file_name,
        sha256=asked.sha256,
    )


def _storing(other: OtherKind, new: NewSchedule) -> Callable[[ImportRun, User | None], Mapping[str, object]]:
    def store(run: ImportRun, by: User | None) -> Mapping[str, object]:
        return _stored(stage_schedule(new=new, table=other.table, run=run, by=by))

    return store


class _Pieces:
    """A long table on its way: written hidden, then shown."""

    def __init__(self, other: OtherKind, new: NewSchedule, progress: Progress) -> None:
        self._other, self._new, self._progress = other, new, progress
        self._hidden: OtherSchedule | None = None

    def hide(self, hold: Callable[[], object]) -> None:
        """Write every row where nobody sees it."""

        def told(done: int) -> None:
            self._progress("Storing the rows", done, self._new.row_count)

        self._hidden = store_hidden(new=self._new, table=self._other.table, hold=hold, told=told)

    def store(self, run: ImportRun, by: User | None) -> Mapping[str, object]:
        """Show what was written."""
        assert self._hidden is not None
        return _stored(show_schedule(schedule=self._hidden, new=self._new, run=run, by=by))


def _stored(schedule: OtherSchedule) -> Mapping[str, object]:
    return {"release": schedule.title, "schedule_id": schedule.pk}
