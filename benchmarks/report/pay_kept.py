"""The pay illustration as a report keeps it: values alone, readable when the plan behind them is gone."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from benchmarks.pay.arithmetic import PayLine
from benchmarks.pay.draw import Settlement


@dataclass(frozen=True, slots=True)
class PayPart:
    """The days under one plan: its arithmetic line by line, and the release on whose values it is paid where the plan names a year."""

    title: str
    first_day: date
    last_day: date
    lines: tuple[PayLine, ...]
    total: Decimal
    release: str = ""
    # How the period that is open on the last day would be settled.
    settled: Settlement | None = None

    @property
    def waits(self) -> bool:
        """Whether a line waits for a score."""
        return any(line.amount is None for line in self.lines)


@dataclass(frozen=True, slots=True)
class Pay:
    """What the plans of a contract year pay up to the last day that counts; `above_regular` lies beyond base and extras."""

    first_day: date
    last_day: date
    parts: tuple[PayPart, ...]
    total: Decimal
    above_regular: Decimal
    is_unadjusted: bool = False
    lacks_values: bool = False
