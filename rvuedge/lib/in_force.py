"""What holds on a date: values are stored with the day they start, and nothing else."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar


class Dated(Protocol):
    """Anything that holds from a day until the next one of its kind starts."""

    @property
    def effective_from(self) -> date: ...


T = TypeVar("T", bound=Dated)


def in_force(items: Iterable[T], on: date) -> T | None:
    """Return the item that holds on `on`: the latest that has started; None before the first."""
    started = [item for item in items if item.effective_from <= on]
    return max(started, key=lambda item: item.effective_from, default=None)
