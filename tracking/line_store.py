"""Stores many cases with their lines and month totals fast: COPY on PostgreSQL, executemany on SQLite, in the caller's transactions."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from uuid import UUID

from django.db import connection
from django.db.models import AutoField, Field, JSONField, Model

from rvuedge.accounts.wall_copy import copying
from rvuedge.lib.months import Month
from tracking.models import Case, CaseLine, ChargeImport, Clinician
from tracking.services_totals import Gain, move_month
from tracking.wrvu.types import Outcome

# Few enough that whoever else writes waits a moment only: on SQLite there is one writer at a time.
AT_ONCE = 500
_NOTHING = Decimal(0)
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
# What differs from row to row stands first; the rest of a row is prepared once and used for every row like it.
_OF_CASE = ("id", "date_of_service", "place_of_service", "attending_id")
_OF_LINE = ("case_id", "date_of_service", "month_index", "position")
Value = str | int | None
Tail = str | tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class ReadyLine:
    """A valued line as the database takes it, without its case, day and position, and what it adds to the month."""

    tail: Tail
    code: str
    lane: str
    credit: Decimal
    is_counted: bool
    fee_amount: Decimal


@dataclass(frozen=True, slots=True)
class ReadyCase:
    """A case to be stored with its lines."""

    id: UUID
    day: date
    place: str
    lines: Sequence[ReadyLine]
    attending_id: int | None = None


@dataclass(slots=True)
class Stored:
    """What was stored."""

    cases: int = 0
    lines: int = 0
    credit: Decimal = _NOTHING
    not_counted: int = 0


def ready_lines(lines: Iterable[CaseLine]) -> tuple[ReadyLine, ...]:
    """Return valued lines (unsaved, of any case) ready to be stored under as many cases as say the same."""
    return tuple(_ready(line) for line in lines)


class Storing:
    """Stores new cases of one clinician, batch by batch; what the months gain is held until it is moved."""

    def __init__(self, clinician: Clinician, *, source: str, at: datetime, imported_by: ChargeImport | None = None) -> None:
        like = Case(clinician=clinician, source=source, imported_by=imported_by, created_at=at, updated_at=at)
        self._tail, self._months, self.stored = _cases.tail(like), _Months(clinician), Stored()

    def batches(self, cases: Iterable[ReadyCase]) -> Iterator["Batch"]:
        """Yield cases as batches that are ready to be written: a few thousand of them are in memory."""
        source_of_cases = iter(cases)
        while some := list(islice(source_of_cases, AT_ONCE)):
            self.stored.cases += len(some)
            rows = [((case.id, case.day, case.place, case.attending_id), self._tail) for case in some]
            yield Batch(rows, list(_rows(some, self.stored, self._months)))

    def move_months(self) -> None:
        """Add what was stored to the month totals, in the caller's transaction."""
        self._months.move()


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of cases and of their lines, prepared so that the transaction that writes them is short."""

    cases: Sequence[tuple[tuple[object, ...], Tail]]
    lines: Sequence[tuple[tuple[object, ...], Tail]]

    def write(self) -> None:
        """Store the rows in the caller's transaction."""
        _cases.write(self.cases)
        _lines.write(self.lines)


def _ready(line: CaseLine) -> ReadyLine:
    is_counted = line.outcome == Outcome.CREDITED
    return ReadyLine(_lines.tail(line), line.code, line.lane, line.credit, is_counted, line.fee_amount or _NOTHING)


def _rows(cases: Iterable[ReadyCase], stored: Stored, months: "_Months") -> Iterator[tuple[tuple[object, ...], Tail]]:
    for case in cases:
        month = months.of(case.day)
        for position, line in enumerate(case.lines, start=1):
            month.add(line)
            stored.lines += 1
            stored.credit += line.credit
            stored.not_counted += not line.is_counted
            yield (case.id, case.day, month.index, position), line.tail


class _Month:
    """What a month gains."""

    __slots__ = ("credit", "fee_amount", "index", "lines", "not_counted")

    def __init__(self, index: int) -> None:
        self.index, self.lines, self.not_counted = index, 0, 0
        self.credit = self.fee_amount = _NOTHING

    def add(self, line: ReadyLine) -> None:
        self.credit += line.credit
        self.fee_amount += line.fee_amount
        self.lines += 1
        self.not_counted += not line.is_counted


class _Months:
    """The months that cases fall into, by day."""

    def __init__(self, clinician: Clinician) -> None:
        self._clinician = clinician
        self._by_index: dict[int, _Month] = {}
        self._by_day: dict[date, _Month] = {}

    def of(self, day: date) -> _Month:
        month = self._by_day.get(day)
        if month is None:
            index = Month.of(day).index
            month = self._by_day[day] = self._by_index.setdefault(index, _Month(index))
        return month

    def move(self) -> None:
        """Add the gains to the stored totals; months are locked in order, so that two writers never wait for each other."""
        for index, gain in sorted(self._by_index.items()):
            move_month(self._clinician.pk, index, Gain(gain.credit, gain.lines, gain.not_counted, gain.fee_amount))


class _Shape:
    """The columns of a model, those that vary first."""

    def __init__(self, model: type[Model], varying: Sequence[str]) -> None:
        by_name = {field.attname: field for field in model._meta.concrete_fields if not isinstance(field, AutoField)}
        self._model = model
        self._varying = [by_name[name] for name in varying]
        self._constant = [field for name, field in by_name.items() if name not in varying]

    def tail(self, row: Model) -> Tail:
        """Return the constant part of a row as the database takes it."""
        values = tuple(_prepared(field, getattr(row, field.attname)) for field in self._constant)
        return "\t".join(map(_copy_text, values)) if connection.vendor == "postgresql" else values

    def write(self, rows: Iterable[tuple[tuple[object, ...], Tail]]) -> None:
        """Store rows: what varies, and the tail."""
        names = ", ".join(connection.ops.quote_name(str(field.column)) for field in (*self._varying, *self._constant))
        table = connection.ops.quote_name(self._model._meta.db_table)
        if connection.vendor == "postgresql":
            with copying(connection, table, names) as copy:
                copy.write("".join([_copy_line(varying, tail) for varying, tail in rows]))
            return
        marks = ", ".join(["%s"] * (len(self._varying) + len(self._constant)))
        values = [(*map(_sqlite, varying), *tail) for varying, tail in rows]
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)


def _prepared(field: "Field[object, object]", value: object) -> Value:
    """A value as text, a whole number or nothing, as Django itself writes it."""
    if isinstance(field, JSONField):
        return json.dumps(value, cls=field.encoder)
    if value is None or isinstance(value, str | int):
        return value
    told = field.get_db_prep_save(value, connection)
    return told if told is None or isinstance(told, int | str) else str(told)


def _copy_line(varying: tuple[object, ...], tail: Tail) -> str:
    told = "\t".join([r"\N" if one is None else str(one) for one in varying])
    return f"{told}\t{tail}\n"


def _copy_text(value: Value) -> str:
    return r"\N" if value is None else str(value).translate(_ESCAPES)


def _sqlite(value: object) -> Value:
    return value.hex if isinstance(value, UUID) else value if value is None or isinstance(value, int | str) else str(value)


_cases, _lines = _Shape(Case, _OF_CASE), _Shape(CaseLine, _OF_LINE)
