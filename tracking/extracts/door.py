"""The door that a charge extract comes through, piece by piece: what it is, is told by its first bytes; what goes on holds no patient."""

import codecs
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TextIO

from codes.cms.findings import Findings
from tracking.extracts.claims import ClaimsDoor
from tracking.extracts.kept import MOST_ROWS, Keeper, Kept, TooMany
from tracking.extracts.kinds import Kind, Known, header_line
from tracking.extracts.logs import MOST_BYTES, keep_log
from tracking.extracts.records import LineFeed, RecordFeed
from tracking.extracts.remittances import RemittancesDoor, is_remittance
from tracking.extracts.tables import JUDGED_ROWS, SEARCHED_LINES, TableDoor, separator_of
from tracking.extracts.typed_lines import LinesDoor, are_lines

MOST_SHEET_BYTES = 60 * 1024 * 1024
_HEAD = 4096
_BRING = "Bring csv, txt, xlsx, an 837P file, or the json that Export makes."
_NO_EXTRACT = (
    (b"%PDF", f"The content is PDF. {_BRING}"),
    (b"\x89PNG", f"The content is a picture. {_BRING}"),
    (b"\xff\xd8\xff", f"The content is a picture. {_BRING}"),
    (b"GIF8", f"The content is a picture. {_BRING}"),
    (b"{\\rtf", f"The content is a text document. {_BRING}"),
    (b"\xd0\xcf\x11\xe0", "This is an old or protected Office file. Remove the password, or save it as xlsx."),
    (b"\x1f\x8b", "The file is packed (gzip). Unpack it and bring what is inside."),
)
_TOO_MANY = f"The file has more than {MOST_ROWS:,} rows. Split it by year or month, and bring the parts."
# Reads a workbook, in a process of its own, and yields the cells of its table; NotASheet says why not.
OpenSheet = Callable[[bytes], Iterable[Sequence[str]]]


class NotASheet(Exception):
    """A workbook that cannot be read; the text tells why and what to do."""


class Door:
    """Takes the bytes of a file as they arrive, writes the rows that are kept to `out`, and collects every fault."""

    def __init__(self, out: TextIO, key: bytes, open_sheet: OpenSheet, known: Known, hints: Mapping[str, Kind]) -> None:
        self.findings = Findings()
        self._keeper = Keeper(out, key)
        self._open_sheet, self._known, self._hints = open_sheet, known, hints
        self._head = b""
        self._way: _Way | None = None

    def feed(self, piece: bytes) -> None:
        """Take a piece of the file; nothing of it is held that is not needed."""
        if self._way is None:
            self._head += piece
            if len(self._head) < _HEAD:
                return
            piece, self._head = self._head, b""
            self._way = self._way_of(piece)
        self._let(lambda: self._way.take(piece) if self._way else None)

    def close(self) -> Kept:
        """Let the last rows through and return what is known of the file."""
        head, self._head = self._head, b""
        if self._way is None:
            self._way = self._way_of(head)
            self._let(lambda: self._way.take(head) if self._way else None)
        kept: list[Kept] = []
        self._let(lambda: kept.append(self._way.close()) if self._way else None)
        return kept[0] if kept else Kept("", ())

    def _let(self, step: Callable[[], object]) -> None:
        try:
            step()
        except TooMany:
            self.findings.error(None, "", "", _TOO_MANY)
            self._way = _NoWay()
        except NotASheet as error:
            self.findings.error(None, "", "", str(error))
            self._way = _NoWay()

    def _way_of(self, head: bytes) -> "_Way":
        if not head.strip():
            return self._refused("The file is empty. Export it again.")
        for mark, told in _NO_EXTRACT:
            if head.startswith(mark):
                return self._refused(told)
        start = head[:2000].removeprefix(b"\xef\xbb\xbf").lstrip()
        if head.startswith(b"PK"):
            return _SheetWay(self._open_sheet, self._table("xlsx"))
        if start[:1] == b"{":
            return _JsonWay(self._keeper, self.findings)
        if start[:3] == b"ISA" and len(start) > 3 and not start[3:4].isalnum():
            return self._x12(start)
        lowered = start.lower()
        if lowered.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<!--")) or b"<html" in lowered:
            return self._refused("It is a web page, not an extract: the site may have shown a sign-in page. Download the file again.")
        return _TextWay(head, self.findings, self._keeper, self._table("csv"))

    def _table(self, layout: str) -> TableDoor:
        return TableDoor(layout, self._keeper, self.findings, self._known, self._hints)

    def _x12(self, start: bytes) -> "_Way":
        is_of_payer = is_remittance(start.decode("utf-8", "surrogateescape"))
        return _X12Way(RemittancesDoor(self._keeper, self.findings) if is_of_payer else ClaimsDoor(self._keeper, self.findings))

    def _refused(self, told: str) -> "_Way":
        self.findings.error(None, "", "", told)
        return _NoWay()


