"""Lines as entered with the value they have: the same for a draft, a stored case, the API and the command."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from codes.lanes import Lane
from rvuedge.lib.decimals import round_half_up
from tracking.entry import EntryLine
from tracking.schedules import Fee, Schedules
from tracking.wrvu.credit import value_claim
from tracking.wrvu.policy import Policy
from tracking.wrvu.terms import Terms
from tracking.wrvu.types import Item, Line

PAID_BY_WORK = frozenset({Lane.WRVU, Lane.WRVU_NOT_MEDICARE, Lane.NEEDS_26})


@dataclass(frozen=True, slots=True)
class ValuedLine:
    """A line as entered, what the engine made of it, and its fee where a schedule beside the work RVUs has one."""

    line: EntryLine
    item: Item
    fee: Fee | None
    fee_amount: Decimal | None


def value_lines(lines: Iterable[EntryLine], place_of_service: str, schedules: Schedules, policy: Policy) -> tuple[ValuedLine, ...]:
    """Return each line with its credit, payment and fee, in the order of the lines."""
    return value_placed(((line, place_of_service) for line in lines), schedules, schedules.terms_of(policy))


def value_placed(placed: Iterable[tuple[EntryLine, str]], schedules: Schedules, terms: Terms) -> tuple[ValuedLine, ...]:
    """Return each line of a case, done where it says, valued under any terms with these schedules."""
    entered = tuple(placed)
    items = value_claim([Line(line.code, line.modifiers, line.units, place, line.facts) for line, place in entered], terms)
    return tuple(_valued(line, item, schedules) for (line, _), item in zip(entered, items, strict=True))


def total_fees(valued: Iterable[ValuedLine]) -> Decimal:
    """Return the sum of the fees that are known."""
    return sum((one.fee_amount for one in valued if one.fee_amount is not None), Decimal(0))


def _valued(line: EntryLine, item: Item, schedules: Schedules) -> ValuedLine:
    fee = None if item.lane in PAID_BY_WORK else schedules.fee_of(line.code, line.modifiers)
    amount = None if fee is None or fee.amount is None else round_half_up(fee.amount * line.units, 2)
    return ValuedLine(line, item, fee, amount)
