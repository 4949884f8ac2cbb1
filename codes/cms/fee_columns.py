"""Reads a payer's or a dental fee table of any shape with a mapping of its columns, and proposes that mapping."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import islice
from typing import Literal

from codes.cms.cells import CODE, tidy
from codes.cms.fee_amounts import AmountColumn
from codes.cms.fee_mapping import Mapping, Pick, column_key, fingerprint, mapping_of, place_of
from codes.cms.fee_suggestion import MOST_ROWS, suggest
from codes.cms.file_names import day_in_name
from codes.cms.findings import Findings
from codes.cms.items import MOST_NAME, MOST_UNIT, TO_DO, Items
from codes.cms.reading import About, FeeItem, Opened, Reading, concluded
from codes.cms.tables import SEARCHED_LINES, SEPARATORS, Table, day, first_day_in, records

__all__ = ["Kind", "Mapping", "Pick", "fingerprint", "first_rows", "mapping_of", "read_mapped", "separator_of", "suggest"]

Kind = Literal["payer", "dental"]
_TITLES: dict[Kind, str] = {"payer": "Payer fees", "dental": "Dental fees"}
_MOST_TITLE = 120
_US_DAY = re.compile(r"\b[0-9]{1,2}/[0-9]{1,2}/20[0-9]{2}\b")
_NO_MODIFIER = frozenset({"N/A", "NONE", "-"})


def first_rows(opened: Opened) -> list[list[str]]:
    """Return the first rows of a table, as `suggest` takes them; commas, semicolons, tabs and pipes are told apart."""
    return _first_rows(opened, separator_of(opened))


def separator_of(opened: Opened) -> str:
    """Return the separator that cuts most of the first lines into the same number of cells; a comma where none does."""
    if opened.is_sheet:
        return ","
    evenness = {one: _evenness(_first_rows(opened, one)) for one in SEPARATORS}
    return max(evenness, key=lambda one: evenness[one])


def read_mapped(opened: Opened, mapping: Mapping, kind: Kind, *, accepts_repairs: bool = False) -> Reading[FeeItem]:
    """Return the fees of a table and every issue; columns are found by their header text, else by their position with a remark."""
    findings = Findings()
    layout = "xlsx" if opened.is_sheet else "csv"
    table = _table(opened, mapping, findings)
    places = _places(table, mapping, findings) if table is not None else {}
    if table is None or findings.has_errors:
        return concluded(kind, About(_TITLES[kind]), (), findings, layout=layout)
    items = Items(table, places["code"], findings, is_dental=kind == "dental")
    rows = list(items.records())
    amounts = AmountColumn(table.header[places["amount"]], (cells[places["amount"]] for _line, cells in rows))
    amounts.tell(findings)
    days: Counter[date | None] = Counter()
    for line, cells in rows:
        texts = {name: cells[position] for name, position in places.items()}
        item = _item(line, texts, amounts, items)
        items.keep(line, item)
        days[item.effective_from] += 1
    return items.concluded(kind, _about(opened.file_name, table, kind, days), layout=layout, accepts_repairs=accepts_repairs)


def _item(line: int, texts: dict[str, str], amounts: AmountColumn, items: Items) -> FeeItem:
    code, attached = _apart(texts["code"])
    modifier = texts.get("modifier", "")
    amount, note = amounts.read(line, texts["amount"], items)
    return FeeItem(
        code=items.code(line, code),
        modifier=items.modifiers(line, attached, "" if tidy(modifier) in _NO_MODIFIER else modifier),
        amount=amount,
        unit=items.words(texts.get("unit", ""), MOST_UNIT),
        name=items.words(texts.get("name", ""), MOST_NAME),
        note=note,
        effective_from=_first_day(line, texts.get("effective", ""), items),
    )


def _apart(text: str) -> tuple[str, str]:
    """A code and the modifier that some tables write behind it: "71046-26"."""
    tidied = tidy(text)
    is_both = len(tidied) == 8 and tidied[5] in "- " and CODE.fullmatch(tidied[:5])
    return (tidied[:5], tidied[6:]) if is_both else (text, "")


def _first_day(line: int, text: str, items: Items) -> date | None:
    if not text.strip():
        return None
    found = day(text) or first_day_in(text)
    if found is None:
        items.fault(
            line, "effective_from", text, f"Effective date: '{text.strip()[:20]}' is no day such as 2026-01-31 or 1/31/2026. {TO_DO}"
        )
    return found


def _table(opened: Opened, mapping: Mapping, findings: Findings) -> Table | None:
    """The table below its header: the line that names code and amount, else the line where the header stood before."""
    separator = separator_of(opened)
    if opened.remark:
        findings.warning(None, "", "", opened.remark)
    if separator != ",":
        findings.warning(None, "", "", f"The cells are separated by {SEPARATORS[separator]}; the file was read so.")
    top = _first_rows(opened, separator)[:SEARCHED_LINES]
    index = _header_index(top, mapping)
    rows = records(opened, findings, separator)
    above = list(islice(rows, index))
    if mapping.header_line == 0:
        first = next((cells for cells in top if len(cells) > 1), [])
        return Table((), 1, ("",) * len(first), rows)
    header = next(rows, None)
    if header is None:
        told = f"The header stood in line {mapping.header_line}; the file is shorter. Map the columns of this file again."
        findings.error(None, "", "", told)
        return None
    return Table(tuple(cells for _line, cells in above if any(cells)), header[0], tuple(header[1]), rows)


def _header_index(top: Sequence[Sequence[str]], mapping: Mapping) -> int:
    if mapping.header_line == 0:
        return 0
    wanted = {column_key(mapping.code.header), column_key(mapping.amount.header)} - {""}
    named = [index for index, cells in enumerate(top) if wanted and wanted <= {column_key(cell) for cell in cells}]
    before = mapping.header_line - 1
    return before if before in named or not named else named[0]


def _places(table: Table, mapping: Mapping, findings: Findings) -> dict[str, int]:
    """The column of each pick. One whose header text is gone is read by its position with a remark, or is a finding."""
    places = {}
    for name, pick in mapping.picks:
        place = place_of(pick, table.header)
        if place is None and pick.position < len(table.header):
            place = pick.position
            if pick.header.strip():
                told = f"No column '{pick.header[:40]}' in the header; column {place + 1}, '{table.header[place].strip()[:40]}', was read."
                findings.warning(table.line, name, pick.header, f"{told} Compare some rows, or map the columns again.")
        if place is None:
            told = f"No column '{pick.header[:40]}' in the header, and no column {pick.position + 1}. Map the columns of this file again."
            findings.error(table.line, name, pick.header, told)
        else:
            places[name] = place
    doubled = [name for name, place in places.items() if list(places.values()).count(place) > 1]
    if doubled:
        told = f"One column would be read as {' and as '.join(doubled)}. Map the columns of this file again."
        findings.error(table.line, doubled[0], "", told)
    return places


def _about(file_name: str, table: Table, kind: Kind, days: Counter[date | None]) -> About:
    """The first line above the header is the title; the day is that of all lines, else of the titles, else of the file's name."""
    title = next((line for line in table.title.split("\n") if line.strip()), "")
    of_lines = next(iter(days)) if len(days) == 1 else None
    written = _US_DAY.search(table.title)
    of_title = (day(written[0]) if written else None) or first_day_in(table.title)
    return About(title[:_MOST_TITLE].strip() or _TITLES[kind], of_lines or of_title or day_in_name(file_name))


def _first_rows(opened: Opened, separator: str) -> list[list[str]]:
    first = Opened(opened.file_name, lines=opened.lines[:MOST_ROWS], cells=opened.cells[:MOST_ROWS])
    return [list(cells) for _line, cells in records(first, Findings(), separator)]


def _evenness(rows: Sequence[Sequence[str]]) -> tuple[int, int]:
    """How many rows have the most common number of cells, two or more, and that number."""
    widths = Counter(len(row) for row in rows if len(row) > 1)
    return max(((count, width) for width, count in widths.items()), default=(0, 0))
