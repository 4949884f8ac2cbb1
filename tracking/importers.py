"""Joins charge extracts to the import contract: kept rows are read, sorted and matched with the log; what is new is shown, then stored."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import IO
from uuid import uuid4

from codes.cms.findings import Findings
from rvuedge.accounts.models import User
from rvuedge.imports.models import ImportRun
from rvuedge.imports.registry import Prepared, Progress
from rvuedge.lib.decimals import decimal_text
from rvuedge.lib.issues import Issue, Severity
from tracking.bulk import NewCase, Valuer
from tracking.entry import CaseContent, EntryLine
from tracking.extracts.charges import Charge
from tracking.extracts.kept import Kept, kept_of, rows_of
from tracking.extracts.mapping import Mapping as Columns
from tracking.extracts.mapping import mapping_of
from tracking.extracts.matching import Likeness, Matcher
from tracking.extracts.people import whose
from tracking.extracts.reading import RowReader, Terms
from tracking.extracts.remittances import LAYOUT as REMITTANCE
from tracking.extracts.sorting import sorted_texts
from tracking.import_preview import Preview
from tracking.logged import LoggedCharges
from tracking.models import ChargeColumns, ChargeImport, Clinician
from tracking.places import OFFICE
from tracking.services_imports import KIND
from tracking.services_stored import Hidden, Hold, hide_charges, show_charges
from tracking.wrvu.details import stored_facts

_TELL_EVERY = 5_000
_LOST = "The columns of the file are not known any more. Bring it again."
_NO_CHARGES = "The file is a remittance (835), of what a payer made of charges. Bring it to Reconcile; the log takes 837P or csv."


@dataclass(frozen=True, slots=True)
class Asked:
    """What an extract is read under: its columns, whose log it goes into, and what was answered."""

    kept: Kept
    columns: Columns
    clinician: Clinician
    today: date
    place: str = OFFICE
    rendering: str = ""
    accepts_repairs: bool = False
    # What was found when the file came in.
    door: tuple[Issue, ...] = ()

    @property
    def terms(self) -> Terms:
        ended = self.clinician.ended_on
        last = self.today if ended is None else min(self.today, ended)
        return Terms(self.clinician.started_on, last, ended is not None and ended <= self.today, self.rendering, self.accepts_repairs)

    @property
    def likeness(self) -> Likeness:
        return Likeness(self.columns.place is not None, self.columns.tooth is not None)


class ChargeImporter:
    """Reads the kept file of a charge import: shows what is new and waits; once confirmed, stores it."""

    kind = KIND

    def prepare_stream(self, run: ImportRun, kept: IO[bytes], progress: Progress) -> Prepared:
        """Read the kept rows, match them with the log, and return what is to be answered, or what stores them."""
        charges = ChargeImport.objects.select_related("clinician__organisation").get(run=run)
        asked = asked_of(run, charges.clinician)
        if asked is None:
            return Prepared({"reason": _LOST}, is_known=False)
        reading = reading_of(asked, kept, progress)
        if run.answers.get("confirmed"):
            outcome = {name: value for name, value in run.outcome.items() if name != "asks"}
            storage = Storage(charges, reading)
            return Prepared(outcome, hide=storage.hide, store=storage.show, ends_active=True)
        return reading.preview()


def reading_of(asked: Asked, kept: IO[bytes], progress: Progress) -> "Reading":
    """Return the rows of an extract, read and sorted: of several clinicians' those of the one whose log it is, where a name tells."""
    reading = Reading(asked, kept, progress)
    if not reading.is_of_several:
        return reading
    memory = ChargeColumns.objects.filter(clinician=asked.clinician).first()
    known = memory.rendering if memory and memory.rendering in reading.reader.people else ""
    own = known or whose(reading.reader.people, asked.clinician.name)
    return Reading(replace(asked, rendering=own), kept, progress) if own else reading


