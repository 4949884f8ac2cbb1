"""What a column of a charge extract holds, told by the words of its header and by what its cells look like; patients' columns first."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rvuedge.lib.phi import rule_met
from tracking.extracts import cells

Rows = Sequence[Sequence[str]]
# Which of some codes a catalogue has: a column without a telling header holds codes only where they are known ones, not ZIP codes.
Known = Callable[[frozenset[str]], frozenset[str]]
_MOSTLY, _NEARLY_ALL, _SOME = 80, 95, 20
_LONGEST_HEADER = 60
_DECIMAL = re.compile(r"-?\(?\$?[0-9,]{0,9}\.[0-9]+\)?-?")
# A day however it is written: also one that cannot be read is one, and its row says why.
_DAY_SHAPED = re.compile(r"[0-9]{1,4}([-/.])[0-9]{1,2}\1[0-9]{1,4}(?:[ T].*)?")
_BORN_BEFORE, _FEW_YEARS = "2000", 6
_OF_CPT = "22 23 24 25 26 27 32 33 47 50 51 52 53 54 55 56 57 58 59 62 63 66 73 74 76 77 78 79 80 81 82 90 91 92 93 95 96 97 99"
_OF_HCPCS = "AA AD AS AT CR CS FS FT GA GC GE GQ GT GV GW GY GZ JW JZ KX LC LD LM LT PT QK QS QW QX QY QZ RC RI RT SA SG TC XE XP XS XU"
_MODIFIERS = frozenset(f"{_OF_CPT} {_OF_HCPCS}".split())
_NAME = re.compile(r"[A-Z][\w'.-]*(?:, ?| )[A-Z][\w'.-]*(?: [A-Z]\S*)?")


class Kind(StrEnum):
    """What a column holds; the last two are never kept."""

    DAY = "day"
    CODE = "code"
    MODIFIER = "modifier"
    UNITS = "units"
    PLACE = "place"
    CASE = "case"
    RENDERING = "rendering"
    TOOTH = "tooth"
    DETAILS = "details"
    VALUE = "value"
    PATIENT = "patient"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class _Words:
    """The header words of a kind, the best first, and those that speak against it."""

    kind: Kind
    ranked: tuple[re.Pattern[str], ...]
    against: re.Pattern[str]


def _words(kind: Kind, against: str, *ranked: str) -> _Words:
    return _Words(kind, tuple(re.compile(words) for words in ranked), re.compile(against))


_PATIENT = re.compile(
    r"\b(PATIENTS?|PT|PAT|MRN?|DOB|BIRTH\w*|BDATE|BDAY|SSN?|SOCIAL|ADDRESS|ADDR|STREET|CITY|STATE|ZIP\w*|POSTAL|PHONE|CELL|MOBILE|FAX|"
    r"E ?MAIL|SEX|GENDER|AGE|RACE|ETHNIC\w*|MEMBER|SUBSCRIBER|INSURED|INSURANCE|GUARANTOR|ACCOUNT|ACCT|POLICY|CHART|MED(ICAL)? ?REC\w*|"
    r"(FIRST|LAST|FULL|MIDDLE) ?NAME|[FL]NAME|SURNAME|INITIALS?|HAR|MBI|HICN?|CONTACT|EMPLOYER|SPOUSE|RELATION\w*|LANGUAGE|RELIGION|"
    r"MARITAL|DEATH|DECEASED|REFERENCE|REF( ID)?)\b|^NAME$"
)
_SURELY_A_CASE = re.compile(r"\b(ENCOUNTER|CLAIM|CSN|INVOICE|VISIT) ?(ID|NO|NUM|NUMBER|#)?$")
_OF_PROVIDERS = re.compile(r"\b(PROVIDER|PHYSICIAN|SURGEON|CLINICIAN|RENDERING|PERFORMING|SERVICING)\b")
_KINDS = (
    _words(
        Kind.UNITS,
        r"PRICE|COST|MEASURE|UOM|TYPE|FEE|RVU|AMOUNT|DEPT|DEPARTMENT|NAME",
        r"^UNITS?$",
        r"\b(UNITS?|QTY|QUANTITY)\b",
    ),
    _words(Kind.MODIFIER, r"DATE|\bBY\b|DESC|TIME|USER", r"\bMOD(IFIER)?S?[ #]*[0-9]?\b", r"^M[1-4]$"),
    _words(Kind.PLACE, r"NAME|DESC|POSITION", r"PLACE OF (SERVICE|SVC)", r"\bPOS\b", r"^(SERVICE )?PLACE$"),
    _words(Kind.TOOTH, r"SURFACE|DESC", r"\bTOOTH\b"),
    _words(
        Kind.DAY,
        r"BIRTH|DOB|POST|ENTRY|ENTERED|CREAT|BILL|PAID|PAY|SUBMIT|CLOS|ADMI|DISCH|THRU|THROUGH|\bTO\b|\bEND|PRINT|DUE|DEATH|SIGN|LAST|REPORT|TYPE",
        r"DATE OF SERVICE|^(SERVICE|SVC|SERV|SRV) (DATE|DT)|^DOS\b",
        r"\bDOS\b|(SERVICE|SVC) FROM|FROM (DATE|DT|DOS)|(DATE|DT) FROM|(SERVICE|SVC) (DATE|DT|START)",
        r"(PROC\w*|SURGERY|OPERATION|EXAM|STUDY|VISIT|ENCOUNTER|TX|CASE|PERFORMED) ?(DATE|DT)",
        r"DATE OF (PROC\w*|SURGERY|OPERATION|VISIT)|PERFORMED",
        r"^DATE$|(CHARGE|CHG) (DATE|DT)",
    ),
    _words(
        Kind.CASE,
        r"DATE|TYPE|NAME|PROVIDER|LOC|DEPT|STATUS|REASON|TIME|DIAG|DESC|CLASS|\bCOUNT|AMOUNT|\bLINE|DURATION|MIN|PAYER|FREQ|CODE|NOTE|MIX|KIND",
        r"\b(CLAIM|CASE|ENCOUNTER|ENC|CSN|INVOICE)\b",
        r"\b(VISIT|ACCESSION|TICKET|VOUCHER|SUPERBILL|APPOINTMENT|APPT|SESSION)\b",
    ),
    _words(
        Kind.RENDERING,
        r"REFER|BILLING|\bPCP\b|ORDER|SUPERVIS|FACILITY|GROUP|DEPT|SPECIAL|TYPE|ADDRESS|PHONE|\bTAX|ASSIST|COSIGN|LOC|CITY|STATE|ZIP|PAY|DATE|NOTE",
        r"\b(RENDERING|PERFORMING)\b",
        r"\b(SERVICING|TREATING|OPERATING)\b",
        r"\b(PROVIDER|PHYSICIAN|SURGEON|CLINICIAN|DOCTOR|PRACTITIONER|NPI)\b",
    ),
    _words(
        Kind.CODE,
        r"DIAG|\bDX|ICD|\bREV|DESC|NAME|STATUS|PLACE|\bPOS\b|TYPE|MOD|DATE|FEE|AMOUNT|PAYER|PLAN|DEPT|ZIP|\bTAX|LOC|REASON|FACILITY|COUNT|TIME",
        r"\b(CPT|HCPCS|CDT)S?[ #]*[0-9]?\b",
        r"\bPROC\w* ?CODES?|^CODES?[ #]*[0-9]?$",
        r"\bCODES?\b|^PROCEDURES?[ #]*[0-9]?$",
    ),
)
_NO_DAY, _NO_CODE = (next(one.against for one in _KINDS if one.kind is kind) for kind in (Kind.DAY, Kind.CODE))
_READERS: dict[Kind, Callable[[str], str]] = {
    Kind.DAY: cells.day,
    Kind.CODE: cells.codes,
    Kind.MODIFIER: cells.modifiers,
    Kind.UNITS: cells.units,
    Kind.PLACE: cells.place,
    Kind.TOOTH: cells.tooth,
}


def words_of(header: str) -> str:
    """Return a header text in capitals, with single blanks for everything that is no letter, digit or #."""
    return " ".join(re.sub(r"[^0-9A-Z#]+", " ", header.upper()).split())


