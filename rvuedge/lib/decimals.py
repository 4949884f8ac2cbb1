"""Exact decimals: the one place that rounds, half up, as the fee schedule does."""

from decimal import ROUND_HALF_UP, Decimal
from functools import cache

CREDIT_PLACES = 4
_CREDIT_UNIT = Decimal(1).scaleb(-CREDIT_PLACES)


def round_half_up(value: Decimal, places: int) -> Decimal:
    """Return `value` with `places` decimals, halves away from zero (0.125 -> 0.13)."""
    return value.quantize(_quantum(places), rounding=ROUND_HALF_UP)


def credit_of(value: Decimal) -> Decimal:
    """Return a wRVU credit as it is stored: four decimals, half up."""
    return value.quantize(_CREDIT_UNIT, rounding=ROUND_HALF_UP)


def decimal_text(value: Decimal | None) -> str | None:
    """Return `value` as plain text for JSON, without exponent; None stays None."""
    return None if value is None else format(value, "f")


@cache
def _quantum(places: int) -> Decimal:
    """The unit of the last of `places` decimals: 0.01 for two."""
    return Decimal(1).scaleb(-places)
