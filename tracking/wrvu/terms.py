"""What a claim is valued under: the release of the day, the schedule that a contract froze, the policy, the fees of other schedules."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from codes.fees import FeeSchedule
from codes.lanes import FeeKind
from tracking.wrvu.policy import Policy
from tracking.wrvu.presets import MEDICARE
from tracking.wrvu.types import Item


class Participation(StrEnum):
    """What of the fee schedule amount is asked for (RVU25D.pdf: limiting charge)."""

    PARTICIPATING = "participating"
    NONPARTICIPATING = "nonparticipating"
    LIMITING_CHARGE = "limiting_charge"


@dataclass(frozen=True, slots=True)
class Locality:
    """The geographic practice cost indices of one payment locality; all 1 is the nation."""

    work: Decimal = Decimal(1)
    practice_expense: Decimal = Decimal(1)
    malpractice: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class SetFee:
    """A dollar amount for each unit of a code in a schedule beside the physician fee schedule."""

    schedule: str
    kind: FeeKind
    amount: Decimal


class Interplay(StrEnum):
    """In what the lines of a claim can change one another."""

    ANESTHESIA = "anesthesia"
    SIDES = "sides"
    INJECTION = "injection"
    POOL = "pool"
    ENDOSCOPY = "endoscopy"
    RANK = "rank"


Key = tuple[Interplay, tuple[object, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class KnownLine:
    """A line by itself: after the rules that look at one line, after all rules, and what it could share with others.

    Two are the same only where they are one: so they find in a moment what they came to together.
    `shares` are the rules on shares that change it; it `meets_itself` where its units are ranked among themselves.
    """

    opened: Item
    alone: Item
    keys: frozenset[Key]
    shares: tuple[Callable[[Sequence[Item], "Terms"], tuple[Item, ...]], ...]
    meets_itself: bool


LineKey = tuple[str, tuple[str, ...], int, str]


@dataclass(frozen=True, slots=True, eq=False)
class Memory:
    """What lines came to by themselves, and those that share something together; terms that value a code alike may share it."""

    known: dict[LineKey, KnownLine] = field(default_factory=dict)
    together: dict[tuple[KnownLine, ...], tuple[Item, ...]] = field(default_factory=dict)


NATION = Locality()


@dataclass(frozen=True, slots=True)
class Terms:
    """What a case is valued under.

    `schedule` holds the rows of the release of the date of service, None where no release holds on it; `frozen` those of
    the schedules that contracts name for credit: none, one, or a contradiction. Payment always takes the release of the date.
    """

    schedule: FeeSchedule | None
    policy: Policy
    priced_by: Mapping[str, frozenset[FeeKind]] = field(default_factory=dict)
    frozen: tuple[FeeSchedule, ...] = ()
    comparators: Mapping[str, str] = field(default_factory=dict)
    pays: Policy = MEDICARE
    on: date | None = None
    locality: Locality = NATION
    conversion_factor: Decimal | None = None
    participation: Participation = Participation.PARTICIPATING
    therapy_cut: Decimal | None = None
    fees: Mapping[tuple[str, str], SetFee] = field(default_factory=dict)
    base_units: Mapping[str, Decimal] = field(default_factory=dict)
    anesthesia_factor: Decimal | None = None
    # What was valued before under these terms; the next claim with the same lines finds it. Changed terms begin with an empty one.
    memory: Memory = field(default_factory=Memory, init=False, repr=False, compare=False)

    def remembering(self, memory: Memory) -> "Terms":
        """Return these terms with the memory of others that value every code alike."""
        found = replace(self)
        object.__setattr__(found, "memory", memory)
        return found

    @property
    def known(self) -> dict[LineKey, KnownLine]:
        return self.memory.known

    @property
    def together(self) -> dict[tuple[KnownLine, ...], tuple[Item, ...]]:
        return self.memory.together

    @property
    def credit_schedule(self) -> FeeSchedule | None:
        """The schedule that credit is counted on: the frozen one, else that of the date of service."""
        return self.frozen[0] if self.frozen else self.schedule

    @property
    def is_plain(self) -> bool:
        """Whether the whole fee schedule amount is asked for."""
        return self.participation is Participation.PARTICIPATING

    @property
    def day(self) -> date | None:
        """The date by which dated factors are chosen: that of service, else the day the release took effect."""
        return self.on or (self.schedule.effective_from if self.schedule else None)

    def kinds_of(self, code: str) -> frozenset[FeeKind]:
        """Return the kinds of other schedules that price a code."""
        return self.priced_by.get(code, frozenset())

    def fee_of(self, code: str, modifiers: tuple[str, ...]) -> SetFee | None:
        """Return the fee of a code under one of its modifiers, else the plain one."""
        found = (self.fees.get((code, modifier)) for modifier in (*modifiers, ""))
        return next((fee for fee in found if fee is not None), None)
