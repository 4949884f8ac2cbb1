"""Reads the payment limits of Medicare Part B drugs (average sales price files) as CMS publishes them each quarter.

Layout read in the file of January 2026: eight lines of title, days and notes, then HCPCS Code, Short Description, HCPCS Code
Dosage, Payment Limit (three decimals), Co-insurance Percentage, Vaccine AWP%, Vaccine Limit, Blood AWP%, Blood limit,
Clotting Factor, Notes and a column without a name. The limit holds for one dosage unit, not for a vial. One note runs over
two lines within its quotes; the limit of its code is N/A. The crosswalk from national drug codes (NDC), which is published
beside it, is no fee schedule: it is recognised only to say so.
"""

from codes.cms.findings import Findings
from codes.cms.items import MOST_NAME, MOST_NOTE, MOST_UNIT, Items
from codes.cms.reading import About, FeeItem, Opened, Reading, concluded
from codes.cms.tables import first_day_in, has_header, month_words, read_table

KIND = "asp"
_TITLE = "Part B drug payment limits"
_COLUMNS = ("HCPCS Code", "HCPCS Code Dosage", "Payment Limit")
_CROSSWALK = ("HCPCS dosage", "PKG SIZE", "BILLUNITS")
_ABSENT = frozenset({"", "N/A", "NA"})


def recognises(opened: Opened) -> bool:
    """Return whether the file holds payment limits, or is the NDC crosswalk that people bring in their place."""
    return has_header(opened, _COLUMNS) or _is_crosswalk(opened)


def read(opened: Opened, *, accepts_repairs: bool = False) -> Reading[FeeItem]:
    """Return the limits and every issue; None is the amount where the file says N/A, with the note that tells more."""
    findings = Findings()
    layout = "xlsx" if opened.is_sheet else "csv"
    if _is_crosswalk(opened):
        findings.error(None, "", "", "This is the NDC crosswalk; bring the payment limit file.")
        return concluded(KIND, About(_TITLE), (), findings, layout=layout)
    table = read_table(opened, _COLUMNS, findings)
    if table is None:
        return concluded(KIND, About(_TITLE), (), findings, layout=layout)
    code, unit, limit = table.columns(*_COLUMNS)
    name, note = table.position("Short Description"), table.position("Notes")
    items = Items(table, code, findings)
    for line, cells in items.records():
        item = FeeItem(
            code=items.code(line, cells[code]),
            modifier="",
            amount=items.dollars(line, cells[limit], column="Payment Limit", places=3, absent=_ABSENT),
            unit=items.words(cells[unit], MOST_UNIT),
            name="" if name is None else items.words(cells[name], MOST_NAME),
            note="" if note is None else items.words(cells[note], MOST_NOTE),
        )
        if not item.unit:
            items.fault(line, "unit", "", "HCPCS Code Dosage: the unit of the limit is missing. Download the file again.")
        items.keep(line, item)
    return items.concluded(KIND, _about(table.title), layout=layout, accepts_repairs=accepts_repairs)


def _about(title: str) -> About:
    """The title lines tell the quarter: "Effective January 1, 2026 through March 31, 2026"."""
    holds = first_day_in(title)
    return About(", ".join(filter(None, (_TITLE, month_words(holds)))), holds)


def _is_crosswalk(opened: Opened) -> bool:
    return has_header(opened, _CROSSWALK)