def named(header: str) -> tuple[Kind, int] | None:
    """Return the kind that a header names and how well, 0 the best; None where it names none."""
    words = words_of(header)
    if not words:
        return None
    if _PATIENT.search(words) and not _SURELY_A_CASE.search(words) and not _is_a_providers(words):
        return Kind.PATIENT, 0
    for one in _KINDS:
        if not one.against.search(words):
            rank = next((rank for rank, pattern in enumerate(one.ranked) if pattern.search(words)), None)
            if rank is not None:
                return one.kind, rank
    return None


def kind_of(header: str, column: Sequence[str], known: Known) -> Kind:
    """Return what a column holds, from its header and the cells of some rows; a header that its cells contradict counts for nothing."""
    filled = [cell for cell in map(cells.plain, column) if cell]
    told = named(header)
    if told is None:
        return _by_looks(filled, len(column), known, words_of(header))
    kind = told[0]
    if kind is Kind.DAY and _share_of(filled, _DAY_SHAPED.fullmatch) >= _MOSTLY:
        return kind
    if kind in _READERS:
        return kind if not filled or _share(filled, _READERS[kind]) >= _SOME else Kind.OTHER
    if kind is Kind.RENDERING and _are_many_people(filled):
        return Kind.PATIENT
    return kind


def is_one(kind: Kind, cell: str) -> bool:
    """Return whether a cell is a day or a code as such a column holds it, with nothing to mend."""
    return _is_code(cell) if kind is Kind.CODE else kind is Kind.DAY and cells.day(cell)[:1] not in ("", cells.FAULT)


