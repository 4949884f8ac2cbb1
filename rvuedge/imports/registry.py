"""The contract of an importer, and the importers that the apps have made known."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from rvuedge.accounts.models import User
from rvuedge.imports.models import ImportRun
from rvuedge.lib.issues import Issue

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """A file and what was asked for it."""

    content: bytes
    file_name: str
    sha256: str
    effective_from: date | None = None
    accepts_repairs: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that was read, checked and compared; nothing is stored yet.

    `store` writes a draft within the caller's transaction and returns what to add to the outcome; None where the file is refused.
    """

    outcome: Mapping[str, object]
    issues: tuple[Issue, ...] = ()
    issue_count: int = 0
    store: Callable[[ImportRun, User | None], Mapping[str, object]] | None = None
    waits_for_mends: bool = False
    is_known: bool = False


class Importer(Protocol):
    """Reads one kind of file; recognises it by content."""

    kind: str

    def recognises(self, content: bytes, file_name: str) -> bool:
        """Return whether the file is of this kind."""
        ...

    def prepare(self, asked: Asked, progress: Progress) -> Prepared:
        """Read, check and compare a file; write nothing."""
        ...


@dataclass(frozen=True, slots=True)
class _Registry:
    by_kind: dict[str, Importer] = field(default_factory=dict)


_known = _Registry()


def register(importer: Importer) -> None:
    """Make an importer known; apps do it when they are ready."""
    _known.by_kind[importer.kind] = importer


def importer_of(kind: str) -> Importer | None:
    """Return the importer of a kind; None for an unknown one."""
    return _known.by_kind.get(kind)


def kinds() -> tuple[str, ...]:
    """Return the kinds that can be imported."""
    return tuple(sorted(_known.by_kind))


def recognised(content: bytes, file_name: str) -> Importer | None:
    """Return the importer that recognises a file; None where no kind fits."""
    return next((importer for importer in _known.by_kind.values() if importer.recognises(content, file_name)), None)