class _Way:
    """One way through the door."""

    def take(self, piece: bytes) -> None:
        raise NotImplementedError

    def close(self) -> Kept:
        raise NotImplementedError


class _NoWay(_Way):
    """Of a file that is refused: the rest of it is let fall."""

    def take(self, piece: bytes) -> None:
        return

    def close(self) -> Kept:
        return Kept("", ())


class _Held(_Way):
    """Of a file that can only be read whole: it is held in memory, never on disk."""

    most, told = 0, ""

    def __init__(self) -> None:
        self._content = bytearray()

    def take(self, piece: bytes) -> None:
        self._content += piece
        if len(self._content) > self.most:
            raise NotASheet(self.told)


class _SheetWay(_Held):
    most, told = MOST_SHEET_BYTES, "The workbook is larger than 60 MB. Save the sheet as csv."

    def __init__(self, open_sheet: OpenSheet, table: TableDoor) -> None:
        super().__init__()
        self._open, self._table = open_sheet, table

    def close(self) -> Kept:
        for number, row in enumerate(self._open(bytes(self._content)), start=1):
            self._table.take(number, row)
        return self._table.close()


class _JsonWay(_Held):
    most, told = MOST_BYTES, "The json is larger than 25 MB. Bring the csv of the same log."

    def __init__(self, keeper: Keeper, findings: Findings) -> None:
        super().__init__()
        self._keeper, self._findings = keeper, findings

    def close(self) -> Kept:
        return keep_log(bytes(self._content), self._keeper, self._findings)


class _X12Way(_Way):
    def __init__(self, door: ClaimsDoor | RemittancesDoor) -> None:
        self._door = door
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("surrogateescape")

    def take(self, piece: bytes) -> None:
        self._door.take(self._decoder.decode(piece))

    def close(self) -> Kept:
        self._door.take(self._decoder.decode(b"", True))
        return self._door.close()


class _TextWay(_Way):
    """Lines of cells, or lines as people write them; the first lines tell which."""

    def __init__(self, head: bytes, findings: Findings, keeper: Keeper, table: TableDoor) -> None:
        self._lines = LineFeed(head, findings)
        self._findings, self._table, self._typed = findings, table, LinesDoor(keeper, findings)
        self._first: list[tuple[int, str]] = []
        self._records: RecordFeed | None = None
        self._is_typed = False

    def take(self, piece: bytes, *, is_last: bool = False) -> None:
        lines = list(self._lines.feed(piece, is_last=is_last))
        if self._records is None and not self._is_typed:
            self._first += lines
            if len(self._first) < JUDGED_ROWS and not is_last:
                return
            lines, self._first = self._first, []
            self._judge([line for _number, line in lines])
        if self._records is None:
            self._typed.take(lines)
            return
        for number, row in self._records.feed(lines, is_last=is_last):
            self._table.take(number, row)

    def close(self) -> Kept:
        self.take(b"", is_last=True)
        return self._typed.close() if self._is_typed else self._table.close()

    def _judge(self, lines: Sequence[str]) -> None:
        separator = separator_of(lines)
        top = list(RecordFeed(separator, Findings()).feed(list(enumerate(lines[:SEARCHED_LINES], start=1))))
        if are_lines(lines) and not header_line([row for _number, row in top]):
            self._is_typed = True
        else:
            self._records = RecordFeed(separator, self._findings)
