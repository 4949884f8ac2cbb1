"""Which column of a payer's or a dentist's fee table holds what: proposed from its header and its cells, remembered by its header."""

import re
from collections import Counter
from collections.abc import Mapping as Stored
from collections.abc import Sequence
from dataclasses import dataclass, fields
from hashlib import sha256

from codes.cms.tables import key

# What changes from year to year in a header: "2025 Allowed", "Fee eff. 1/1/2025", "FY25 rate".
_YEARS = re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}|(?<![0-9])20[0-9]{2}(?![0-9])|\b[CF]Y ?[0-9]{2}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pick:
    """One column: its header text, and its position, counted from 0, where the text is not found again."""

    header: str
    position: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """Where the header stands, counted from 1 (0 where there is none), and which columns are read."""

    header_line: int
    code: Pick
    amount: Pick
    modifier: Pick | None = None
    effective: Pick | None = None
    unit: Pick | None = None
    name: Pick | None = None

    @property
    def picks(self) -> tuple[tuple[str, Pick], ...]:
        """The picked columns by the name of what they hold."""
        named = ((field.name, getattr(self, field.name)) for field in fields(self))
        return tuple((name, pick) for name, pick in named if isinstance(pick, Pick))

    def stored(self) -> dict[str, object]:
        """Return the mapping as plain values, to be kept as JSON."""
        return {"header_line": self.header_line, **{name: [pick.header, pick.position] for name, pick in self.picks}}


def mapping_of(stored: Stored[str, object]) -> Mapping | None:
    """Return a mapping from the plain values of `stored`; None where code or amount is missing or a value is of another kind."""
    picks = {name: pick for name, value in stored.items() if (pick := _pick_of(value)) is not None}
    line = stored.get("header_line", 0)
    if not {"code", "amount"} <= picks.keys() or not isinstance(line, int) or line < 0:
        return None
    optional = {name: picks.get(name) for name in ("modifier", "effective", "unit", "name")}
    return Mapping(line, picks["code"], picks["amount"], **optional)


def column_key(text: str) -> str:
    """Return a header text by its letters and digits, without the year or day that changes with each edition."""
    return key(_YEARS.sub("", text))


def fingerprint(header: Sequence[str]) -> str:
    """Return a sign of a header that stays the same when its columns move and when its year changes."""
    names = Counter(column_key(cell) for cell in header)
    del names[""]
    return sha256("|".join(sorted(names.elements())).encode("utf-8")).hexdigest()


def place_of(pick: Pick, header: Sequence[str]) -> int | None:
    """Return the column of a pick by its header text; None where the text is not in the header."""
    wanted = column_key(pick.header)
    found = [position for position, cell in enumerate(header) if column_key(cell) == wanted]
    if not wanted or not found:
        return None
    return pick.position if pick.position in found else found[0]


def _pick_of(value: object) -> Pick | None:
    if not isinstance(value, list | tuple) or len(value) != 2:
        return None
    header, position = value
    return Pick(header, position) if isinstance(header, str) and isinstance(position, int) and position >= 0 else None
