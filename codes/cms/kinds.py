"""The readers of all tables beside the physician fee schedule, and which of them a file belongs to."""

from dataclasses import dataclass
from typing import Protocol

from codes.cms.reading import Opened, Reading


class Recognises(Protocol):
    """Tells by content whether a file is of a kind."""

    def __call__(self, opened: Opened) -> bool: ...


class Reads(Protocol):
    """Reads a file of a kind into its rows."""

    def __call__(self, opened: Opened, *, accepts_repairs: bool = ...) -> Reading[object]: ...


@dataclass(frozen=True, slots=True)
class Reader:
    """One kind: its name in commands, what recognises it, and what reads it."""

    kind: str
    recognises: Recognises
    read: Reads


READERS: tuple[Reader, ...] = ()


def reader_of(kind: str) -> Reader | None:
    """Return the reader of a kind; None for an unknown one."""
    return next((reader for reader in READERS if reader.kind == kind), None)


def kind_of_file(opened: Opened) -> str | None:
    """Return the kind that a file belongs to; None where no reader recognises it."""
    return next((reader.kind for reader in READERS if reader.recognises(opened)), None)
