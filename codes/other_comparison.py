"""What one table changes against another: rows keyed by their own key, counts by kind and the largest changes of one amount."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

LARGEST = 10
Key = tuple[object, ...]
Values = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class AmountChange:
    """One row whose amount moved; None where one of the two tables lists it without an amount."""

    key: Key
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True, slots=True)
class TableDifference:
    """Rows that came, went and changed, with the largest changes of the amount and an example of the rows that came and went."""

    added: int
    removed: int
    changed: int
    first_added: tuple[Key, ...]
    first_removed: tuple[Key, ...]
    largest: tuple[AmountChange, ...]


def compare_tables(before: Mapping[Key, Values], after: Iterable[tuple[Key, Values]], amount: int | None) -> TableDifference:
    """Return what `after` changes; `amount` is the position of the value whose largest changes are shown."""
    left = dict(before)
    added: list[Key] = []
    changed = 0
    moved: list[AmountChange] = []
    for key, values in after:
        old = left.pop(key, None)
        if old is None:
            added.append(key)
        elif old != values:
            changed += 1
            if amount is not None and old[amount] != values[amount]:
                moved.append(AmountChange(key, _decimal(old[amount]), _decimal(values[amount])))
    gone = sorted(left, key=_words)
    return TableDifference(
        len(added), len(gone), changed, tuple(sorted(added, key=_words)[:3]), tuple(gone[:3]), tuple(sorted(moved, key=_by_size)[:LARGEST])
    )


def _decimal(value: object) -> Decimal | None:
    return value if isinstance(value, Decimal) else None


def _words(key: Key) -> list[str]:
    return [str(part) for part in key]


def _by_size(change: AmountChange) -> tuple[Decimal, list[str]]:
    return -abs((change.after or Decimal(0)) - (change.before or Decimal(0))), [str(part) for part in change.key]
