"""Reads the geographic practice cost indices: Addendum E of the fee schedule as csv, fixed width text or sheet."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from codes.cms.columns import Cut, Fixed, Wanted, cut
from codes.cms.distinct import Distinct
from codes.cms.findings import Findings
from codes.cms.localities import Locality, by_state, check_contractors, check_localities
from codes.cms.lost_zeros import LostZeros
from codes.cms.reading import About, Opened, Reading, concluded
from codes.cms.row_cells import Range, RowCells
from codes.cms.years import agreed_year, first_of, titled, years_in

KIND = "gpci"
_COLUMNS = (
    Wanted("mac", "Medicare Administrative Contractor (MAC)", r"MEDICAREADMIN[A-Z]*CONTRACTOR(MAC)?|MAC|CONTRACTOR"),
    Wanted("state", "State", "STATE"),
    Wanted("locality", "Locality Number", "LOCALITY(NUMBER)?"),
    Wanted("name", "Locality Name", "LOCALITYNAME"),
    Wanted("work_gpci", "PW GPCI (with 1.0 Floor)", "(20[0-9]{2})?PWGPCI(WITH10FLOOR)?", is_needed=False),
    # January 2026 lists both; from April 2026 on the floor was law again and the second column went away.
    Wanted("work_gpci_without_floor", "PW GPCI (without 1.0 Floor)", "(20[0-9]{2})?PWGPCIWITHOUT10FLOOR", is_needed=False),
    Wanted("pe_gpci", "PE GPCI", "(20[0-9]{2})?PEGPCI"),
    Wanted("mp_gpci", "MP GPCI", "(20[0-9]{2})?MPGPCI"),
)
_HEADERS = {column.field: column.header for column in _COLUMNS}
_FEWEST = 5
# GPCI2025.txt of RVU25D, checked field by field against the csv; records of January 2026 with a fourth index are not known.
_POSITIONS = {
    "mac": (1, 5),
    "state": (17, 18),
    "locality": (25, 26),
    "name": (30, 119),
    "work_gpci": (122, 126),
    "pe_gpci": (134, 138),
    "mp_gpci": (146, 150),
}
_FIXED = Fixed(_POSITIONS, re.compile(r"[0-9]{5} {11}[A-Z]{2} {6}[0-9]{2} "), 150)
# From 2020 to 2026 the indices of all localities lie between 0.235 and 2.702.
_INDEX = Range(3, Decimal("0.200"), Decimal("3.000"))
_STATE = re.compile("[A-Z]{2}")
_FLOOR = Decimal(1)
_YEAR = re.compile("(?<=CY )20[0-9]{2}|20[0-9]{2}(?= (?:PW|PE|MP) GPCI)")


@dataclass(frozen=True, slots=True)
class LocalityIndices:
    """The cost indices of one locality; the second work index is there where the file gives both."""

    mac: str
    state: str
    locality: str
    name: str
    work_gpci: Decimal
    work_gpci_without_floor: Decimal | None
    pe_gpci: Decimal
    mp_gpci: Decimal


def recognises(opened: Opened) -> bool:
    """Return whether the first lines name the three indices, and no anesthesia factor."""
    lines = (line for line in opened.head.splitlines() if "ANES" not in line)
    return any(all(f"{index} GPCI" in line for index in ("PW", "PE", "MP")) for line in lines)


def read(opened: Opened, *, accepts_repairs: bool = False) -> Reading[LocalityIndices]:
    """Return the localities of a file and every issue; zeros that a spreadsheet took away wait to be accepted."""
    findings, zeros = Findings(), LostZeros()
    found = cut(opened, _COLUMNS, _FEWEST, _FIXED, findings)
    _check_columns(found, findings)
    rows = _rows(found, RowCells(findings, zeros, _HEADERS), Distinct(findings, "locality"))
    year = agreed_year(years_in("\n".join((found.title, *found.header.values())).upper(), _YEAR), opened.file_name, findings)
    zeros.tell(findings)
    if rows:
        _check(rows, found, year, findings)
    about = About(titled("Geographic practice cost indices", year), first_of(year))
    return concluded(
        KIND, about, rows, findings, layout=found.layout, skipped=found.skipped, mends=zeros.counts(), accepts_repairs=accepts_repairs
    )


def _check_columns(found: Cut, findings: Findings) -> None:
    """One of the two work indices is enough: without a floor in law CMS has published the other one alone."""
    if found.header and not {"work_gpci", "work_gpci_without_floor"} & set(found.header):
        findings.error(None, "work_gpci", "", "No column 'PW GPCI' in the header. Bring the file as CMS publishes it.")
        found.records = iter(())


def _rows(found: Cut, cells: RowCells, kept: Distinct[LocalityIndices]) -> tuple[LocalityIndices, ...]:
    without = "work_gpci_without_floor" if "work_gpci_without_floor" in found.header else ""
    work = without if without and "work_gpci" not in found.header else "work_gpci"
    for line, texts in found.records:
        cells.begin(line, texts)
        row = LocalityIndices(
            mac=cells.digits("mac", 5, shortest=4),
            state=cells.matching("state", _STATE, "is no state of two letters"),
            locality=cells.digits("locality", 2, shortest=1),
            name=cells.words("name", 120),
            work_gpci=cells.number(work, _INDEX),
            work_gpci_without_floor=cells.number(without, _INDEX) if without else None,
            pe_gpci=cells.number("pe_gpci", _INDEX),
            mp_gpci=cells.number("mp_gpci", _INDEX),
        )
        if not cells.is_faulty:
            kept.keep(line, (row.state, row.locality), row)
    return kept.rows


def _check(rows: Sequence[LocalityIndices], found: Cut, year: int | None, findings: Findings) -> None:
    check_localities({(row.state, row.locality) for row in rows}, by_state(year), year, findings)
    check_contractors((Locality(row.mac, row.state, row.locality) for row in rows), findings)
    _check_places_of_contractors(rows, findings)
    _check_floor(rows, "WITH 1.0 FLOOR" in found.header.get("work_gpci", "").upper(), findings)


def _check_places_of_contractors(rows: Sequence[LocalityIndices], findings: Findings) -> None:
    """A locality number is used once by a contractor: payment files name localities by both."""
    first: dict[tuple[str, str], LocalityIndices] = {}
    for row in rows:
        other = first.setdefault((row.mac, row.locality), row)
        if other is not row:
            message = f"{row.mac} {row.locality} is a locality of {other.state} and of {row.state}. Download the file again."
            findings.error(None, "mac", row.mac, message)


def _check_floor(rows: Sequence[LocalityIndices], is_told: bool, findings: Findings) -> None:
    """What the header says holds for every row: a work index with the floor is 1.000 or more, and never below the one without."""
    low = [row for row in rows if is_told and row.work_gpci < _FLOOR]
    low += [row for row in rows if row.work_gpci_without_floor is not None and row.work_gpci < row.work_gpci_without_floor]
    if not low:
        return
    shown = ", ".join(f"{row.state} {row.locality} {row.work_gpci}" for row in low[:8])
    if 2 * len(low) > len(rows):
        message = (
            f"In {len(low)} of {len(rows)} localities the work index is below its floor: {shown}. Columns are swapped; get the file again."
        )
        findings.error(None, "work_gpci", shown, message)
    else:
        message = f"In {len(low)} localities the work index is below its floor: {shown}. Compare them with the file on cms.gov."
        findings.warning(None, "work_gpci", shown, message)
