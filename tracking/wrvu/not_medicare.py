"""Rule on work that the file prints and Medicare does not use (statuses B, I, N, X): counted only where the policy says so."""

from collections.abc import Sequence

from codes.lanes import Lane
from tracking.wrvu.terms import Terms
from tracking.wrvu.types import Item, Reason


def judge_unused_work(items: Sequence[Item], terms: Terms) -> tuple[Item, ...]:
    """Return the items; printed work that Medicare does not use is flagged, and closed unless the policy counts it."""
    return tuple(_judged(item, terms) if item.is_open and item.lane is Lane.WRVU_NOT_MEDICARE else item for item in items)


def _judged(item: Item, terms: Terms) -> Item:
    if terms.policy.counts_work_not_used_by_medicare:
        return item._replace(work=item.work.flagged(Reason.NOT_USED_BY_MEDICARE))
    status = item.row.status if item.row else ""
    return item._replace(work=item.work.closed(Reason.NOT_USED_BY_MEDICARE, "status", status))
