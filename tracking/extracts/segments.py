"""X12 text cut into segments of elements, by the separators that its ISA segment declares."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence

from codes.cms.findings import Findings
from tracking.extracts.kept import Keeper, Kept, KeptColumn
from tracking.extracts.kinds import Kind

ISA_LENGTH = 106
LONGEST_SEGMENT = 64 * 1024
_KINDS = (Kind.CASE, Kind.DAY, Kind.PLACE, Kind.CODE, Kind.UNITS, Kind.RENDERING)


class SegmentFeed:
    """Cuts text that arrives in pieces into segments of elements, by the separators that the ISA segment declares."""

    def __init__(self, findings: Findings) -> None:
        self._findings, self._pending, self._number = findings, "", 0
        self._element = self._end = ""
        self.component = ":"

    def feed(self, text: str, *, is_last: bool = False) -> Iterator[tuple[int, list[str]]]:
        """Yield number and elements of the segments that are whole now."""
        self._pending += text
        if not self._element and not self._begun():
            if is_last:
                self._findings.error(1, "ISA", "", "The file ends within its ISA segment. Export it again.")
            return
        *whole, self._pending = self._pending.split(self._end)
        if is_last and self._pending.strip():
            self._findings.error(self._number + len(whole) + 1, "", "", "The file ends within a segment. Export it again.")
        if len(self._pending) > LONGEST_SEGMENT:
            self._findings.error(self._number + len(whole) + 1, "", "", "A segment is longer than 64 KB: this is no X12 file.")
            self._pending = ""
        for segment in whole:
            self._number += 1
            yield self._number, segment.strip("\r\n ").split(self._element)

    def _begun(self) -> bool:
        """Whether the ISA segment is whole: its length is fixed, and its last signs are the separators."""
        self._pending = self._pending.lstrip("\ufeff\r\n ")
        if len(self._pending) < ISA_LENGTH:
            return False
        self._element, self.component, self._end = self._pending[3], self._pending[104], self._pending[105]
        return True


class SegmentDoor(ABC):
    """Takes the text of an X12 file in pieces; what each segment lets through, its kind of file knows."""

    layout = ""

    def __init__(self, keeper: Keeper, findings: Findings) -> None:
        self._keeper, self._findings, self._patient = keeper, findings, 0
        self._segments = SegmentFeed(findings)
        self._readers = {kind: keeper.reader(kind) for kind in _KINDS}

    def take(self, text: str, *, is_last: bool = False) -> None:
        """Take a piece of the file."""
        for number, elements in self._segments.feed(text, is_last=is_last):
            self._segment(number, elements)

    def close(self) -> Kept:
        """Let the last lines through and return what is known of the file."""
        self.take("", is_last=True)
        self._let_the_last_through()
        columns = tuple(KeptColumn(kind, "", place) for place, kind in enumerate(_KINDS))
        return Kept(self.layout, columns, rows=self._keeper.rows, patient_segments=self._patient)

    def _keep(self, number: int, cells: Sequence[str]) -> None:
        """Let the cells of one service line through: case, day, place, code, units, rendering provider."""
        self._keeper.keep(number, [self._readers[kind][cell] for kind, cell in zip(_KINDS, cells, strict=True)])

    @abstractmethod
    def _segment(self, number: int, elements: Sequence[str]) -> None:
        """Read one segment."""

    @abstractmethod
    def _let_the_last_through(self) -> None:
        """Let through what is still held, and tell what was left."""


def element_at(elements: Sequence[str], place: int) -> str:
    """Return an element of a segment, or a part of a composite, without spaces around it; nothing where it is left out."""
    return elements[place].strip() if place < len(elements) else ""
