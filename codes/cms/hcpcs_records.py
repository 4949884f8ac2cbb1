"""Cuts the alpha-numeric HCPCS files of CMS into records of one shape: texts of fixed positions, workbook and csv alike."""

import re
from collections.abc import Sequence

from codes.cms.columns import Wanted, header_of
from codes.cms.fields import Field, below, places_of
from codes.cms.findings import Findings
from codes.cms.reading import Numbered, Opened
from codes.cms.tables import SEARCHED_LINES

# HCPCS18_recordlayout.txt, first and last position counted from 1; the same in 2017, and measured on both files.
POSITIONS: dict[str, tuple[int, int]] = {
    "code": (1, 5),
    "sequence": (6, 10),
    "record": (11, 11),
    "long_description": (12, 91),
    "short_description": (92, 119),
    "pricing_indicator": (120, 121),
    **{f"cross_reference_{number}": (200 + 5 * number, 204 + 5 * number) for number in range(1, 6)},
    "coverage": (230, 230),
    "betos": (257, 259),
    "type_of_service": (261, 261),
    "anesthesia_base_units": (266, 268),
    "added_on": (269, 276),
    "effective_from": (277, 284),
    "terminated_on": (285, 292),
    "action": (293, 293),
}
PROCEDURE_GOES_ON, MODIFIER, MODIFIER_GOES_ON = "4", "7", "8"
GOES_ON = frozenset({PROCEDURE_GOES_ON, MODIFIER_GOES_ON})
# The names in the first line of the workbook, 2017 to 2026 (where a disclaimer stands above it, in line 11).
_SHEET_MARKS = tuple(Wanted(name, name, name) for name in ("HCPC", "SEQNUM", "RECID"))
_BEGIN = re.compile(r"(?:   [0-9A-Z]{2}|[A-Z][0-9]{4})[0-9]{5}[3478]")
_NOTE = re.compile(r"[*\x1a]|--")
# Only blanks follow the action code; a continuation of 2017 ends with its text.
_SHORTEST, _SHORTEST_CONTINUATION = 293, 91
_SLICES = tuple(slice(first - 1, last) for first, last in POSITIONS.values())
_RECORD = POSITIONS["record"][0] - 1


def is_text(opened: Opened) -> bool:
    """Return whether one of the first lines is a whole record of the fixed layout."""
    return any(_BEGIN.match(line) and line[_RECORD] not in GOES_ON and len(line) >= _SHORTEST for line in opened.lines[:SEARCHED_LINES])


def is_table(opened: Opened) -> bool:
    """Return whether one of the first lines names the columns of the workbook."""
    return header_of(opened, _SHEET_MARKS, len(_SHEET_MARKS)) is not None


def text_records(opened: Opened, findings: Findings) -> Numbered:
    """Yield number and cells of each record in the order of POSITIONS; notes are left out, any other line is a finding."""
    is_note = True
    for number, line in enumerate(opened.lines, start=1):
        is_note = bool(_NOTE.match(line)) or (is_note and not _BEGIN.match(line))
        if is_note or not line.strip():
            continue
        fault = _fault_of(line)
        if fault:
            findings.error(number, "", line[:40].strip(), f"Line {number} {fault} Download the file again.")
        if _BEGIN.match(line):
            yield number, [line[part].strip() for part in _SLICES]


def table_records(opened: Opened, wanted: Sequence[Field], findings: Findings) -> Numbered:
    """Yield the same for the workbook and a csv of its columns; nothing where a column is missing, which is a finding."""
    header = header_of(opened, _SHEET_MARKS, len(_SHEET_MARKS))
    if header is None:
        columns = " and ".join((", ".join(one.header for one in _SHEET_MARKS[:-1]), _SHEET_MARKS[-1].header))
        message = f"The file holds no records of HCPCS Level II, and no line names the columns {columns}."
        findings.error(None, "", "", f"{message} Bring the file as CMS publishes it.")
        return
    places = places_of(header, wanted, findings)
    if places is None:
        return
    order = [places[name] for name in POSITIONS]
    width = len(header.cells)
    for line, cells in below(opened, header, findings):
        if len(cells) < width and any(cell.strip() for cell in cells):
            message = f"Line {line} has {len(cells)} cells, the header has {width}. Download the file again."
            findings.error(line, "", "", message)
        elif any(cell.strip() for cell in cells):
            yield line, [cells[place].strip() for place in order]


def _fault_of(line: str) -> str:
    """What keeps a line from being a record, as a sentence goes on after its number; nothing where it is one."""
    if not _BEGIN.match(line):
        return "is no record: it does not begin with code, sequence number and one of the record kinds 3, 4, 7 and 8."
    shortest = _SHORTEST_CONTINUATION if line[_RECORD] in GOES_ON else _SHORTEST
    if len(line) < shortest:
        return f"is cut off: it has {len(line)} characters, a record of its kind has {shortest} or more."
    return ""
