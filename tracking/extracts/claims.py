"""X12 837 professional claims at the door: service lines go through, everything of patients, subscribers and payers is counted and left.

Segments and elements after the 005010X222A1 implementation guide: CLM01 claim, CLM05 place and frequency, SV1 in loop 2400,
DTP*472 day of service, NM1*82 rendering provider in loops 2310B and 2420A, NM1*85 billing provider in 2010AA.
"""

from collections.abc import Sequence

from codes.cms.findings import Findings
from tracking.extracts.kept import Keeper
from tracking.extracts.segments import SegmentDoor
from tracking.extracts.segments import element_at as _at

_PATIENT_ENTITIES = frozenset({"QC", "IL", "QD", "S1", "GP", "74"})
_PATIENT_SEGMENTS = frozenset({"SBR", "PAT", "DMG", "CRC", "HI", "OI", "MOA"})
_OF_PATIENTS_LEVEL = frozenset({"22", "23"})
_PATIENT_REFERENCES = frozenset({"EA", "SY", "1W", "23", "IG", "Y4", "EJ", "F8", "D9", "G1", "9F"})
_VOID, _REPLACEMENT = "8", "7"
_OTHER_GUIDES = {"005010X223": "institutional claims (837I)", "005010X224": "dental claims (837D)"}


class ClaimsDoor(SegmentDoor):
    """Takes the text of an 837 file and lets its service lines through."""

    layout = "837P"

    def __init__(self, keeper: Keeper, findings: Findings) -> None:
        super().__init__(keeper, findings)
        self._replaced = self._minutes = self._ranges = 0
        self._is_patients_level = self._is_ended = False
        self._billing = self._rendering = self._claim = self._place = self._frequency = ""
        self._lines: list[_Service] = []

    def _let_the_last_through(self) -> None:
        self._end_claim()
        self._tell()

    def _segment(self, number: int, elements: Sequence[str]) -> None:
        name = elements[0]
        if self._is_patients(name, elements):
            self._patient += 1
        elif name == "ST" or name == "GS":
            self._check_guide(number, elements)
        elif name == "HL":
            self._end_claim()
            self._is_patients_level = _at(elements, 3) in _OF_PATIENTS_LEVEL
        elif name == "CLM":
            self._begin_claim(elements)
        elif name == "NM1":
            self._provider(elements)
        elif name == "SV1":
            self._service(number, elements)
        elif name == "DTP" and _at(elements, 1) == "472" and self._lines:
            self._day(_at(elements, 2), _at(elements, 3))
        elif name == "SE":
            self._end_claim()
        elif name == "IEA":
            self._is_ended = True

    def _is_patients(self, name: str, elements: Sequence[str]) -> bool:
        """Whether a segment is about a patient, a subscriber or their payer; within their level that is all but providers and lines."""
        if name in _PATIENT_SEGMENTS:
            return True
        if name == "NM1":
            return _at(elements, 1) in _PATIENT_ENTITIES
        if name == "REF":
            return _at(elements, 1) in _PATIENT_REFERENCES or (self._is_patients_level and not self._claim)
        return name in {"N3", "N4", "PER"} and self._is_patients_level

    def _check_guide(self, number: int, elements: Sequence[str]) -> None:
        guide = _at(elements, 3) if elements[0] == "ST" else _at(elements, 8)
        other = next((words for start, words in _OTHER_GUIDES.items() if guide.startswith(start)), "")
        if other:
            self._findings.error(number, elements[0], "", f"The file holds {other}. Bring professional claims (837P), or a csv.")
        elif elements[0] == "ST" and _at(elements, 1) != "837":
            self._findings.error(number, "ST", "", "The file holds another X12 transaction than claims. Bring professional claims (837P).")

    def _begin_claim(self, elements: Sequence[str]) -> None:
        self._end_claim()
        where = _at(elements, 5).split(self._segments.component)
        self._claim, self._rendering = _at(elements, 1) or "-", ""
        self._place, self._frequency = where[0], _at(where, 2)
        self._replaced += self._frequency == _REPLACEMENT

    def _provider(self, elements: Sequence[str]) -> None:
        who = _at(elements, 9) or " ".join(part for part in (_at(elements, 4), _at(elements, 3)) if part)
        if elements[1:2] == ["85"]:
            self._billing = who
        elif elements[1:2] == ["82"] and self._lines:
            self._lines[-1].rendering = who
        elif elements[1:2] == ["82"]:
            self._rendering = who

    def _service(self, number: int, elements: Sequence[str]) -> None:
        code = _at(elements, 1).split(self._segments.component)
        line = _Service(number, "-".join(part for part in code[1:6] if part), _at(elements, 4) or "1", _at(elements, 5))
        if _at(code, 0) not in {"HC", "AD"}:
            self._findings.error(number, "SV101", "", "The line names no HCPCS code (qualifier HC). Bring claims with HCPCS codes.")
        if _at(elements, 3) == "MJ":
            line.units = "1"
            self._minutes += 1
        self._lines.append(line)

    def _day(self, form: str, text: str) -> None:
        first, _, last = text.partition("-")
        self._ranges += form == "RD8" and last != first
        self._lines[-1].day = first

    def _end_claim(self) -> None:
        """Let the lines of the claim through; a voided claim takes its lines back."""
        for line in self._lines:
            count = f"-{line.units}" if self._frequency == _VOID else line.units
            who = line.rendering or self._rendering or self._billing
            row = (self._claim, line.day, line.place or self._place, line.code, count, who)
            self._keep(line.number, row)
        self._lines, self._claim = [], ""

    def _tell(self) -> None:
        if not self._is_ended and not self._findings.has_errors:
            self._findings.error(None, "IEA", "", "The file ends early: its last segment IEA is missing. Export it again.")
        if not self._keeper.rows and not self._findings.has_errors:
            self._findings.error(None, "SV1", "", "The file holds no service lines. Bring professional claims (837P).")
        for count, told in (
            (self._minutes, "{} lines count minutes of anesthesia; each is kept with 1 unit, since minutes are no units."),
            (self._ranges, "{} lines run over several days; each is kept on its first day."),
            (self._replaced, "{} claims replace earlier ones. Where the earlier claim was logged, delete it by hand."),
        ):
            if count:
                self._findings.warning(None, "", "", told.format(f"{count:,}"))


class _Service:
    """One service line on its way through: what a claim says of it may come before and after it."""

    __slots__ = ("code", "day", "number", "place", "rendering", "units")

    def __init__(self, number: int, code: str, units: str, place: str) -> None:
        self.number, self.code, self.units, self.place = number, code, units, place
        self.day = self.rendering = ""
