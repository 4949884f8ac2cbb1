"""The figures of a worked plan as a formula reads them; what is missing or no number makes the row unusable, never a pass."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from benchmarks.pay.examples import is_number
from benchmarks.pay.tiers import Tier


class Unusable(Exception):
    """The row cannot be computed; the message says why."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """The inputs of one row, by name."""

    values: Mapping[str, object]

    def number(self, name: str) -> Decimal:
        """Return a figure; refused where it is missing or no number."""
        return _number(name, self.values.get(name))

    def flag(self, name: str) -> bool:
        """Return yes or no."""
        value = self.values.get(name)
        if not isinstance(value, bool):
            raise Unusable(f"{name} is not true or false")
        return value

    def numbers(self, name: str) -> tuple[Decimal, ...]:
        """Return a list of figures, also where there is only one."""
        value = self.values.get(name)
        return tuple(_number(name, one) for one in value) if isinstance(value, list) else (_number(name, value),)

    def part(self, name: str) -> "Inputs":
        """Return the figures that stand together under a name."""
        value = self.values.get(name)
        if not isinstance(value, dict):
            raise Unusable(f"{name} is not a group of figures")
        return Inputs(value)

    def tiers(self) -> tuple[Tier, ...]:
        """Return the tiers, each of which must begin where the one before ends."""
        rows = self.values.get("tiers")
        if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
            raise Unusable("tiers is not a list of bands")
        return _joined([Inputs(row) for row in rows])

    def refuse_beyond(self, known: Sequence[str]) -> None:
        """Refuse a figure that the formula does not know."""
        unknown = [name for name in self.values if name not in known]
        if unknown:
            raise Unusable(f"unknown input {', '.join(unknown)}")


def _joined(rows: Sequence[Inputs]) -> tuple[Tier, ...]:
    for row in rows:
        row.refuse_beyond(("from", "to", "rate"))
    ends = [row.values.get("to") for row in rows]
    if ends[-1] is not None:
        raise Unusable("the last tier has an upper bound")
    starts = [row.number("from") for row in rows]
    if any(_number("to", end) != start or start <= before for end, start, before in zip(ends, starts[1:], starts, strict=False)):
        raise Unusable("a tier does not begin where the one before ends")
    return tuple(Tier(start, row.number("rate")) for start, row in zip(starts, rows, strict=True))


def _number(name: str, value: object) -> Decimal:
    if not is_number(value):
        raise Unusable(f"{name} is missing" if value is None else f"{name} is not a number")
    return Decimal(str(value))
