"""What is compared: lines as both sides count them, the terms of a comparison, and what comes of it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

NOTHING = Decimal(0)
MOST_SHIFT = 7


class CountedLine(NamedTuple):
    """One line of one side: what was done, how much it counted, and where it stands (row of the report, or case of the log).

    The number says where to look and decides nothing but between lines that are the same in all else.
    """

    day: date
    code: str
    modifiers: tuple[str, ...] = ()
    units: int = 1
    value: Decimal = NOTHING
    case: str = ""
    place: str = ""
    number: int = 0


class Kind(StrEnum):
    """What became of a line: found on both sides, on one alone, or on both with something changed."""

    MATCHED = "matched"
    MISSING = "missing"
    EXTRA = "extra"
    CODE = "changed_code"
    MODIFIER = "changed_modifier"
    UNITS = "changed_units"
    VALUE = "changed_value"

    @property
    def is_changed(self) -> bool:
        """Whether the line stands on both sides and differs."""
        return self in _CHANGED


_CHANGED = frozenset({Kind.CODE, Kind.MODIFIER, Kind.UNITS, Kind.VALUE})


class Reason(StrEnum):
    """Why two sides differ, as far as the lines themselves tell."""

    RELEASE = "release"
    POLICY = "policy"
    RELEASE_AND_POLICY = "release_and_policy"
    MODIFIER = "modifier"
    CODE = "code"
    UNITS = "units"
    DATE_SHIFT = "date_shift"
    ROUNDING = "rounding"
    SPLIT = "split"
    SIDES = "sides"
    NEAR_BORDER = "near_border"
    OTHER_MONTH = "other_month"
    REVERSAL = "reversal"
    MORE_OFTEN = "more_often"
    NOT_IN_REPORT = "not_in_report"
    NOT_IN_LOG = "not_in_log"
    NOT_FOUND = "not_found"


class Why(NamedTuple):
    """A reason with the name that belongs to it: a release, a policy, a day."""

    reason: Reason
    name: str = ""


class Alternative(NamedTuple):
    """What a line of the log would count under another release or policy."""

    reason: Reason
    name: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Terms:
    """How a comparison is made: the days compared, the difference in value that is none, and the days by which a date may be off."""

    first_day: date
    last_day: date
    tolerance: Decimal = Decimal("0.01")
    shift: int = 3


class Match(NamedTuple):
    """Lines of both sides that belong together, several where work was split; one side may be empty."""

    own: tuple[CountedLine, ...] = ()
    theirs: tuple[CountedLine, ...] = ()
    hints: tuple[Why, ...] = ()


class Finding(NamedTuple):
    """One difference, or none: the lines of both sides, what it is, why, and by how much the log counts more."""

    kind: Kind
    own: tuple[CountedLine, ...]
    theirs: tuple[CountedLine, ...]
    why: tuple[Why, ...]

    @property
    def own_value(self) -> Decimal:
        return value_of(self.own)

    @property
    def their_value(self) -> Decimal:
        return value_of(self.theirs)

    @property
    def difference(self) -> Decimal:
        """What the log counts beyond the report; below zero where the report counts more."""
        return self.own_value - self.their_value

    @property
    def day(self) -> date:
        return (self.own or self.theirs)[0].day

    @property
    def order(self) -> tuple[object, ...]:
        """By day and code, then by everything that tells two findings apart; row numbers last."""
        return self.day, (self.own or self.theirs)[0].code, self.kind, self.own, self.theirs


def value_of(lines: tuple[CountedLine, ...]) -> Decimal:
    """Return what some lines count together."""
    return lines[0].value if len(lines) == 1 else sum((line.value for line in lines), NOTHING)
