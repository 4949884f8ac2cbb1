"""The contract of an importer, and the importers that the apps have made known."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import IO, Protocol, runtime_checkable

from rvuedge.accounts.models import Organisation, User
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
    organisation: Organisation | None = None
    member: str = ""
    answers: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that was read, checked and compared; nothing is stored yet.

    `store` writes a draft within the caller's transaction and returns what to add to the outcome; None where the file is refused.
    `hide` comes before it where there is much to write: it writes what nobody sees before `store` shows it, in short transactions
    of its own, and calls what it is given within each of them: that raises where the import is no longer the caller's.
    `asks` names what only a person can answer before the file can be read: its "day", or which of its "columns" holds what.
    `ends_active` where what is stored counts at once and needs no activation.
    """

    outcome: Mapping[str, object]
    issues: tuple[Issue, ...] = ()
    issue_count: int = 0
    store: Callable[[ImportRun, User | None], Mapping[str, object]] | None = None
    hide: Callable[[Callable[[], object]], None] | None = None
    waits_for_mends: bool = False
    is_known: bool = False
    asks: str = ""
    ends_active: bool = False


class DoAgain(RuntimeError):
    """Something that an import rests on changed while it was carried out: it has to be done again, and nothing of it is shown."""


@dataclass(frozen=True, slots=True)
class Found:
    """A table that an upload holds: its kind and, for a file of an archive, its name there; `content` where it is to be kept apart."""

    kind: str
    member: str = ""
    content: bytes | None = None


Finder = Callable[[bytes, str], Sequence[Found]]


@runtime_checkable
class Importer(Protocol):
    """Reads one kind of file."""

    kind: str

    def prepare(self, asked: Asked, progress: Progress) -> Prepared:
        """Read, check and compare a file; write nothing."""
        ...


@runtime_checkable
class StreamImporter(Protocol):
    """Reads one kind of file that may be larger than memory."""

    kind: str

    def prepare_stream(self, run: ImportRun, kept: IO[bytes], progress: Progress) -> Prepared:
        """Read, check and compare the kept file of a run; write nothing. The file stays open until what was prepared is stored."""
        ...


@dataclass(frozen=True, slots=True)
class _Registry:
    by_kind: dict[str, Importer | StreamImporter] = field(default_factory=dict)
    finders: list[Finder] = field(default_factory=list)
    sweepers: list[Callable[[], int]] = field(default_factory=list)


_known = _Registry()


def register(importer: Importer | StreamImporter) -> None:
    """Make an importer known; apps do it when they are ready."""
    _known.by_kind[importer.kind] = importer


def importer_of(kind: str) -> Importer | None:
    """Return the importer of a kind; None for an unknown one, and for one that reads streams alone."""
    found = _known.by_kind.get(kind)
    return found if isinstance(found, Importer) else None


def stream_importer_of(kind: str) -> StreamImporter | None:
    """Return the importer of a kind that also, or only, reads streams; None for any other."""
    found = _known.by_kind.get(kind)
    return found if isinstance(found, StreamImporter) else None


def kinds() -> tuple[str, ...]:
    """Return the kinds that can be imported."""
    return tuple(sorted(kind for kind in _known.by_kind if importer_of(kind) is not None))


def register_finder(finder: Finder) -> None:
    """Make known what tells the tables of an upload apart."""
    _known.finders.append(finder)


def found_in(content: bytes, file_name: str) -> tuple[Found, ...]:
    """Return the tables that a file holds, the main one first; none where no kind fits."""
    return next((tuple(found) for finder in _known.finders if (found := finder(content, file_name))), ())


def register_sweeper(sweeper: Callable[[], int]) -> None:
    """Make known what removes the hidden rows of imports that nobody carries out any more."""
    _known.sweepers.append(sweeper)


def sweep() -> int:
    """Let every app remove what ended imports left, and return of how many."""
    return sum(sweeper() for sweeper in _known.sweepers)
