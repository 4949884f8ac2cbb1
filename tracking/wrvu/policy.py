"""How an institution counts work, and how a payer pays: a policy as a value, each field one choice of a contract."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

_FULL = Decimal(1)
_HALF = Decimal("0.5")
# Payment rules 2.6: 16% for an assistant, 85% of that for a physician assistant, 62.5% for each of two surgeons.
_ASSISTANT = Decimal("0.16")


class RankBasis(StrEnum):
    """By what the procedures of a day are ranked; `none` ranks nothing."""

    NONE = "none"
    FEE = "fee"
    TOTAL_RVU = "total_rvu"
    WORK_RVU = "work_rvu"


class Absent(StrEnum):
    """What a code earns that a frozen schedule does not have."""

    NOTHING = "nothing"
    CURRENT = "current"
    COMPARATOR = "comparator"


class TimeRounding(StrEnum):
    """How anesthesia time is rounded to units of 15 minutes."""

    ONE_DECIMAL = "one_decimal"
    WHOLE_UP = "whole_up"


@dataclass(frozen=True, slots=True)
class SideFactors:
    """What a service on both sides comes to, by the bilateral indicator of its row (0, 1, 2, 3)."""

    not_usual: Decimal = _FULL
    usual: Decimal = Decimal("1.5")
    inherent: Decimal = _FULL
    each: Decimal = Decimal(2)

    def of(self, indicator: str) -> Decimal:
        """Return the factor of an indicator, 1 where the concept does not apply (9)."""
        return {"0": self.not_usual, "1": self.usual, "2": self.inherent, "3": self.each}.get(indicator, _FULL)


@dataclass(frozen=True, slots=True)
class Policy:
    """A named way to count, with its source; the defaults are those of `cms_parallel` (payment rules, section 3).

    None means "as the row of the fee schedule says": the shares of a global package, the intra-operative share for 78.
    Without `sides` each side is counted as entered; `stopped` and `team` None are paid by report.
    """

    name: str
    counts_work_not_used_by_medicare: bool = False
    source: str = ""
    # Several procedures on one day.
    ranking: RankBasis = RankBasis.FEE
    ladder: tuple[Decimal, ...] = (_FULL, _HALF, _HALF, _HALF, _HALF, _HALF)
    folds_endoscopy: bool = True
    sides: SideFactors | None = SideFactors()
    bundles_injections: bool = True
    second_professional: Decimal = _FULL
    # Second surgeons.
    gates_second_surgeons: bool = True
    assistant: Decimal = _ASSISTANT
    minimum_assistant: Decimal = _ASSISTANT
    assistant_without_resident: Decimal = _ASSISTANT
    assistant_nonphysician: Decimal = _ASSISTANT * Decimal("0.85")
    co_surgeon: Decimal = Decimal("0.625")
    team: Decimal | None = None
    # Shares of a service.
    splits_global_package: bool = True
    surgical_care: Decimal | None = None
    post_operative_care: Decimal | None = None
    pre_operative_care: Decimal | None = None
    return_to_operating_room: Decimal | None = None
    increased: Decimal = _FULL
    reduced: Decimal = _HALF
    stopped: Decimal | None = _HALF
    infant: Decimal = _FULL
    # Who did it.
    nonphysician: Decimal = _FULL
    social_worker: Decimal = _FULL
    shared_by_physician: Decimal = _FULL
    shared_by_nonphysician: Decimal = _FULL
    incident_to: Decimal = _FULL
    teaching: Decimal = _FULL
    therapy_assistant: Decimal = _FULL
    # Frozen schedules, and anesthesia (in units of its own, never in work RVUs).
    absent: Absent = Absent.CURRENT
    time_rounding: TimeRounding = TimeRounding.ONE_DECIMAL
    directs: Decimal = _HALF
    counts_risk_units: bool = False

    @property
    def ranks(self) -> bool:
        """Whether several procedures of one day are ranked."""
        return self.ranking is not RankBasis.NONE
