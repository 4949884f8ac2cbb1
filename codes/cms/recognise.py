"""What the bytes of a file are, told by content and not by name."""

import gzip
import io
import zlib
from enum import StrEnum

from rvuedge.lib.issues import Issue, Severity

LONGEST_LINE = 64 * 1024
MOST_UNPACKED = 120 * 1024 * 1024


class Shape(StrEnum):
    """What a file is."""

    TEXT = "text"
    SHEET = "xlsx"
    ZIP = "zip"


_NOT_A_TABLE = (
    (b"%PDF", "The content is PDF. Bring the csv, txt, xlsx or zip."),
    (b"\x89PNG", "The content is a picture. Bring the csv, txt, xlsx or zip."),
    (b"\xff\xd8\xff", "The content is a picture. Bring the csv, txt, xlsx or zip."),
    (b"\xd0\xcf\x11\xe0", "This is an old or protected Office file. Remove the password, or save it as xlsx."),
)


class NotATable(Exception):
    """A file that is none of the kinds; carries the issue."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.issue = Issue(line, "", "", Severity.ERROR, message)


def shape_of(content: bytes) -> Shape:
    """Return what the bytes are, or raise NotATable with a sentence that says what to bring."""
    if not content.strip():
        raise NotATable("The file is empty.")
    for mark, message in _NOT_A_TABLE:
        if content.startswith(mark):
            raise NotATable(message)
    if content.startswith(b"PK"):
        if b"vbaProject.bin" in content:
            raise NotATable("The workbook holds macros. Save it as xlsx.")
        return Shape.SHEET if b"xl/workbook" in content else Shape.ZIP
    head = content[:2000].lstrip().lower()
    if head.startswith((b"<!doctype", b"<html", b"<?xml")) or b"<html" in head:
        raise NotATable("It is a web page, not a table. Download the file again; the site may have shown a sign-in or licence page.")
    return Shape.TEXT


def unpacked(content: bytes) -> bytes:
    """Return the content of a gzip file, and any other content as it is."""
    if not content.startswith(b"\x1f\x8b"):
        return content
    try:
        with gzip.open(io.BytesIO(content)) as packed:
            inner = packed.read(MOST_UNPACKED + 1)
    except (OSError, EOFError, zlib.error):
        raise NotATable("The gzip file is damaged. Download it again.") from None
    if len(inner) > MOST_UNPACKED:
        raise NotATable("Unpacked the file is larger than any release.")
    return inner


def text_of(content: bytes) -> str:
    """Return the text of a file: UTF-8, UTF-16 with its mark, else Windows-1252; NUL bytes and endless lines are refused."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(content, "utf-16")
    if b"\x00" in content:
        raise NotATable("The file holds NUL bytes. Download it again.", content[: content.index(b"\x00")].count(b"\n") + 1)
    for number, line in enumerate(content.split(b"\n"), start=1):
        if len(line) > LONGEST_LINE and line.count(b"\r") < 2:
            raise NotATable(f"Line {number} is longer than 64 KB.", number)
    try:
        return _decoded(content, "utf-8-sig")
    except NotATable:
        return content.decode("cp1252", errors="replace") if b"\x81" in content else _decoded(content, "cp1252")


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise NotATable(f"Line {line} has bytes that are not {encoding}. Save the file as UTF-8.", line) from None
