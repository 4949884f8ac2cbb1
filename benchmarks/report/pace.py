"""On whose values the own line of the pace chart counts: those of the benchmark that it is drawn beside."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from benchmarks.report.points import shown_points
from benchmarks.report.report import Report


def is_on_edition(report: Report) -> bool:
    """Return whether the chart counts on the edition's work values: it draws a benchmark, and the log was valued on them."""
    return bool(shown_points(report)) and any(at.on_edition is not None for at in report.year)


def own_line(report: Report) -> Mapping[date, Decimal]:
    """Return the credit up to each drawn day as the chart counts it, up to the last day that counts."""
    is_there = is_on_edition(report)
    reached = ((at.day, at.on_edition if is_there else None, at.credit) for at in report.year)
    return {day: credit if there is None else there for day, there, credit in reached if credit is not None}
