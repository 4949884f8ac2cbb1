"""The file of a backup: a zip with a manifest, one member for each table and one for each file; read with distrust."""

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from rvuedge.embedded.refusal import Refusal

FORMAT, VERSION = "rvuedge-backup", 1
MANIFEST = "manifest.json"
# What of the data folder belongs to a backup; the database goes as rows, the key apart.
KEPT = ("media", "fonts", "no-demo")
_MOST_MANIFEST = 256 * 1024 * 1024
_LONGEST_ROW = 64 * 1024 * 1024
_CHUNK = 1024 * 1024
_TABLE = re.compile(r"[a-z][a-z0-9_]{0,62}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Table:
    """One table as the manifest names it."""

    name: str
    columns: tuple[str, ...]
    rows: int
    size: int
    sha256: str

    @property
    def member(self) -> str:
        return f"database/{self.name}.jsonl"


@dataclass(frozen=True, slots=True)
class Kept:
    """One file of the data folder as the manifest names it."""

    name: str
    size: int
    sha256: str

    @property
    def member(self) -> str:
        return f"files/{self.name}"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself."""

    made_at: str
    product: str
    engine: str
    migrations: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]
    files: tuple[Kept, ...]

    @property
    def size(self) -> int:
        """The bytes of everything in it when it is unpacked."""
        return sum(one.size for one in self.tables) + sum(one.size for one in self.files)

    def as_bytes(self) -> bytes:
        return json.dumps({"format": FORMAT, "version": VERSION} | asdict(self), ensure_ascii=False, indent=1).encode()


class Archive:
    """An open backup whose manifest was read and whose members are exactly those that it names."""

    def __init__(self, path: Path, file: zipfile.ZipFile) -> None:
        self.path, self._file = path, file
        self.manifest = _manifest(path, file)
        wanted = [MANIFEST, *(one.member for one in self.manifest.tables), *(one.member for one in self.manifest.files)]
        if sorted(wanted) != sorted(file.namelist()):
            raise Refusal(f"{path} cannot be restored: it holds other members than its manifest names.")

    def check(self) -> None:
        """Read every member once and compare it with the manifest; a Refusal names the first that differs."""
        for table in self.manifest.tables:
            rows = sum(chunk.count(b"\n") for chunk in self.chunks(table))
            if rows != table.rows:
                raise Refusal(f"{self.path} is damaged: {table.name} has {rows:,} rows, its manifest says {table.rows:,}.")
        for kept in self.manifest.files:
            for _chunk in self.chunks(kept):
                pass

    def chunks(self, one: Table | Kept) -> Iterator[bytes]:
        """Yield a member piece by piece; a Refusal where it is not what the manifest says, or more."""
        checksum, size = hashlib.sha256(), 0
        with _reading(self.path), self._file.open(one.member) as member:
            while chunk := member.read(_CHUNK):
                checksum.update(chunk)
                size += len(chunk)
                if size > one.size:
                    break
                yield chunk
        if size != one.size or checksum.hexdigest() != one.sha256:
            raise Refusal(f"{self.path} is damaged: {one.member} is not what its manifest says. Take another copy.")

    def lines(self, table: Table) -> Iterator[bytes]:
        """Yield the rows of a table; what was checked before is not compared again."""
        with _reading(self.path), self._file.open(table.member) as member:
            while line := member.readline(_LONGEST_ROW):
                yield line


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """Open a backup; a Refusal says in one sentence why it is none."""
    if not path.is_file():
        raise Refusal(f"There is no file {path}: check the path of the backup.")
    with path.open("rb") as stream:
        _require_zip(path, stream)
        with _reading(path), zipfile.ZipFile(stream) as file:
            yield Archive(path, file)


def _require_zip(path: Path, stream: IO[bytes]) -> None:
    if stream.read(4) != b"PK\x03\x04":
        raise Refusal(f"{path} is no backup of RVU Edge: name a file that `backup` wrote.")
    stream.seek(0)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, EOFError, NotImplementedError, zipfile.LargeZipFile, RuntimeError, zlib.error) as error:
        raise Refusal(f"{path} is damaged or was cut off: take another copy of the backup.") from error


def _manifest(path: Path, file: zipfile.ZipFile) -> Manifest:
    foreign = Refusal(f"{path} is no backup of RVU Edge: it has no manifest that says so.")
    try:
        info = file.getinfo(MANIFEST)
        if info.file_size > _MOST_MANIFEST:
            raise foreign
        said = json.loads(file.read(MANIFEST))
    except (KeyError, ValueError, RecursionError) as error:
        raise foreign from error
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise foreign
    if said.get("version") != VERSION:
        raise Refusal(f"{path} has version {said.get('version')!r} of the format and this release reads {VERSION}: use a newer release.")
    try:
        return _checked(said)
    except (KeyError, TypeError, ValueError) as error:
        raise Refusal(f"{path} cannot be restored: its manifest is not one that `backup` writes.") from error


def _checked(said: dict[str, object]) -> Manifest:
    tables, files, migrations = (_list(said[name]) for name in ("tables", "files", "migrations"))
    return Manifest(
        made_at=str(said["made_at"]),
        product=str(said["product"]),
        engine=str(said["engine"]),
        migrations=tuple((str(app), str(name)) for app, name in migrations),
        tables=tuple(
            Table(
                _matching(_TABLE, one["name"]),
                tuple(str(column) for column in one["columns"]),
                _count(one["rows"]),
                _count(one["size"]),
                _matching(_SHA256, one["sha256"]),
            )
            for one in tables
        ),
        files=tuple(Kept(_safe(one["name"]), _count(one["size"]), _matching(_SHA256, one["sha256"])) for one in files),
    )


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError("not a list")
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError("not a count")
    return value


def _matching(shape: re.Pattern[str], value: object) -> str:
    if not isinstance(value, str) or not shape.fullmatch(value):
        raise ValueError("not of its shape")
    return value


def _safe(value: object) -> str:
    """Return the name of a file below the data folder; one that climbs out of it, or is not ours to write, is refused."""
    parts = PurePosixPath(value).parts if isinstance(value, str) else ()
    plain = isinstance(value, str) and "\\" not in value and "\0" not in value and "/".join(parts) == value
    if not plain or not parts or parts[0] not in KEPT or ".." in parts:
        raise ValueError("not a safe name")
    return str(value)
