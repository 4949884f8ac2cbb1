"""Questions of the busiest requests: Django builds and compiles each once for a process, later ones only bind other values."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet
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
