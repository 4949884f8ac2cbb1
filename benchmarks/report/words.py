"""Facts that sentences about a report are made of: numbers as people write them, and which sentence holds."""

from dataclasses import dataclass
from decimal import Decimal

from benchmarks.report.report import Report
from rvuedge.lib.decimals import round_half_up


@dataclass(frozen=True, slots=True)
class Facts:
    """The numbers of the one-sentence summary, written out; empty where there is none."""

    month_credit: str
    to_date_credit: str
    target_to_date: str
    target_distance: str
    is_below_target: bool
    target_percent: str
    standing: str
    refusal: str


def facts_of(report: Report) -> Facts:
    """Return the facts of the summary sentence."""
    target = report.target
    return Facts(
        month_credit=two_places(report.this_month.credit),
        to_date_credit=two_places(report.year_to_date.credit),
        target_to_date=two_places(target.to_date) if target else "",
        target_distance=two_places(abs(target.difference)) if target else "",
        is_below_target=bool(target and target.difference < 0),
        target_percent=_percent(report.year_to_date.credit, target.to_date) if target else "",
        standing=report.standing.text,
        refusal=report.standing.refusal,
    )


def two_places(value: Decimal) -> str:
    """Return a number with two decimals and thousands commas."""
    return f"{round_half_up(value, 2):,}"


def _percent(part: Decimal, whole: Decimal) -> str:
    return f"{round_half_up(part * 100 / whole, 0)}%" if whole else ""
