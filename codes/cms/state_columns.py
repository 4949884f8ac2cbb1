"""The amounts of a fee schedule that has one column, or a pair of columns, for each state: "AL (NR)" and "AL (R)"."""

import re
from collections.abc import Sequence
from decimal import Decimal

from codes.cms.cells import tidy
from codes.cms.findings import Findings
from codes.cms.items import Items

_STATES = """
AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN
TX UT VT VA WA WV WI WY AS GU MP PR VI
"""
STATES = frozenset(_STATES.split())
_COLUMN = re.compile(r"([A-Z]{2}) ?(\((?:NR|R)\))?")
# CMS fills 0.00 where a state has no amount, or none of its own for rural areas: nothing is paid free of charge.
_ABSENT = frozenset({"", "N/A", "NA"})
_RURAL = " rural"
Places = tuple[tuple[str, int], ...]
Regions = tuple[tuple[str, Decimal], ...]


def state_columns(header: Sequence[str], line: int, findings: Findings) -> Places:
    """Return place and column, ("AL", 7) and ("AL rural", 8), in the order of the header; a place named twice is a finding."""
    found: dict[str, int] = {}
    for position, cell in enumerate(header):
        named = _COLUMN.fullmatch(tidy(cell))
        if named is None or named[1] not in STATES:
            continue
        place = named[1] + (_RURAL if named[2] == "(R)" else "")
        if place in found:
            findings.error(line, "regions", place, f"The column '{cell.strip()}' stands twice in the header. Download the file again.")
        found.setdefault(place, position)
    if not found:
        told = "No column of a state, such as 'AL (NR)', stands in the header. Bring the file as CMS publishes it."
        findings.error(line, "regions", "", told)
    return tuple(found.items())


def regions_of(line: int, cells: Sequence[str], places: Places, items: Items) -> Regions:
    """Return the amounts of a line by place; a place with 0.00 or nothing has none, what is no amount is a fault."""
    amounts = ((place, items.dollars(line, cells[position], column=place, places=2, absent=_ABSENT)) for place, position in places)
    return tuple((place, amount) for place, amount in amounts if amount)


def amount_everywhere(regions: Regions, places: Places) -> Decimal | None:
    """Return the amount that holds in every place; None where amounts differ, or a state has none."""
    amounts = {amount for _place, amount in regions}
    filled = {place for place, _amount in regions}
    is_everywhere = all(place in filled for place, _position in places if not place.endswith(_RURAL))
    return next(iter(amounts)) if len(amounts) == 1 and is_everywhere else None
