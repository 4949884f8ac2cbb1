"""The readers of all tables beside the physician fee schedule, and which of them a file belongs to."""

from dataclasses import dataclass
from typing import Protocol

from codes.cms import anes, anes_base, asp, clfs, dmepen, dmepos, gpci, hcpcs, locco, mue, ncci_ptp, opps, oppscap, zip_locality
from codes.cms.fixed_width import is_fixed_width
from codes.cms.reading import Opened, Reading, head_of
from codes.cms.recognise import NotATable, Shape, shape_of


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


PPRRVU = "pprrvu"
_SEARCHED_LINES = 40
# The tables of the NCCI may be larger than memory; every other kind is small.
LARGE = frozenset({ncci_ptp.KIND, mue.KIND})
READERS: tuple[Reader, ...] = (
    Reader(gpci.KIND, gpci.recognises, gpci.read),
    Reader(anes.KIND, anes.recognises, anes.read),
    Reader(locco.KIND, locco.recognises, locco.read),
    Reader(zip_locality.KIND, zip_locality.recognises, zip_locality.read),
    Reader(oppscap.KIND, oppscap.recognises, oppscap.read),
    Reader(hcpcs.KIND, hcpcs.recognises, hcpcs.read),
    Reader(clfs.KIND, clfs.recognises, clfs.read),
    Reader(asp.KIND, asp.recognises, asp.read),
    Reader(opps.KIND, opps.recognises, opps.read),
    Reader(dmepos.KIND, dmepos.recognises, dmepos.read),
    Reader(dmepen.KIND, dmepen.recognises, dmepen.read),
    Reader(ncci_ptp.KIND, ncci_ptp.recognises, ncci_ptp.read),
    Reader(mue.KIND, mue.recognises, mue.read),
    # Last: its header of two or three plain words is the least particular.
    Reader(anes_base.KIND, anes_base.recognises, anes_base.read),
)


def reader_of(kind: str) -> Reader | None:
    """Return the reader of a kind; None for an unknown one."""
    return next((reader for reader in READERS if reader.kind == kind), None)


def large_kind_of(head: bytes, file_name: str) -> str | None:
    """Return the kind of a table that may be larger than memory, by the first bytes of its text; None for any other."""
    try:
        is_text = shape_of(head) is Shape.TEXT
    except NotATable:
        return None
    kind = kind_of_file(head_of(head, file_name)) if is_text else None
    return kind if kind in LARGE else None


def kind_of_file(opened: Opened) -> str | None:
    """Return the kind that a file belongs to; None where no reader recognises it."""
    if "RELATIVE VALUE FILE" in opened.head or (opened.lines and is_fixed_width(opened.lines[:_SEARCHED_LINES])):
        return PPRRVU
    return next((reader.kind for reader in READERS if reader.recognises(opened)), None)
