"""Restores a backup into an empty installation of either database: proven row by row before it counts, or nothing is changed."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import DatabaseError as SqliteError
from sqlite3 import connect

from django.core.management.color import no_style
from django.core.management.sql import emit_post_migrate_signal
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model

from rvuedge.backup.archive import Archive, Manifest, Table, opened
from rvuedge.backup.databases import in_file
from rvuedge.backup.tables import columns_of, insert_rows, leaves, models_at, require_known, write_rows
from rvuedge.backup.taking import KEYS_FORMAT
from rvuedge.embedded.refusal import Refusal
from rvuedge.management.first_schema import make_schema

# A row in one of them means that somebody uses the installation; the sample catalogue alone is replaced.
_SIGNS_OF_USE = ("accounts_user", "accounts_organisation", "accounts_auditentry", "imports_importrun", "tracking_case")
_NOTHING = "Nothing was restored."


@dataclass(frozen=True, slots=True)
class Nowhere:
    """Takes bytes and keeps none: what was stored is read back for its checksum alone."""

    def write(self, data: bytes, /) -> int:
        return len(data)


def check_backup(path: Path) -> Manifest:
    """Read a backup to its end and return what it holds; a Refusal says what is wrong with it."""
    with opened(path) as archive:
        archive.check()
        return archive.manifest


def restore_backup(*, path: Path, data: Path, embedded: Path | None) -> Manifest:
    """Restore into the data folder and into the SQLite file `embedded`, or the database of the settings where that is None."""
    with opened(path) as archive:
        _require_empty(data, embedded)
        _require_room(archive.manifest, data)
        archive.check()
        with _unpacked_files(archive, data) as files, _reasons():
            if embedded:
                _into_file(archive, data, embedded)
            else:
                _load(archive)
            _put(files, data)
        return archive.manifest


def restore_keys(*, path: Path, data: Path) -> None:
    """Put the key of a key file into the data folder."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        key = said["secret_key"] if said["format"] == KEYS_FORMAT and said["version"] == 1 else ""
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refusal(f"{path} is no key file of RVU Edge: name the one that `backup --keys` wrote. {_NOTHING}") from error
    if not isinstance(key, str) or len(key) < 50 or not key.isascii() or not key.isprintable():
        raise Refusal(f"{path} holds no usable key: name the one that `backup --keys` wrote. {_NOTHING}")
    part = data / "secret_key.part"
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        file.write(key)
    part.replace(data / "secret_key")


def _into_file(archive: Archive, data: Path, target: Path) -> None:
    """Build the file beside its place, and move it there when it is whole."""
    part = data / "restoring.sqlite3"
    _remove(part)
    try:
        with in_file(part):
            _load(archive)
        _remove(target)
        part.replace(target)
    finally:
        _remove(part)


def _load(archive: Archive) -> None:
    """Bring the schema to what it was, store every row, read it all back, and bring the schema to today."""
    nodes = frozenset(archive.manifest.migrations)
    require_known(connection, nodes, "The backup")
    # PostgreSQL takes schema and rows back together; on SQLite the whole file is thrown away.
    with transaction.atomic() if connection.vendor == "postgresql" else nullcontext():
        _migrate_to(nodes)
        models = models_at(connection, nodes)
        _require_tables(archive, models)
        with transaction.atomic():
            _store(archive, models)
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
        emit_post_migrate_signal(verbosity=0, interactive=False, db="default")


def _migrate_to(nodes: frozenset[tuple[str, str]]) -> None:
    executor = MigrationExecutor(connection)
    applied = frozenset((app, name) for app, name in executor.loader.applied_migrations)
    if applied and applied != nodes:
        raise Refusal("The backup is of another release than the tables of this database: name a database without tables. " + _NOTHING)
    if not applied and nodes == frozenset(executor.loader.graph.nodes):
        make_schema(connection.alias, verbosity=0)
    elif not applied:
        executor.migrate(leaves(connection, nodes))


