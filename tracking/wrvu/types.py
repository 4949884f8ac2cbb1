"""What the engine takes and gives: lines as entered, items with their credit and the steps that led to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum

from codes.fees import FeeRow, FeeSchedule
from codes.lanes import FeeKind, Lane
from tracking.wrvu.policy import Policy

NOTHING = Decimal(0)


class Outcome(StrEnum):
    """What became of a line."""

    CREDITED = "credited"
    NOT_CREDITED = "not_credited"
    NEEDS_MODIFIER = "needs_modifier"
    BY_REPORT = "by_report"
    INVALID = "invalid"


class Reason(StrEnum):
    """Why a line was not credited, or what a reader of its credit should know."""

    NO_RELEASE = "no_release"
    NOT_IN_SCHEDULE = "not_in_schedule"
    NO_WORK = "no_work"
    TECHNICAL_COMPONENT = "technical_component"
    ANESTHESIA_UNITS = "anesthesia_units"
    NEEDS_26 = "needs_26"
    MODIFIER_NOT_ALLOWED = "modifier_not_allowed"
    MODIFIERS_EXCLUDE = "modifiers_exclude"
    UNITS_OUT_OF_RANGE = "units_out_of_range"
    NOT_USED_BY_MEDICARE = "not_used_by_medicare"
    FACILITY_GLOBAL = "facility_global"
    STOPPED_WITHOUT_ROW = "stopped_without_row"


@dataclass(frozen=True, slots=True)
class Line:
    """One code of a case as it was entered."""

    code: str
    modifiers: tuple[str, ...] = ()
    units: int = 1
    place_of_service: str = "11"


@dataclass(frozen=True, slots=True)
class Step:
    """One move of a value: the rule, the value before and after, and the field that decided with its value."""

    rule: str
    before: Decimal | None
    after: Decimal
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Item:
    """A line on its way through the rules; `work_rvu` is the row's own, None where no row was found."""

    line: Line
    outcome: Outcome = Outcome.CREDITED
    lane: Lane = Lane.UNKNOWN
    row: FeeRow | None = None
    work_rvu: Decimal | None = None
    credit: Decimal = NOTHING
    steps: tuple[Step, ...] = ()
    flags: tuple[Reason, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether the line still earns credit; the rules pass over the others."""
        return self.outcome is Outcome.CREDITED

    def stepped(self, rule: str, after: Decimal, name: str, value: str) -> "Item":
        """Return the item with the credit `after` and the step that led there."""
        before = self.credit if self.steps else None
        return replace(self, credit=after, steps=(*self.steps, Step(rule, before, after, name, value)))

    def flagged(self, reason: Reason) -> "Item":
        """Return the item with one more flag."""
        return replace(self, flags=(*self.flags, reason))

    def closed(self, outcome: Outcome, reason: Reason, name: str, value: str) -> "Item":
        """Return the item without credit, with the reason and the field that decided."""
        return replace(self.stepped(str(reason), NOTHING, name, value), outcome=outcome).flagged(reason)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a case is valued under: the rows of the release, the policy, and which other schedules price a code.

    `schedule` is None where no release holds on the date of service.
    """

    schedule: FeeSchedule | None
    policy: Policy
    priced_by: Mapping[str, frozenset[FeeKind]] = field(default_factory=dict)

    def kinds_of(self, code: str) -> frozenset[FeeKind]:
        """Return the kinds of other schedules that price a code."""
        return self.priced_by.get(code, frozenset())
