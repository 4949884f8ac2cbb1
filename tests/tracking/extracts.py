"""An extract taken through the door and read, as the tests of the readers need it; no database."""

import io
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from codes.cms.findings import Findings
from rvuedge.lib.issues import Issue
from tracking.extracts.charges import Charge
from tracking.extracts.door import Door
from tracking.extracts.kept import Kept, rows_of
from tracking.extracts.kinds import Kind
from tracking.extracts.mapping import Mapping, suggest
from tracking.extracts.matching import Likeness, Matcher, NewCase
from tracking.extracts.reading import RowReader, Terms
from tracking.extracts.sorting import sorted_texts

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "extracts"
KEY = b"any key will do."
TODAY = date(2026, 11, 23)
# Codes that a catalogue of the tests has; 45001 and 12345 are ZIP codes.
CATALOGUE = frozenset({"45385", "45380", "99213", "99214", "20610", "99232", "D1553", "J0585"})


@dataclass(frozen=True, slots=True)
class Read:
    """What came of an extract."""

    kept: Kept
    text: str
    cases: tuple[NewCase, ...]
    issues: tuple[Issue, ...]
    reader: RowReader | None
    matcher: Matcher | None

    @property
    def told(self) -> list[tuple[int | None, str, str]]:
        """Line, field and weight of each issue."""
        return [(issue.line, issue.field, str(issue.severity)) for issue in self.issues]


def kept(content: bytes, piece: int = 1 << 16, hints: dict[str, Kind] | None = None) -> tuple[Kept, str, Findings]:
    """Return what comes through the door of a file that arrives in pieces, and the faults."""
    out = io.StringIO(newline="")
    door = Door(out, KEY, lambda _content: iter(()), lambda codes: codes & CATALOGUE, hints or {})
    for start in range(0, len(content), piece):
        door.feed(content[start : start + piece])
    return door.close(), out.getvalue(), door.findings


def read(
    content: bytes | str, *, piece: int = 1 << 16, repairs: bool = False, rendering: str = "", log: dict[str, list[str]] | None = None
) -> Read:
    """Return what a whole file is read as, with the columns that are proposed."""
    found, text, findings = kept(content.encode() if isinstance(content, str) else content, piece)
    columns: Mapping | None = suggest(found)
    if columns is None:
        return Read(found, text, (), findings.shown(), None, None)
    reader = RowReader(columns, Terms(date(2024, 1, 1), TODAY, rendering=rendering, accepts_repairs=repairs), findings)
    matcher = Matcher(
        Likeness(columns.place is not None, columns.tooth is not None), "11", lambda day: Counter((log or {}).get(day, ())), findings
    )
    cases = tuple(matcher.new_cases(sorted_texts(reader.read(rows_of(io.StringIO(text, newline=""))))))
    return Read(found, text, cases, findings.shown(), reader, matcher)


def shown(case: NewCase) -> tuple[str, str, list[str]]:
    """Day, place and charges of a case, as people write them."""
    return case.day.isoformat(), case.place, [word(charge) for charge in case.charges]


def word(charge: Charge) -> str:
    """A charge in the notation of the log."""
    tooth = f" #{charge.tooth}" if charge.tooth else ""
    return "-".join((charge.code, *charge.modifiers)) + (f"x{charge.units}" if charge.units != 1 else "") + tooth
