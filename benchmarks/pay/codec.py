"""Terms of a plan as a document, and back: decimals are text, what is not agreed is not there."""

from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal

from benchmarks.pay.draw import Recovery
from benchmarks.pay.per_diem import PerDiem
from benchmarks.pay.plan import PlanTerms, Span
from benchmarks.pay.stipend import Stipend
from benchmarks.pay.tiers import Tier, TierMethod

Document = dict[str, object]
_OWN = {"tiers", "tier_method", "resets", "settled", "recovery", "stipends", "per_diems", "threshold_is_implied"}
AMOUNTS = tuple(field.name for field in fields(PlanTerms) if field.name not in _OWN)


def as_document(terms: PlanTerms) -> Document:
    """Return the terms as JSON takes them."""
    amounts: Document = {name: _text(getattr(terms, name)) for name in AMOUNTS if getattr(terms, name) is not None}
    recovery = terms.recovery
    return amounts | {
        "threshold_is_implied": terms.threshold_is_implied,
        "tiers": [[_text(tier.above), _text(tier.rate)] for tier in terms.tiers],
        "tier_method": terms.tier_method.value,
        "resets": terms.resets.value,
        "settled": terms.settled.value,
        "is_recoverable": recovery.is_recoverable,
        "most_recovered": None if recovery.most is None else _text(recovery.most),
        "forgives_at_end": recovery.forgives_at_end,
        "stipends": [[one.name, _text(one.annual)] for one in terms.stipends],
        "per_diems": [[one.name, _text(one.days), _text(one.rate)] for one in terms.per_diems],
    }


def from_document(document: Mapping[str, object]) -> PlanTerms:
    """Return the terms of a document that `as_document` wrote."""
    most = document.get("most_recovered")
    amounts = {name: Decimal(str(document[name])) for name in AMOUNTS if document.get(name) is not None}
    return PlanTerms(
        **amounts,
        threshold_is_implied=bool(document.get("threshold_is_implied")),
        tiers=tuple(Tier(Decimal(above), Decimal(rate)) for above, rate in _rows(document, "tiers")),
        tier_method=TierMethod(str(document.get("tier_method", TierMethod.MARGINAL))),
        resets=Span(str(document.get("resets", Span.YEAR))),
        settled=Span(str(document.get("settled", Span.QUARTER))),
        recovery=Recovery(
            bool(document.get("is_recoverable", True)),
            None if most is None else Decimal(str(most)),
            bool(document.get("forgives_at_end")),
        ),
        stipends=tuple(Stipend(name, Decimal(annual)) for name, annual in _rows(document, "stipends")),
        per_diems=tuple(PerDiem(name, Decimal(days), Decimal(rate)) for name, days, rate in _rows(document, "per_diems")),
    )


def _rows(document: Mapping[str, object], name: str) -> list[list[str]]:
    rows = document.get(name)
    return [[str(cell) for cell in row] for row in rows] if isinstance(rows, list) else []


def _text(value: Decimal) -> str:
    return format(value, "f")
