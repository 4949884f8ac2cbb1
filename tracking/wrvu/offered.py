"""Which modifiers a line may want: those that its row and the case allow, the likeliest first, each with the field that says so.

Fields and their values are those of the record layout (RVU25D.pdf); which line of a case wants 25, 57 or 59: Claims Processing
Manual, chapter 12, section 40 and NCCI policy manual, chapter I. Modifier 51 is never offered: lines are ranked anyway.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from codes.fees import FeeRow, FeeSchedule, Status
from tracking.wrvu.types import Line

_PROCEDURES = frozenset({"000", "010", "090", "YYY"})
_WITH_PERIOD = frozenset({"010", "090"})
_VISITS = range(99202, 99500)
_ROLES = ("AA", "QK", "QX", "QY", "QZ")
_PARTS = ("26", "TC")
_VISIT_SAYS = frozenset({"24", "25", "57"})


@dataclass(frozen=True, slots=True)
class Offer:
    """A modifier that a line may take, why (the page has the words), and the field and value of the row that allow it."""

    modifier: str
    why: str
    field: str = ""
    value: str = ""


def offers_for(lines: Sequence[Line], schedule: FeeSchedule | None) -> tuple[tuple[Offer, ...], ...]:
    """Return for each line of a case the modifiers that it may want."""
    if schedule is None:
        return tuple(() for _ in lines)
    rows = [schedule.rows_of(line.code) for line in lines]
    return tuple(
        tuple(_of_line(line, rows[place], [_own(other) for number, other in enumerate(rows) if number != place], place))
        for place, line in enumerate(lines)
    )


def asked_of(offers: Sequence[Offer], rows: Sequence[FeeRow], line: Line) -> Offer | None:
    """Return the one modifier that a line is asked about: 26 where only its row has work, 57 or 25 on a visit beside a procedure."""
    told = set(line.modifiers)
    if _is_read_only(rows) and not told & set(_PARTS):
        return next((offer for offer in offers if offer.modifier == "26"), None)
    if told & _VISIT_SAYS:
        return None
    return next((offer for offer in offers if offer.why in ("decided", "separate_visit") and offer.field), None)


def _is_read_only(rows: Sequence[FeeRow]) -> bool:
    own, reading = _own(rows), next((row for row in rows if row.modifier == "26"), None)
    return reading is not None and reading.work_rvu > 0 and (own is None or not own.work_rvu)


def _of_line(line: Line, rows: Sequence[FeeRow], others: Sequence[FeeRow | None], place: int) -> Iterator[Offer]:
    own = _own(rows)
    if any(row.modifier == "26" for row in rows):
        yield Offer("26", "reading", "pctc_indicator", rows[0].pctc_indicator)
    if own is None or own.code.startswith("D"):
        # A dental code takes a tooth and surfaces; its row has a global period by the layout alone.
        return
    if own.status == Status.ANESTHESIA:
        yield from (Offer(role, "anesthesia_role", "status", own.status) for role in _ROLES)
    elif _is_visit(own):
        yield from _of_visit([other for other in others if other is not None])
    elif own.global_days in _PROCEDURES:
        yield from _of_procedure(own, rows, others, place)
    if any(row.modifier == "TC" for row in rows):
        yield Offer("TC", "technical", "pctc_indicator", own.pctc_indicator)


def _of_visit(others: Sequence[FeeRow]) -> Iterator[Offer]:
    """A visit beside a procedure of the day is told by 25, by 57 where it decided on a major operation."""
    days = {other.global_days for other in others if not _is_visit(other)}
    if "090" in days:
        yield Offer("57", "decided", "global_days", "090")
    minor = next((one for one in ("000", "010", "YYY") if one in days), "")
    if minor:
        yield Offer("25", "separate_visit", "global_days", minor)
    yield Offer("24", "unrelated_visit")
    if not minor:
        yield Offer("25", "separate_visit")


def _of_procedure(own: FeeRow, rows: Sequence[FeeRow], others: Sequence[FeeRow | None], place: int) -> Iterator[Offer]:
    if place and any(other is not None and other.global_days in _PROCEDURES for other in others):
        yield Offer("59", "distinct")
        yield Offer("XS", "other_organ")
    yield from _of_sides(own)
    yield Offer("52", "reduced")
    yield Offer("53", "stopped_row" if any(row.modifier == "53" for row in rows) else "stopped")
    if own.assistant in ("0", "2"):
        yield from (Offer(one, "assistant", "assistant", own.assistant) for one in ("80", "82", "AS"))
    if own.co_surgeon in ("1", "2"):
        yield Offer("62", "two_surgeons", "co_surgeon", own.co_surgeon)
    if own.team_surgeon in ("1", "2"):
        yield Offer("66", "team", "team_surgeon", own.team_surgeon)
    yield Offer("22", "more_work", "global_days", own.global_days)
    if own.global_days in _WITH_PERIOD:
        yield Offer("54", "surgery_only", "global_days", own.global_days)
        yield Offer("55", "care_after", "global_days", own.global_days)
    yield from (Offer(one, why) for one, why in (("58", "staged"), ("78", "return"), ("79", "unrelated"), ("76", "repeated")))


def _of_sides(own: FeeRow) -> Iterator[Offer]:
    """Sides are offered where the row knows them: 1 counts both at 150%, 3 each in full; 0, 2 and 9 have no second side to count."""
    if own.bilateral not in ("1", "3"):
        return
    yield Offer("50", "both_sides" if own.bilateral == "1" else "each_side", "bilateral", own.bilateral)
    yield Offer("LT", "left", "bilateral", own.bilateral)
    yield Offer("RT", "right", "bilateral", own.bilateral)


def _own(rows: Sequence[FeeRow]) -> FeeRow | None:
    return next((row for row in rows if not row.modifier), None)


def _is_visit(row: FeeRow) -> bool:
    return row.code.isdigit() and int(row.code) in _VISITS
