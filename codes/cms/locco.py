"""Reads which counties belong to a payment locality: csv, fixed width text or sheet, the state on its first line only."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from codes.cms.columns import Cut, Fixed, Wanted, cut
from codes.cms.distinct import Distinct
from codes.cms.findings import Findings
from codes.cms.localities import STATE_OF, Locality, by_state, check_contractors, check_localities, state_named
from codes.cms.lost_zeros import LostZeros
from codes.cms.reading import About, Opened, Reading, concluded
from codes.cms.row_cells import RowCells
from codes.cms.years import agreed_year, first_of, titled, years_in

KIND = "locco"
_COLUMNS = (
    Wanted("mac", "Medicare Administrative Contractor", r"(MEDICAREADMIN[A-Z]*)?CONTRACTOR(MAC)?|MAC|CARRIER"),
    Wanted("locality", "Locality Number", "LOCALITY(NUMBER)?"),
    Wanted("state", "State", "STATE"),
    Wanted("area", "Fee Schedule Area", "FEESCHEDULEAREA"),
    Wanted("counties", "Counties", "COUNT(Y|IES)"),
)
_HEADERS = {column.field: column.header for column in _COLUMNS}
_FEWEST = 4
# 25LOCCO.txt of RVU25D, checked record by record against the csv; long lists of counties are cut at the end of the line.
_POSITIONS = {"mac": (5, 9), "locality": (17, 18), "state": (23, 45), "area": (46, 143), "counties": (144, 250)}
_FIXED = Fixed(_POSITIONS, re.compile(" {4}[0-9]{5} {7}[0-9]{2} {4}"))
_YEAR = re.compile("20[0-9]{2}(?= LOCALIT)")
_CUT_FROM = 57
_LONGEST_AREA, _LONGEST_LIST = 120, 2000


@dataclass(frozen=True, slots=True)
class LocalityCounties:
    """The counties of one locality as CMS words them."""

    mac: str
    locality: str
    state: str
    area: str
    counties: str


def recognises(opened: Opened) -> bool:
    """Return whether a line names fee schedule areas and counties."""
    return any("FEE SCHEDULE AREA" in line and "COUNT" in line for line in opened.head.splitlines())


def read(opened: Opened, *, accepts_repairs: bool = False) -> Reading[LocalityCounties]:
    """Return the localities of a file and every issue; the csv of CMS has no zeros in front of contractors, which is told."""
    findings, zeros = Findings(), LostZeros(is_published_so=not opened.is_sheet)
    found = cut(opened, _COLUMNS, _FEWEST, _FIXED, findings)
    rows = _rows(found, RowCells(findings, zeros, _HEADERS), Distinct(findings, "locality"), findings)
    year = agreed_year(years_in(found.title.upper(), _YEAR), opened.file_name, findings)
    zeros.tell(findings)
    if rows:
        check_localities({(row.state, row.locality) for row in rows}, by_state(year), year, findings)
        check_contractors((Locality(row.mac, row.state, row.locality) for row in rows), findings)
    if found.layout == "fixed width":
        _check_lists(rows, findings)
    about = About(titled("Localities and counties", year), first_of(year))
    return concluded(
        KIND, about, rows, findings, layout=found.layout, skipped=found.skipped, mends=zeros.counts(), accepts_repairs=accepts_repairs
    )


def _rows(found: Cut, cells: RowCells, kept: Distinct[LocalityCounties], findings: Findings) -> tuple[LocalityCounties, ...]:
    states = _States(cells, findings)
    for line, texts in found.records:
        cells.begin(line, texts)
        mac, locality = cells.digits("mac", 5, shortest=4), cells.digits("locality", 2, shortest=1)
        row = LocalityCounties(
            mac=mac,
            locality=locality,
            state=states.state_of(texts["state"], mac, locality),
            area=cells.words("area", _LONGEST_AREA),
            counties=cells.words("counties", _LONGEST_LIST),
        )
        if not cells.is_faulty:
            kept.keep(line, (row.mac, row.locality), row)
    return kept.rows


class _States:
    """The state of each row: named on the first row of a state, carried down from there."""

    def __init__(self, cells: RowCells, findings: Findings) -> None:
        self._cells, self._findings = cells, findings
        self._carried = ""

    def state_of(self, name: str, mac: str, locality: str) -> str:
        """Return the state of a row; a row without one belongs to the state above, unless its locality is known to be elsewhere.

        The text file of 2025 names California nowhere: carried down, its localities would have become Arkansas.
        """
        known = STATE_OF.get((mac, locality))
        if name:
            self._carried = state_named(name) or ""
            if not self._carried:
                self._cells.fault("state", "is no state with localities of its own")
        elif known is not None and known != self._carried:
            message = f"The line begins a state without its name; by its contractor and locality it is {known}, and was read so."
            self._findings.warning(self._cells.line, "state", known, message)
            self._carried = known
        elif not self._carried:
            self._cells.fault("state", "is no state")
        return self._carried


def _check_lists(rows: Sequence[LocalityCounties], findings: Findings) -> None:
    long = [row for row in rows if len(row.counties) >= _CUT_FROM]
    if long:
        shown = ", ".join(f"{row.state} {row.locality}" for row in long[:8])
        message = f"In {len(long)} localities the list of counties reaches the end of the line and is cut: {shown}."
        findings.warning(None, "counties", shown, f"{message} The csv of the same release has the whole lists.")
