"""The credit of a case: the lines pass the rules below, in this order."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from codes.fees import FeeSchedule
from codes.lanes import FeeKind
from rvuedge.lib.decimals import credit_of
from tracking.wrvu.not_medicare import judge_unused_work
from tracking.wrvu.policy import Policy
from tracking.wrvu.rows import find_rows
from tracking.wrvu.types import NOTHING, Item, Line, Terms
from tracking.wrvu.units import check_units, multiply_units

ENGINE_VERSION = "1"

Rule = Callable[[Sequence[Item], Terms], tuple[Item, ...]]


def round_credits(items: Sequence[Item], _terms: Terms) -> tuple[Item, ...]:
    """Return the items with credits of four decimals, rounded once, half up."""
    return tuple(replace(item, credit=credit_of(item.credit)) for item in items)


RULES: tuple[Rule, ...] = (
    find_rows,
    check_units,
    judge_unused_work,
    multiply_units,
    round_credits,
)


def credit_case(
    lines: Iterable[Line], schedule: FeeSchedule | None, policy: Policy, priced_by: Mapping[str, frozenset[FeeKind]] | None = None
) -> tuple[Item, ...]:
    """Return one item a line, in the order of the lines; the order changes no value."""
    terms = Terms(schedule, policy, priced_by or {})
    items = tuple(Item(line) for line in lines)
    for rule in RULES:
        items = rule(items, terms)
    return items


def total_credit(items: Iterable[Item]) -> Decimal:
    """Return the sum of the credits."""
    return sum((item.credit for item in items), NOTHING)
