"""A report that tells only a total for each month: a small table with the months in one column and the wRVU in another."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from benchmarks.reconcile.headers import rank_of
from codes.cms.findings import Findings
from rvuedge.lib.issues import Issue
from rvuedge.lib.months import Month
from tracking.extracts import cells
from tracking.extracts.kinds import words_of
from tracking.extracts.records import LineFeed, RecordFeed
from tracking.extracts.tables import separator_of

MOST_BYTES = 256 * 1024
_SEARCHED = 20
_MONTHS = ("MONTH", "PERIOD", "SERVICE MONTH", "MONTH OF SERVICE", "POSTING PERIOD")
_ISO = re.compile(r"([0-9]{4})[-/]?([0-9]{2})")
_US = re.compile(r"([0-9]{1,2})/([0-9]{4})")
_NAMES = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_WORDS = re.compile(r"([A-Z]{3,9})\.?[ -]([0-9]{4})")


@dataclass(frozen=True, slots=True)
class MonthTable:
    """The totals of a table by month, or what is wrong with it."""

    totals: tuple[tuple[Month, Decimal], ...]
    issues: tuple[Issue, ...] = ()

    def of(self, month: Month) -> Decimal | None:
        """Return the total of a month; None where the table has none."""
        found = [value for one, value in self.totals if one == month]
        return sum(found, Decimal(0)) if found else None


def read_month_table(content: bytes) -> MonthTable | None:
    """Return the totals of a table; None where the file is another one, such as one with codes."""
    if len(content) > MOST_BYTES or content.startswith((b"PK", b"ISA", b"%PDF")):
        return None
    findings = Findings()
    lines = list(LineFeed(content[:4], findings).feed(content, is_last=True))
    rows = list(RecordFeed(separator_of([text for _number, text in lines[:_SEARCHED]]), findings).feed(lines, is_last=True))
    head = next((place for place, (_number, row) in enumerate(rows[:_SEARCHED]) if _columns(row) is not None), None)
    if head is None:
        return None
    month_at, value_at = _columns(rows[head][1]) or (0, 0)
    totals = [_total(number, row, month_at, value_at, findings) for number, row in rows[head + 1 :] if any(cell.strip() for cell in row)]
    return MonthTable(tuple(one for one in totals if one is not None), findings.shown())


def month_of(text: str) -> Month | None:
    """Return the month that a cell names: 2026-10, 10/2026 or October 2026; None for any other."""
    told = cells.plain(text).upper()
    if found := _ISO.fullmatch(told):
        return _month(found[1], int(found[2]))
    if found := _US.fullmatch(told):
        return _month(found[2], int(found[1]))
    found = _WORDS.fullmatch(told)
    return _month(found[2], _NAMES.index(found[1][:3]) + 1) if found and found[1][:3] in _NAMES else None


def _month(year: str, number: int) -> Month | None:
    return Month(int(year), number) if 1 <= number <= 12 and int(year) else None


def _columns(row: Sequence[str]) -> tuple[int, int] | None:
    words = [words_of(cell) for cell in row]
    if any(word in ("CODE", "CPT", "HCPCS", "CPT CODE", "PROCEDURE CODE") for word in words):
        return None
    months = [place for place, word in enumerate(words) if word in _MONTHS]
    unknown = rank_of("")
    values = sorted((rank_of(word), place) for place, word in enumerate(words) if rank_of(word) < unknown)
    return (months[0], values[0][1]) if months and values else None


def _total(number: int, row: Sequence[str], month_at: int, value_at: int, findings: Findings) -> tuple[Month, Decimal] | None:
    month = month_of(row[month_at]) if len(row) > month_at else None
    value = cells.value(row[value_at]) if len(row) > value_at else ""
    if month is None:
        # A sum below the table names no month.
        if value and not value.startswith(cells.FAULT):
            return None
        findings.error(number, "month", "", "This is no month. Write it as 2026-10 or 10/2026.")
        return None
    if not value or value.startswith(cells.FAULT):
        findings.error(number, "wrvu", value[1:], "This is no number of wRVU. Write it as 412.30.")
        return None
    return month, Decimal(value)
