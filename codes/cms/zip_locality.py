"""Reads the locality of each ZIP code: fixed width records of 80 characters, or the sheet with the same columns."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from codes.cms.columns import Cut, Fixed, Wanted, cut, header_of
from codes.cms.findings import Findings
from codes.cms.localities import by_contractor, check_localities
from codes.cms.lost_zeros import LostZeros
from codes.cms.reading import About, Opened, Reading, concluded
from codes.cms.row_cells import RowCells
from codes.cms.years import titled

KIND = "zip5"
_COLUMNS = (
    Wanted("zip_code", "ZIP CODE", "ZIP(CODE)?"),
    Wanted("state", "STATE", "STATE"),
    Wanted("mac", "CARRIER", "CARRIER|CONTRACTOR|MAC"),
    Wanted("locality", "LOCALITY", "(PRICING)?LOCALITY"),
    Wanted("rural", "RURAL IND", "RURALIND(ICATOR)?"),
    Wanted("quarter", "YEAR/QTR", "YEARQ(TR|UARTER)"),
)
_FIELDS = tuple(column.field for column in _COLUMNS)
_HEADERS = {column.field: column.header for column in _COLUMNS}
_FEWEST = 5
# ZIP5lyout.txt of October 2025. The records with four more digits of the ZIP code are as long, and blank in position 16.
_POSITIONS = {"zip_code": (3, 7), "state": (1, 2), "mac": (8, 12), "locality": (13, 14), "rural": (15, 15), "quarter": (76, 80)}
_SHAPE = re.compile(r"[A-Z]{2}[0-9 ]{10}[0-9 ]{2}.[A-Z0-9]{2}")
_FIXED = Fixed(_POSITIONS, _SHAPE, 80, has_notes=False)
_PLAIN = re.compile(r"[0-9]{5}\|[A-Z]{2}\|[0-9]{5}\|[0-9]{2}\|[RB]?\|20[0-9]{2}[1-4]", re.ASCII)
_STATE, _QUARTER = re.compile("[A-Z]{2}"), re.compile("20[0-9]{2}[1-4]")
_WHOLE = 30_000


@dataclass(frozen=True, slots=True)
class ZipLocality:
    """The locality that pays services in a ZIP code.

    `state` is the one of CMS, which divides Kansas (EK, WK) and Missouri (EM, WM); `rural` is R, B for the most rural ones, or
    blank; `quarter` is written as in the file, 20254 for October to December 2025.
    """

    zip_code: str
    state: str
    mac: str
    locality: str
    rural: str
    quarter: str


def recognises(opened: Opened) -> bool:
    """Return whether the records have the shape of the text file, or a line names ZIP codes, carriers and localities."""
    first = [line for line in opened.lines[:5] if line.strip()]
    is_fixed = bool(first) and all(len(line.rstrip()) == _FIXED.length and _SHAPE.match(line) for line in first)
    return is_fixed or header_of(opened, _COLUMNS, _FEWEST) is not None


def read(opened: Opened, *, accepts_repairs: bool = False) -> Reading[ZipLocality]:
    """Return the ZIP codes of a file and every issue."""
    findings, zeros = Findings(), LostZeros()
    found = cut(opened, _COLUMNS, _FEWEST, _FIXED, findings)
    rows = _rows(found, RowCells(findings, zeros, _HEADERS), findings)
    zeros.tell(findings)
    first_day = _first_day(rows, findings)
    if rows:
        year = first_day.year if first_day else None
        check_localities({(row.mac, row.locality) for row in rows}, by_contractor(year), year, findings)
    if rows and len(rows) < _WHOLE:
        findings.warning(None, "", "", f"The file has {len(rows):,} ZIP codes; a whole one has more than 42,000. Is it cut off?")
    title = titled("ZIP codes and localities", first_day.year, first_day.month) if first_day else "ZIP codes and localities"
    about = About(title, first_day)
    return concluded(
        KIND, about, rows, findings, layout=found.layout, skipped=found.skipped, mends=zeros.counts(), accepts_repairs=accepts_repairs
    )


def _rows(found: Cut, cells: RowCells, findings: Findings) -> tuple[ZipLocality, ...]:
    kept: dict[str, ZipLocality] = {}
    lines: dict[str, int] = {}
    # Forty thousand records share some hundred texts.
    same: dict[str, str] = {}
    for line, texts in found.records:
        values = [texts[field] for field in _FIELDS]
        if not _PLAIN.fullmatch("|".join(values)):
            values = _second_look(cells, line, texts)
            if cells.is_faulty:
                continue
        zip_code = values[0]
        row = ZipLocality(zip_code, *(same.setdefault(value, value) for value in values[1:]))
        if kept.setdefault(zip_code, row) is row:
            lines[zip_code] = line
        else:
            _tell_twice(kept[zip_code], row, lines[zip_code], line, findings)
    return tuple(kept.values())


def _second_look(cells: RowCells, line: int, texts: Mapping[str, str]) -> list[str]:
    cells.begin(line, texts)
    return [
        cells.digits("zip_code", 5, shortest=3),
        cells.matching("state", _STATE, "is no state of two letters"),
        cells.digits("mac", 5, shortest=4),
        cells.digits("locality", 2, shortest=1),
        cells.one_of("rural", ("", "R", "B"), "is neither R, B nor blank"),
        cells.matching("quarter", _QUARTER, "is no year and quarter, such as 20254"),
    ]


def _tell_twice(kept: ZipLocality, row: ZipLocality, before: int, line: int, findings: Findings) -> None:
    name = row.zip_code
    if kept == row:
        findings.warning(line, "zip_code", name, f"The same row stands in line {before} already; it is counted once.")
    else:
        told = f"{kept.mac} {kept.locality} and {row.mac} {row.locality}"
        findings.error(line, "zip_code", name, f"Lines {before} and {line} both hold {name}: {told}. Download the file again.")


def _first_day(rows: Sequence[ZipLocality], findings: Findings) -> date | None:
    """All records hold for one quarter."""
    quarters = Counter(row.quarter for row in rows)
    if len(quarters) > 1:
        shown = ", ".join(f"{quarter} in {count:,} rows" for quarter, count in quarters.most_common(5))
        findings.error(None, "quarter", shown, f"A file holds for one quarter; this one has {shown}. Download it again.")
        return None
    quarter = next(iter(quarters), "")
    return date(int(quarter[:4]), int(quarter[4]) * 3 - 2, 1) if quarter else None