class Reading:
    """One pass over the rows of an extract: read and sorted when it is made, matched when its cases are asked for."""

    def __init__(self, asked: Asked, kept: IO[bytes], progress: Progress) -> None:
        self._asked, self._progress = asked, progress
        self.findings = Findings()
        self.findings.add(*asked.door)
        if asked.kept.layout == REMITTANCE:
            self.findings.error(None, "", "", _NO_CHARGES)
        self.reader = RowReader(asked.columns, asked.terms, self.findings)
        kept.seek(0)
        text = io.TextIOWrapper(kept, encoding="utf-8", newline="")
        texts = sorted_texts(self.reader.read(self._told(rows_of(text))))
        # Asking for the first reads them all: from here on the codes of the file are known.
        first = next(texts, None)
        text.detach()
        self._texts = texts if first is None else chain((first,), texts)
        self.matcher = Matcher(asked.likeness, asked.place, LoggedCharges(asked.clinician, asked.likeness), self.findings)

    @property
    def is_of_several(self) -> bool:
        """Whether the rows are of several clinicians, and it is not told whose are wanted."""
        return len(self.reader.people) > 1 and not self._asked.rendering

    @property
    def codes(self) -> set[str]:
        return self.reader.codes

    @property
    def clinician(self) -> Clinician:
        return self._asked.clinician

    def cases(self) -> Iterator[NewCase]:
        """Yield the cases that are new; once."""
        for case in self.matcher.new_cases(self._texts):
            yield NewCase(uuid4(), CaseContent(case.day, case.place, entry_lines(case.charges)))

    def preview(self) -> Prepared:
        """Return what storing would do, and what a person has to answer first."""
        if self.is_of_several:
            return Prepared({"people": sorted(self.reader.people.items())}, asks="rendering")
        shown = Preview()
        valuer = Valuer(self.clinician, self.codes)
        for number, case in enumerate(self.cases()):
            shown.add(case.content, valuer)
            if number % _TELL_EVERY == 0:
                self._progress("Matching with the log", shown.lines + self.matcher.duplicates, self.reader.rows)
        self.matcher.tell()
        self._tell()
        outcome = {**shown.stored(), **self._counts()}
        issues, count = self.findings.shown(), self.findings.count
        waits = self.findings.has_repairs and not self._asked.accepts_repairs
        if self.findings.has_errors or waits:
            return Prepared(outcome, issues, count, waits_for_mends=waits and not self.findings.has_errors)
        return Prepared(outcome, issues, count, is_known=not shown.lines, asks="confirm" if shown.lines else "")

    def _counts(self) -> Mapping[str, object]:
        kept, matcher, reader = self._asked.kept, self.matcher, self.reader
        return {
            "rows": reader.rows,
            "duplicates": matcher.duplicates,
            "reversed": matcher.reversed,
            "of_others": reader.of_others,
            "left_out": reader.footers + kept.skipped,
            "mends": reader.mends,
            "refused": reader.refused + matcher.refused,
            "rendering": self._asked.rendering,
            "first_day": matcher.first_day,
            "last_day": matcher.last_day,
            "patient_columns": kept.patient_columns,
            "other_columns": kept.other_columns,
            "patient_segments": kept.patient_segments,
        }

    def _tell(self) -> None:
        """Say what a person should know of a file that can be stored."""
        columns, kept = self._asked.columns, self._asked.kept
        if not self.reader.rows:
            self.findings.error(None, "", "", "No row has a day and a code. Choose other columns, or bring another file.")
        elif not self.reader.rows - self.reader.of_others:
            self.findings.error(None, "rendering", "", "No row is of this clinician. Choose the name as the file writes it.")
        if columns.case is None and kept.layout not in ("lines",):
            told = "The file names no case or claim: each row becomes a case of its own, and no row changes the value of another."
            self.findings.warning(None, "case", "", told)

    def _told(self, rows: Iterator[list[str]]) -> Iterator[Sequence[str]]:
        for number, row in enumerate(rows):
            if number % _TELL_EVERY == 0:
                self._progress("Reading the file", number, self._asked.kept.rows)
            yield row


def asked_of(run: ImportRun, clinician: Clinician) -> Asked | None:
    """Return what a run was asked to do; None where its columns are not known."""
    answers = run.answers
    kept = kept_of(answers["kept"]) if isinstance(answers.get("kept"), dict) else None
    columns = mapping_of(answers.get("columns"), kept) if kept else None
    if kept is None or columns is None:
        return None
    today = date.fromisoformat(str(answers["today"]))
    place, rendering = str(answers.get("place") or OFFICE), str(answers.get("rendering") or "")
    door = tuple(Issue(line, name, value, Severity(weight), told) for line, name, value, weight, told in answers.get("door", ()))
    return Asked(kept, columns, clinician, today, place, rendering, run.accepts_repairs, door)


@lru_cache(maxsize=20_000)
def entry_lines(charges: tuple[Charge, ...]) -> tuple[EntryLine, ...]:
    """Return charges as the lines of a case."""
    return tuple(EntryLine(one.code, one.modifiers, one.units, one.tooth, stored_facts(one.details)) for one in charges)


class Storage:
    """Stores what is new of an extract in two steps: hidden first, then shown."""

    def __init__(self, charges: ChargeImport, reading: Reading) -> None:
        self._charges, self._reading = charges, reading
        self._hidden: Hidden | None = None

    def hide(self, hold: Hold) -> None:
        """Store the cases hidden, in short transactions."""
        reading = self._reading
        self._hidden = hide_charges(charges=self._charges, cases=reading.cases(), codes=reading.codes, hold=hold)
        if reading.findings.has_errors:
            raise RuntimeError("The kept file could be read for the preview, and cannot be read now.")

    def show(self, _run: ImportRun, by: User | None) -> Mapping[str, object]:
        """Show them, and return what came out."""
        assert self._hidden is not None
        done, matcher = show_charges(charges=self._charges, hidden=self._hidden, by=by), self._reading.matcher
        return {
            "created": done.lines,
            "cases": done.cases,
            "credit": decimal_text(done.credit),
            "not_counted": done.not_counted,
            "duplicates": matcher.duplicates,
            "reversed": matcher.reversed,
        }
