"""Takes a backup: one moment of the database, the files and, apart, the key; everything streams."""

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import IO

from django.db import DatabaseError, connection
from django.db.models import Model

from rvuedge.backup.archive import KEPT, MANIFEST, Kept, Manifest, Table
from rvuedge.backup.databases import SNAPSHOT, snapshot
from rvuedge.backup.tables import applied_migrations, columns_of, models_at, write_rows
from rvuedge.embedded.refusal import Refusal
from rvuedge.web.product import product_version

_CHUNK = 1024 * 1024
_LEVEL = 3
KEYS_FORMAT = "rvuedge-keys"


def take_backup(*, path: Path, data: Path, at: datetime) -> Manifest:
    """Write a backup and return what it holds; the file appears under its name only when it is whole."""
    if path.exists():
        raise Refusal(f"{path} is there already: name a new file, a backup overwrites nothing.")
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        manifest = _written(part, data, at)
        part.rename(path)
    except OSError as error:
        raise Refusal(f"The backup cannot be written to {path.parent} ({error.strerror}): make room, or name another folder.") from error
    except DatabaseError as error:
        first = (str(error).strip().splitlines() or ["no answer"])[0]
        raise Refusal(f"The backup was not made, the database cannot be read ({first}): try again when it answers.") from error
    finally:
        with suppress(OSError):
            part.unlink()
    return manifest


def write_keys(*, path: Path, secret_key: str) -> None:
    """Write the key to a file of its own, readable by its owner alone: data and key are kept in two places."""
    body = json.dumps({"format": KEYS_FORMAT, "version": 1, "secret_key": secret_key}).encode() + b"\n"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(body)
    except FileExistsError as error:
        raise Refusal(f"{path} is there already: name a new file for the key.") from error
    except OSError as error:
        raise Refusal(f"The key cannot be written to {path} ({error.strerror}): name another file.") from error


def _written(part: Path, data: Path, at: datetime) -> Manifest:
    descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w+b") as stream:
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
            with snapshot() as moment:
                nodes = applied_migrations(moment)
                if ("accounts", "0001_initial") not in nodes:
                    raise Refusal("There is nothing to back up: the database has no tables yet.")
                tables = tuple(_table(archive, name, model) for name, model in models_at(moment, nodes).items())
            # After the rows: a file that a row names is there, unless somebody removed it since.
            files = tuple(_files(archive, data))
            manifest = Manifest(at.isoformat(), product_version(), connection.vendor, tuple(sorted(nodes)), tables, files)
            archive.writestr(MANIFEST, manifest.as_bytes())
        stream.flush()
        os.fsync(stream.fileno())
    return manifest


def _table(archive: zipfile.ZipFile, name: str, model: type[Model]) -> Table:
    with archive.open(f"database/{name}.jsonl", "w", force_zip64=True) as member:
        written = write_rows(model, SNAPSHOT, member)
    return Table(name, tuple(field.attname for field in columns_of(model)), **asdict(written))


def _files(archive: zipfile.ZipFile, data: Path) -> Iterator[Kept]:
    found = [path for top in KEPT for path in ([data / top] if (data / top).is_file() else sorted((data / top).rglob("*")))]
    for path in found:
        if path.is_file() and not path.is_symlink():
            with suppress(FileNotFoundError), path.open("rb") as source:
                yield _file(archive, path.relative_to(data).as_posix(), source)


def _file(archive: zipfile.ZipFile, name: str, source: IO[bytes]) -> Kept:
    checksum, size = hashlib.sha256(), 0
    with archive.open(f"files/{name}", "w", force_zip64=True) as member:
        while chunk := source.read(_CHUNK):
            checksum.update(chunk)
            member.write(chunk)
            size += len(chunk)
    return Kept(name, size, checksum.hexdigest())
