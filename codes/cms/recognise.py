"""What the bytes of a file are, told by content and not by name."""

import gzip
import io
import zipfile
import zlib
from dataclasses import dataclass
from enum import StrEnum

from rvuedge.lib.issues import Issue, Severity

MOST_UNPACKED = 120 * 1024 * 1024
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_KINDS = "Bring the csv, txt, xlsx or zip that CMS publishes."
_TEXT_DOCUMENT = f"The content is a text document. {_KINDS}"
_OF_DOCUMENTS = {"word/document.xml", "ppt/presentation.xml"}
_NOT_A_TABLE = (
    (b"%PDF", f"The content is PDF. {_KINDS}"),
    (b"\x89PNG", f"The content is a picture. {_KINDS}"),
    (b"\xff\xd8\xff", f"The content is a picture. {_KINDS}"),
    (b"GIF8", f"The content is a picture. {_KINDS}"),
    (b"{\\rtf", _TEXT_DOCUMENT),
    (b"\xd0\xcf\x11\xe0", "This is an old or protected Office file. Remove the password, or save it as xlsx."),
)


class Shape(StrEnum):
    """What a file is."""

    TEXT = "text"
    SHEET = "xlsx"
    ZIP = "zip"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and a remark where it was not plain UTF-8."""

    text: str
    remark: str = ""


class NotATable(Exception):
    """Content that cannot be read at all; carries the one issue that tells why, where and what to do."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.issue = Issue(line, "", "", Severity.ERROR, message)


def shape_of(content: bytes) -> Shape:
    """Return what the bytes are; NotATable says what to bring instead."""
    if not content.strip():
        raise NotATable("The file is empty. Download it again.")
    for mark, message in _NOT_A_TABLE:
        if content.startswith(mark):
            raise NotATable(message)
    if content.startswith(b"PK"):
        return _shape_of_packed(content)
    head = content[:2000].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<!--")) or b"<html" in head:
        raise NotATable("It is a web page, not a table. Download the file again; the site may have shown a sign-in or licence page.")
    return Shape.TEXT


def _shape_of_packed(content: bytes) -> Shape:
    """Whether a packed file is itself a workbook, not an archive that holds one; a text document is neither."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = packed.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return Shape.SHEET if b"xl/workbook" in content else Shape.ZIP
    if any(name in _OF_DOCUMENTS for name in names):
        raise NotATable(_TEXT_DOCUMENT)
    return Shape.SHEET if any(name.startswith("xl/workbook") for name in names) else Shape.ZIP


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
        raise NotATable("Unpacked, the file is larger than any release. Bring the file as CMS publishes it.")
    return inner


def text_of(content: bytes) -> Decoded:
    """Return the text: UTF-8, UTF-16 with its mark, else Windows-1252; NotATable for NUL bytes and mixed encodings."""
    if content.startswith(UTF_16):
        return Decoded(_decoded(content, "utf-16").lstrip("\ufeff"), "The file was read as UTF-16.")
    if b"\x00" in content:
        line = _line_at(content, content.index(b"\x00"))
        raise NotATable(f"Line {line} has a NUL byte. Download the file again.", line)
    try:
        return Decoded(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return _other_encoding(content, _line_at(content, error.start))


def _other_encoding(content: bytes, line: int) -> Decoded:
    if any(not one.isascii() and _is_utf8(one) for one in content.split(b"\n")):
        raise NotATable(f"Line {line} has bytes that are not UTF-8, other lines are UTF-8. Save the file in one encoding.", line)
    return Decoded(_decoded(content, "cp1252"), f"The file was read as Windows-1252 (line {line} is not UTF-8).")


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = _line_at(content, error.start)
        raise NotATable(f"Line {line} has bytes that are no text. Save the file as UTF-8.", line) from None


def _line_at(content: bytes, position: int) -> int:
    before = content[:position]
    return before.count(b"\n") + 1 if b"\n" in before else before.count(b"\r") + 1
