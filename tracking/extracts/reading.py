"""Kept rows read with a mapping: each becomes a text that sorts by day, reversals first, then case and row; every fault has its line."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from codes.cms.findings import Findings
from tracking.extracts import charges
from tracking.extracts.cells import FAULT, MENDED, ORDER, SERIAL
from tracking.extracts.charges import MOST_MODIFIERS, MOST_UNITS, Charge
from tracking.extracts.mapping import Mapping

MOST_PEOPLE = 50
_TAB = "\t"
_MOST_REMEMBERED = 20_000
_DAY_FAULTS = {
    SERIAL: "The day is a number by which a spreadsheet counts days. Format the column as a date and save the file again.",
    ORDER: "There is no such month: month and day have changed places. Write the day as 2026-07-31 or 7/31/2026.",
    FAULT: "This is no day. Write it as 2026-07-31 or 7/31/2026.",
}
_NO_CODE = (
    "This is no code of five characters, or what stands behind it is no modifier, count (x2), tooth (#14-MO) or time (45min). "
    "Correct it, remove the row, or choose another column."
)
_SHARED = "Several codes share the row, so that its modifiers, units, tooth or details belong to none of them. Give each code a row."
_MENDED = "The {} has lost zeros or gained decimals in a spreadsheet. It would be read as {}."
_UNITS = f"Write a whole number of units from 1 to {MOST_UNITS:,}."
_OTHER_CELLS = (
    ("modifiers", "A modifier has two letters or digits. Write several with a blank between."),
    ("units", _UNITS),
    ("tooth", "Write a tooth as 1 to 32 or A to T."),
    ("details", "These are no details of a line. Write them as our own export does, such as minutes=117;physical_status=P3."),
)


@dataclass(frozen=True, slots=True)
class Terms:
    """What rows are read under: the days that the log may hold, whose rows are read (all without a name), whether mends are accepted."""

    first_day: date
    last_day: date
    has_ended: bool = False
    rendering: str = ""
    accepts_repairs: bool = False


@dataclass(frozen=True, slots=True)
class _Fault:
    """What is wrong with a row: the field, what may be repeated of it, and the sentence."""

    field: str
    value: str
    told: str


@dataclass(frozen=True, slots=True)
class _Read:
    """The charges of a row as text, or what is wrong with them; `mend` is what it would be read as."""

    text: str = ""
    faults: tuple[_Fault, ...] = ()
    mend: str = ""


class RowReader:
    """Reads kept rows, counts what it leaves out, and collects faults."""

    def __init__(self, mapping: Mapping, terms: Terms, findings: Findings) -> None:
        self._mapping, self._terms, self._findings = mapping, terms, findings
        self._days: dict[str, tuple[str, str]] = {}
        self._known: dict[tuple[str, ...], _Read] = {}
        self.codes: set[str] = set()
        self.people: dict[str, int] = {}
        self.rows = self.of_others = self.footers = self.mends = self.refused = 0

    def read(self, rows: Iterable[Sequence[str]]) -> Iterator[str]:
        """Yield the sortable text of each row that can be read."""
        mapping = self._mapping
        for number, *cells in rows:
            code_cells = [cells[place] for place in mapping.codes]
            told = cells[mapping.day]
            if not any(code_cells) and (not told or told[0] == FAULT):
                self.footers += 1
                continue
            self.rows += 1
            if mapping.rendering is not None and self._is_of_another(cells[mapping.rendering]):
                continue
            day, place = self._day(number, told), self._place(number, cells)
            text, sign = self._charges(number, cells, code_cells)
            if not day or not text or place is None:
                self.refused += 1
            else:
                mark = cells[mapping.case] if mapping.case is not None else ""
                yield _TAB.join((day, sign, mark or "-" + number.zfill(9), number.zfill(9), place, text))

    def _is_of_another(self, who: str) -> bool:
        if who in self.people or len(self.people) < MOST_PEOPLE:
            self.people[who] = self.people.get(who, 0) + 1
        is_another = bool(self._terms.rendering) and who != self._terms.rendering
        self.of_others += is_another
        return is_another

    def _day(self, number: str, told: str) -> str:
        known = self._days.get(told)
        if known is None:
            if len(self._days) >= _MOST_REMEMBERED:
                self._days.clear()
            known = self._days[told] = self._judged_day(told)
        if known[1]:
            self._findings.error(int(number), "date_of_service", "", known[1])
        return known[0]

    def _judged_day(self, told: str) -> tuple[str, str]:
        """The day, or what is wrong with it. It is not repeated: a column chosen by mistake may hold days of birth."""
        if not told:
            return "", "The row has no day of service. Fill it in, or remove the row."
        if told[0] == FAULT:
            return "", _DAY_FAULTS.get(told, _DAY_FAULTS[FAULT])
        day, terms = date.fromisoformat(told), self._terms
        if day < terms.first_day:
            return "", f"The day is before your log begins ({terms.first_day.isoformat()}). Remove the row, or choose another column."
        if day > terms.last_day:
            when = f"after your log ended ({terms.last_day.isoformat()})" if terms.has_ended else "in the future"
            return "", f"The day is {when}. Correct it, remove the row, or choose another column."
        return told, ""

    def _place(self, number: str, cells: Sequence[str]) -> str | None:
        told = cells[self._mapping.place] if self._mapping.place is not None else ""
        if told[:1] == FAULT:
            told_what = "This is no place of service code such as 11 or 22. Correct it, or choose another column."
            self._findings.error(int(number), "place_of_service", told[1:], told_what)
            return None
        return self._mended(number, "place_of_service", told[:-1]) if told.endswith(MENDED) else told

    def _charges(self, number: str, cells: Sequence[str], code_cells: Sequence[str]) -> tuple[str, str]:
        """The charges of a row as text, and its sign, 0 for a reversal; no text where they cannot be read."""
        mapping = self._mapping
        modifiers = [cells[place] for place in mapping.modifiers]
        units = cells[mapping.units] if mapping.units is not None else ""
        tooth = cells[mapping.tooth] if mapping.tooth is not None else ""
        details = cells[mapping.details] if mapping.details is not None else ""
        key = (*code_cells, *modifiers, units, tooth, details)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            known = self._known[key] = self._judged(code_cells, " ".join(filter(None, modifiers)), units, tooth, details)
        for fault in known.faults:
            self._findings.error(int(number), fault.field, fault.value, fault.told)
        is_left = bool(known.mend) and not known.faults and self._mended(number, "code", known.mend) is None
        return "" if is_left else known.text, "0" if units.startswith("-") else "1"

    def _judged(self, code_cells: Sequence[str], modifiers: str, units: str, tooth: str, details: str) -> _Read:
        tokens = " ".join(code_cells).split()
        faults = [_Fault("code", one[1:], _NO_CODE) for one in tokens if one[0] == FAULT]
        if not tokens:
            faults.append(_Fault("code", "", "The row has no code. Fill it in, or remove the row."))
        for (field, told), cell in zip(_OTHER_CELLS, (modifiers, units, tooth, details), strict=True):
            faults += [_Fault(field, one[1:], told) for one in cell.split() if one[0] == FAULT]
        if len(tokens) > 1 and (modifiers or tooth or details or units not in ("", "1", "-1")):
            faults.append(_Fault("code", "", _SHARED))
        if faults:
            return _Read(faults=tuple(faults))
        read = [charges.of_token(token, modifiers.split(), int(units) if units else None, tooth, details) for token in tokens]
        self.codes.update(charge.code for charge in read)
        mend = " ".join(charge.code for charge in read) if any(token.endswith(MENDED) for token in tokens) else ""
        faults = [fault for charge in read for fault in _faults_of(charge)]
        return _Read("" if faults else charges.written(read), tuple(faults), mend)

    def _mended(self, number: str, field: str, mended: str) -> str | None:
        """What a cell is read as where mends are accepted; else a proposal, and nothing."""
        self.mends += 1
        if self._terms.accepts_repairs:
            return mended
        self._findings.repair(int(number), field, mended, _MENDED.format(field.replace("_", " "), mended))
        return None


def _faults_of(charge: Charge) -> Iterator[_Fault]:
    if not 1 <= charge.units <= MOST_UNITS:
        yield _Fault("units", str(charge.units), _UNITS)
    if len(charge.modifiers) > MOST_MODIFIERS:
        yield _Fault("modifiers", "", f"The code has {len(charge.modifiers)} modifiers. Keep at most {MOST_MODIFIERS}.")