def are_decimals(column: Sequence[str]) -> bool:
    """Return whether cells are numbers with a decimal point, which no number of a person has, however many digits stand behind it."""
    filled = [cell for cell in map(cells.plain, column) if cell]
    return _share_of(filled, _DECIMAL.fullmatch) >= _MOSTLY


def header_line(rows: Rows, hints: Mapping[str, Kind] | None = None) -> int:
    """Return the line, from 1, that names the most kinds, day or code among them; else the first, where it has words alone; else 0."""
    best, line = 1, 0
    for number, row in enumerate(rows, start=1):
        kinds = {kind for cell in row if len(cell) < _LONGEST_HEADER and (kind := _kind_named(cell, hints or {})) is not None}
        if kinds & {Kind.DAY, Kind.CODE} and len(kinds) > best:
            best, line = len(kinds), number
    return line or int(len(rows) > 1 and _has_words_alone(rows[0]) and not _has_words_alone(rows[1]))


def is_born(days: Sequence[str]) -> bool:
    """Return whether days (as `cells.day` writes them) look like days of birth: before 2000, or decades apart."""
    read = sorted(one for one in days if one[:1] not in ("", cells.FAULT))
    early = sum(one < _BORN_BEFORE for one in read)
    return bool(read) and (100 * early > 10 * len(read) or int(read[-1][:4]) - int(read[len(read) // 4][:4]) > _FEW_YEARS)


def _kind_named(header: str, hints: Mapping[str, Kind]) -> Kind | None:
    found = hints.get(words_of(header)) or named(header)
    return found[0] if isinstance(found, tuple) else found


def _has_words_alone(row: Sequence[str]) -> bool:
    """Whether a row of two cells or more has no digit: a row with a day has one."""
    return sum(bool(cell.strip()) for cell in row) > 1 and not any(sign.isdigit() for cell in row for sign in cell)


def _is_a_providers(words: str) -> bool:
    return bool(_OF_PROVIDERS.search(words)) and not re.search(r"\b(PATIENT|PT|SUBSCRIBER|GUARANTOR|MEMBER)\b", words)


def _by_looks(filled: Sequence[str], rows: int, known: Known, words: str) -> Kind:
    if not filled:
        return Kind.OTHER
    days = [cells.day(cell) for cell in filled]
    if 100 * sum(one[:1] not in ("", cells.FAULT) for one in days) >= _MOSTLY * len(days):
        return Kind.PATIENT if is_born(days) else Kind.OTHER if _NO_DAY.search(words) else Kind.DAY
    if _share_of(filled, lambda cell: rule_met(cell, may_hold_days=True)) >= _SOME:
        return Kind.PATIENT
    if not _NO_CODE.search(words) and _share_of(filled, _is_code) >= _MOSTLY and _are_known(filled, known):
        return Kind.CODE
    if (kind := _small(filled, rows)) is not None:
        return kind
    return Kind.PATIENT if _share_of(filled, _NAME.fullmatch) >= _MOSTLY else Kind.OTHER


def _small(filled: Sequence[str], rows: int) -> Kind | None:
    """Counts, places and modifiers without a header: counts are mostly 1, places stand in every row, modifiers are known ones."""
    if _share_of(filled, re.compile(r"[1-9][0-9]?").fullmatch) >= _NEARLY_ALL and 2 * filled.count("1") >= len(filled):
        return Kind.UNITS
    if 100 * len(filled) >= 90 * rows and _share_of(filled, lambda cell: cell in cells.PLACES) >= _NEARLY_ALL:
        return Kind.PLACE
    return Kind.MODIFIER if _share_of(filled, lambda cell: cell.upper() in _MODIFIERS) >= _NEARLY_ALL else None


def _is_code(cell: str) -> bool:
    read = cells.codes(cell)
    return bool(read) and not read.startswith(cells.FAULT) and not read.endswith(cells.MENDED)


def _are_known(filled: Sequence[str], known: Known) -> bool:
    found = frozenset(token[:5] for cell in filled for token in cells.codes(cell).split() if not token.startswith(cells.FAULT))
    return 2 * len(known(found)) >= len(found)


def _are_many_people(filled: Sequence[str]) -> bool:
    """One clinician stands in many rows; nearly as many names as rows are the patients'."""
    return len(filled) >= 10 and 100 * len(set(filled)) > 60 * len(filled)


def _share(filled: Sequence[str], read: Callable[[str], str]) -> int:
    return _share_of(filled, lambda cell: read(cell)[:1] not in ("", cells.FAULT))


def _share_of(filled: Sequence[str], test: Callable[[str], object]) -> int:
    return 100 * sum(bool(test(cell)) for cell in filled) // len(filled) if filled else 0
