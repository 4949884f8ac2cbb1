"""Which row of the fee schedule a line means, or why there is none."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from codes.fees import FeeRow, FeeSchedule
from codes.lanes import FeeKind, Lane, lane_of
from tracking.wrvu.types import Line

PROFESSIONAL = "26"
TECHNICAL = "TC"
STOPPED = "53"
COMPONENTS = (PROFESSIONAL, TECHNICAL)
# Places where Medicare pays the facility rate (payment rules 2.1: a payer list that follows CMS).
FACILITY_PLACES = frozenset(["02", "19", "21", "22", "23", "24", "26", "31", "34", "41", "42", "51", "52", "53", "56", "61"])


class Kind(StrEnum):
    """How the search for a row ended."""

    FOUND = "found"
    NEEDS_26 = "needs_26"
    ANESTHESIA = "anesthesia"
    NOT_ALLOWED = "not_allowed"
    NOT_IN_SCHEDULE = "not_in_schedule"


@dataclass(frozen=True, slots=True)
class Resolution:
    """The end of the search: its kind, the lane, the row where one was found, and the field that decided with its value."""

    kind: Kind
    lane: Lane
    row: FeeRow | None
    field: str
    value: str


def resolve(line: Line, schedule: FeeSchedule, priced_by: frozenset[FeeKind] = frozenset()) -> Resolution:
    """Return the row that the code and its modifiers 26, TC and 53 mean in a release, or why there is none."""
    component = component_of(line)
    rows = rows_of(schedule, line.code)
    lane = lane_of(line.code, rows, component, priced_by)
    if not rows:
        return Resolution(Kind.NOT_IN_SCHEDULE, lane, None, "code", line.code)
    row = schedule.row(line.code, component)
    if component in COMPONENTS:
        return _component_row(lane, row, rows)
    return _whole_row(lane, row or schedule.row(line.code), rows)


def rows_of(schedule: FeeSchedule, code: str) -> tuple[FeeRow, ...]:
    """Return the rows of a code, each found by its key: a whole release may hold 20,000 rows."""
    found = (schedule.row(code, modifier) for modifier in ("", *COMPONENTS, STOPPED))
    return tuple(row for row in found if row is not None)


def component_of(line: Line) -> str:
    """Return the modifier of a line that has rows of its own: 26, TC, 53, or none."""
    return next((modifier for modifier in (*COMPONENTS, STOPPED) if modifier in line.modifiers), "")


def is_facility(line: Line) -> bool:
    """Return whether the facility rate holds at the place of a line."""
    return line.place_of_service in FACILITY_PLACES


def _component_row(lane: Lane, row: FeeRow | None, rows: tuple[FeeRow, ...]) -> Resolution:
    if row is None:
        return Resolution(Kind.NOT_ALLOWED, lane, None, "pctc_indicator", rows[0].pctc_indicator)
    return Resolution(Kind.FOUND, lane, row, "modifier", row.modifier)


def _whole_row(lane: Lane, row: FeeRow | None, rows: tuple[FeeRow, ...]) -> Resolution:
    if row is None or (lane is Lane.NEEDS_26 and row.work_rvu == Decimal(0)):
        return Resolution(Kind.NEEDS_26, lane, None, "pctc_indicator", rows[0].pctc_indicator)
    if lane is Lane.ANESTHESIA:
        return Resolution(Kind.ANESTHESIA, lane, row, "status", row.status)
    return Resolution(Kind.FOUND, lane, row, "modifier" if row.modifier else "code", row.modifier or row.code)
