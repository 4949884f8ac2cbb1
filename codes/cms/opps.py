"""Reads Addendum B of the hospital outpatient prospective payment system (OPPS): what Medicare pays the hospital for a code.

Layout read in the file of October 2025: four lines of title and notices in the second column, then HCPCS Code, Short
Descriptor, SI (status indicator), APC, Relative Weight, Payment Rate ("$1,662.630"), National Unadjusted Copayment, Minimum
Unadjusted Copayment and more. A cell without a value is empty, holds one blank, or a dot; 0xFF stands for a blank in the
notices and behind one code. A code without a payment rate is packaged, paid elsewhere or not paid: its SI says which.
"""

import re

from codes.cms.cells import tidy
from codes.cms.file_names import day_in_name
from codes.cms.findings import Findings
from codes.cms.items import MOST_NAME, TO_DO, Items
from codes.cms.reading import About, FeeItem, Opened, Reading, concluded
from codes.cms.tables import first_day_in, has_header, month_words, read_table

KIND = "opps"
_TITLE = "Hospital outpatient prices (OPPS Addendum B)"
_COLUMNS = ("HCPCS Code", "SI", "APC", "Payment Rate")
_ABSENT = frozenset({"", ".", "N/A", "NA"})
_OTHER_BLANK = "\xff"
_SI = re.compile(r"[A-Z][0-9]?")
_APC = re.compile(r"[0-9]{4}|")
_YEAR = re.compile(r"\bCY ?(20[0-9]{2})\b")


def recognises(opened: Opened) -> bool:
    """Return whether the file is Addendum B; Addendum A lists groups and names no codes."""
    return has_header(opened, _COLUMNS)


def read(opened: Opened, *, accepts_repairs: bool = False) -> Reading[FeeItem]:
    """Return the hospital's prices and every issue; None is the amount of a code that has no rate of its own."""
    findings = Findings()
    layout = "xlsx" if opened.is_sheet else "csv"
    table = read_table(opened, _COLUMNS, findings)
    if table is None:
        return concluded(KIND, About(_TITLE), (), findings, layout=layout)
    code, status, group, rate = table.columns(*_COLUMNS)
    name = table.position("Short Descriptor", "Short Description")
    items = Items(table, code, findings)
    for line, cells in items.records():
        item = FeeItem(
            code=items.code(line, cells[code].replace(_OTHER_BLANK, " ")),
            modifier="",
            amount=items.dollars(line, cells[rate], column="Payment Rate", places=3, absent=_ABSENT),
            name="" if name is None else items.words(cells[name].replace(_OTHER_BLANK, " "), MOST_NAME),
            note=_note(line, cells[status], cells[group], items),
        )
        items.keep(line, item)
    return items.concluded(KIND, _about(opened.file_name, table.title, findings), layout=layout, accepts_repairs=accepts_repairs)


def _note(line: int, status: str, group: str, items: Items) -> str:
    """The status indicator and the payment group: "SI T, APC 5871"."""
    told_status, told_group = tidy(status), tidy(group)
    # A workbook keeps groups as numbers: 0846 is 846 there.
    if told_group.isdecimal() and told_group.isascii():
        told_group = told_group.zfill(4)
    if not _SI.fullmatch(told_status):
        items.fault(line, "status", status, f"SI: '{status[:20]}' is no status indicator such as T or J1. {TO_DO}")
    if not _APC.fullmatch(told_group):
        items.fault(line, "group", group, f"APC: '{group[:20]}' is no payment group of four digits. {TO_DO}")
    return f"SI {told_status}, APC {told_group}" if told_group else f"SI {told_status}"


def _about(file_name: str, title: str, findings: Findings) -> About:
    """The title tells the year, the file's name the quarter; nothing is known where they disagree."""
    year = _YEAR.search(title)
    holds = first_day_in(title) or day_in_name(file_name)
    if year is not None and holds is not None and holds.year != int(year[1]):
        told = f"The title says {year[1]}, the name of the file {month_words(holds)}. Give the day from which the prices hold."
        findings.warning(None, "effective_from", file_name, told)
        holds = None
    return About(", ".join(filter(None, (_TITLE, month_words(holds) or (year[1] if year else "")))), holds)
