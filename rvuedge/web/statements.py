"""Statements of the busiest requests: Django builds and compiles each once for a process, later ones only bind other values."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

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
# A number that no row has stands where a value is bound later.
_MARK = -9_000_000_000
# Most values of a row are bound as they are: what is stored in these fields, if it is of this very type already.
_AS_IT_IS: dict[Any, type] = {
    **dict.fromkeys((CharField, TextField), str),
    **dict.fromkeys((ForeignKey, IntegerField, PositiveIntegerField, PositiveSmallIntegerField, SmallIntegerField), int),
}


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A compiled query: its text and parameters, and how a model's rows are made of what comes back."""

    sql: str
    parameters: tuple[Any, ...]
    compiler: Any
    converters: Any
    model: type[Model]
    names: tuple[str, ...]
    first: int
    last: int
    related: tuple[Any, ...]


class Question(Generic[Row]):
    """A query set that takes numbers, such as primary keys: what Django builds of it is kept, what the database answers is not."""

    def __init__(self, ask: Callable[..., "QuerySet[Row]"], takes: int = 1) -> None:
        self._ask, self._takes = ask, takes
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, *numbers: int) -> list[Row]:
        """Return the rows, as the query set itself would."""
        compiled = self._compiled.get(connection.vendor) or self._compile()
        bound = [_bound(value, numbers) for value in compiled.parameters]
        with connection.cursor() as cursor:
            cursor.execute(compiled.sql, bound)
            found = cursor.fetchall()
        if compiled.converters and found:
            found = [tuple(row) for row in compiled.compiler.apply_converters(found, compiled.converters)]
        return [_made(compiled, row) for row in found]

    def row(self, *numbers: int) -> Row | None:
        """Return the first row; None where there is none."""
        return next(iter(self.rows(*numbers)), None)

    def _compile(self) -> _Compiled:
        asked = self._ask(*(_MARK - place for place in range(self._takes)))
        compiler = asked.query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        info = compiler.klass_info
        chosen = info["select_fields"]
        made = _Compiled(
            sql=sql,
            parameters=tuple(parameters),
            compiler=compiler,
            converters=compiler.get_converters([expression for expression, _sql, _alias in compiler.select]),
            model=info["model"],
            names=tuple(compiler.select[place][0].target.attname for place in chosen),
            first=chosen[0],
            last=chosen[-1] + 1,
            # The stubs are of a later Django, where it takes one argument more.
            related=tuple(get_related_populators(info, compiler.select, DEFAULT_DB_ALIAS)),  # type: ignore[call-arg]
        )
        self._compiled[connection.vendor] = made
        return made


class Values:
    """The same for values without a model: a query set of `values_list`, also one of several tables together."""

    def __init__(self, ask: "Callable[..., QuerySet[Any, Any]]", takes: int = 1) -> None:
        self._ask, self._takes = ask, takes
        self._compiled: dict[str, tuple[str, tuple[Any, ...], Any, Any]] = {}

    def rows(self, *numbers: int) -> list[tuple[Any, ...]]:
        """Return the rows, as the query set itself would."""
        sql, parameters, compiler, converters = self._compiled.get(connection.vendor) or self._compile()
        with connection.cursor() as cursor:
            cursor.execute(sql, [_bound(value, numbers) for value in parameters])
            found = cursor.fetchall()
        return [tuple(row) for row in compiler.apply_converters(found, converters)] if converters else found

    def _compile(self) -> tuple[str, tuple[Any, ...], Any, Any]:
        compiler = self._ask(*(_MARK - place for place in range(self._takes))).query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        converters = compiler.get_converters([expression for expression, _sql, _alias in compiler.select])
        made = self._compiled[connection.vendor] = sql, tuple(parameters), compiler, converters
        return made


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


def _bound(value: Any, numbers: Sequence[int]) -> Any:
    if isinstance(value, int) and value <= _MARK:
        return type(value)(numbers[_MARK - value])
    return value


def _made(compiled: _Compiled, row: Sequence[Any]) -> Any:
    made = compiled.model.from_db(DEFAULT_DB_ALIAS, compiled.names, row[compiled.first : compiled.last])
    for populator in compiled.related:
        populator.populate(row, made)
    return made
