"""Lines as people write them, a day and codes ("7/31/2026 45385, 45380-59"), at the door; a day holds until the next."""

import re
from collections.abc import Iterable, Sequence

from codes.cms.findings import Findings
from tracking.extracts import cells
from tracking.extracts.kept import Keeper, Kept, KeptColumn
from tracking.extracts.kinds import Kind

_COLUMNS = (KeptColumn(Kind.DAY, "", 0), KeptColumn(Kind.CODE, "", 1))
_LOOKED_AT = 20
# What a day begins a line with ends before its first code.
_DAY_FIRST = re.compile(
    r"\s*([0-9A-Za-z]{1,9}[-/ .][0-9A-Za-z]{1,9}(?:,? ?[-/ ]? ?[0-9]{2,4})?|[0-9]{8})(?=[\s,:;]|$)[\s,:;]*(.*)", re.DOTALL
)
# Three numbers stand for a day, though the calendar may have none like it ("13/40/2026").
_LIKE_A_DAY = re.compile(r"[0-9]{1,4}([-/.])[0-9]{1,2}\1[0-9]{2,4}")


def are_lines(lines: Sequence[str]) -> bool:
    """Return whether half of the first lines or more are a day and codes each, or codes alone, and no table of cells."""
    filled = [line for line in lines if line.strip()][:_LOOKED_AT]
    if any("\t" in line or ";" in line or "|" in line for line in filled):
        return False
    return 2 * sum(_is_line(line) for line in filled) >= len(filled) > 0


class LinesDoor:
    """Takes lines and lets a day and codes through; each line is a case."""

    def __init__(self, keeper: Keeper, findings: Findings) -> None:
        self._keeper, self._findings = keeper, findings
        self._day = ""

    def take(self, lines: Iterable[tuple[int, str]]) -> None:
        """Take some lines."""
        for number, line in lines:
            if not line.strip():
                continue
            day, rest = _apart(line)
            self._day = day or self._day
            if rest.strip():
                self._keeper.keep(number, (self._day, cells.codes(rest)))

    def close(self) -> Kept:
        """Return what is known of the lines."""
        if not self._keeper.rows and not self._findings.has_errors:
            self._findings.error(None, "", "", "There are no lines. Write a day and its codes on each, such as 2026-07-31 45385 45380-59.")
        return Kept("lines", _COLUMNS, rows=self._keeper.rows)


def _is_line(line: str) -> bool:
    day, rest = _apart(line)
    read = cells.codes(rest)
    return (bool(read) and not read.startswith(cells.FAULT)) or (bool(day) and not rest.strip())


def _apart(line: str) -> tuple[str, str]:
    """The day or the faulty day at the start of a line, and what stands behind it; no day where the line begins with a code."""
    found = _DAY_FIRST.fullmatch(line)
    if found is None:
        return "", line
    told = found[1].rstrip(" ,")
    day = cells.day(told)
    is_day = bool(day) and (not day.startswith(cells.FAULT) or _LIKE_A_DAY.fullmatch(told) is not None)
    return (day, found[2]) if is_day else ("", line)
