"""An employer's report read for one month: its rows come through the same door as charges, and each says what it counts for."""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import IO

from benchmarks.reconcile.lines import NOTHING, CountedLine
from benchmarks.reconcile.matching import without_reversals
from codes.cms.findings import Findings
from rvuedge.imports.registry import Progress
from rvuedge.lib.months import Month
from tracking.bulk import Valuer
from tracking.entry import CaseContent, EntryLine
from tracking.extracts import charges
from tracking.extracts.cells import FAULT
from tracking.extracts.kept import Kept, rows_of
from tracking.extracts.mapping import Mapping as Columns
from tracking.extracts.people import whose
from tracking.extracts.reading import RowReader, Terms
from tracking.models import Clinician
from tracking.places import OFFICE
from tracking.wrvu.details import stored_facts

_TELL_EVERY = 5_000
_FIRST_DAY = date(2000, 1, 1)
_NO_VALUE = "This is no number of wRVU. Write it as 1.92, or choose another column."
_SHARED = "Several codes share one value. Give each code a row of its own."


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a report is read: its columns, the month with the days beside it, and whose rows."""

    kept: Kept
    columns: Columns
    clinician: Clinician
    month: Month
    today: date
    shift: int
    rendering: str = ""
    # The name under which the clinician stood in the last report.
    known_as: str = ""
    accepts_repairs: bool = False

    @property
    def first_near(self) -> date:
        return self.month.first_day - timedelta(days=self.shift)

    @property
    def last_near(self) -> date:
        return self.month.last_day + timedelta(days=self.shift)


@dataclass(slots=True)
class EmployerReport:
    """The lines of a report in the month, those just beside it, and what was left out."""

    findings: Findings
    lines: list[CountedLine] = field(default_factory=list)
    near: list[CountedLine] = field(default_factory=list)
    is_valued_here: bool = False
    rows: int = 0
    of_others: int = 0
    of_other_months: int = 0
    taken_back: int = 0
    mends: int = 0
    rendering: str = ""
    # Several clinicians stand in it, and none of them is known to be this one: who, and with how many rows.
    people: tuple[tuple[str, int], ...] = ()

    @property
    def is_read(self) -> bool:
        """Whether it can be compared."""
        return not self.findings.has_errors and not self.people and not self.waits_for_mends

    @property
    def waits_for_mends(self) -> bool:
        return self.findings.has_repairs


def told_nobody(_stage: str, _done: int, _total: int) -> None:
    """The progress of what nobody waits for."""


def read_report(asked: Asked, kept: IO[bytes], tell: Progress = told_nobody) -> EmployerReport:
    """Return the lines of a report; where it holds several clinicians, those of the one whose name is this clinician's."""
    report = _read(asked, kept, asked.rendering, tell)
    if not report.people:
        return report
    names = [name for name, _rows in report.people]
    own = asked.known_as if asked.known_as in names else whose(names, asked.clinician.name)
    return _read(asked, kept, own, tell) if own else report


def _read(asked: Asked, kept: IO[bytes], rendering: str, tell: Progress) -> EmployerReport:
    report = EmployerReport(Findings(), rendering=rendering, is_valued_here=asked.columns.value is None)
    reader = RowReader(asked.columns, Terms(_FIRST_DAY, asked.today, False, rendering, asked.accepts_repairs), report.findings)
    kept.seek(0)
    text = io.TextIOWrapper(kept, encoding="utf-8", newline="")
    lines = list(_lines(asked, report, reader, _told(rows_of(text), asked.kept.rows, tell)))
    text.detach()
    report.rows, report.of_others, report.mends = reader.rows, reader.of_others, reader.mends
    if not rendering and len(reader.people) > 1:
        report.people = tuple(sorted(reader.people.items()))
    elif not reader.rows:
        report.findings.error(None, "", "", "No row has a day and a code. Choose other columns, or bring another file.")
    elif reader.rows == reader.of_others:
        report.findings.error(None, "rendering", "", "No row is of this clinician. Choose the name as the file writes it.")
    if not report.findings.has_errors and not report.people:
        _put(report, asked, _valued(lines, asked.clinician) if report.is_valued_here else lines)
    return report


def _told(rows: Iterable[list[str]], count: int, tell: Progress) -> Iterator[list[str]]:
    for number, row in enumerate(rows):
        if number % _TELL_EVERY == 0:
            tell("Reading the report", number, count)
        yield row


def _put(report: EmployerReport, asked: Asked, lines: Sequence[CountedLine]) -> None:
    month = asked.month
    # Marks of claims have grouped the rows; they are new with every reading.
    lines = [line._replace(case="") for line in lines]
    report.lines, report.taken_back = without_reversals([line for line in lines if month.first_day <= line.day <= month.last_day])
    beside = [line for line in lines if asked.first_near <= line.day <= asked.last_near and Month.of(line.day) != month]
    report.near, _count = without_reversals(beside)
    report.of_other_months = sum(Month.of(line.day) != month for line in lines)


def _lines(asked: Asked, report: EmployerReport, reader: RowReader, rows: Iterable[list[str]]) -> Iterator[CountedLine]:
    """Yield the rows as lines; the reader takes them one by one, so that the last value seen is that of the row it gives."""
    at = asked.columns.value
    seen = [""]

    def watched() -> Iterator[list[str]]:
        for row in rows:
            seen[0] = row[1 + at] if at is not None else ""
            yield row

    for text in reader.read(watched()):
        day, sign, mark, number, place, charged = text.split("\t")
        value = _value(seen[0], int(number), report.findings)
        read = charges.read(charged)
        if len(read) > 1 and at is not None:
            report.findings.error(int(number), "code", "", _SHARED)
            continue
        is_back = sign == "0" or value < 0
        for one in read:
            units = -one.units if is_back else one.units
            worth = -abs(value) if is_back else value
            told = tuple(sorted(one.modifiers))
            yield CountedLine(date.fromisoformat(day), one.code, told, units, worth, mark, place, int(number))


def _value(told: str, number: int, findings: Findings) -> Decimal:
    if told.startswith(FAULT):
        findings.error(number, "wrvu", told[1:], _NO_VALUE)
        return NOTHING
    return Decimal(told) if told else NOTHING


def _valued(lines: Sequence[CountedLine], clinician: Clinician) -> list[CountedLine]:
    """Return the lines of a report that tells no values with those of the clinician's own rules, case by case."""
    valuer = Valuer(clinician, {line.code for line in lines})
    cases: dict[tuple[object, ...], list[CountedLine]] = {}
    for line in lines:
        cases.setdefault((line.day, line.case, line.place, line.units < 0), []).append(line)
    return [one for case in cases.values() for one in _valued_case(case, valuer)]


def _valued_case(case: Sequence[CountedLine], valuer: Valuer) -> Iterator[CountedLine]:
    sign = -1 if case[0].units < 0 else 1
    entered = tuple(EntryLine(line.code, line.modifiers, abs(line.units), facts=stored_facts("")) for line in case)
    ready = valuer.lines_of(CaseContent(case[0].day, case[0].place or OFFICE, entered))
    for line, one in zip(case, ready, strict=True):
        yield line._replace(value=sign * one.credit)
