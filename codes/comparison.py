"""What one release changes against another, on typed values: counts, and the largest changes of work."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from codes.fees import FeeRow

LARGEST = 10


@dataclass(frozen=True, slots=True)
class WorkChange:
    """One row whose work RVU moved."""

    code: str
    modifier: str
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class Difference:
    """Counts over rows keyed by (code, modifier); `fee_changed` counts rows whose total moved in either setting."""

    added: int
    removed: int
    work_changed: int
    status_changed: int
    fee_changed: int
    largest: tuple[WorkChange, ...]

    def counts(self) -> dict[str, int]:
        """Return the counts by name, as the command prints them."""
        return {name: getattr(self, name) for name in ("added", "removed", "work_changed", "status_changed", "fee_changed")}


def compare(before: Iterable[FeeRow], after: Iterable[FeeRow]) -> Difference:
    """Return what `after` changes; the conversion factor, which stands on every row, is left out."""
    old, new = {row.key: row for row in before}, {row.key: row for row in after}
    both = [(old[key], new[key]) for key in new if key in old]
    moved = [WorkChange(n.code, n.modifier, o.work_rvu, n.work_rvu) for o, n in both if o.work_rvu != n.work_rvu]
    moved.sort(key=lambda change: (-abs(change.after - change.before), change.code, change.modifier))
    return Difference(
        added=len(new.keys() - old.keys()),
        removed=len(old.keys() - new.keys()),
        work_changed=len(moved),
        status_changed=sum(o.status != n.status for o, n in both),
        fee_changed=sum((o.facility_total, o.non_facility_total) != (n.facility_total, n.non_facility_total) for o, n in both),
        largest=tuple(moved[:LARGEST]),
    )
