"""Pay on numbers that a visitor typed, by the components of pay plans: base, rates by band, a guarantee."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from benchmarks.pay.guarantee import top_up
from benchmarks.pay.tiers import Band, Tier, marginal
from rvuedge.lib.decimals import round_half_up


@dataclass(frozen=True, slots=True)
class Illustration:
    """What a plan comes to: base, the work of each band with its pay to the cent, and the floor where one was typed."""

    base: Decimal
    bands: tuple[tuple[Band, Decimal], ...]
    guarantee: Decimal | None = None

    @property
    def produced(self) -> Decimal:
        return self.base + sum((pay for _band, pay in self.bands), Decimal(0))

    @property
    def total(self) -> Decimal:
        return self.produced + top_up(self.guarantee or Decimal(0), self.produced)

    @property
    def rests_on_guarantee(self) -> bool:
        return self.total > self.produced


def illustrate(work: Decimal, base: Decimal, tiers: Sequence[Tier], guarantee: Decimal | None = None) -> Illustration:
    """Return base pay and what each band of the wRVU earns; the first tier begins at the threshold."""
    return Illustration(base, tuple((band, round_half_up(band.pay, 2)) for band in marginal(work, tiers)), guarantee)
