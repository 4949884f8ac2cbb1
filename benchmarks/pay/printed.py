"""Figures of pay as text for programs: dollars to the cent, work to four decimals, shares and years to six."""

from decimal import Decimal

from benchmarks.pay.arithmetic import Unit
from rvuedge.lib.decimals import round_half_up

_PLACES = {Unit.DOLLARS: 2, Unit.WRVU: 4}
_MOST_PLACES = 6


def amount_text(amount: Decimal | None, unit: Unit = Unit.DOLLARS) -> str | None:
    """Return an amount rounded once, half up; None stays None."""
    return None if amount is None else format(round_half_up(amount, _PLACES[unit]), "f")


def figure_text(value: Decimal) -> str:
    """Return a figure of the arithmetic with as many decimals as it has, six at most."""
    text = format(round_half_up(value, _MOST_PLACES), "f")
    return text.rstrip("0").rstrip(".")