def _store(archive: Archive, models: dict[str, type[Model]]) -> None:
    with connection.cursor() as cursor:
        for name in models:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(name)}")
        if connection.vendor == "postgresql":
            # Migrations of this transaction may have made some of them immediate; tables come in the order of their names.
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    for table in archive.manifest.tables:
        insert_rows(models[table.name], connection, archive.lines(table))
    # Every reference between rows is looked at now, not at the end.
    connection.check_constraints()
    for statement in connection.ops.sequence_reset_sql(no_style(), list(models.values())):
        with connection.cursor() as cursor:
            cursor.execute(statement)
    for table in archive.manifest.tables:
        _require_same(table, models[table.name])


def _require_same(table: Table, model: type[Model]) -> None:
    stored = write_rows(model, "default", Nowhere())
    if (stored.rows, stored.size, stored.sha256) != (table.rows, table.size, table.sha256):
        raise Refusal(f"{table.name} does not read as it was written: {stored.rows:,} of {table.rows:,} rows are there. {_NOTHING}")


def _require_tables(archive: Archive, models: dict[str, type[Model]]) -> None:
    said = {table.name: table.columns for table in archive.manifest.tables}
    there = {name: tuple(field.attname for field in columns_of(model)) for name, model in models.items()}
    if said != there:
        wrong = sorted(name for name in said.keys() | there.keys() if said.get(name) != there.get(name))
        raise Refusal(f"The backup does not fit its own release: {wrong[0]} has other columns. {_NOTHING}")


def _require_empty(data: Path, embedded: Path | None) -> None:
    used = _used_in_file(embedded) if embedded else _used_in_database()
    if used:
        raise Refusal(f"This installation is in use ({used} has rows): restore only into an empty one, and nothing was changed.")
    if any((data / "media").glob("*")):
        raise Refusal(f"The folder {data / 'media'} has files: restore only into an empty data folder, and nothing was changed.")


def _used_in_file(path: Path) -> str:
    if not path.exists():
        return ""
    try:
        with closing(connect(f"file:{path}?mode=ro", uri=True)) as file:
            names = {name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            return next((one for one in _SIGNS_OF_USE if one in names and file.execute(f"SELECT 1 FROM {one} LIMIT 1").fetchone()), "")
    except SqliteError as error:
        raise Refusal(f"{path} is there and is no database that can be read: move it away first. {_NOTHING}") from error


def _used_in_database() -> str:
    with _reasons(), connection.cursor() as cursor:
        names = set(connection.introspection.table_names(cursor))
        for one in _SIGNS_OF_USE:
            if one in names:
                cursor.execute(f"SELECT 1 FROM {one} LIMIT 1")
                if cursor.fetchone():
                    return one
        # Tables of somebody else: never emptied, never mixed with ours.
        return next(iter(sorted(names)), "") if names and "django_migrations" not in names else ""


def _require_room(manifest: Manifest, data: Path) -> None:
    free = shutil.disk_usage(data).free
    if free < manifest.size * 2:
        megabytes = manifest.size * 2 // 1_000_000 + 1
        raise Refusal(f"The disk of {data} has {free // 1_000_000:,} MB free and {megabytes:,} MB are needed: make room. {_NOTHING}")


@contextmanager
def _unpacked_files(archive: Archive, data: Path) -> Iterator[Path]:
    folder = data / "restoring"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        for kept in archive.manifest.files:
            path = folder / kept.name
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                for chunk in archive.chunks(kept):
                    file.write(chunk)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _put(files: Path, data: Path) -> None:
    for path in sorted(files.glob("*")) if files.exists() else ():
        there = data / path.name
        if there.is_dir():
            shutil.rmtree(there)
        path.replace(there)


def _remove(path: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


@contextmanager
def _reasons() -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        first = (str(error).strip().splitlines() or ["no answer"])[0]
        raise Refusal(f"The database did not take the backup ({first[:200]}). {_NOTHING}") from error
    except OSError as error:
        raise Refusal(f"The data folder cannot be written ({error.strerror}). {_NOTHING}") from error
