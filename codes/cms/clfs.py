"""Reads the clinical laboratory fee schedule (CLFS) as CMS publishes it, a csv or workbook with one line for each code and modifier.

Layout read in the file of April 2025 (CLFS 2025 Q2): four lines of title and notices, then YEAR, HCPCS, MOD, EFF_DATE
(yyyymmdd), INDICATOR (N national, L local), RATE ("00720.00" and "35.92" alike), SHORTDESC, LONGDESC, EXTENDED LONGDESC.
A rate of 0.00 stands in the local lines only, all 66 of them: there the Medicare contractor sets the price, so the
amount is not known, and never nought.
"""

from datetime import date
from decimal import Decimal

from codes.cms.cells import tidy
from codes.cms.file_names import day_in_name
from codes.cms.findings import Findings
from codes.cms.items import MOST_NAME, TO_DO, Items
from codes.cms.reading import About, FeeItem, Opened, Reading, concluded
from codes.cms.tables import day, has_header, month_words, read_table

KIND = "clfs"
_TITLE = "Clinical laboratory fees"
_COLUMNS = ("HCPCS", "MOD", "EFF_DATE", "INDICATOR", "RATE")
_NOTES = {"N": "national", "L": "local"}


def recognises(opened: Opened) -> bool:
    """Return whether the file is a clinical laboratory fee schedule, by the names of its columns."""
    return has_header(opened, _COLUMNS)


def read(opened: Opened, *, accepts_repairs: bool = False) -> Reading[FeeItem]:
    """Return the laboratory fees and every issue; the amount of a line that a contractor prices is None."""
    findings = Findings()
    layout = "xlsx" if opened.is_sheet else "csv"
    table = read_table(opened, _COLUMNS, findings)
    if table is None:
        return concluded(KIND, About(_TITLE), (), findings, layout=layout)
    code, modifier, effective, indicator, rate = table.columns(*_COLUMNS)
    name = table.position("SHORTDESC", "SHORT DESCRIPTION")
    items = Items(table, code, findings)
    days: set[date] = set()
    for line, cells in items.records():
        item = FeeItem(
            code=items.code(line, cells[code]),
            modifier=items.modifiers(line, cells[modifier]),
            amount=_rate(line, cells[rate], tidy(cells[indicator]), items),
            name="" if name is None else items.words(cells[name], MOST_NAME),
            note=_NOTES.get(tidy(cells[indicator]), ""),
            effective_from=_first_day(line, cells[effective], items),
        )
        items.keep(line, item)
        if item.effective_from is not None:
            days.add(item.effective_from)
    return items.concluded(KIND, _about(opened.file_name, days, findings), layout=layout, accepts_repairs=accepts_repairs)


def _rate(line: int, text: str, indicator: str, items: Items) -> Decimal | None:
    """The rate of a line; None where the contractor sets it. A national rate of nought stands in no official file and is a fault."""
    if indicator not in _NOTES:
        items.fault(line, "indicator", indicator, f"INDICATOR: '{indicator[:20]}' is neither N (national) nor L (local). {TO_DO}")
    rate = items.dollars(line, text, column="RATE", places=2, absent=frozenset())
    if rate or rate is None:
        return rate
    if indicator == "N":
        items.fault(line, "amount", text, f"RATE: a national rate is never {text.strip()[:20]}. {TO_DO}")
    return None


def _first_day(line: int, text: str, items: Items) -> date | None:
    found = day(text)
    if found is None:
        items.fault(line, "effective_from", text, f"EFF_DATE: '{text[:20]}' is no day written as 20250401. {TO_DO}")
    return found


def _about(file_name: str, days: set[date], findings: Findings) -> About:
    """The schedule holds from the latest day of its lines, or from a later quarter of that year that its name tells: a quarter
    without a new rate has no line of its own."""
    latest = max(days, default=None)
    named = day_in_name(file_name)
    if latest is None:
        return About(_TITLE, named)
    if named is not None and named.year != latest.year:
        told = f"The lines hold from {month_words(latest)}, the name of the file says {month_words(named)}. The lines were believed."
        findings.warning(None, "effective_from", file_name, told)
        named = None
    holds = max(latest, named or latest)
    return About(f"{_TITLE}, {month_words(holds)}", holds)
