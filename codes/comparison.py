"""What one release changes against another, on typed values: counts by kind, an example of each, the largest changes of work."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Protocol

from rvuedge.lib.decimals import round_half_up

LARGEST = 10
# CY 2026 final rule: the efficiency adjustment takes 2.5% off the work of most services that are not time-based.
EFFICIENCY = Decimal("0.975")


class Compared(Protocol):
    """The values of a row that a comparison looks at."""

    @property
    def code(self) -> str: ...
    @property
    def modifier(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def work_rvu(self) -> Decimal: ...
    @property
    def non_facility_total(self) -> Decimal: ...
    @property
    def facility_total(self) -> Decimal: ...
    @property
    def global_days(self) -> str: ...
    @property
    def pctc_indicator(self) -> str: ...
    @property
    def multiple_procedure(self) -> str: ...
    @property
    def bilateral(self) -> str: ...
    @property
    def assistant(self) -> str: ...
    @property
    def co_surgeon(self) -> str: ...
    @property
    def team_surgeon(self) -> str: ...
    @property
    def endoscopic_base(self) -> str: ...


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """The compared values of a stored row, in the order of COMPARED."""

    code: str
    modifier: str
    status: str
    work_rvu: Decimal
    non_facility_total: Decimal
    facility_total: Decimal
    global_days: str
    pctc_indicator: str
    multiple_procedure: str
    bilateral: str
    assistant: str
    co_surgeon: str
    team_surgeon: str
    endoscopic_base: str


COMPARED = tuple(field.name for field in fields(ComparedRow))


@dataclass(frozen=True, slots=True)
class WorkChange:
    """One row whose work RVU moved; None where the row is new or gone."""

    code: str
    modifier: str
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True, slots=True)
class Kind:
    """How many rows changed in one way, and the row with the most work among them."""

    rows: int
    example: WorkChange | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Rows keyed by (code, modifier); `fee_changed` counts rows whose total moved in either setting.

    `indicators_changed` counts rows in which an indicator of payment moved (PC/TC, multiple procedures, both sides, second surgeons,
    endoscopic base); the global period is counted apart.
    """

    added: Kind
    removed: Kind
    lower_by_efficiency: Kind
    work_changed_otherwise: Kind
    work_unchanged: Kind
    status_changed: int
    fee_changed: int
    global_changed: int
    indicators_changed: int
    largest: tuple[WorkChange, ...]

    @property
    def work_changed(self) -> int:
        return self.lower_by_efficiency.rows + self.work_changed_otherwise.rows

    def counts(self) -> dict[str, int]:
        """Return the counts by name, as the command prints them."""
        return {
            "added": self.added.rows,
            "removed": self.removed.rows,
            "work_changed": self.work_changed,
            "status_changed": self.status_changed,
            "fee_changed": self.fee_changed,
        }


def compare(before: Iterable[Compared], after: Iterable[Compared]) -> Difference:
    """Return what `after` changes; the conversion factor, which stands on every row, is left out."""
    old, new = {(row.code, row.modifier): row for row in before}, {(row.code, row.modifier): row for row in after}
    both = [(old[key], row) for key, row in new.items() if key in old]
    works = [WorkChange(o.code, o.modifier, o.work_rvu, n.work_rvu) for o, n in both]
    moved = [change for change in works if change.before != change.after]
    by_efficiency = [change for change in moved if is_efficiency_adjusted(change.before or Decimal(0), change.after or Decimal(0))]
    otherwise = sorted(set(moved) - set(by_efficiency), key=_by_size)
    return Difference(
        added=_kind([WorkChange(row.code, row.modifier, None, row.work_rvu) for key, row in new.items() if key not in old]),
        removed=_kind([WorkChange(row.code, row.modifier, row.work_rvu, None) for key, row in old.items() if key not in new]),
        lower_by_efficiency=_kind(by_efficiency),
        work_changed_otherwise=Kind(len(otherwise), otherwise[0] if otherwise else None),
        work_unchanged=_kind([change for change in works if change.before == change.after and change.after]),
        status_changed=sum(o.status != n.status for o, n in both),
        fee_changed=sum((o.facility_total, o.non_facility_total) != (n.facility_total, n.non_facility_total) for o, n in both),
        global_changed=sum(o.global_days != n.global_days for o, n in both),
        indicators_changed=sum(_indicators(o) != _indicators(n) for o, n in both),
        largest=tuple(sorted(moved, key=_by_size)[:LARGEST]),
    )


def is_efficiency_adjusted(before: Decimal, after: Decimal) -> bool:
    """Return whether a work value went down by exactly 2.5%, rounded half up to two decimals."""
    return after != before and after == round_half_up(before * EFFICIENCY, 2)


def _kind(changes: Sequence[WorkChange]) -> Kind:
    return Kind(len(changes), min(changes, key=_by_work, default=None))


def _indicators(row: Compared) -> tuple[str, ...]:
    seconds = row.assistant, row.co_surgeon, row.team_surgeon
    return (row.pctc_indicator, row.multiple_procedure, row.bilateral, *seconds, row.endoscopic_base)


def _by_work(change: WorkChange) -> tuple[Decimal, str, str]:
    return -max(change.before or Decimal(0), change.after or Decimal(0)), change.code, change.modifier


def _by_size(change: WorkChange) -> tuple[Decimal, str, str]:
    return -abs((change.after or Decimal(0)) - (change.before or Decimal(0))), change.code, change.modifier
