"""Reads the fee schedule for durable medical equipment, prosthetics, orthotics and supplies (DMEPOS), csv or workbook.

Layout of January 2026 (DMEPOS26_JAN), as importers of it in public repositories describe it, no file of CMS being at hand: six
lines of title and notices, then HCPCS, Mod, Mod2, JURIS, CATG, Ceiling, Floor, a pair of columns for each state, DC, Puerto Rico
and the Virgin Islands ("AL (NR)" not rural, "AL (R)" rural), Description. Before 2016 there was one column for each state.
Columns are found by name. Ceiling and floor bound the amounts of the states and are no fee of their own: the amount of an
item is what every state pays where they all pay the same, and None elsewhere, the regions telling what each pays.
The text file of the same archive (fields between ~, one record for each state) is recognised only to say so: its published
descriptions disagree on which of its amounts is the fee.
"""

import re
from collections.abc import Mapping, Sequence

from codes.cms.cells import tidy
from codes.cms.file_names import day_in_name
from codes.cms.findings import Findings
from codes.cms.items import MOST_NAME, MOST_NOTE, Items
from codes.cms.reading import About, FeeItem, Opened, Reading, concluded
from codes.cms.state_columns import amount_everywhere, regions_of, state_columns
from codes.cms.tables import first_day_in, has_header, month_words, read_table

KIND = "dmepos"
TITLE = "Durable medical equipment fees (DMEPOS)"
_COLUMNS = ("HCPCS", "MOD", "JURIS", "CATG")
_TEXT_RECORD = re.compile(r"20[0-9]{2}~[A-Z][0-9]{4}~")
_ABSENT = frozenset({"", "0", "0.00"})
# The categories of the CMS fee schedule, as the Medicare contractors explain its columns.
_CATEGORIES = {
    "IN": "inexpensive or routinely purchased",
    "FS": "frequently serviced",
    "CR": "capped rental",
    "OX": "oxygen",
    "OS": "ostomy, tracheostomy or urological",
    "SD": "surgical dressing",
    "PO": "prosthetic or orthotic",
    "SU": "supply",
    "TE": "nerve stimulator",
    "TS": "therapeutic shoe",
}


def recognises(opened: Opened) -> bool:
    """Return whether the file is a DMEPOS fee schedule, in columns or in the text layout that is refused."""
    return _is_text_layout(opened) or has_header(opened, _COLUMNS)


def read(opened: Opened, *, accepts_repairs: bool = False) -> Reading[FeeItem]:
    """Return the fees with the amount of each state and every issue."""
    findings = Findings()
    if _is_text_layout(opened):
        told = "This is the text layout with ~ between its fields. Bring the csv or xlsx of the same archive; it holds the same fees."
        findings.error(None, "", "", told)
        return concluded(KIND, About(TITLE), (), findings, layout="text")
    return read_states(opened, KIND, TITLE, _COLUMNS, findings, accepts_repairs=accepts_repairs)


def read_states(
    opened: Opened, kind: str, title: str, columns: Sequence[str], findings: Findings, *, accepts_repairs: bool
) -> Reading[FeeItem]:
    """Return the reading of a schedule that has columns of states, HCPCS and MOD."""
    layout = "xlsx" if opened.is_sheet else "csv"
    table = read_table(opened, columns, findings)
    places = state_columns(table.header, table.line, findings) if table is not None else ()
    if table is None or not places:
        return concluded(kind, About(title), (), findings, layout=layout)
    code, modifier = table.columns("HCPCS", "MOD")
    second, name = table.position("MOD2"), table.position("Description", "Desc")
    about_line = {told: table.position(told) for told in ("CATG", "JURIS", "Ceiling", "Floor")}
    items = Items(table, code, findings)
    for line, cells in items.records():
        regions = regions_of(line, cells, places, items)
        item = FeeItem(
            code=items.code(line, cells[code]),
            modifier=items.modifiers(line, cells[modifier], "" if second is None else cells[second]),
            amount=amount_everywhere(regions, places),
            name="" if name is None else items.words(cells[name], MOST_NAME),
            note=_note(line, cells, about_line, items),
            regions=regions,
        )
        items.keep(line, item)
    holds = first_day_in(table.title) or day_in_name(opened.file_name)
    about = About(", ".join(filter(None, (title, month_words(holds)))), holds)
    return items.concluded(kind, about, layout=layout, accepts_repairs=accepts_repairs)


def _note(line: int, cells: Sequence[str], columns: Mapping[str, int | None], items: Items) -> str:
    """Category, jurisdiction and the bounds of the amounts: "CR capped rental; jurisdiction D; ceiling 61.00; floor 51.85"."""
    texts = {name: "" if position is None else cells[position] for name, position in columns.items()}
    category, jurisdiction = tidy(texts["CATG"]), tidy(texts["JURIS"])
    told = [f"{category} {_CATEGORIES.get(category, '')}".strip(), f"jurisdiction {jurisdiction}" if jurisdiction else ""]
    for name in ("Ceiling", "Floor"):
        bound = items.dollars(line, texts[name], column=name, places=2, absent=_ABSENT)
        told.append(f"{name.lower()} {bound}" if bound else "")
    return items.words("; ".join(filter(None, told)), MOST_NOTE)


def _is_text_layout(opened: Opened) -> bool:
    return any(_TEXT_RECORD.match(line) for line in opened.head.split("\n"))
