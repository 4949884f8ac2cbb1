"""Rows of the busiest requests, written as `save` writes them: the statement is kept, a value that needs no turning is bound at once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import (
    AutoField,
    BigAutoField,
    CharField,
    DateField,
    DecimalField,
    ForeignKey,
    IntegerField,
    JSONField,
    Model,
    PositiveIntegerField,
    PositiveSmallIntegerField,
    SmallIntegerField,
    TextField,
    UUIDField,
)

Row = TypeVar("Row", bound=Model)
_Told = tuple[tuple[type, ...], Callable[[Any, Any, Any], Any]]
# What is stored in these fields if it is of these very types already, and what the database is told of it; nothing as nothing.
# Anything else is for the field to turn, which asks more of it than to store three lines.
_NUMBERS = (AutoField, BigAutoField, IntegerField, PositiveIntegerField, PositiveSmallIntegerField, SmallIntegerField)
_TURNED: _Told = ((), lambda _field, _ops, value: value)
_TOLD: dict[type, _Told] = {
    **dict.fromkeys((CharField, TextField), ((str,), lambda _field, _ops, value: value)),
    **dict.fromkeys(_NUMBERS, ((int,), lambda _field, _ops, value: value)),
    DateField: ((date,), lambda _field, ops, value: ops.adapt_datefield_value(value)),
    DecimalField: ((Decimal,), lambda field, ops, value: ops.adapt_decimalfield_value(value, field.max_digits, field.decimal_places)),
    JSONField: ((dict, list), lambda field, ops, value: ops.adapt_json_value(value, field.encoder)),
    UUIDField: ((UUID,), lambda _field, ops, value: value if ops.connection.features.has_native_uuid_field else value.hex),
}


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
        self._columns = [_Column.of(field) for field in self._fields]

    def store(self, *rows: Row) -> bool:
        """Store rows in one statement and give them their numbers; False where a single row was there already."""
        ops = connection.ops
        values = [column.told(row, ops) for row in rows for column in self._columns]
        with connection.cursor() as cursor:
            cursor.execute(self._begin + ", ".join([self._marks] * len(rows)) + self._end, values)
            numbers = cursor.fetchall()
        for row, (number,) in zip(rows, numbers, strict=len(rows) > 1):
            setattr(row, self._key.attname, self._key.to_python(number))
            row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
        return len(numbers) == len(rows)


@dataclass(frozen=True, slots=True)
class _Column:
    """A field of a row: what it stores if its value is of one of these types, and else what the field makes of it."""

    field: Any
    name: str
    types: tuple[type, ...]
    told_of: Callable[[Any, Any], Any]

    @classmethod
    def of(cls, field: Any) -> "_Column":
        holds = field
        while isinstance(holds, ForeignKey):
            holds = holds.target_field
        types, tell = _TOLD.get(type(holds), _TURNED)
        # The moment of a change is the field's own to set.
        is_set_by_itself = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
        return cls(field, field.attname, () if is_set_by_itself else types, partial(tell, holds))

    def told(self, row: Model, ops: Any) -> Any:
        """Return what the database is told."""
        if self.types:
            value = getattr(row, self.name)
            if value is None or type(value) in self.types:
                return None if value is None else self.told_of(ops, value)
        return self.field.get_db_prep_save(self.field.pre_save(row, True), connection)


def changed(model: type[Model], number: object, **values: object) -> int:
    """Change fields of one row and return how many rows there were: 1, or 0 where it is gone."""
    key, fields = model._meta.pk, {field.name: field for field in model._meta.local_concrete_fields}
    sets = ", ".join(f'"{fields[name].column}" = %s' for name in values)
    bound = [fields[name].get_db_prep_save(value, connection) for name, value in values.items()]
    bound.append(key.get_db_prep_save(number, connection))
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{model._meta.db_table}" SET {sets} WHERE "{key.column}" = %s', bound)
        return int(cursor.rowcount)
