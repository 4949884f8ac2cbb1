"""Bytes that arrive in pieces cut into lines, and lines into the cells of records; an open quote swallows no other line."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence

from codes.cms.findings import Findings

LONGEST_LINE = 64 * 1024
MOST_LINES_OF_A_CELL = 20
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_OPEN_QUOTE = "A quote is not closed or stands in the wrong place. Save the file again from its program."
Record = tuple[int, Sequence[str]]


class LineFeed:
    """Cuts pieces of a file into its lines, with line ends of any system; what is no UTF-8 is read as Windows-1252."""

    def __init__(self, first: bytes, findings: Findings) -> None:
        encoding, errors = ("utf-16", "replace") if first.startswith(_UTF16) else ("utf-8-sig", "surrogateescape")
        self._decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)(errors), translate=True)
        self._findings, self._pending, self._number = findings, "", 0
        self._told_nul = self._told_long = False

    def feed(self, piece: bytes, *, is_last: bool = False) -> Iterator[tuple[int, str]]:
        """Yield number and text of the lines that are whole now."""
        text = self._pending + self._decoder.decode(piece, is_last)
        lines = text.split("\n")
        self._pending = lines.pop()
        if is_last and self._pending:
            lines, self._pending = [*lines, self._pending], ""
        if len(self._pending) > LONGEST_LINE:
            self._tell_long(self._number + len(lines) + 1)
            self._pending = self._pending[:LONGEST_LINE]
        for line in lines:
            self._number += 1
            if len(line) >= LONGEST_LINE:
                self._tell_long(self._number)
            elif "\0" in line:
                self._tell_nul(self._number)
            else:
                yield self._number, line

    def _tell_long(self, number: int) -> None:
        if not self._told_long:
            self._findings.error(number, "", "", f"Line {number} is longer than 64 KB. Save the file again from its program.")
        self._told_long = True

    def _tell_nul(self, number: int) -> None:
        if not self._told_nul:
            self._findings.error(number, "", "", f"Line {number} has a NUL byte. Save the file again as csv UTF-8.")
        self._told_nul = True


class RecordFeed:
    """Cuts lines into records of cells; a quoted cell may run over some lines."""

    def __init__(self, separator: str, findings: Findings) -> None:
        self._separator, self._findings = separator, findings
        self._open: list[tuple[int, str]] = []

    def feed(self, lines: Sequence[tuple[int, str]], *, is_last: bool = False) -> Iterator[Record]:
        """Yield number (of its first line) and cells of the records that are whole now."""
        whole: list[tuple[int, str]] = []
        for number, line in lines:
            if not self._open and line.count('"') % 2 == 0:
                whole.append((number, line))
            else:
                whole += self._closed(number, line)
        if is_last and self._open:
            self._findings.error(
                self._open[0][0], "", "", f"The file ends early in line {self._open[0][0]}. Save it again from its program."
            )
            self._open = []
        return self._cut(whole)

    def _closed(self, number: int, line: str) -> list[tuple[int, str]]:
        """The record that this line ends; none while its quote is open. A quote that stays open is told, and its line is left out."""
        self._open.append((number, line))
        joined = "\n".join(text for _number, text in self._open)
        if joined.count('"') % 2 == 0:
            first = self._open[0][0]
            self._open = []
            return [(first, joined)]
        if len(self._open) <= MOST_LINES_OF_A_CELL:
            return []
        self._findings.error(self._open[0][0], "", "", _OPEN_QUOTE)
        again, self._open = self._open[1:], []
        return [
            record
            for later, text in again
            for record in ([(later, text)] if '"' not in text and not self._open else self._closed(later, text))
        ]

    def _cut(self, whole: Sequence[tuple[int, str]]) -> Iterator[Record]:
        start = 0
        while start < len(whole):
            reader = csv.reader((line for _number, line in whole[start:]), delimiter=self._separator, strict=True)
            done = 0
            try:
                for cells in reader:
                    done += 1
                    yield whole[start + done - 1][0], cells
            except csv.Error:
                self._findings.error(whole[start + done][0], "", "", _OPEN_QUOTE)
                done += 1
            start += done
