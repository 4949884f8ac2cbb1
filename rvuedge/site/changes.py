"""A list of codes under two releases: what each carries, and what a year of them comes to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from codes.models import FeeScheduleRow, Release
from codes.releases import release_in_force
from codes.texts import load_texts
from tracking.entry import EntryLine
from tracking.wrvu.types import NOTHING


@dataclass(frozen=True, slots=True)
class Change:
    """A code with its printed work in both releases; None where a release has no row for it."""

    line: EntryLine
    name: str
    before: Decimal | None
    after: Decimal | None

    @property
    def is_in_both(self) -> bool:
        """Whether both releases list the code: only then is a difference the schedule's."""
        return self.before is not None and self.after is not None

    @property
    def total_before(self) -> Decimal:
        return (self.before or NOTHING) * self.line.units if self.is_in_both else NOTHING

    @property
    def total_after(self) -> Decimal:
        return (self.after or NOTHING) * self.line.units if self.is_in_both else NOTHING

    @property
    def difference(self) -> Decimal:
        return self.total_after - self.total_before


@dataclass(frozen=True, slots=True)
class Changes:
    """All lines, and their sums."""

    lines: tuple[Change, ...]

    @property
    def left_out(self) -> int:
        """How many lines one of the releases does not list; the sums are without them."""
        return sum(not line.is_in_both for line in self.lines)

    @property
    def before(self) -> Decimal:
        return sum((line.total_before for line in self.lines), NOTHING)

    @property
    def after(self) -> Decimal:
        return sum((line.total_after for line in self.lines), NOTHING)

    @property
    def difference(self) -> Decimal:
        return self.after - self.before

    @property
    def percent(self) -> Decimal | None:
        """The difference in percent of the first sum; None where that is nothing."""
        return self.difference * 100 / self.before if self.before else None


def changes_of(lines: Iterable[EntryLine], before: Release, after: Release) -> Changes:
    """Return what the lines carry in both releases, as printed times units, in one query."""
    wanted = tuple(lines)
    rows = FeeScheduleRow.objects.filter(release__in=(before, after), code__in={line.code for line in wanted})
    work = {(row.release_id, row.code, row.modifier): row.work_rvu for row in rows}
    names = load_texts()

    def of(line: EntryLine, release: Release) -> Decimal | None:
        own = (work.get((release.pk, line.code, modifier)) for modifier in (*line.modifiers, ""))
        return next((value for value in own if value is not None), None)

    return Changes(
        tuple(Change(line, names[line.code].name if line.code in names else "", of(line, before), of(line, after)) for line in wanted)
    )


def years_of(on: date) -> tuple[Release | None, Release | None]:
    """Return the release that held at the end of last year, and the one in force."""
    return release_in_force(date(on.year - 1, 12, 31)), release_in_force(on)
