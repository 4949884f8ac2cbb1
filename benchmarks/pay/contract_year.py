"""The contract year: where it begins, its quarters, and the parts in which one plan or the next one holds."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

from benchmarks.stats.effective_cfte import Window
from rvuedge.lib.in_force import Dated
from rvuedge.lib.months import Month

P = TypeVar("P", bound=Dated)
_DAY = timedelta(days=1)
_MONTHS, _QUARTER = 12, 3


def contract_year(starts_in: int, on: date) -> Window:
    """Return the contract year that holds a day, for years that begin with a month (1 to 12)."""
    month = Month(on.year if on.month >= starts_in else on.year - 1, starts_in)
    return Window(month.first_day, month.plus(_MONTHS - 1).last_day)


def quarters(year: Window) -> tuple[Window, ...]:
    """Return the four quarters of a contract year."""
    first = Month.of(year.first_day)
    return tuple(Window(first.plus(n).first_day, first.plus(n + _QUARTER - 1).last_day) for n in range(0, _MONTHS, _QUARTER))


def within(window: Window, other: Window) -> Window | None:
    """Return the days that two windows share; None where they share none."""
    first, last = max(window.first_day, other.first_day), min(window.last_day, other.last_day)
    return Window(first, last) if first <= last else None


def parts_of(year: Window, plans: Sequence[P]) -> tuple[tuple[P, Window], ...]:
    """Return the parts of a contract year, each under the plan that holds, in order; days before the first plan have none."""
    ordered = sorted(plans, key=lambda plan: plan.effective_from)
    ends = [*(plan.effective_from - _DAY for plan in ordered[1:]), date.max]
    found = ((plan, within(Window(plan.effective_from, end), year)) for plan, end in zip(ordered, ends, strict=True))
    return tuple((plan, window) for plan, window in found if window is not None)
