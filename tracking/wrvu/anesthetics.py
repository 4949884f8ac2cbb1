"""Rule on anesthetics as they were entered: figures that cannot be are refused, a line without the role of its clinician is named."""

from collections.abc import Sequence

from codes.lanes import Lane
from tracking.wrvu.modifiers import ANESTHESIA_ROLES
from tracking.wrvu.terms import Terms
from tracking.wrvu.types import NOTHING, Item, Outcome, Reason

# Two days.
MOST_MINUTES = 2_880


def check_anesthetics(items: Sequence[Item], _terms: Terms) -> tuple[Item, ...]:
    """Return the items; an anesthetic of no minutes or less, or of base units below nothing, is invalid."""
    return tuple([_checked(item) if item.lane is Lane.ANESTHESIA and item.outcome is not Outcome.INVALID else item for item in items])


def _checked(item: Item) -> Item:
    care = item.facts.anesthesia
    if care and care.minutes is not None and not 1 <= care.minutes <= MOST_MINUTES:
        return item.refused(Reason.ANESTHESIA_OUT_OF_RANGE, "minutes", str(care.minutes))
    if care and care.base_units is not None and care.base_units < NOTHING:
        return item.refused(Reason.ANESTHESIA_OUT_OF_RANGE, "base_units", format(care.base_units, "f"))
    if not ANESTHESIA_ROLES.isdisjoint(item.line.modifiers):
        return item
    status = item.row.status if item.row else ""
    work = item.work.remarked(Reason.ANESTHESIA_ROLE_MISSING, "status", status)
    return item._replace(work=work, pay=item.pay.remarked(Reason.ANESTHESIA_ROLE_MISSING, "status", status))
