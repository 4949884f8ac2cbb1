"""What a packed part of a workbook must not hold if it is to be read as a table: told by its XML as a stream, whatever its spelling."""

from collections.abc import Iterable
from enum import StrEnum
from itertools import chain
from xml.parsers.expat import ExpatError, ParserCreate

# Excel's own limit of a cell; a character takes at most ten bytes of XML, such as &#x1F600;
MOST_CHARACTERS = 32_767
_MOST_BYTES = MOST_CHARACTERS * 10
# A workbook packs to a tenth or twentieth of its size; beyond this it was made to burst, unless it is small.
MOST_RATIO, _SMALL = 200, 1024 * 1024
_MOST_PLACES, _MOST_DIGITS = 3, 9
_STEP, _BEGINNING = 64 * 1024, 200
_LETTERS = 26
_TRUE = ("1", "true", "on")


class Flaw(StrEnum):
    """What is wrong with a part, the gravest first."""

    DOCTYPE = "declares a document type"
    DAMAGED = "is damaged"
    LONG_CELL = "holds a cell that is too long"
    FORMULA = "holds formulas"
    ERROR = "holds errors"
    HIDDEN_ROW = "hides rows"
    HIDDEN_COLUMN = "hides columns"
    MERGED = "has merged cells"


class _Stop(Exception):
    """Nothing more of the part is to be read."""


def bursts(packed: int, unpacked: int) -> bool:
    """Return whether something unpacks to so much more than it is that it is not opened at all."""
    return unpacked > _SMALL and unpacked > packed * MOST_RATIO


def flaw_of(pieces: Iterable[bytes]) -> tuple[Flaw, tuple[str, ...]] | None:
    """Return the gravest flaw of a part with up to three places of it; None for one that may be read. Parts that are no XML have none."""
    every, first = iter(pieces), b""
    while len(first) < _BEGINNING and (piece := next(every, b"")):
        first += piece
    if not _is_xml(first):
        for _piece in every:
            pass
        return None
    part = _Part()
    for piece in chain((first,), every):
        for start in range(0, len(piece), _STEP):
            part.feed(piece[start : start + _STEP])
    return part.close()


def _is_xml(beginning: bytes) -> bool:
    return beginning[:_BEGINNING].removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"<", b"\xff\xfe", b"\xfe\xff", b"\0<"))


class _Part:
    """One part as it is parsed; a sheet and the shared texts are read whole, of any other part what stands before its root."""

    def __init__(self) -> None:
        self._parser = ParserCreate()
        self._parser.StartElementHandler = self._root
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._found: dict[Flaw, list[str]] = {}
        self._is_over = False
        self._fed = self._last = self._row = self._column = 0
        self._before = self._cell = ""
        self._hidden: list[tuple[int, int]] = []

    def feed(self, piece: bytes, *, is_last: bool = False) -> None:
        """Take the next bytes."""
        if self._is_over:
            return
        try:
            self._parser.Parse(piece, is_last)
        except _Stop:
            self._is_over = True
        except ExpatError:
            self._is_over = True
            self._add(Flaw.DAMAGED, "")
        self._fed += len(piece)
        if not self._is_over and self._fed - self._last > _MOST_BYTES + _STEP:
            self._is_over = True
            self._add(Flaw.LONG_CELL, self._place())

    def close(self) -> tuple[Flaw, tuple[str, ...]] | None:
        """Return the gravest flaw."""
        self.feed(b"", is_last=True)
        gravest = next((flaw for flaw in Flaw if flaw in self._found), None)
        return None if gravest is None else (gravest, tuple(place for place in self._found[gravest] if place))

    def _add(self, flaw: Flaw, place: str) -> None:
        places = self._found.setdefault(flaw, [])
        if len(places) < _MOST_PLACES:
            places.append(place)

    def _doctype(self, *_declared: object) -> None:
        self._add(Flaw.DOCTYPE, "")
        raise _Stop

    def _root(self, name: str, _attributes: dict[str, str]) -> None:
        root = _local(name)
        if root not in ("worksheet", "sst"):
            raise _Stop
        self._parser.StartElementHandler = self._element if root == "worksheet" else self._measure

    def _measure(self, _name: str, _attributes: dict[str, str]) -> None:
        at = self._parser.CurrentByteIndex
        if at - self._last > _MOST_BYTES:
            self._add(Flaw.LONG_CELL, self._place())
            raise _Stop
        self._last = at

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        at = self._parser.CurrentByteIndex
        if at - self._last > _MOST_BYTES:
            self._add(Flaw.LONG_CELL, self._place())
            raise _Stop
        self._last = at
        local = name.rpartition(":")[2] if ":" in name else name
        if local == "c":
            self._enter_cell(attributes)
        elif local in ("v", "is"):
            if self._hidden and any(first <= self._column <= last for first, last in self._hidden):
                self._add(Flaw.HIDDEN_COLUMN, _letters(self._column))
        elif local == "f":
            # The formula of a cell is its first child; rules of formatting have elements of the same name elsewhere.
            if self._before == "c":
                self._add(Flaw.FORMULA, self._place())
        elif local == "row":
            self._enter_row(attributes)
        elif local == "col":
            if attributes.get("hidden") in _TRUE:
                self._hidden.append((_whole(attributes.get("min")), _whole(attributes.get("max"))))
        elif local == "mergeCell":
            self._add(Flaw.MERGED, attributes.get("ref", "")[:21])
        self._before = local

    def _enter_row(self, attributes: dict[str, str]) -> None:
        self._row = _whole(attributes.get("r")) or self._row + 1
        self._column, self._cell = 0, ""
        if attributes.get("hidden") in _TRUE:
            self._add(Flaw.HIDDEN_ROW, str(self._row))

    def _enter_cell(self, attributes: dict[str, str]) -> None:
        self._cell = attributes.get("r", "")[:10]
        # Where nothing is hidden the number of a column is needed only to name a cell that has no name.
        self._column = (_column_of(self._cell) if self._hidden else 0) or self._column + 1
        if attributes.get("t") == "e":
            self._add(Flaw.ERROR, self._place())

    def _place(self) -> str:
        """The cell that is being read, as a person names it; nothing outside a sheet."""
        return self._cell or (f"{_letters(self._column)}{self._row}" if self._column else "")


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _whole(written: str | None) -> int:
    return int(written) if written and written.isascii() and written.isdigit() and len(written) <= _MOST_DIGITS else 0


def _column_of(cell: str) -> int:
    number = 0
    for letter in cell:
        if not "A" <= letter <= "Z":
            break
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number


def _letters(column: int) -> str:
    told = ""
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        told = chr(ord("A") + rest) + told
    return told
