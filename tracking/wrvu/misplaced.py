"""Rule on modifiers that do not fit their code: named with the field of the row that says so, never a reason to count less.

What belongs where: payment rules, section 3; CPT Appendix A; Pub. 100-04, chapter 12, section 30.6.1 (52 on visits); chapter 5 (CQ, CO).
"""

from collections.abc import Callable, Sequence

from codes.fees import MEDICARE_PAYABLE, FeeRow, Status
from tracking.wrvu.terms import Terms
from tracking.wrvu.types import Item, Outcome, Reason, Tally

# The field of a row that tells that a modifier does not fit, and its value.
Field = tuple[str, str]
QUALIFYING = frozenset({"99100", "99116", "99135", "99140"})
_VISITS = range(99201, 99500)
# Preventive visits, examinations for others and management by the month: payers ask for 52 and 59 there (a part of a screening).
_IN_PARTS = (range(99381, 99430), range(99450, 99460), range(99484, 99500))
# CPT below these numbers is anesthesia, surgery, radiology and laboratory; dental codes have periods by the layout alone.
_MEDICINE, _DENTAL = 90000, "D"
_PERIODS = frozenset({"000", "010", "090"})
_WITH_PERIOD = frozenset({"010", "090"})
_TESTS = frozenset({"1", "2", "3", "4", "6", "8"})
_POOLED = frozenset({"4", "5", "6", "7"})
_RANKED = frozenset({"1", "2", "3"})
_ONCE = frozenset({"0", "2"})
_ADD_ON, _MATERNITY, _NO_SIDES, _NO_CONCEPT = "ZZZ", "MMM", "9", "9"


def check_places(items: Sequence[Item], _terms: Terms) -> tuple[Item, ...]:
    """Return the items; a modifier that does not fit its code is flagged on each track by its own row."""
    return tuple([_checked(item) if item.line.modifiers else item for item in items])


def misfit(modifier: str, row: FeeRow) -> Field | None:
    """Return the field of a row that tells that a modifier does not fit it; None where it fits, or nothing is known of it."""
    judge = _JUDGES.get(modifier)
    return None if judge is None or row.code.startswith(_DENTAL) else judge(row)


def _checked(item: Item) -> Item:
    own, modifiers = item.row or item.pay.row, item.line.modifiers
    return item._replace(work=_remarked(item.work, own, modifiers), pay=_remarked(item.pay, item.pay.row, modifiers))


def _remarked(tally: Tally, row: FeeRow | None, modifiers: Sequence[str]) -> Tally:
    if row is None or tally.outcome is Outcome.INVALID:
        return tally
    for modifier in sorted(modifiers):
        found = misfit(modifier, row)
        if found:
            tally = tally.remarked(Reason.MODIFIER_MISPLACED, *found, modifier)
    return tally


def _is_visit(row: FeeRow) -> bool:
    return row.code.isdigit() and int(row.code) in _VISITS


def _for_visits(row: FeeRow) -> Field | None:
    """What tells that a row is no visit: its period, its status, its components, the pool of its tests, its number."""
    if _is_visit(row) or row.global_days == _MATERNITY:
        return None
    if row.global_days in _PERIODS:
        return "global_days", row.global_days
    if row.status == Status.ANESTHESIA:
        return "status", row.status
    if row.pctc_indicator in _TESTS:
        return "pctc_indicator", row.pctc_indicator
    if row.multiple_procedure in _POOLED:
        return "multiple_procedure", row.multiple_procedure
    return ("code", row.code) if row.code.isdigit() and int(row.code) < _MEDICINE else None


def _not_for_visits(row: FeeRow) -> Field | None:
    return ("code", row.code) if _is_visit(row) else None


def _not_for_visits_of_one_piece(row: FeeRow) -> Field | None:
    in_parts = row.code.isdigit() and any(int(row.code) in codes for codes in _IN_PARTS)
    return None if in_parts else _not_for_visits(row)


def _for_anesthesia(row: FeeRow) -> Field | None:
    return None if row.status == Status.ANESTHESIA or row.code in QUALIFYING else ("status", row.status)


def _not_for_anesthesia(row: FeeRow) -> Field | None:
    return ("status", row.status) if row.status == Status.ANESTHESIA else _not_for_visits(row)


def _for_ranked(row: FeeRow) -> Field | None:
    """51 stands on what is ranked: no add-on, and no row that the rule on several procedures leaves alone."""
    if row.global_days == _ADD_ON:
        return "global_days", row.global_days
    if row.multiple_procedure == _NO_CONCEPT and row.status not in MEDICARE_PAYABLE | {Status.ANESTHESIA}:
        return None  # Medicare pays nothing for it and so does not say: other payers rank it.
    return None if row.multiple_procedure in _RANKED else ("multiple_procedure", row.multiple_procedure)


def _for_sides(row: FeeRow) -> Field | None:
    """Drugs and laboratory keep theirs: payers ask on which side a drug was given."""
    if row.bilateral == _NO_SIDES and (row.status in MEDICARE_PAYABLE or row.status == Status.ANESTHESIA):
        return "bilateral", row.bilateral
    return _not_for_visits(row)


def _for_both_sides(row: FeeRow) -> Field | None:
    """50 adds nothing where the body has one such place (0), or the value is that of both sides already (2); 9 the rule on sides names."""
    return ("bilateral", row.bilateral) if row.bilateral in _ONCE else None


def _for_therapy(row: FeeRow) -> Field | None:
    """What tells that a row is no therapy; casts and wound care of global 000 may be (Pub. 100-04, chapter 5: sometimes therapy)."""
    if row.status == Status.ANESTHESIA:
        return "status", row.status
    if row.global_days in _WITH_PERIOD:
        return "global_days", row.global_days
    return ("pctc_indicator", row.pctc_indicator) if row.pctc_indicator in _TESTS else _not_for_visits(row)


_JUDGES: dict[str, Callable[[FeeRow], Field | None]] = {
    modifier: judge
    for modifiers, judge in {
        "24 25 57 FS GE": _for_visits,
        "22 53 58 76 77 78 79": _not_for_visits,
        "52 59": _not_for_visits_of_one_piece,
        "E1 E2 E3 E4 F1 F2 F3 F4 F5 F6 F7 F8 F9 FA LC LD LM RC RI T1 T2 T3 T4 T5 T6 T7 T8 T9 TA": _not_for_anesthesia,
        "47 63": _not_for_anesthesia,
        "23 AA AD G8 G9 P1 P2 P3 P4 P5 P6 QK QS QX QY QZ": _for_anesthesia,
        "51": _for_ranked,
        "LT RT": _for_sides,
        "50": _for_both_sides,
        "CO CQ": _for_therapy,
    }.items()
    for modifier in modifiers.split()
}
