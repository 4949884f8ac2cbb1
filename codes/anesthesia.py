"""Anesthesia in units: base units of the code, time units of the minutes, and the factor of a locality."""

from dataclasses import dataclass
from decimal import Decimal

from rvuedge.lib.decimals import round_half_up

MINUTES_OF_A_UNIT = 15
EXAMPLE_MINUTES = 60


@dataclass(frozen=True, slots=True)
class AnesthesiaUnits:
    """What the tables on file say of an anesthesia code; None for what no table holds."""

    base_units: Decimal | None
    base_source: str
    factor: Decimal | None
    lowest: Decimal | None
    highest: Decimal | None
    factor_source: str

    @property
    def example_units(self) -> Decimal | None:
        """The units of an hour: base units and minutes by 15, with one decimal."""
        return None if self.base_units is None else self.base_units + time_units(EXAMPLE_MINUTES)

    @property
    def example_payment(self) -> Decimal | None:
        """What an hour is paid in the chosen locality, for one physician alone."""
        units = self.example_units
        return None if units is None or self.factor is None else round_half_up(units * self.factor, 2)


def time_units(minutes: int) -> Decimal:
    """Return minutes by 15 with one decimal, half up, as Medicare counts them."""
    return round_half_up(Decimal(minutes) / MINUTES_OF_A_UNIT, 1)
