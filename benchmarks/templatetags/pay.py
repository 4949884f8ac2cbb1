"""Figures of pay arithmetic as people check them: rates, shares and years with all the digits that count."""

from decimal import Decimal

from django import template

from rvuedge.lib.decimals import round_half_up

register = template.Library()
_LEAST, _MOST = 2, 4


@register.filter
def rate(value: Decimal | None) -> str:
    """Return dollars with two decimals, up to four where a rate has them."""
    if value is None:
        return "-"
    return f"${_digits(value):,}"


@register.filter
def exact(value: Decimal | None) -> str:
    """Return work with two decimals, up to four where it has them, none where it is whole."""
    if value is None:
        return "-"
    return f"{int(value):,}" if value == value.to_integral_value() else f"{_digits(value):,}"


@register.filter
def years(value: Decimal | None) -> str:
    """Return FTE-years with six decimals."""
    return "-" if value is None else f"{round_half_up(value, 6):,}"


@register.filter
def percent(value: Decimal | None) -> str:
    """Return a share of one as percent, without zeros at the end."""
    if value is None:
        return "-"
    text = format(round_half_up(value * 100, 2), "f")
    return f"{text.rstrip('0').rstrip('.')}%"


def _digits(value: Decimal) -> Decimal:
    rounded = round_half_up(value, _MOST)
    shortest = round_half_up(value, _LEAST)
    return shortest if shortest == rounded else rounded
