"""Pay on numbers that a visitor typed: base with a threshold, tiers, a guarantee; each with the lines of its arithmetic."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from rvuedge.lib.decimals import round_half_up

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Tier:
    """A rate that holds up to a number of wRVU; `upto` None for all above."""

    rate: Decimal
    upto: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One line of arithmetic: so many wRVU at a rate, or an amount alone."""

    kind: str
    amount: Decimal
    work: Decimal | None = None
    rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Illustration:
    """What a plan comes to, line by line; `guarantee` where the floor is higher than what was produced."""

    parts: tuple[Part, ...]
    guarantee: Decimal | None = None

    @property
    def produced(self) -> Decimal:
        return sum((part.amount for part in self.parts), _NOTHING)

    @property
    def total(self) -> Decimal:
        return max(self.produced, self.guarantee or _NOTHING)

    @property
    def rests_on_guarantee(self) -> bool:
        return self.total > self.produced


def illustrate(work: Decimal, base: Decimal, threshold: Decimal, tiers: Sequence[Tier], guarantee: Decimal | None = None) -> Illustration:
    """Return base pay and what the wRVU above the threshold earn by tiers, which count from the threshold on."""
    parts = [Part("base", base)] if base else []
    left, reached = max(_NOTHING, work - threshold), threshold
    for tier in tiers:
        room = left if tier.upto is None else min(left, max(_NOTHING, tier.upto - reached))
        parts.append(Part("tier", round_half_up(room * tier.rate, 2), room, tier.rate))
        left -= room
        reached += room
    return Illustration(tuple(parts), guarantee)
