"""Rules on the technical part of diagnostic services: what it is, and the cap by the hospital's outpatient price (payment only)."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from codes.fees import FeeRow
from tracking.wrvu.amounts import expense_amount, factor_of, fee_amount, opps_cap
from tracking.wrvu.resolve import PROFESSIONAL, TECHNICAL
from tracking.wrvu.terms import Terms
from tracking.wrvu.types import NOTHING, Item, Line, Reason, Technical

IMAGING, THERAPY, CARDIOVASCULAR, OPHTHALMOLOGY = "4", "5", "6", "7"
WITH_TECHNICAL_PART = frozenset({IMAGING, CARDIOVASCULAR, OPHTHALMOLOGY})
_SPLITS, _TECHNICAL_ONLY = "1", "3"


def split_technical(items: Sequence[Item], terms: Terms) -> tuple[Item, ...]:
    """Return the items; those whose technical part can be reduced or capped know it."""
    return tuple(_split(item, terms) if item.pay.is_open and item.pay.row else item for item in items)


def cap_technical(items: Sequence[Item], _terms: Terms) -> tuple[Item, ...]:
    """Return the items, none with a technical part above the outpatient price; the reductions came first."""
    return tuple(_capped(item) if item.technical and item.pay.is_open else item for item in items)


def _split(item: Item, terms: Terms) -> Item:
    row, line = item.pay.row, item.line
    if row is None or row.modifier == PROFESSIONAL:
        return item
    technical = technical_row(row, terms)
    cap = opps_cap(technical, line, terms) if technical else None
    if row.multiple_procedure not in WITH_TECHNICAL_PART and cap is None:
        return item
    if technical:
        unit = fee_amount(technical, line, terms)
    else:
        # A test that is only sold whole has no row of its technical part: what is not work stands for it.
        unit = _without_work(row, line, terms)
        item = item._replace(pay=item.pay.flagged(Reason.ESTIMATE))
    return item._replace(technical=Technical(unit * item.pay.sides, item.pay.parts, cap=cap))


def technical_row(row: FeeRow, terms: Terms) -> FeeRow | None:
    """Return the row of the technical part of a row: itself, that of TC, or None where there is none."""
    if row.modifier == TECHNICAL or row.pctc_indicator == _TECHNICAL_ONLY:
        return row
    if row.pctc_indicator == _SPLITS and terms.schedule:
        return terms.schedule.row(row.code, TECHNICAL)
    return None


def _without_work(row: FeeRow, line: Line, terms: Terms) -> Decimal:
    return expense_amount(row, line, terms) + row.mp_rvu * terms.locality.malpractice * factor_of(row, terms)


def _capped(item: Item) -> Item:
    technical = item.technical
    if technical is None or technical.cap is None:
        return item
    over = replace(technical, cap=None).amount - technical.amount
    if over <= NOTHING:
        return item
    return item._replace(pay=item.pay.stepped("opps_cap", item.pay.amount - over, "opps", format(technical.cap, "f")))
