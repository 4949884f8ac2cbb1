"""Reads the caps that hospital outpatient payment sets on imaging, by code and locality: csv, fixed width text or sheet."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from codes.cms.columns import Cut, Fixed, Wanted, begins_fixed, cut
from codes.cms.distinct import Distinct
from codes.cms.findings import Findings
from codes.cms.lost_zeros import LostZeros
from codes.cms.reading import About, Opened, Reading, concluded
from codes.cms.row_cells import Range, RowCells
from codes.cms.years import first_of, month_of_name, titled, year_of_name
from codes.fees import Status

KIND = "oppscap"
_COLUMNS = (
    Wanted("code", "HCPCS", "HCPCS(CODE)?"),
    Wanted("modifier", "MOD", "MOD(IFIER)?"),
    Wanted("status", "PROCSTAT", "PROCSTAT(US)?"),
    Wanted("mac", "CARRIER", "CARRIER|CONTRACTOR|MAC"),
    Wanted("locality", "LOCALITY", "LOCALITY"),
    Wanted("facility_cap", "FACILITY PRICE", "FACILI?TYPRICE"),
    # CMS writes FACILTY.
    Wanted("non_facility_cap", "NON-FACILITY PRICE", "NONFACILI?TYPRICE"),
)
_HEADERS = {column.field: column.header for column in _COLUMNS}
_FEWEST = 5
# OPPSCAP_Oct.txt of RVU25D, checked record by record against the csv.
_POSITIONS = {
    "code": (1, 5),
    "modifier": (6, 7),
    "status": (9, 9),
    "mac": (11, 15),
    "locality": (18, 19),
    "facility_cap": (20, 28),
    "non_facility_cap": (29, 38),
}
_FIXED = Fixed(_POSITIONS, re.compile("[0-9A-Z]{5}([0-9A-Z]{2}|  ) [A-Z] [0-9]{5}  [0-9]{2} "), 38, has_notes=False)
_AMOUNT = Range(2, Decimal("0.01"), Decimal("99999.99"))
_MODIFIER = re.compile("[0-9A-Z]{2}|")
_KNOWN_MODIFIERS = ("", "26", "TC", "53")
_STATUSES = frozenset(Status)


@dataclass(frozen=True, slots=True)
class OppsCap:
    """The most that the fee schedule pays for a code in one locality, in dollars, in an office and in a facility."""

    code: str
    modifier: str
    status: str
    mac: str
    locality: str
    facility_cap: Decimal
    non_facility_cap: Decimal


def recognises(opened: Opened) -> bool:
    """Return whether a line names status, carrier and locality of codes, or the records have the shape of the text file."""
    is_named = any("PROCSTAT" in line and "LOCALITY" in line for line in opened.head.splitlines())
    return is_named or begins_fixed(opened, _FIXED)


def read(opened: Opened, *, accepts_repairs: bool = False) -> Reading[OppsCap]:
    """Return the caps of a file and every issue; the file names no quarter, only its name does."""
    findings, zeros = Findings(), LostZeros()
    found = cut(opened, _COLUMNS, _FEWEST, _FIXED, findings)
    rows = _rows(found, RowCells(findings, zeros, _HEADERS), Distinct(findings, "code"))
    zeros.tell(findings)
    _check_localities(rows, findings)
    _check_modifiers(rows, findings)
    year, month = year_of_name(opened.file_name), month_of_name(opened.file_name)
    about = About(titled("OPPS payment caps", year, month), first_of(year, month) if month else None)
    return concluded(
        KIND, about, rows, findings, layout=found.layout, skipped=found.skipped, mends=zeros.counts(), accepts_repairs=accepts_repairs
    )


def _rows(found: Cut, cells: RowCells, kept: Distinct[OppsCap]) -> tuple[OppsCap, ...]:
    for line, texts in found.records:
        cells.begin(line, texts)
        row = OppsCap(
            code=cells.code("code"),
            modifier=cells.matching("modifier", _MODIFIER, "is no modifier of two characters"),
            status=cells.one_of("status", _STATUSES, f"is no status code ({', '.join(Status)})"),
            mac=cells.digits("mac", 5, shortest=4),
            locality=cells.digits("locality", 2, shortest=1),
            facility_cap=cells.number("facility_cap", _AMOUNT),
            non_facility_cap=cells.number("non_facility_cap", _AMOUNT),
        )
        if not cells.is_faulty:
            kept.keep(line, (row.code, row.modifier, row.mac, row.locality), row)
    return kept.rows


def _check_localities(rows: Sequence[OppsCap], findings: Findings) -> None:
    """Every code has a cap in the same number of localities: a code with fewer shows that the file is cut."""
    counts = Counter((row.code, row.modifier) for row in rows)
    most = max(counts.values(), default=0)
    short = [(" ".join(key).strip(), count) for key, count in counts.items() if count < most]
    if short:
        shown = ", ".join(f"{name} {count}" for name, count in short[:8])
        message = f"{len(short)} codes have caps in fewer than {most} localities, as the others have: {shown}. Is the file whole?"
        findings.warning(None, "code", short[0][0], message)


def _check_modifiers(rows: Sequence[OppsCap], findings: Findings) -> None:
    new = sorted({row.modifier for row in rows} - set(_KNOWN_MODIFIERS))
    if new:
        shown = ", ".join(new[:8])
        findings.warning(None, "modifier", shown, f"Modifiers new to this file: {shown} (26, TC and 53 are known); the rows are kept.")
