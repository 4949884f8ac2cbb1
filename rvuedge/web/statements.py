"""Statements of the busiest requests: Django builds and compiles each once for a process, later ones only bind other values."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import (
    CharField,
    ForeignKey,
    IntegerField,
    Model,
    PositiveIntegerField,
    PositiveSmallIntegerField,
    QuerySet,
    SmallIntegerField,
    TextField,
)
from django.db.models.query import get_related_populators

Row = TypeVar("Row", bound=Model)
Bindable = int | str | date | UUID
# A value that no query names stands where another is bound later, of each kind as many as a statement may take. Numbers are small
# enough for every field: for one that a field cannot hold Django leaves the condition out.
_MARKS: dict[type, Callable[[int], Bindable]] = {
    int: lambda place: 32_701 + place,
    str: lambda place: f"\ue000{place}",
    date: lambda place: date.fromordinal(1 + place),
    UUID: lambda place: UUID(int=1 + place),
}
# Most values of a row are bound as they are: what is stored in these fields, if it is of this very type already.
_AS_IT_IS: dict[Any, type] = {
    **dict.fromkeys((CharField, TextField), str),
    **dict.fromkeys((ForeignKey, IntegerField, PositiveIntegerField, PositiveSmallIntegerField, SmallIntegerField), int),
}


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A compiled query: its text and what is bound in it, and what becomes of the values that come back."""

    sql: str
    bound: tuple["_Bound", ...]
    compiler: Any
    converters: Any

    def answer(self, values: Sequence[Bindable]) -> list[Any]:
        """Ask the database and return the rows with the values that Django makes of its own."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [one.value if one.place is None else one.prepare(values[one.place]) for one in self.bound])
            found = cursor.fetchall()
        return [tuple(row) for row in self.compiler.apply_converters(found, self.converters)] if self.converters and found else found


@dataclass(frozen=True, slots=True)
class _Bound:
    """One parameter of a statement: always the same value, or that of a place, made what the database takes."""

    value: Any
    place: int | None
    prepare: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a model's rows are made of a compiled query's: its own columns, what it was annotated with, and related rows."""

    model: type[Model]
    names: tuple[str, ...]
    first: int
    last: int
    annotated: tuple[tuple[str, int], ...]
    related: tuple[Any, ...]

    def made(self, row: Sequence[Any]) -> Any:
        made = self.model.from_db(DEFAULT_DB_ALIAS, self.names, row[self.first : self.last])
        for name, column in self.annotated:
            setattr(made, name, row[column])
        for populator in self.related:
            populator.populate(row, made)
        return made


class Question(Generic[Row]):
    """A query set that takes values, such as primary keys: what Django builds of it is kept, what the database answers is not.

    `takes` says how many numbers it takes, or the type of each value: int, str, date or UUID. A value may decide nothing of how the
    query is built: Django builds it once, for values that stand for all others.
    """

    def __init__(self, ask: Callable[..., "QuerySet[Row]"], takes: int | Sequence[type] = 1) -> None:
        self._ask, self._takes = ask, _kinds(takes)
        self._compiled: dict[str, tuple[_Compiled, _Shape]] = {}

    def rows(self, *values: Bindable) -> list[Row]:
        """Return the rows, as the query set itself would."""
        compiled, shape = self._compiled.get(connection.vendor) or self._compile()
        return [shape.made(row) for row in compiled.answer(values)]

    def row(self, *values: Bindable) -> Row | None:
        """Return the first row; None where there is none."""
        return next(iter(self.rows(*values)), None)

    def _compile(self) -> tuple[_Compiled, _Shape]:
        compiled = _compiled(self._ask, self._takes)
        compiler = compiled.compiler
        info = compiler.klass_info
        chosen = info["select_fields"]
        shape = _Shape(
            model=info["model"],
            names=tuple(compiler.select[place][0].target.attname for place in chosen),
            first=chosen[0],
            last=chosen[-1] + 1,
            annotated=tuple(compiler.annotation_col_map.items()),
            # The stubs are of a later Django, where it takes one argument more.
            related=tuple(get_related_populators(info, compiler.select, DEFAULT_DB_ALIAS)),  # type: ignore[call-arg]
        )
        self._compiled[connection.vendor] = compiled, shape
        return compiled, shape


class Values:
    """The same for values without a model: a query set of `values_list`, also one of several tables together."""

    def __init__(self, ask: "Callable[..., QuerySet[Any, Any]]", takes: int | Sequence[type] = 1) -> None:
        self._ask, self._takes = ask, _kinds(takes)
        self._kept: dict[str, _Compiled] = {}

    def rows(self, *values: Bindable) -> list[tuple[Any, ...]]:
        """Return the rows, as the query set itself would."""
        compiled = self._kept.get(connection.vendor)
        if compiled is None:
            compiled = self._kept[connection.vendor] = _compiled(self._ask, self._takes)
        return compiled.answer(values)


