"""A code through the active releases: its values in each, and what changed against the one before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from codes.comparison import is_efficiency_adjusted
from codes.fees import FeeRow
from codes.models import FeeScheduleRow, Release

EFFICIENCY_YEAR = 2026


@dataclass(frozen=True, slots=True)
class HistoryPoint:
    """A release and what it gave the code; None stands for no value. `before` is the release before it that has the code."""

    release: str
    title: str
    effective_from: date
    status: str
    work_rvu: Decimal | None
    facility_total: Decimal | None
    non_facility_total: Decimal | None
    is_sample: bool
    is_current: bool
    before: "HistoryPoint | None"

    @property
    def work_before(self) -> Decimal | None:
        """The work RVU before, where it was another one."""
        return self.before.work_rvu if self.before and self.before.work_rvu != self.work_rvu else None

    @property
    def has_new_work(self) -> bool:
        """Whether the code has a work RVU and had none before."""
        return self.before is not None and self.before.work_rvu is None and self.work_rvu is not None

    @property
    def has_lost_work(self) -> bool:
        return self.work_before is not None and self.work_rvu is None

    @property
    def status_before(self) -> str:
        """The status before, where it was another one."""
        return self.before.status if self.before and self.before.status != self.status else ""

    @property
    def is_efficiency_adjusted(self) -> bool:
        """Whether the work fell by exactly the 2.5% of the CY 2026 rule, from a year before it to one it holds in."""
        if self.before is None or self.work_before is None or self.work_rvu is None:
            return False
        crosses = self.before.effective_from.year < EFFICIENCY_YEAR <= self.effective_from.year
        return crosses and is_efficiency_adjusted(self.work_before, self.work_rvu)

    @property
    def is_seen_later(self) -> bool:
        """Whether the release holds from a later day than the rule of 2026: an earlier one of the year is not stored here."""
        return self.effective_from > date(EFFICIENCY_YEAR, 1, 1)


def speaks_first(row: FeeRow | FeeScheduleRow) -> tuple[bool, bool, bool]:
    """Return the order in which the rows of a code speak for it: with work first, the whole service, its professional part."""
    return row.work_rvu == Decimal(0), row.modifier != "", row.modifier != "26"


def history_of(releases: Iterable[Release], stored: Iterable[FeeScheduleRow], current: Release | None) -> tuple[HistoryPoint, ...]:
    """Return the releases that have rows among `stored`, the latest first.

    The sample of a year is left out where an official release of that year is active: it holds the same file's facts.
    """
    rows = list(stored)
    all_releases = list(releases)
    official = {release.year for release in all_releases if not release.is_sample}
    told = [one for one in all_releases if not one.is_sample or one == current or one.year not in official]
    point: HistoryPoint | None = None
    points = []
    for release in sorted(told, key=lambda release: (release.effective_from, not release.is_sample, release.letter, release.revision)):
        row = min((row for row in rows if row.release_id == release.pk), key=speaks_first, default=None)
        if row is not None:
            point = _point(release, row, release == current, point)
            points.append(point)
    return tuple(reversed(points))


def _point(release: Release, row: FeeScheduleRow, is_current: bool, before: HistoryPoint | None) -> HistoryPoint:
    return HistoryPoint(
        release=release.name,
        title=release.title,
        effective_from=release.effective_from,
        status=row.status,
        work_rvu=row.work_rvu or None,
        facility_total=row.facility_total or None,
        non_facility_total=row.non_facility_total or None,
        is_sample=release.is_sample,
        is_current=is_current,
        before=before,
    )
