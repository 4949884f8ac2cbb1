"""The sums of a division for who leads it: of each department, and of no group so small that a sum would tell whose work it is."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from benchmarks.report.among_peers import LEAST_PEERS
from benchmarks.report.report import Report
from benchmarks.report.rollup import Sums, sums_of

Has = Callable[[Report], bool]


@dataclass(frozen=True, slots=True)
class Group:
    """The reports of a department, or of several small ones together; the own one is read by name, too."""

    name: str
    reports: tuple[Report, ...]
    is_own: bool = False
    departments: int = 1

    @property
    def people(self) -> int:
        """How many count in the sums: everybody but trainees."""
        return len(self._counted)

    def tells_nobody(self, has: Has) -> bool:
        """Whether a figure may be summed: nobody has it, or enough people that it is no one person's."""
        return self.is_own or sum(map(has, self._counted)) not in range(1, LEAST_PEERS)

    @property
    def _counted(self) -> list[Report]:
        return [report for report in self.reports if not report.is_trainee]


@dataclass(frozen=True, slots=True)
class DividedPart:
    """What is shown of a group; `departments` are several where small ones are shown together."""

    name: str
    is_own: bool
    departments: int
    sums: Sums


@dataclass(frozen=True, slots=True)
class Divided:
    """A division and a month: its parts, the sums over them, and how many departments are in neither."""

    parts: tuple[DividedPart, ...]
    sums: Sums
    left_out: int


def divided(groups: Iterable[Group]) -> Divided:
    """Return the sums of departments that are in order; those of fewer than five people together, or in no sum at all."""
    given = [group for group in groups if group.reports]
    shown = [group for group in given if group.is_own or group.people >= LEAST_PEERS]
    small = [group for group in given if group not in shown and group.people]
    together = Group("", tuple(report for group in small for report in group.reports), departments=len(small))
    if small and together.people >= LEAST_PEERS:
        shown, small = [*shown, together], []
    parts = tuple(DividedPart(group.name, group.is_own, group.departments, _sums([group])) for group in shown)
    return Divided(parts, _sums(shown), len(small))


def _sums(groups: Sequence[Group]) -> Sums:
    """The sums of groups; a figure that not everybody has a share in is without a group in which fewer than five have one."""
    return replace(
        sums_of(report for group in groups for report in group.reports),
        month_a_year_ago=_of_enough(groups, lambda report: not report.periods[1].is_empty).month_a_year_ago,
        of_median=_of_enough(groups, lambda report: report.source is not None and bool(report.year_to_date.effective_cfte)).of_median,
        fee_amount=_of_enough(groups, lambda report: bool(report.this_month.fee_amount)).fee_amount,
        asa_units=_of_enough(groups, lambda report: bool(report.this_month.asa_units)).asa_units,
        together=_of_enough(groups, lambda report: report.source is not None and bool(report.standing.text)).together,
    )


def _of_enough(groups: Sequence[Group], has: Has) -> Sums:
    return sums_of(report for group in groups if group.tells_nobody(has) for report in group.reports)
