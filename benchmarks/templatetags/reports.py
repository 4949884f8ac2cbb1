"""Words of the report's pages that are made from numbers."""

from decimal import Decimal

from django import template

from benchmarks.forms_queries import about_words
from benchmarks.metric_words import IN_DOLLARS, METRIC_WORDS, column_words
from benchmarks.stats.percentiles import ordinal
from benchmarks.templatetags.pay import exact
from rvuedge.lib.decimals import round_half_up

register = template.Library()


@register.filter
def share(percent: Decimal) -> str:
    """Return a share of a whole as whole percent; a part that rounds to nothing is said to be below 1%."""
    whole = round_half_up(percent, 0)
    return "under 1%" if not whole and percent else f"{whole}%"


@register.filter
def about(key: str) -> str:
    """Return what a query is about, in words."""
    return about_words(key)


@register.filter
def apart(gap: Decimal | None) -> str:
    """Return a distance of two percentiles in points with its sign and one decimal; a dash where there is none."""
    return "-" if gap is None else f"{round_half_up(gap, 1):+}" if round_half_up(gap, 1) else "0.0"


@register.filter
def minus(value: Decimal, less: Decimal) -> Decimal:
    """Return a difference, to be written out in a step of arithmetic."""
    return value - less


@register.filter
def metric_name(metric: str) -> str:
    """Return what a metric of a survey is called."""
    return str(METRIC_WORDS.get(metric, metric))


@register.filter
def survey_value(value: Decimal | None, metric: str) -> str:
    """Return a value of a survey with the digits that it has, in dollars where its metric is; a dash where there is none."""
    return "-" if value is None else f"${exact(value)}" if metric in IN_DOLLARS else exact(value)


@register.filter
def place(percentile: Decimal) -> str:
    """Return a percentile as people say it: 53rd, 60th, 62nd."""
    return ordinal(percentile)


@register.filter
def column_holds(role: str) -> str:
    """Return what a column of a survey's table holds, in words."""
    return column_words(role)
