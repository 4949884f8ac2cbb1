"""Counts over two official files that posts of the blog print; each by a plain look at the rows."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from statistics import median

from codes.cms.pprrvu import read_pprrvu
from codes.fees import FeeRow
from rvuedge.lib.decimals import round_half_up

BEFORE, AFTER = "cms/RVU25D/PPRRVU2025_Oct.csv", "cms/RVU26C/PPRRVU2026_Jul_nonQPP.csv"
Key = tuple[str, str]
Rows = Mapping[Key, FeeRow]


def measured(folder: Path) -> dict[str, str]:
    """Return every measured figure by its name, as posts print it."""
    before, after = (_rows(folder / name) for name in (BEFORE, AFTER))
    return {**_changes(before, after), **_shares(after), **_bases(after), **_own_rows(after)}


def _rows(path: Path) -> Rows:
    return {(row.code, row.modifier): row for row in read_pprrvu(path.read_bytes(), path.name).rows}


def _changes(before: Rows, after: Rows) -> dict[str, str]:
    pairs = [(old.work_rvu, after[key].work_rvu) for key, old in before.items() if key in after and old.work_rvu]
    cut = sum(new < old and new == round_half_up(old * Decimal("0.975"), 2) for old, new in pairs)
    same = sum(old == new for old, new in pairs)
    up, down = sum(new > old for old, new in pairs), sum(new < old for old, new in pairs)
    return {
        "common": _whole(len(pairs)),
        "cut": _whole(cut),
        "same": _whole(same),
        "up": _whole(up),
        "otherdown": _whole(down - cut),
        "gone": _whole(sum(key not in after and bool(row.work_rvu) for key, row in before.items())),
        "new": _whole(sum(key not in before and bool(row.work_rvu) for key, row in after.items())),
    }


def _shares(rows: Rows) -> dict[str, str]:
    """The share of work in the total of what Medicare prices, in the middle of all codes, in percent."""
    priced = [row for row in rows.values() if not row.modifier and row.status == "A" and row.work_rvu]
    office = [row.work_rvu / row.non_facility_total for row in priced if row.non_facility_total and not row.non_facility_na]
    facility = [row.work_rvu / row.facility_total for row in priced if row.facility_total and not row.facility_na]
    return {
        "office": _whole(round_half_up(median(office) * 100, 0)),
        "facility": _whole(round_half_up(median(facility) * 100, 0)),
        "priced": _whole(len(priced)),
    }


def _bases(rows: Rows) -> dict[str, str]:
    members = [row for row in rows.values() if row.endoscopic_base and not row.modifier]
    bases = {row.endoscopic_base for row in members}
    below = sorted(row.code for row in members if row.work_rvu < rows[row.endoscopic_base, ""].work_rvu and row.work_rvu)
    return {
        "families": _whole(len(bases)),
        "members": _whole(len(members)),
        "plainbases": _whole(sum(rows[base, ""].multiple_procedure == "2" for base in bases)),
        "below": ", ".join(below),
        "belowwork": ", ".join(str(rows[code, ""].work_rvu) for code in below),
        "belowbase": ", ".join(str(rows[rows[code, ""].endoscopic_base, ""].work_rvu) for code in below),
    }


def _own_rows(rows: Rows) -> dict[str, str]:
    return {
        "stopped": ", ".join(sorted(code for code, modifier in rows if modifier == "53")),
        "readings": _whole(sum(modifier == "26" for _, modifier in rows)),
        "machines": _whole(sum(modifier == "TC" for _, modifier in rows)),
    }


def _whole(number: int | Decimal) -> str:
    return f"{number:,}"
