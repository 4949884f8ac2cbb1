"""Month totals held to the lines that they are made of: every figure of each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum

from rvuedge.lib.decimals import credit_of, round_half_up
from tracking.models import CaseLine, MonthTotal
from tracking.wrvu.types import Outcome

FIGURES = ("credit", "lines", "not_counted", "fee_amount")


@dataclass(frozen=True, slots=True)
class DifferingTotal:
    """A figure of a month total that is not what its lines come to: `credit`, `lines`, `not_counted` or `fee_amount`."""

    clinician: int
    month_index: int
    figure: str
    stored: Decimal
    computed: Decimal


def differing_totals() -> Iterator[DifferingTotal]:
    """Yield each figure of a month total that differs from its kept lines, and months whose lines have no total."""
    uncounted = Count("id", filter=~Q(outcome=Outcome.CREDITED.value))
    by_month = CaseLine.objects.kept().order_by().values("clinician_id", "month_index")
    sums = by_month.annotate(credits=Sum("credit"), count=Count("id"), uncounted=uncounted, fees=Sum("fee_amount"))
    summed = {(row["clinician_id"], row["month_index"]): _figures(row) for row in sums.iterator()}
    nothing = (Decimal(0),) * len(FIGURES)
    for total in MonthTotal.objects.filter(basis=MonthTotal.CURRENT).iterator():
        stored = tuple(Decimal(getattr(total, name)) for name in FIGURES)
        yield from _differing(total.clinician_id, total.month_index, stored, summed.pop((total.clinician_id, total.month_index), nothing))
    for (clinician, month_index), computed in summed.items():
        yield from _differing(clinician, month_index, nothing, computed)


def _figures(row: Mapping[str, Any]) -> tuple[Decimal, ...]:
    # A sum of decimals is exact on PostgreSQL and near it on SQLite.
    fees = round_half_up(Decimal(row["fees"] or 0), 2)
    return credit_of(Decimal(row["credits"])), Decimal(row["count"]), Decimal(row["uncounted"]), fees


def _differing(clinician: int, month_index: int, stored: tuple[Decimal, ...], computed: tuple[Decimal, ...]) -> Iterator[DifferingTotal]:
    for figure, one, other in zip(FIGURES, stored, computed, strict=True):
        if one != other:
            yield DifferingTotal(clinician, month_index, figure, one, other)
