"""What a comparison comes to: sums by kind, the difference, and the money that it is worth under a contract."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from benchmarks.reconcile.lines import NOTHING, Finding, Kind
from rvuedge.lib.decimals import round_half_up


@dataclass(frozen=True, slots=True)
class KindSum:
    """One kind of finding: how many, what both sides count in them, and by how much the log counts more."""

    kind: Kind
    count: int
    own: Decimal
    theirs: Decimal

    @property
    def difference(self) -> Decimal:
        return self.own - self.theirs


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums of a comparison: the total of the report and the difference make up the total of the log."""

    kinds: tuple[KindSum, ...]

    @property
    def own(self) -> Decimal:
        return sum((one.own for one in self.kinds), NOTHING)

    @property
    def theirs(self) -> Decimal:
        return sum((one.theirs for one in self.kinds), NOTHING)

    @property
    def difference(self) -> Decimal:
        return self.own - self.theirs

    def of(self, kind: Kind) -> KindSum:
        """Return the sum of a kind."""
        return next((one for one in self.kinds if one.kind is kind), KindSum(kind, 0, NOTHING, NOTHING))


def sums_of(findings: Sequence[Finding]) -> Sums:
    """Return the sums of findings, every kind in its order."""
    return Sums(tuple(_sum(kind, [one for one in findings if one.kind is kind]) for kind in Kind))


def at_stake(difference: Decimal, rate: Decimal | None) -> Decimal | None:
    """Return the dollars of a difference at a rate for each wRVU, to the cent, half up; None where no rate is known."""
    return None if rate is None else round_half_up(difference * rate, 2)


def _sum(kind: Kind, findings: Sequence[Finding]) -> KindSum:
    return KindSum(kind, len(findings), _added(one.own_value for one in findings), _added(one.their_value for one in findings))


def _added(values: Iterable[Decimal]) -> Decimal:
    return sum(values, NOTHING)
