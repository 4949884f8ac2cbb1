"""Reads base units of anesthesia codes from any table that names a code and its units, by header and not by position."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from codes.cms.columns import Cut, Wanted, cut, header_of
from codes.cms.distinct import Distinct
from codes.cms.findings import Findings
from codes.cms.lost_zeros import LostZeros
from codes.cms.reading import About, Opened, Reading, concluded
from codes.cms.row_cells import Range, RowCells
from codes.cms.tables import day, key
from codes.cms.years import agreed_year, first_of, only_year_in, titled

KIND = "anes_base"
_WHOSE = "(ANES(THESIA)?|ASA|CMS)?"
_CODE = Wanted("code", "Code", f"(?=.){_WHOSE}(HCPCS|CPT|PROCEDURE)*(CODES?)?")
_UNITS = Wanted("base_units", "Base units", f"(20[0-9]{{2}})?{_WHOSE}(BASE)?UNITS?(VALUES?)?(20[0-9]{{2}})?")
_FROM = Wanted("effective_from", "Effective date", "EFF(ECTIVE)?(DATE|DT|FROM|DAY)?", is_needed=False)
_COLUMNS = (_CODE, _UNITS, _FROM)
_HEADERS = {column.field: column.header for column in _COLUMNS}
_FEWEST = 2
# Descriptors may stand in the file; they are not read.
_BESIDE = "(SHORT|LONG)?DESC(RIPTION|RIPTOR)?"
_BASE = Range(1, Decimal(0), Decimal(50))
_ANESTHESIA = re.compile("0[01][0-9]{3}")


@dataclass(frozen=True, slots=True)
class AnesthesiaBase:
    """The base units of one anesthesia code; its own day where the file gives one."""

    code: str
    base_units: Decimal
    effective_from: date | None


def recognises(opened: Opened) -> bool:
    """Return whether a line names codes and base units; plain "units" count only beside anesthesia codes and nothing else."""
    header = header_of(opened, (_CODE, _UNITS), _FEWEST)
    if header is None:
        return False
    names = [key(cell) for cell in header.cells if cell.strip()]
    is_told = any("BASE" in name and re.fullmatch(_UNITS.pattern, name) for name in names)
    return is_told or (_names_nothing_else(names) and _begins_with_anesthesia(opened))


def read(opened: Opened, *, accepts_repairs: bool = False) -> Reading[AnesthesiaBase]:
    """Return the base units of each code and every issue; codes that lost zeros in front wait to be accepted."""
    findings, zeros = Findings(), LostZeros()
    found = cut(opened, _COLUMNS, _FEWEST, None, findings)
    rows = _rows(found, RowCells(findings, zeros, _HEADERS), Distinct(findings, "code"))
    year = agreed_year(only_year_in("\n".join((found.title, *found.header.values()))), opened.file_name, findings)
    zeros.tell(findings)
    _check_codes(rows, findings)
    days = {row.effective_from for row in rows}
    (only,) = days if len(days) == 1 else (None,)
    about = About(titled("Anesthesia base units", year or (only.year if only else None)), only or first_of(year))
    return concluded(
        KIND, about, rows, findings, layout=found.layout, skipped=found.skipped, mends=zeros.counts(), accepts_repairs=accepts_repairs
    )


def _rows(found: Cut, cells: RowCells, kept: Distinct[AnesthesiaBase]) -> tuple[AnesthesiaBase, ...]:
    for line, texts in found.records:
        cells.begin(line, texts)
        row = AnesthesiaBase(
            code=cells.code("code"),
            base_units=cells.number("base_units", _BASE),
            effective_from=_first_day(cells, texts.get("effective_from", "")),
        )
        if not cells.is_faulty:
            kept.keep(line, (row.code,), row)
    return kept.rows


def _first_day(cells: RowCells, text: str) -> date | None:
    found = day(text)
    if text and found is None:
        cells.fault("effective_from", "is no day, such as 2026-01-01, 1/1/2026 or 20260101")
    return found


def _check_codes(rows: Sequence[AnesthesiaBase], findings: Findings) -> None:
    """Anesthesia codes are 00100 to 01999; base units of any other code are kept, and told."""
    other = [row.code for row in rows if not _ANESTHESIA.fullmatch(row.code)]
    if other:
        shown = ", ".join(other[:8])
        message = f"{len(other):,} codes are not between 00100 and 01999, where anesthesia codes are: {shown}. Is it the right table?"
        findings.warning(None, "code", other[0], message)


def _names_nothing_else(names: Sequence[str]) -> bool:
    patterns = (*(column.pattern for column in _COLUMNS), _BESIDE)
    return all(any(re.fullmatch(pattern, name) for pattern in patterns) for name in names)


def _begins_with_anesthesia(opened: Opened) -> bool:
    _line, texts = next(cut(opened, _COLUMNS, _FEWEST, None, Findings()).records, (0, {"code": ""}))
    return _ANESTHESIA.fullmatch(texts["code"].zfill(5)) is not None
