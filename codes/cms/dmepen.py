"""Reads the fee schedule for parenteral and enteral nutrition (PEN), which CMS publishes in the archive of the DMEPOS schedule.

Layout of January 2026 (DMEPEN26_JAN), as importers of it in public repositories describe it, no file of CMS being at hand: four
lines of title and notices, then HCPCS, MOD, MOD2, a pair of columns for each state ("AL(NR)" not rural, "AL(R)" rural), Desc.
It has no columns JURIS, CATG, Ceiling and Floor; all else is as in the DMEPOS schedule, but its codes (B4034 and on) are
others: it is a schedule of its own and replaces none of that.
"""

import re

from codes.cms.dmepos import read_states
from codes.cms.findings import Findings
from codes.cms.reading import FeeItem, Opened, Reading
from codes.cms.tables import has_header

KIND = "dmepen"
TITLE = "Parenteral and enteral nutrition fees (PEN)"
_COLUMNS = ("HCPCS", "MOD")
_NOT_HERE = ("HCPCS", "JURIS")
_PAIR = re.compile(r"\b[A-Z]{2} ?\(NR\)")


def recognises(opened: Opened) -> bool:
    """Return whether the file is a PEN fee schedule: pairs of columns for states, and none for a jurisdiction."""
    return bool(_PAIR.search(opened.head)) and has_header(opened, _COLUMNS) and not has_header(opened, _NOT_HERE)


def read(opened: Opened, *, accepts_repairs: bool = False) -> Reading[FeeItem]:
    """Return the fees with the amount of each state and every issue."""
    return read_states(opened, KIND, TITLE, _COLUMNS, Findings(), accepts_repairs=accepts_repairs)
