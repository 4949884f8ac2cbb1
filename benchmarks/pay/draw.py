"""Draw and true-up: what was earned against what was paid, period by period; what is owed is carried forward, capped or forgiven."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from benchmarks.pay.arithmetic import NOTHING


@dataclass(frozen=True, slots=True)
class Recovery:
    """Whether an overpaid period is worked off later, how much of it at most, and whether the end of the term forgives it."""

    is_recoverable: bool = True
    most: Decimal | None = None
    forgives_at_end: bool = False


@dataclass(frozen=True, slots=True)
class Settlement:
    """One period: earned, paid already, what was owed from before, what is paid now, and what is owed or forgiven after it."""

    earned: Decimal
    paid: Decimal
    brought_forward: Decimal
    true_up: Decimal
    carried_forward: Decimal
    forgiven: Decimal


def true_up(earned: Decimal, paid: Decimal, is_recoverable: bool) -> Decimal:
    """Return earned less paid; below nothing only where it is recoverable."""
    return earned - paid if is_recoverable else max(NOTHING, earned - paid)


def settle(earned: Sequence[Decimal], paid: Sequence[Decimal], recovery: Recovery) -> tuple[Settlement, ...]:
    """Return the settlement of each period; the last one ends the term."""
    found: list[Settlement] = []
    owed = NOTHING
    for place, (one, already) in enumerate(zip(earned, paid, strict=True), start=1):
        balance = one - already - owed
        short = max(NOTHING, -balance)
        kept = _kept(short, recovery, is_last=place == len(earned))
        found.append(Settlement(one, already, owed, max(NOTHING, balance), kept, short - kept))
        owed = kept
    return tuple(found)


def _kept(short: Decimal, recovery: Recovery, *, is_last: bool) -> Decimal:
    """Return how much of a shortfall stays owed."""
    if not recovery.is_recoverable or (is_last and recovery.forgives_at_end):
        return NOTHING
    return short if recovery.most is None else min(short, recovery.most)
