"""Columns of a PPRRVU file found by their stacked header text, never by position: 2026 put one in the middle."""

import re
from collections.abc import Sequence

from codes.cms.findings import Findings
from codes.cms.layout import COLUMNS, SINCE_2026

SEARCHED_LINES = 30
STACKED_LINES = 5
_NO_LETTERS = re.compile(r"[^A-Z]")


def header_line(rows: Sequence[Sequence[str]]) -> int | None:
    """Return the index of the line whose first cell is HCPCS, the last of the stacked header; None without one."""
    for index, row in enumerate(rows[:SEARCHED_LINES]):
        if row and _letters(row[0]) == "HCPCS":
            return index
    return None


def columns_of(rows: Sequence[Sequence[str]], last: int, line: int, findings: Findings) -> dict[str, int] | None:
    """Return the column of each field; None where an expected name is missing or stands twice, each a finding on `line`."""
    stacked = [row for row in rows[max(0, last - STACKED_LINES + 1) : last + 1] if not _is_title(row)]
    # Spaces and hyphens drift from release to release ("CO- SURG", "CO-SURG"), letters do not.
    fields = {_letters(column.header): column.field for column in COLUMNS}
    found: dict[str, int] = {}
    is_whole = True
    for position in range(len(rows[last])):
        name = " ".join(row[position].strip() for row in stacked if position < len(row) and row[position].strip())
        field = fields.get(_letters(name))
        if field in found:
            findings.error(line, field, "", "This column stands twice in the header. Download the file again.")
            is_whole = False
        elif field is not None:
            found[field] = position
        elif name:
            told = f"Column {position + 1}, '{name[:60]}', is not known: official files have 31 or 32 columns, without it. It is not read."
            findings.warning(line, "", name[:60], told)
    for column in COLUMNS:
        if column.field not in found and column.field != SINCE_2026:
            message = f"No column '{column.header}' in the header. This is not a relative value file as CMS publishes it."
            findings.error(line, column.field, "", message)
            is_whole = False
    return found if is_whole else None


def _letters(text: str) -> str:
    return _NO_LETTERS.sub("", text.upper())


def _is_title(row: Sequence[str]) -> bool:
    return any(word in " ".join(row).upper() for word in ("RELEASED", "COPYRIGHT", "FEE SCHEDULE"))
