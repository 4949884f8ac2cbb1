"""Lines to value from a csv file: case, date, place, code, modifiers, units."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rvuedge.lib.issues import Issue, Severity
from tracking.entry import EntryLine
from tracking.places import NAMES, OFFICE
from tracking.wrvu.details import read_text

COLUMNS = ("case", "date_of_service", "place_of_service", "code", "modifiers", "units")
# A column that may be there too: what is known beside the code, such as minutes=117;physical_status=P3.
DETAILS = "details"
LONGEST_CODE = 20


@dataclass(frozen=True, slots=True)
class FileLine:
    """One line of the file: which case it belongs to, its day and place, and what was done."""

    number: int
    case: str
    date_of_service: date
    place_of_service: str
    line: EntryLine


def read_lines(text: str, default_place: str) -> tuple[tuple[FileLine, ...], tuple[Issue, ...]]:
    """Return the lines of a csv text and every issue found; with an issue the file should be refused."""
    reader = csv.DictReader(io.StringIO(text, newline=""), restval="", restkey="beyond")
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        told = f"The first line must name the columns {', '.join(COLUMNS)}. Missing: {', '.join(missing)}."
        return (), (_issue(1, "columns", "", told),)
    lines: list[FileLine] = []
    issues: list[Issue] = []
    for cells in reader:
        read = _read(reader.line_num, cells, default_place)
        if isinstance(read, FileLine):
            lines.append(read)
        else:
            issues += read
    if not lines and not issues:
        issues.append(_issue(None, "file", "", "The file has no lines below its first."))
    return tuple(lines), tuple(issues)


def _read(number: int, cells: Mapping[str, str], default_place: str) -> FileLine | list[Issue]:
    issues = []
    if "beyond" in cells:
        issues.append(_issue(number, "columns", "", "The line has more cells than the first line. Put text with commas in quotes."))
    day, units, code = _day(cells["date_of_service"]), _units(cells["units"]), cells["code"].strip().upper()
    place = cells["place_of_service"].strip() or default_place
    if day is None:
        issues.append(_issue(number, "date_of_service", cells["date_of_service"], "Write the date as YYYY-MM-DD."))
    if place not in NAMES:
        told = f"This is no place of service. Write its two digits, such as {OFFICE}; a 0 in front belongs to it."
        issues.append(_issue(number, "place_of_service", place, told))
    if units is None:
        issues.append(_issue(number, "units", cells["units"], "Write a whole number."))
    if not code or len(code) > LONGEST_CODE:
        issues.append(_issue(number, "code", code[:LONGEST_CODE], "Write a code of five characters."))
    facts, faults = read_text(cells.get(DETAILS) or "")
    issues += [_issue(number, fault.field, fault.value, fault.message) for fault in faults]
    if issues or day is None or units is None:
        return issues
    line = EntryLine(code, tuple(cells["modifiers"].upper().split()), units, facts=facts)
    return FileLine(number, cells["case"].strip(), day, place, line)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _units(text: str) -> int | None:
    plain = text.strip() or "1"
    digits = plain.removeprefix("-")
    return int(plain) if digits.isascii() and digits.isdigit() and len(digits) <= 9 else None


def _issue(number: int | None, field: str, value: str, message: str) -> Issue:
    return Issue(number, field, value, Severity.ERROR, message)