def _kinds(takes: int | Sequence[type]) -> tuple[type, ...]:
    return (int,) * takes if isinstance(takes, int) else tuple(takes)


def _compiled(ask: "Callable[..., QuerySet[Any, Any]]", takes: Sequence[type]) -> _Compiled:
    marks = [_MARKS[kind](place) for place, kind in enumerate(takes)]
    compiler = ask(*marks).query.get_compiler(connection=connection)
    sql, parameters = compiler.as_sql()
    converters = compiler.get_converters([expression for expression, _sql, _alias in compiler.select])
    bound = tuple(_bound(parameters, marks))
    if missing := set(range(len(marks))) - {one.place for one in bound}:
        raise ValueError(f"The values at {sorted(missing)} are bound nowhere as they are: this query cannot be kept.")
    return _Compiled(sql, bound, compiler, converters)


def _bound(parameters: Sequence[Any], marks: Sequence[Bindable]) -> Iterator[_Bound]:
    """Find where the marks went, by what the database would be told of each."""
    prepared = [_PREPARED[type(mark)](mark) for mark in marks]
    for value in parameters:
        place = next((place for place, mark in enumerate(prepared) if isinstance(value, type(mark)) and mark == value), None)
        # Django says of a number which size of integer it is, by a type of its own.
        sized = type(value) if isinstance(value, int) else None
        yield _Bound(value, place, sized or (_as_it_is if place is None else _PREPARED[type(marks[place])]))


def _as_it_is(value: Any) -> Any:
    return value


def _told_uuid(value: UUID) -> UUID | str:
    return value if connection.features.has_native_uuid_field else value.hex


def _told_date(value: date) -> Any:
    return connection.ops.adapt_datefield_value(value)


# What a database is told of a value of each kind.
_PREPARED: dict[type, Callable[[Any], Any]] = {int: _as_it_is, str: _as_it_is, date: _told_date, UUID: _told_uuid}


class Insertion(Generic[Row]):
    """An INSERT of rows of one model, as `save` and `bulk_create` write them; signals are not sent."""

    def __init__(self, model: type[Row], *, unless: str = "") -> None:
        """Name the model; `unless` names the columns by which a row is there already, and is then left as it is."""
        meta = model._meta
        self._fields = [field for field in meta.local_concrete_fields if field is not meta.auto_field]
        self._key = meta.pk
        columns = ", ".join(f'"{field.column}"' for field in self._fields)
        self._begin = f'INSERT INTO "{meta.db_table}" ({columns}) VALUES '
        self._end = (f" ON CONFLICT ({unless}) DO NOTHING" if unless else "") + f' RETURNING "{self._key.column}"'
        self._marks = "(" + ", ".join(["%s"] * len(self._fields)) + ")"
        self._kinds = [(field, _AS_IT_IS.get(type(field))) for field in self._fields]

    def store(self, *rows: Row) -> bool:
        """Store rows in one statement and give them their numbers; False where a single row was there already."""
        values = [_stored(row, field, kind) for row in rows for field, kind in self._kinds]
        with connection.cursor() as cursor:
            cursor.execute(self._begin + ", ".join([self._marks] * len(rows)) + self._end, values)
            numbers = cursor.fetchall()
        for row, (number,) in zip(rows, numbers, strict=len(rows) > 1):
            setattr(row, self._key.attname, self._key.to_python(number))
            row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
        return len(numbers) == len(rows)


def _stored(row: Model, field: Any, kind: type | None) -> Any:
    """Return what the database stores of a field."""
    if kind is not None and ((value := getattr(row, field.attname)) is None or type(value) is kind):
        return value
    return field.get_db_prep_save(field.pre_save(row, True), connection)


def changed(model: type[Model], number: object, **values: object) -> int:
    """Change fields of one row and return how many rows there were: 1, or 0 where it is gone."""
    key, fields = model._meta.pk, {field.name: field for field in model._meta.local_concrete_fields}
    sets = ", ".join(f'"{fields[name].column}" = %s' for name in values)
    bound = [fields[name].get_db_prep_save(value, connection) for name, value in values.items()]
    bound.append(key.get_db_prep_save(number, connection))
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{model._meta.db_table}" SET {sets} WHERE "{key.column}" = %s', bound)
        return int(cursor.rowcount)
