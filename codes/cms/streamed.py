"""Files larger than memory as lines, and rows that are read again where they are wanted: only some thousand lines are held at a time."""

from array import array
from collections.abc import Callable, Iterator, Sequence
from typing import IO, TypeVar, overload

from codes.cms.delimited import LONGEST_LINE
from codes.cms.recognise import NotATable

MOST_STREAMED = 5_000_000
_BLOCK = 4_000
_LINE_ENDS = "\r\n"
Row_co = TypeVar("Row_co", covariant=True)
Told = Callable[[int, int], None]


class FileLines(Sequence[str]):
    """The lines of a text in a file that can be wound back; NotATable for NUL bytes and for more lines than are read."""

    def __init__(self, kept: IO[bytes], told: Told | None = None) -> None:
        self._kept, self._told = kept, told
        self._starts, self._count, self.encoding = _surveyed(kept)
        self._block, self._first = [""], -1

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, wanted: int) -> str: ...
    @overload
    def __getitem__(self, wanted: slice) -> Sequence[str]: ...
    def __getitem__(self, wanted: int | slice) -> str | Sequence[str]:
        if isinstance(wanted, slice):
            places = range(*wanted.indices(self._count))
            return [self[place] for place in places[:_BLOCK]]
        if not 0 <= wanted < self._count:
            raise IndexError(wanted)
        number = wanted // _BLOCK
        if number != self._first:
            self._load(number)
        return self._block[wanted % _BLOCK]

    def _load(self, number: int) -> None:
        self._kept.seek(self._starts[number])
        size = min(_BLOCK, self._count - number * _BLOCK)
        self._block, self._first = [_line(self._kept).decode(self.encoding).rstrip(_LINE_ENDS) for _ in range(size)], number
        if self._told is not None:
            self._told(number * _BLOCK, self._count)


class Again(Sequence[Row_co]):
    """Rows that were counted once and are read again each time somebody goes through them."""

    def __init__(self, count: int, read: Callable[[], Iterator[Row_co]]) -> None:
        self._count, self._read = count, read

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Row_co]:
        return self._read()

    @overload
    def __getitem__(self, wanted: int) -> Row_co: ...
    @overload
    def __getitem__(self, wanted: slice) -> Sequence[Row_co]: ...
    def __getitem__(self, wanted: int | slice) -> Row_co | Sequence[Row_co]:
        return tuple(self._read())[wanted]


def _line(kept: IO[bytes]) -> bytes:
    """The next line, or its first part where it is longer than any line that is read; the rest is passed over."""
    line = kept.readline(LONGEST_LINE + 1)
    rest = line
    while len(rest) > LONGEST_LINE and not rest.endswith(b"\n"):
        rest = kept.readline(LONGEST_LINE + 1)
    return line


def _surveyed(kept: IO[bytes]) -> tuple["array[int]", int, str]:
    """Where each block begins, how many lines there are, and the encoding: UTF-8, else Windows-1252."""
    starts, count, position, encoding = array("Q"), 0, 0, "utf-8"
    kept.seek(0)
    if kept.read(3) != b"\xef\xbb\xbf":
        kept.seek(0)
    position = kept.tell()
    while line := _line(kept):
        if count % _BLOCK == 0:
            starts.append(position)
        count, position = count + 1, kept.tell()
        if b"\x00" in line:
            raise NotATable(f"Line {count} has a NUL byte. Download the file again.", count)
        if count > MOST_STREAMED:
            raise NotATable(f"The file has more than {MOST_STREAMED:,} lines. Bring the file as CMS publishes it.")
        if encoding == "utf-8" and not line.isascii() and not _is_utf8(line):
            encoding = "cp1252"
    return starts, count, encoding


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
