"""X12 text cut into segments of elements, by the separators that its ISA segment declares."""

from collections.abc import Iterator, Sequence

from codes.cms.findings import Findings

ISA_LENGTH = 106
LONGEST_SEGMENT = 64 * 1024


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


def element_at(elements: Sequence[str], place: int) -> str:
    """Return an element of a segment, or a part of a composite, without spaces around it; nothing where it is left out."""
    return elements[place].strip() if place < len(elements) else ""
