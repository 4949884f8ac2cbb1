"""Tiers: rates by band of work, each band at its own rate, or all work at the rate that was reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from benchmarks.pay.arithmetic import NOTHING, PayLine, Rule


class TierMethod(StrEnum):
    """Each band at its own rate, or the whole work at the rate of the band that it reached."""

    MARGINAL = "marginal"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Tier:
    """A rate for the work above `above`, up to and including where the next tier begins: no gap is possible."""

    above: Decimal
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Band:
    """The work of one tier and what it pays."""

    tier: Tier
    work: Decimal

    @property
    def pay(self) -> Decimal:
        return self.work * self.tier.rate


def scaled(tiers: Sequence[Tier], effective_years: Decimal) -> tuple[Tier, ...]:
    """Return the tiers with their bounds for so many clinical FTE-years."""
    return tuple(Tier(tier.above * effective_years, tier.rate) for tier in tiers)


def marginal(work: Decimal, tiers: Sequence[Tier]) -> tuple[Band, ...]:
    """Return the work of each tier, in order, also where there is none."""
    ends: tuple[Decimal | None, ...] = (*(tier.above for tier in tiers[1:]), None)
    return tuple(
        Band(tier, max(NOTHING, (work if end is None else min(work, end)) - tier.above)) for tier, end in zip(tiers, ends, strict=True)
    )


def whole(work: Decimal, tiers: Sequence[Tier]) -> tuple[Band, ...]:
    """Return all work in the highest tier that it goes beyond; nothing where it goes beyond none."""
    reached = [tier for tier in tiers if work > tier.above]
    return (Band(reached[-1], work),) if reached else ()


def tier_lines(work: Decimal, tiers: Sequence[Tier], method: TierMethod, effective_years: Decimal) -> tuple[PayLine, ...]:
    """Return a line for each band with work."""
    bounds = scaled(tiers, effective_years)
    bands = (marginal if method is TierMethod.MARGINAL else whole)(work, bounds)
    annual = dict(zip(bounds, (tier.above for tier in tiers), strict=True))
    return tuple(
        PayLine(
            Rule.TIER,
            band.pay,
            (
                ("work", band.work),
                ("rate", band.tier.rate),
                ("above", band.tier.above),
                ("annual", annual[band.tier]),
                ("years", effective_years),
            ),
        )
        for band in bands
        if band.work
    )
