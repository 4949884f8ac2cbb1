"""A line of arithmetic as data: which rule, from which figures, what came out, and whether it is added up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

NOTHING = Decimal(0)


class Rule(StrEnum):
    """What a line of an illustration is about."""

    BASE = "base"
    WITHHELD = "withheld"
    STIPEND = "stipend"
    PER_DIEM = "per_diem"
    CREDITED = "credited"
    CAP_WRVU = "cap_wrvu"
    THRESHOLD = "threshold"
    EXCESS = "excess"
    BONUS = "bonus"
    TIER = "tier"
    ENCOUNTERS = "encounters"
    DENTAL = "dental"
    ASA = "asa"
    PAYOUT = "payout"
    CAP_PRODUCTION = "cap_production"
    QUALITY = "quality"
    RELEASED = "released"
    GUARANTEE = "guarantee"
    CAP_TOTAL = "cap_total"


class Unit(StrEnum):
    """What the outcome of a line is counted in."""

    DOLLARS = "dollars"
    WRVU = "wrvu"


@dataclass(frozen=True, slots=True)
class PayLine:
    """One line: `amount` is None where it waits for a score; `adds` says whether it is part of the sum."""

    rule: Rule
    amount: Decimal | None
    figures: tuple[tuple[str, Decimal], ...] = ()
    adds: bool = True
    unit: Unit = Unit.DOLLARS
    name: str = ""
    part: int = 0

    @property
    def of(self) -> Mapping[str, Decimal]:
        """The figures by their names."""
        return dict(self.figures)


def sum_of(lines: Iterable[PayLine]) -> Decimal:
    """Return what lines add up to, in dollars; a line that waits adds nothing yet."""
    return sum((line.amount for line in lines if line.adds and line.amount is not None), NOTHING)
