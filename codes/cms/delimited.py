"""Lines of a csv as cells: the separator is found in the header, and an open quote never swallows the next line."""

import csv
from collections.abc import Generator, Iterator, Sequence

from codes.cms.findings import Findings

LONGEST_LINE = 64 * 1024
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
_SEARCHED_LINES = 30
_OPEN_QUOTE = "A quote is not closed or stands in the wrong place. Download the file again."


def lines_of(text: str) -> list[str]:
    """Return the lines of a text with line ends of any system; other separators of Unicode stay within their line."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def separator_of(lines: Sequence[str]) -> str:
    """Return the separator of the header line that begins with HCPCS; a comma where there is none."""
    first = next((line for line in lines[:_SEARCHED_LINES] if line.strip().strip('"').upper().startswith("HCPCS")), "")
    return max(_SEPARATORS, key=first.count)


def words_of(separator: str) -> str:
    """Return the separator as people say it."""
    return _SEPARATORS[separator]


def table_of(lines: Sequence[str], separator: str, findings: Findings) -> Iterator[tuple[int, list[str]]]:
    """Yield line number and cells of each line; a line that cannot be cut is a finding and is left out."""
    start = 0
    while start < len(lines):
        start = yield from _cut(lines, start, separator, findings)


def _cut(lines: Sequence[str], start: int, separator: str, findings: Findings) -> Generator[tuple[int, list[str]], None, int]:
    """Yield cells from `start` on; return where to go on: the end, or the line after one with a fault."""
    reader = csv.reader(_until_fault(lines, start), delimiter=separator, strict=True)
    done = 0
    try:
        for cells in reader:
            if reader.line_num != done + 1:
                findings.error(start + done + 1, "", "", _OPEN_QUOTE)
                return start + done + 1
            done += 1
            yield start + done, cells
    except csv.Error:
        number = start + done + 1
        is_last = not any(line.strip() for line in lines[number:])
        findings.error(number, "", "", f"The file ends early in line {number}. Download it again." if is_last else _OPEN_QUOTE)
        return number
    if start + done < len(lines):
        findings.error(start + done + 1, "", "", f"Line {start + done + 1} is longer than 64 KB. Download the file again.")
        return start + done + 1
    return len(lines)


def _until_fault(lines: Sequence[str], start: int) -> Iterator[str]:
    for position in range(start, len(lines)):
        if len(lines[position]) > LONGEST_LINE:
            return
        yield lines[position]
