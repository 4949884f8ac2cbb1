"""Tables of any shape at the door: which columns hold what is judged by the first rows, and only those that are needed go through."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from codes.cms.findings import Findings
from tracking.extracts.kept import Keeper, Kept, KeptColumn, Meaning, header_text
from tracking.extracts.kinds import Kind, Known, Rows, are_decimals, header_line, is_one, kind_of, words_of
from tracking.extracts.records import Record, RecordFeed

SEPARATORS = (",", ";", "\t", "|")
JUDGED_ROWS = 500
# A row with so few cells below a table is a note or a sum.
_FOOTER_CELLS = 2
SEARCHED_LINES = 40
# The columns of our own export, and of every file that names them all.
OWN = {
    "case": Kind.CASE,
    "date_of_service": Kind.DAY,
    "place_of_service": Kind.PLACE,
    "code": Kind.CODE,
    "modifiers": Kind.MODIFIER,
    "units": Kind.UNITS,
}
_OWN_TOO = {"tooth": Kind.TOOTH, "details": Kind.DETAILS}
_LEFT_OUT = (Kind.PATIENT, Kind.OTHER)


class TableDoor:
    """Takes records of cells and lets the needed columns through, each cell in its notation."""

    def __init__(self, layout: str, keeper: Keeper, findings: Findings, known: Known, hints: Mapping[str, Kind]) -> None:
        self._layout, self._keeper, self._findings, self._known, self._hints = layout, keeper, findings, known, hints
        self._first: list[Record] = []
        self._picks: list[tuple[int, Meaning]] | None = None
        self._header: Sequence[str] = ()
        self._width, self._skipped = 0, 0
        self._kept = Kept(layout, ())

    def take(self, number: int, row: Sequence[str]) -> None:
        """Take one record; the first ones wait until the columns can be judged."""
        if self._picks is not None:
            self._keep(number, row, self._picks)
            return
        self._first.append((number, row))
        if len(self._first) >= JUDGED_ROWS:
            self._judge()

    def close(self) -> Kept:
        """Let the last rows through and return what is known of the columns."""
        if self._picks is None:
            self._judge()
        if not self._keeper.rows and not self._findings.has_errors:
            self._findings.error(None, "", "", "No rows stand below the header. Export the file again.")
        return replace(self._kept, rows=self._keeper.rows, skipped=self._skipped)

    def _judge(self) -> None:
        rows, self._first = self._first, []
        line = header_line([row for _number, row in rows[:SEARCHED_LINES]], self._hints)
        self._header = rows[line - 1][1] if line else ()
        body = [record for record in rows[line:] if any(cell.strip() for cell in record[1])]
        self._skipped += len(rows) - line - len(body)
        self._width = len(self._header) or _usual_width(body)
        kinds = self._kinds([row for _number, row in body])
        columns = [(place, kind) for place, kind in enumerate(kinds) if kind not in _LEFT_OUT]
        self._picks = [(place, self._keeper.reader(kind)) for place, kind in columns]
        self._kept = Kept(
            layout="own" if self._is_own() else self._layout,
            columns=tuple(KeptColumn(kind, _text(self._header, place), place) for place, kind in columns),
            header_line=rows[line - 1][0] if line else 0,
            patient_columns=kinds.count(Kind.PATIENT),
            other_columns=kinds.count(Kind.OTHER),
        )
        self._check(kinds)
        for number, row in body:
            self._keep(number, row, self._picks)

    def _kinds(self, body: Rows) -> list[Kind]:
        if self._is_own():
            return [(OWN | _OWN_TOO).get(cell.strip().lower()) or self._value_or_other(cell) for cell in self._header]
        columns = ([row[place] if place < len(row) else "" for row in body] for place in range(self._width))
        return [self._kind(_text(self._header, place), column) for place, column in enumerate(columns)]

    def _kind(self, header: str, column: Sequence[str]) -> Kind:
        hinted = self._hints.get(words_of(header)) if header else None
        if hinted is Kind.VALUE and are_decimals(column):
            return hinted
        found = kind_of(header, column, self._known)
        return hinted if hinted is not None and found is not Kind.PATIENT else found

    def _value_or_other(self, header: str) -> Kind:
        return Kind.VALUE if self._hints.get(words_of(header)) is Kind.VALUE else Kind.OTHER

    def _is_own(self) -> bool:
        return OWN.keys() <= {cell.strip().lower() for cell in self._header}

    def _check(self, kinds: Sequence[Kind]) -> None:
        """Say which needed column was not found."""
        if not self._width:
            self._findings.error(None, "", "", "The file has no rows. Export it again, with at least a day and a code in each row.")
            return
        for kind, words, name in ((Kind.DAY, "days of service", "date of service"), (Kind.CODE, "procedure codes", "code")):
            if kind not in kinds:
                told = f"No column with {words} was found. Name it '{name}' in the first line, and bring the file again."
                self._findings.error(None, name.replace(" ", "_"), "", told)

    def _keep(self, number: int, row: Sequence[str], picks: Sequence[tuple[int, Meaning]]) -> None:
        if len(row) != self._width and not self._fits(number, row, picks):
            return
        kept = [meaning[row[place]] if place < len(row) else "" for place, meaning in picks]
        if any(kept) and row != self._header:
            self._keeper.keep(number, kept)
        else:
            self._skipped += 1

    def _fits(self, number: int, row: Sequence[str], picks: Sequence[tuple[int, Meaning]]) -> bool:
        """Whether a row of another width can be read: what is too much is empty, and no needed cell is missing."""
        too_few = len(row) <= max((place for place, _meaning in picks), default=0)
        is_note = too_few and len(row) <= _FOOTER_CELLS and not self._is_charge(row)
        if is_note or not any(cell.strip() for cell in row):
            self._skipped += 1
            return False
        if too_few or any(cell.strip() for cell in row[self._width :]):
            told = f"Line {number} has {len(row)} cells, the table has {self._width}. Put text with a separator in it in quotes."
            self._findings.error(number, "", "", told)
            return False
        return True

    def _is_charge(self, row: Sequence[str]) -> bool:
        """Whether a short row holds a day and a code where they belong: then it is no note, and its other cells were lost."""
        held = {one.kind for one in self._kept.columns if one.place < len(row) and is_one(one.kind, row[one.place])}
        return {Kind.DAY, Kind.CODE} <= held


def separator_of(lines: Sequence[str]) -> str:
    """Return the separator that cuts most of some lines into the same number of cells; a comma where none does."""
    return max(SEPARATORS, key=lambda one: _evenness(lines, one))


def _evenness(lines: Sequence[str], separator: str) -> tuple[int, int]:
    records = RecordFeed(separator, Findings()).feed(list(enumerate(lines, start=1)), is_last=True)
    widths = Counter(len(cells) for _number, cells in records if len(cells) > 1)
    return max(((count, width) for width, count in widths.items()), default=(0, 0))


def _usual_width(body: Sequence[Record]) -> int:
    widths = Counter(len(row) for _number, row in body)
    return widths.most_common(1)[0][0] if widths else 0


def _text(header: Sequence[str], place: int) -> str:
    return header_text(header[place]) if place < len(header) else ""
