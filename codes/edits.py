"""Advice on the lines of one case: pairs that are not paid together, the modifier that would open a pair, units above the limit.

National Correct Coding Initiative, policy manual chapter 1: a pair is edited for one patient, one clinician and one day; with
indicator 1 a modifier of its list on either code opens it, with 0 none does. The advice never blocks a line and changes no credit.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from codes.cms.mue import Adjudication, UnitLimit
from codes.cms.ncci_ptp import ModifierIndicator, PairEdit

_ANATOMIC = "E1 E2 E3 E4 FA F1 F2 F3 F4 F5 F6 F7 F8 F9 TA T1 T2 T3 T4 T5 T6 T7 T8 T9 LT RT LC LD RC LM RI"
_OTHERS = "24 25 57 58 78 79 27 59 91 XE XS XP XU"
OPENS_PAIRS = frozenset(f"{_ANATOMIC} {_OTHERS}".split())
DISTINCT = ("59", "XE", "XS", "XP", "XU")
FOR_VISITS = ("25", "57")
_FIRST_VISIT, _LAST_VISIT = "99202", "99499"
_EYE_VISITS = frozenset({"92002", "92004", "92012", "92014"})


@dataclass(frozen=True, slots=True)
class Entered:
    """One line as logged."""

    code: str
    modifiers: tuple[str, ...] = ()
    units: int = 1


@dataclass(frozen=True, slots=True)
class PairAdvice:
    """An edited pair of a case: whether a modifier opens it, which one stands there already, which may be considered."""

    column_1: str
    column_2: str
    rationale: str
    openers: tuple[str, ...]
    opened_by: str

    @property
    def may_open(self) -> bool:
        return bool(self.openers)


@dataclass(frozen=True, slots=True)
class UnitAdvice:
    """A code with more units than are paid, on one line or in the whole case; a limit of no units at all is 0."""

    code: str
    units: int
    limit: int
    is_by_line: bool
    is_by_policy: bool
    rationale: str


@dataclass(frozen=True, slots=True)
class Advice:
    """What is worth a look before the case is billed."""

    pairs: tuple[PairAdvice, ...] = ()
    units: tuple[UnitAdvice, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.pairs or self.units)

    @property
    def count(self) -> int:
        return len(self.pairs) + len(self.units)


def advise(lines: Iterable[Entered], pairs: Iterable[PairEdit], limits: Iterable[UnitLimit], on: date) -> Advice:
    """Return the pairs edited on a day among the lines and the codes above their unit limit, in the order of the lines."""
    entered = tuple(lines)
    order = {line.code: place for place, line in reversed(tuple(enumerate(entered)))}
    met = [pair for pair in pairs if is_in_force(pair, on) and pair.column_1 in order and pair.column_2 in order]
    told = [_of_pair(pair, entered) for pair in sorted(met, key=lambda pair: (order[pair.column_2], order[pair.column_1]))]
    known = sorted((limit for limit in limits if limit.code in order), key=lambda limit: order[limit.code])
    above = (_of_units(limit, entered) for limit in known)
    return Advice(tuple(told), tuple(advice for advice in above if advice is not None))


def is_in_force(pair: PairEdit, on: date) -> bool:
    """Return whether a pair is edited on a day: from its first day up to its last, unless it was taken back from the start (9)."""
    is_begun = pair.effective_from <= on and (pair.deleted_on is None or on <= pair.deleted_on)
    return is_begun and pair.modifier_indicator != ModifierIndicator.NOT_APPLICABLE


def openers_of(pair: PairEdit) -> tuple[str, ...]:
    """Return the modifiers that are usual to open a pair: 25 and 57 on a visit, else 59 and its narrower kin; none with indicator 0."""
    if pair.modifier_indicator != ModifierIndicator.ALLOWED:
        return ()
    return FOR_VISITS if is_visit(pair.column_2) else DISTINCT


def is_visit(code: str) -> bool:
    """Return whether a code is a visit, which modifiers 25 and 57 set apart from a procedure of the day."""
    return (code.isdigit() and _FIRST_VISIT <= code <= _LAST_VISIT) or code in _EYE_VISITS


def _of_pair(pair: PairEdit, lines: Sequence[Entered]) -> PairAdvice:
    openers = openers_of(pair)
    return PairAdvice(pair.column_1, pair.column_2, pair.rationale, openers, _opened_by(pair, lines) if openers else "")


def _opened_by(pair: PairEdit, lines: Sequence[Entered]) -> str:
    """A modifier of the list on every line of the second code, or on every line of the first."""
    for code in (pair.column_2, pair.column_1):
        found = [next((one for one in line.modifiers if one in OPENS_PAIRS), "") for line in lines if line.code == code]
        if all(found):
            return found[0]
    return ""


def _of_units(limit: UnitLimit, lines: Sequence[Entered]) -> UnitAdvice | None:
    counts = [line.units for line in lines if line.code == limit.code]
    is_by_line = limit.adjudication_indicator == Adjudication.LINE
    units = max(counts) if is_by_line else sum(counts)
    if units <= limit.units:
        return None
    is_by_policy = limit.adjudication_indicator == Adjudication.DAY_BY_POLICY
    return UnitAdvice(limit.code, units, limit.units, is_by_line, is_by_policy, limit.rationale)
