"""What a line has come to on one track, and what else is known of it on the way: its standing, its technical part, its units."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from codes.fees import FeeRow
from tracking.wrvu.outcomes import Outcome, Reason
from tracking.wrvu.sources import source_of

NOTHING = Decimal(0)
ONE = Decimal(1)


class Track(StrEnum):
    """The two countings of a line, which never mix: the work credited, and the payment estimated."""

    WORK = "work"
    PAY = "pay"


class Step(NamedTuple):
    """One move of a value: the rule, the value before and after, and the field that decided with its value.

    `detail` says what the field alone does not: the rank and by what ("2/3 fee").
    """

    rule: str
    before: Decimal | None
    after: Decimal
    field: str
    value: str
    detail: str = ""

    @property
    def source(self) -> str:
        """Where the rule stands: CMS chapter and section, or the record layout."""
        return source_of(self.rule, self.field)


class Standing(NamedTuple):
    """Where a line stands in a ranking: the role of its surgeon, its code and endoscopic base, and what one part comes to.

    `session` tells visits of one day apart, `side` the sides of a body where they are families of their own.

    `value` is in the measure of the track, `measure` in that of the ranking; `base_value` and `base_measure` are the base's,
    as far as `knows_base`.
    """

    role: str
    code: str
    base: str
    session: str
    side: str
    knows_base: bool
    value: Decimal
    base_value: Decimal
    measure: Decimal
    base_measure: Decimal
    tie: tuple[object, ...]


class Tally(NamedTuple):
    """What a line has come to on one track: its row, its value so far, and how it came about.

    `parts` are the items that it makes in a ranking, `sides` the factor of both sides in each part,
    `family` the endoscopy family that it was folded into.
    """

    row: FeeRow | None = None
    value: Decimal | None = None
    outcome: Outcome = Outcome.CREDITED
    steps: tuple[Step, ...] = ()
    flags: tuple[Reason, ...] = ()
    parts: int = 1
    sides: Decimal = ONE
    family: tuple[str, ...] = ()
    standing: Standing | None = None

    @property
    def ranked(self) -> Standing | None:
        """The standing of a line that takes part in ranking; None for any other."""
        return self.standing if self.outcome is Outcome.CREDITED and self.value is not None else None

    @property
    def is_open(self) -> bool:
        """Whether the line still counts on this track; the rules pass over the others."""
        return self.outcome is Outcome.CREDITED and self.value is not None

    @property
    def amount(self) -> Decimal:
        """The value so far, 0 where there is none."""
        return NOTHING if self.value is None else self.value

    def stepped(self, rule: str, after: Decimal, name: str, value: str, detail: str = "") -> "Tally":
        """Return the tally with the value `after` and the step that led there; a value of 0 closes it."""
        steps = (*self.steps, Step(rule, self.value if self.steps else None, after, name, value, detail))
        if after or not self.value:
            return Tally._make((self.row, after, self.outcome, steps, *self[4:]))
        return self._replace(value=after, steps=steps, outcome=Outcome.NOT_CREDITED).flagged(Reason.COUNTED_AS_NOTHING)

    def valued(self, value: Decimal) -> "Tally":
        """Return the tally with another value and no step: rounded."""
        return Tally._make((self.row, value, *self[2:]))

    def scaled(self, rule: str, factor: Decimal, name: str, value: str) -> "Tally":
        """Return the tally with its value times `factor`, and the step."""
        return self.stepped(rule, self.amount * factor, name, value)

    def flagged(self, reason: Reason) -> "Tally":
        """Return the tally with a flag; the same flag twice is one."""
        return self if reason in self.flags else self._replace(flags=(*self.flags, reason))

    def remarked(self, reason: Reason, name: str, value: str, detail: str = "") -> "Tally":
        """Return the tally with a flag, and a step that changes nothing and names the field that says so; none where there is no value."""
        if self.value is None:
            return self.flagged(reason)
        step = Step(str(reason), self.value, self.value, name, value, detail)
        return self._replace(steps=(*self.steps, step)).flagged(reason)

    def closed(self, reason: Reason, name: str, value: str, outcome: Outcome = Outcome.NOT_CREDITED) -> "Tally":
        """Return the tally at 0, with the reason and the field that decided."""
        step = Step(str(reason), self.value if self.steps else None, NOTHING, name, value)
        return self._replace(value=NOTHING, outcome=outcome, steps=(*self.steps, step)).flagged(reason)

    def unpriced(self, reason: Reason, name: str, value: str, outcome: Outcome = Outcome.NOT_CREDITED) -> "Tally":
        """Return the tally without a value that could be computed, with the reason and the field that decided."""
        return self.closed(reason, name, value, outcome)._replace(value=None)


@dataclass(frozen=True, slots=True)
class Technical:
    """The technical part of a payment: the amount of one unit, how many are paid full and reduced, and the cap on each."""

    unit: Decimal
    full: int
    reduced: int = 0
    kept: Decimal = ONE
    cap: Decimal | None = None

    @property
    def amount(self) -> Decimal:
        """The sum over all units, each after reduction and cap."""
        whole, part = self.unit, self.unit * self.kept
        if self.cap is not None:
            whole, part = min(whole, self.cap), min(part, self.cap)
        return whole * self.full + part * self.reduced


@dataclass(frozen=True, slots=True)
class AnesthesiaUnits:
    """The units of an anesthetic: base, time and risk; `role` is the share of who directs or is directed.

    `minutes` are those of the time, all anesthetics of the day together; None where the time does not count.
    """

    base: Decimal
    time: Decimal
    risk: Decimal = NOTHING
    role: Decimal = ONE
    minutes: int | None = None

    @property
    def total(self) -> Decimal:
        """All units, before the share of the role."""
        return self.base + self.time + self.risk

    @property
    def counted(self) -> Decimal:
        """The units that count for the one who bills."""
        return self.total * self.role
