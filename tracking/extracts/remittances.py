"""X12 835 remittances at the door: what was billed of each service line goes through, everything of patients and money is left.

Segments and elements after the 005010X221A1 implementation guide: N1*PR payer, N1*PE payee, CLP claim (loop 2100), SVC service line
(2110), DTM*472 its day (150 and 151 the first and last one), DTM*232 that of the claim, NM1*82 and REF*HPI rendering provider. As billed:
SVC06 where the payer changed the procedure, else SVC01; SVC07 units where the paid ones differ, else SVC05, without which one is meant
(X12 RFI 2163 and 958).
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from sys import intern

from codes.cms.findings import Findings
from tracking.extracts.kept import Keeper
from tracking.extracts.segments import ISA_LENGTH, SegmentDoor
from tracking.extracts.segments import element_at as _at
from tracking.extracts.standing import Header, Served, Standing, Told

LAYOUT = "835"
_GUIDE, _ISA_ELEMENTS = "005010X221", 17
_REVERSAL, _PREDETERMINATION, _NO_NUMBER = "22", "25", frozenset({"", "0"})
_CODES = frozenset({"HC", "AD"})
_PATIENT_ENTITIES = frozenset({"QC", "IL", "74", "GB"})
_PATIENT_SEGMENTS = frozenset({"MIA", "MOA"})
# What a hospital bills for a professional (NUBC revenue codes 096x to 098x); any other revenue code is the facility's own.
_PROFESSIONAL_FEES = ("096", "097", "098")
_NO_LINES = "The claim is told by its total, without service lines, so that it cannot be compared line by line. It is left out."
_NDC = "The line names a drug by its NDC and no procedure. It is left out, since it counts no work."
_NO_CODE = "The line names no HCPCS code (qualifier HC). It is left out."
_CUT = "The transaction that began in segment {:,} ends early. Export the file again."


def is_remittance(head: str) -> bool:
    """Return whether the first signs of an X12 file, from its ISA on, announce remittances: the group HP, or the transaction 835."""
    if len(head) < ISA_LENGTH:
        return False
    element = head[3]
    named = [part.strip().split(element)[:2] for part in head.split(head[105])[1:4]]
    return ["GS", "HP"] in named or ["ST", LAYOUT] in named


class RemittancesDoor(SegmentDoor):
    """Takes the text of an 835 file and lets its service lines through."""

    layout = LAYOUT

    def __init__(self, keeper: Keeper, findings: Findings) -> None:
        super().__init__(keeper, findings)
        self._standing = Standing()
        self._claim: _Claim | None = None
        self._payee, self._payer, self._begun, self._is_ended = "", "", 0, False
        self._minutes = self._ranges = self._facility = self._parts = self._planned = self._unpaid = 0

    def _let_the_last_through(self) -> None:
        self._end_claim()
        self._keep_all(self._standing.left())
        self._tell()

    def _segment(self, number: int, elements: Sequence[str]) -> None:
        name, claim = elements[0], self._claim
        if name in _PATIENT_SEGMENTS or (name == "NM1" and _at(elements, 1) in _PATIENT_ENTITIES):
            self._patient += 1
        elif name == "CLP":
            self._end_claim()
            self._claim = _Claim(number, elements, self._payer)
        elif name == "SVC" and claim is not None:
            self._service(number, elements, claim)
        elif name == "DTM" and claim is not None:
            claim.date(_at(elements, 1), _at(elements, 2))
        elif name == "NM1" and _at(elements, 1) == "82" and claim is not None:
            claim.rendering = _at(elements, 9) or " ".join(part for part in (_at(elements, 4), _at(elements, 3)) if part)
        elif name == "REF" and _at(elements, 1) == "HPI" and claim is not None and claim.last is not None:
            claim.last.rendering = _at(elements, 2)
        elif name == "REF" and _at(elements, 1) == "F8" and claim is not None and claim.last is None:
            claim.header = replace(claim.header, original=_at(elements, 2))
        elif name == "N1" and _at(elements, 1) == "PE":
            self._payee = _at(elements, 4) if _at(elements, 3) == "XX" else _at(elements, 2)
        elif name == "N1" and _at(elements, 1) == "PR":
            self._payer = _at(elements, 4) or _at(elements, 2)
        else:
            self._envelope(number, elements)

    def _envelope(self, number: int, elements: Sequence[str]) -> None:
        """What holds the claims together; a count that does not hold says that segments were lost."""
        name = elements[0]
        if name.startswith("ISA"):
            self._is_ended = False
            if name != "ISA" or len(elements) != _ISA_ELEMENTS:
                told = "Another interchange begins here, with other separators. Bring each interchange as a file of its own."
                self._findings.error(number, "ISA", "", told)
        elif name == "GS" and not _at(elements, 8).startswith(_GUIDE):
            self._findings.error(number, "GS08", "", f"The file follows another guide than {_GUIDE}A1. Bring remittances (835) of it.")
        elif name == "ST":
            self._begin(number, elements)
        elif name in {"LX", "PLB"}:
            self._end_claim()
        elif name == "SE":
            self._end(number, elements)
        elif name in {"GE", "IEA"} and self._begun:
            self._findings.error(number, name, "", _CUT.format(self._begun))
            self._begun = 0
        self._is_ended = self._is_ended or name == "IEA"

    def _begin(self, number: int, elements: Sequence[str]) -> None:
        self._end_claim()
        if self._begun:
            self._findings.error(number, "ST", "", _CUT.format(self._begun))
        if _at(elements, 1) != LAYOUT:
            self._findings.error(number, "ST01", "", "The transaction is no remittance (835). Bring each kind as a file of its own.")
        self._begun, self._payee, self._payer = number, "", ""

    def _end(self, number: int, elements: Sequence[str]) -> None:
        self._end_claim()
        count = number - self._begun + 1
        if self._begun and _at(elements, 1).lstrip("0") != str(count):
            told = f"The transaction has {count:,} segments and says another number. Segments were lost or added: export the file again."
            self._findings.error(number, "SE01", "", told)
        self._begun = 0

    def _service(self, number: int, elements: Sequence[str], claim: "_Claim") -> None:
        changed, told = (_at(elements, place).split(self._segments.component) for place in (6, 1))
        procedure = changed if _at(changed, 0) in _CODES else told
        qualifier, code = _at(procedure, 0), _at(procedure, 1)
        revenue = _at(elements, 4) or (code if qualifier == "NU" else "")
        line = claim.last = _Line(number, "-".join(filter(None, procedure[1:6])))
        if revenue and revenue.zfill(4)[:3] not in _PROFESSIONAL_FEES:
            self._facility += 1
        elif qualifier not in _CODES:
            self._findings.warning(number, "SVC01", "", _NDC if qualifier in {"N4", "N6"} else _NO_CODE)
        elif procedure is changed and changed[:6] != told[:6] and _is_zero(_at(elements, 2)):
            # Where a payer parts one billed procedure, the first part has the charge, the others have none (X12 RFI 2283).
            self._parts += 1
        else:
            line.units = self._units(elements, code)
            claim.lines.append(line)

    def _units(self, elements: Sequence[str], code: str) -> str:
        told = _at(elements, 7) or _at(elements, 5) or "1"
        if "00100" <= code <= "01999" and code.isdigit():
            # The guide has anesthesia counted in minutes, as it was billed (X12 RFI 1058).
            self._minutes += 1
            return "1"
        if _is_zero(told):
            self._unpaid += 1
            return "1"
        return told

    def _end_claim(self) -> None:
        """Let the lines of the claim through, but for those that an earlier claim told."""
        claim, self._claim = self._claim, None
        if claim is None:
            return
        if claim.last is None:
            self._findings.warning(claim.number, "CLP", "", _NO_LINES)
        elif claim.header.status == _PREDETERMINATION:
            self._planned += 1
        else:
            self._ranges += claim.ranges
            served = claim.served(self._payee)
            take = self._standing.reversed if claim.header.status == _REVERSAL else self._standing.billed
            self._keep_all(take(claim.name, claim.header, served))

    def _keep_all(self, lines: Iterable[Told]) -> None:
        for case, line, is_back in lines:
            row = (case, line.day, line.place, line.code, f"-{line.units}" if is_back else line.units, line.rendering)
            self._keep(line.number, row)

    def _tell(self) -> None:
        if not self._is_ended and not self._findings.has_errors:
            self._findings.error(None, "IEA", "", "The file ends early: its last segment IEA is missing. Export it again.")
        if not self._keeper.rows and not self._findings.has_errors:
            self._findings.error(None, "SVC", "", "The file holds no service lines that can be compared. Bring a remittance with lines.")
        for count, told in (
            (self._minutes, "{} lines count minutes of anesthesia; each is kept with 1 unit, since minutes are no units."),
            (self._unpaid, "{} lines tell no units but 0; each is kept with 1 unit."),
            (self._ranges, "{} lines run over several days; each is kept on its first day."),
            (self._facility, "{} lines are a facility's own (they have a revenue code); they are left out."),
            (self._parts, "{} lines are parts of a procedure that was billed as one; the procedure counts once."),
            (self._planned, "{} claims are predeterminations, of what was not done yet; they are left out."),
            (self._standing.again, "{} lines are told again for the same claim, by another payer or after a denial; they count once."),
            (self._standing.replaced, "{} lines are replaced by a later claim of the same number; the later one counts."),
            (self._standing.used_again, "{} claims bear a number that the same payer accepted another claim under; each counts."),
            (self._standing.of_earlier, "{} lines take back what an earlier file told, and are corrected here; the correction counts."),
        ):
            if count:
                self._findings.warning(None, "", "", told.format(f"{count:,}"))


class _Line:
    """One service line on its way through: its days, and who did it, stand behind it."""

    __slots__ = ("code", "day", "first", "last", "number", "rendering", "units")

    def __init__(self, number: int, code: str) -> None:
        self.number, self.code = number, code
        self.units = self.day = self.first = self.last = self.rendering = ""


class _Claim:
    """One claim on its way through."""

    __slots__ = ("first", "header", "last", "lines", "name", "number", "place", "rendering", "to")

    def __init__(self, number: int, elements: Sequence[str], payer: str) -> None:
        told, status, control, place, frequency = (_at(elements, element) for element in (1, 2, 7, 8, 9))
        # Without a number of its own a claim is like no other.
        self.number, self.name = number, f"segment {number}" if told in _NO_NUMBER else told
        self.place, self.header = intern(place), Header(status, payer, control, frequency)
        self.first = self.to = self.rendering = ""
        self.lines: list[_Line] = []
        self.last: _Line | None = None

    def date(self, meaning: str, day: str) -> None:
        """Take a day: of the line that was told last, else of the claim."""
        line = self.last
        if line is not None and meaning == "472":
            line.day = day
        elif line is not None and meaning == "150":
            line.first = day
        elif line is not None and meaning == "151":
            line.last = day
        elif line is None and meaning == "232":
            self.first = day
        elif line is None and meaning == "233":
            self.to = day

    @property
    def ranges(self) -> int:
        """How many of the lines run over several days."""
        return sum(not line.day and (line.last or self.to) > (line.first or self.first) for line in self.lines)

    def served(self, payee: str) -> list[Served]:
        """Return the lines with what the claim says of all of them; a reversal counts as much as what it takes back."""
        is_reversal = self.header.status == _REVERSAL
        # Lines are held to the end of the file: what repeats in them is one text.
        return [
            Served(
                line.number,
                intern(line.code),
                intern(line.units.lstrip("-") if is_reversal else line.units),
                intern(line.day or line.first or self.first),
                self.place,
                intern(line.rendering or self.rendering or payee),
            )
            for line in self.lines
        ]


def _is_zero(told: str) -> bool:
    return bool(told) and not told.strip("-0.")
