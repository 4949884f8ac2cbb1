"""Tables as portable rows: what a backup holds of each, the same text from SQLite and from PostgreSQL."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any, Protocol
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Field, Model

from rvuedge.accounts.wall_copy import copying
from rvuedge.embedded.refusal import Refusal

# The number of a session is what a browser shows to be somebody: a copy of it would be a copy of every sign-in.
LEFT_OUT = frozenset({"accounts_devicesession", "django_session"})
_AT_ONCE = 2_000
Node = tuple[str, str]
Columns = list["Field[object, object]"]


class Sink(Protocol):
    """What takes bytes: a member of an archive, or nothing at all where only the checksum is wanted."""

    def write(self, data: bytes, /) -> object: ...


@dataclass(frozen=True, slots=True)
class Written:
    """What was written of one table, or is said of it: rows, bytes, checksum."""

    rows: int
    size: int
    sha256: str


def applied_migrations(connection: BaseDatabaseWrapper) -> frozenset[Node]:
    """Return the migrations that the database went through; a Refusal where this program does not know them all."""
    loader = MigrationExecutor(connection).loader
    applied = frozenset((app, name) for app, name in loader.applied_migrations)
    require_known(connection, applied, "The database")
    return applied


def require_known(connection: BaseDatabaseWrapper, nodes: frozenset[Node], what: str) -> None:
    """Refuse migrations that this program does not have."""
    known = set(MigrationExecutor(connection).loader.graph.nodes)
    if unknown := sorted(nodes - known):
        raise Refusal(f"{what} is of a newer RVU Edge ({unknown[0][0]} {unknown[0][1]}): use that release or a later one.")


def leaves(connection: BaseDatabaseWrapper, nodes: frozenset[Node]) -> list[Node]:
    """Return the last ones of a set of migrations, which stand for all."""
    graph = MigrationExecutor(connection).loader.graph
    return sorted(
        node for node in nodes if not any(child.key in nodes for child in graph.node_map[node].children if child.key[0] == node[0])
    )


def models_at(connection: BaseDatabaseWrapper, nodes: frozenset[Node]) -> dict[str, type[Model]]:
    """Return the models by their table, as they were after these migrations; sessions apart."""
    state = MigrationExecutor(connection).loader.project_state(leaves(connection, nodes))
    found = {model._meta.db_table: model for model in state.apps.get_models(include_auto_created=True) if not model._meta.proxy}
    return {table: found[table] for table in sorted(found) if table not in LEFT_OUT}


def columns_of(model: type[Model]) -> Columns:
    """Return the columns of a table in the order in which a row of a backup has them."""
    return list(model._meta.concrete_fields)


def write_rows(model: type[Model], alias: str, sink: Sink) -> Written:
    """Write every row, one JSON array a line, in the order of the key; a few thousand are in memory at once."""
    checksum, rows, size = hashlib.sha256(), 0, 0
    names = [field.attname for field in columns_of(model)]
    for row in model._base_manager.using(alias).order_by("pk").values_list(*names).iterator(chunk_size=_AT_ONCE):
        line = json.dumps(row, default=_text, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"
        checksum.update(line)
        sink.write(line)
        rows, size = rows + 1, size + len(line)
    return Written(rows, size, checksum.hexdigest())


def insert_rows(model: type[Model], connection: BaseDatabaseWrapper, lines: Iterable[bytes]) -> None:
    """Store rows as they were, numbers included; COPY on PostgreSQL, executemany on SQLite."""
    fields = columns_of(model)
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column or field.attname) for field in fields)
    table, rows = quote(model._meta.db_table), _values(model._meta.db_table, fields, connection, lines)
    if connection.vendor == "postgresql":
        with copying(connection, table, names) as copy:
            for row in rows:
                copy.write_row(row)
        return
    into = f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(fields))})"
    with connection.cursor() as cursor:
        while some := list(islice(rows, _AT_ONCE)):
            cursor.executemany(into, some)


def _values(table: str, fields: Columns, connection: BaseDatabaseWrapper, lines: Iterable[bytes]) -> Iterator[list[Any]]:
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            pairs = list(zip(fields, row, strict=True))
            yield [field.get_db_prep_save(field.to_python(value), connection) for field, value in pairs]
        except (ValueError, TypeError, ValidationError, RecursionError) as error:
            raise Refusal(
                f"The backup cannot be read: row {number} of {table} is not what the table holds. Nothing was restored."
            ) from error


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no portable text")
