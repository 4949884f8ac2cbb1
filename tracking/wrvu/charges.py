"""Rules at the end of payment: participation, the lower of charge and amount, and the cent (payment rules 2.2)."""

from collections.abc import Sequence
from decimal import Decimal

from rvuedge.lib.decimals import credit_of, round_half_up
from tracking.wrvu.payment import is_set_fee
from tracking.wrvu.terms import Participation, Terms
from tracking.wrvu.types import NOTHING, Item, Outcome, Reason, Tally

CENTS = 2
# RVU25D.pdf: 95% of the amount; 95% of 115% "is equivalent to" 1.0925, in one step.
_PARTICIPATION = {Participation.NONPARTICIPATING: Decimal("0.95"), Participation.LIMITING_CHARGE: Decimal("1.0925")}


def apply_participation(items: Sequence[Item], terms: Terms) -> tuple[Item, ...]:
    """Return the items with the allowed amount of a clinician who does not participate, or the limiting charge."""
    factor = _PARTICIPATION.get(terms.participation)
    if factor is None:
        return tuple(items)
    return tuple(_scaled(item, factor, terms.participation) if item.pay.is_open and not is_set_fee(item.pay) else item for item in items)


def limit_to_charge(items: Sequence[Item], _terms: Terms) -> tuple[Item, ...]:
    """Return the items, none paid above what was charged, where the charge is known."""
    return tuple(_limited(item) if item.charge is not None and item.pay.is_open else item for item in items)


def round_values(items: Sequence[Item], _terms: Terms) -> tuple[Item, ...]:
    """Return the items rounded once a track, half up: credit to four decimals, payment to the cent."""
    return tuple([rounded(item) for item in items])


def _scaled(item: Item, factor: Decimal, participation: Participation) -> Item:
    return item._replace(pay=item.pay.scaled("participation", factor, "participation", str(participation)))


def _limited(item: Item) -> Item:
    if item.charge is None or item.charge >= item.pay.amount:
        return item
    return item._replace(pay=item.pay.stepped("lesser_of_charge", item.charge, "charge", format(item.charge, "f")))


def rounded(item: Item) -> Item:
    """Return an item with its credit of four decimals and its payment in cents."""
    work, pay = item.work.valued(credit_of(item.credit)), item.pay
    if not work.value and work.is_open:
        work = _as_nothing(work)
    if pay.value is not None:
        pay = pay.valued(round_half_up(pay.value, CENTS))
    line, lane, _, _, *rest = item
    return Item._make((line, lane, work, pay, *rest))


def _as_nothing(work: Tally) -> Tally:
    """Return a tally that rounds to nothing, with the reason: no zero stays silent."""
    return work._replace(value=credit_of(NOTHING), outcome=Outcome.NOT_CREDITED).flagged(Reason.COUNTED_AS_NOTHING)
