"""Rows of a table by their fields: each text is understood once for a whole file, and every fault is told with line and field."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import dropwhile

from codes.cms.cells import CODE, tidy
from codes.cms.columns import Header, Wanted
from codes.cms.findings import Findings
from codes.cms.lost_zeros import LostZeros
from codes.cms.reading import Numbered, Opened
from codes.cms.tables import day, key, padded, records

TO_MEND = "Download the file again, or correct the line."
NO_CODE = "is no code of five characters such as 99213, 0042T or G0105; a spreadsheet may have changed it"
NO_DAY = "is no day such as 20250701"
_END_OF_FILE = ("\x1a", "_X001A_")
_MOST_REMEMBERED = 100_000
_BLANKS = re.compile(r"\s+")


class Without(Enum):
    """What a text is that means nothing in its field."""

    MEANING = "no meaning"


Meaning = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a row, how its column is named, what a cell means, and how a sentence goes on about a cell that means nothing.

    `length` is that of digits which a spreadsheet may have shortened: the zeros are a mend that waits to be accepted.
    """

    column: Wanted
    meaning: Meaning
    told: str
    length: int = 0

    @property
    def name(self) -> str:
        return self.column.field


class _Understood(dict[str, object]):
    """The meaning of texts; only so many are remembered that a million amounts do not fill the memory."""

    def __init__(self, meaning: Meaning) -> None:
        super().__init__()
        self._meaning = meaning

    def __missing__(self, text: str) -> object:
        value = self._meaning(text)
        if len(self) < _MOST_REMEMBERED:
            self[text] = value
        return value


class Cutter:
    """Understands the rows of one file; what cannot be understood goes to its findings."""

    def __init__(self, wanted: Sequence[Field], positions: Mapping[str, int], findings: Findings, *, width: int) -> None:
        self._fields = tuple((positions[one.name], one) for one in wanted)
        self._plan = tuple((position, _Understood(one.meaning)) for position, one in self._fields)
        self._width, self._findings = width, findings
        self._tidied = 0
        self.zeros = LostZeros()
        self.skipped = 0

    def values(self, line: int, cells: Sequence[str]) -> list[object] | None:
        """Return the values of a row in the order of the fields; None for a note or the end of the file, and where a cell is at fault."""
        if len(cells) != self._width:
            cells = self._fitted(line, cells)
            if not cells:
                return None
        values = [known[cells[position]] for position, known in self._plan]
        if Without.MEANING not in values:
            return values
        return None if self._is_note(cells) else self._second_look(line, cells, values)

    def tell(self) -> None:
        """Add the proposed mends, and one remark on cells that were tidied."""
        self.zeros.tell(self._findings)
        if self._tidied:
            message = f"{self._tidied:,} cells had blanks around their text or small letters; they were tidied."
            self._findings.warning(None, "", "", message)

    def _fitted(self, line: int, cells: Sequence[str]) -> Sequence[str]:
        if len(cells) > self._width and not any(cell.strip() for cell in cells[self._width :]):
            return cells[: self._width]
        if not self._is_note(cells):
            message = f"Line {line} has {len(cells)} cells, the table has {self._width} columns. Download the file again."
            self._findings.error(line, "", "", message)
        return ()

    def _is_note(self, cells: Sequence[str]) -> bool:
        """Whether a line is blank, the mark of the end of the file, or a remark: words in one cell alone."""
        filled = [tidy(cell) for cell in cells if cell.strip()]
        is_note = not filled or filled[0] in _END_OF_FILE or (len(filled) == 1 < self._width and _is_words(filled[0]))
        self.skipped += is_note and bool(filled)
        return is_note

    def _second_look(self, line: int, cells: Sequence[str], values: Sequence[object]) -> list[object] | None:
        looked = [
            self._looked_at(line, one, cells[position]) if value is Without.MEANING else value
            for value, (position, one) in zip(values, self._fields, strict=True)
        ]
        return None if Without.MEANING in looked else looked

    def _looked_at(self, line: int, one: Field, text: str) -> object:
        tidied = tidy(text)
        value = one.meaning(tidied)
        if value is not Without.MEANING:
            self._tidied += 1
            return value
        mended = padded(tidied, one.length)
        value = Without.MEANING if not tidied or mended is None else one.meaning(mended)
        if value is Without.MEANING:
            shown = visible(text[:40])
            self._findings.error(line, one.name, shown, f"{one.column.header}: '{shown}' {one.told}. {TO_MEND}")
        else:
            self.zeros.take(one.name, one.column.header, line, tidied, str(mended))
        return value


def _is_words(text: str) -> bool:
    return " " in text or not any(sign.isdigit() for sign in text)


def places_of(header: Header, wanted: Sequence[Field], findings: Findings) -> dict[str, int] | None:
    """Return the column of each field; None where one is missing or stands twice, each a finding."""
    names = [key(cell) for cell in header.cells]
    found = {one.name: [place for place, name in enumerate(names) if re.fullmatch(one.column.pattern, name)] for one in wanted}
    for one in wanted:
        told = f"The column '{one.column.header}' stands twice in the header." if found[one.name] else ""
        if len(found[one.name]) != 1:
            message = told or f"No column '{one.column.header}' in the header."
            findings.error(header.line, one.name, "", f"{message} Download the file again.")
    return {name: places[0] for name, places in found.items()} if all(len(places) == 1 for places in found.values()) else None


def below(opened: Opened, header: Header, findings: Findings) -> Numbered:
    """Return the records below the header."""
    return dropwhile(lambda numbered: numbered[0] <= header.line, records(opened, findings, header.separator))


def code(text: str) -> object:
    """Return a code of five characters exactly as it stands."""
    return text if CODE.fullmatch(text) else Without.MEANING


def choice(*known: str) -> Meaning:
    """Return a meaning for cells that hold one of these texts."""
    return lambda text: tidied if (tidied := tidy(text)) in known else Without.MEANING


def mark(sign: str) -> Meaning:
    """Return a meaning for cells that hold a sign or nothing: whether they hold it."""
    return lambda text: tidied == sign if (tidied := tidy(text)) in {"", sign} else Without.MEANING


def matching(pattern: str) -> Meaning:
    """Return a meaning for cells whose tidied text matches."""
    compiled = re.compile(pattern)
    return lambda text: tidied if compiled.fullmatch(tidied := tidy(text)) else Without.MEANING


def words(longest: int) -> Meaning:
    """Return a meaning for texts of at most so many characters, blanks brought to one, control and direction marks made visible."""
    return lambda text: shown if len(shown := visible(_BLANKS.sub(" ", text).strip())) <= longest else Without.MEANING


def on_day(text: str) -> object:
    """Return a day."""
    return day(text) or Without.MEANING


def on_day_or_none(*blanks: str) -> Meaning:
    """Return a meaning for days, and for the texts that say that there is none."""
    return lambda text: None if tidy(text) in {"", *blanks} else on_day(text)


def visible(text: str) -> str:
    """Return a text with marks that are not seen, such as those that turn the direction of writing, written out."""
    return text if text.isprintable() else "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in text)
