"""Small parts of pages: icons, and numbers, money and dates as people write them."""

import re
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy

from rvuedge.lib.decimals import round_half_up
from rvuedge.lib.months import Month
from rvuedge.web.language import ENGLISH

register = template.Library()
ICONS = Path(__file__).resolve().parent.parent.parent / "static" / "icons"
# Formats of dates in the letters of Django's `date` filter; a translation puts its own words and order between them.
_DAY, _SHORT_DAY = gettext_lazy("j F Y"), gettext_lazy("j M")
_MONTH, _SHORT_MONTH = pgettext_lazy("a month and its year", "F Y"), pgettext_lazy("a month alone, short", "M")
_CANVAS = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


@cache
def _shape(name: str) -> str:
    match = _CANVAS.search((ICONS / f"{name}.svg").read_text(encoding="utf-8"))
    if match is None:
        raise ValueError(f"{name}.svg is no icon")
    return match[1].strip()


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """Return an icon of the product's set, hidden from screen readers: it stands beside a word or in a named button."""
    classes = f"i {size}".strip()
    # The shape is a file of the product and the names are written in templates: nothing here comes from a user.
    return mark_safe(f'<svg class="{classes}" viewBox="0 0 24 24" aria-hidden="true">{_shape(name)}</svg>')


@register.filter
def wrvu(value: Decimal | None) -> str:
    """Return work RVUs with two decimals and thousands commas; a dash where there is no value."""
    return "-" if value is None else f"{round_half_up(Decimal(value), 2):,}"


@register.filter
def whole(value: Decimal | None) -> str:
    """Return a number without decimals and with thousands commas; a dash where there is no value."""
    return "-" if value is None else f"{round_half_up(Decimal(value), 0):,}"


@register.filter
def signed(value: Decimal | None) -> str:
    """Return a change with its sign, two decimals and thousands commas, nothing without a sign; a dash where there is no value."""
    if value is None:
        return "-"
    change = round_half_up(Decimal(value), 2)
    return f"{change:+,}" if change else "0.00"


@register.filter
def money(value: Decimal | None) -> str:
    """Return dollars and cents, the sign in front; a dash where there is no value."""
    if value is None:
        return "-"
    amount = round_half_up(Decimal(value), 2)
    return f"-${-amount:,}" if amount < 0 else f"${amount:,}"


@register.filter
def dollars(value: Decimal | None) -> str:
    """Return whole dollars, the sign in front, as heads write them; a dash where there is no value."""
    if value is None:
        return "-"
    amount = round_half_up(Decimal(value), 0)
    return f"-${-amount:,}" if amount < 0 else f"${amount:,}"


@register.filter
def more_money(value: Decimal | None) -> str:
    """Return a change in dollars and cents with its sign; a dash where there is no value."""
    shown = money(value)
    return f"+{shown}" if shown.startswith("$") else shown


@register.filter
def price(value: Decimal | None) -> str:
    """Return dollars with cents, and with the third decimal where a price for one unit has one."""
    if value is None:
        return "-"
    exact = Decimal(value)
    return money(exact) if exact == round_half_up(exact, 2) else f"${round_half_up(exact, 3):,}"


@register.filter(expects_localtime=True)
def day(value: date | datetime | None) -> str:
    """Return a date, or the day of a moment in the time zone of the page, as 23 November 2026."""
    return "-" if value is None else date_format(value, str(_DAY))


@register.filter(expects_localtime=True)
def short_day(value: date | datetime | None) -> str:
    """Return a date, or the day of a moment in the time zone of the page, as 23 Nov."""
    return "-" if value is None else date_format(value, str(_SHORT_DAY))


@register.filter
def month_name(value: Month) -> str:
    """Return a month as November 2026."""
    return date_format(value.first_day, str(_MONTH))


@register.filter
def short_month(value: Month) -> str:
    """Return a month as Nov."""
    return date_format(value.first_day, str(_SHORT_MONTH))


@register.simple_tag
def in_english() -> SafeString:
    """Return the attribute that marks a name in English, such as that of a code, on a page that speaks something else."""
    return mark_safe("" if _speaks_english() else ' lang="en"')


@register.filter
def english(value: str) -> str:
    """Return such a name within a text, marked where the page speaks something else."""
    return value if not value or _speaks_english() else format_html('<span lang="en">{}</span>', value)


def _speaks_english() -> bool:
    return (get_language() or ENGLISH).startswith(ENGLISH)


@register.filter
def three(value: Decimal | None) -> str:
    """Return a number with three decimals, as clinical FTE-years are written."""
    return "-" if value is None else f"{round_half_up(Decimal(value), 3):,}"
