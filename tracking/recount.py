"""Which logged lines a release would now count otherwise: those of its days that were counted with another release."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from codes.effective import release_on
from codes.models import Release
from rvuedge.accounts.models import Organisation
from rvuedge.lib.months import Month
from tracking.effect import CodeEffect
from tracking.models import CaseLine
from tracking.models.case import CaseLineQuerySet


@dataclass(frozen=True, slots=True)
class Days:
    """The days on which a release holds now, first and last included; None where it holds on no day up to today."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Change:
    """What a recount would do: lines and cases it touches, their credit as stored and as counted anew, codes by size of change."""

    lines: int
    cases: int
    before: Decimal
    after: Decimal
    largest: tuple[CodeEffect, ...]

    @property
    def change(self) -> Decimal:
        return self.after - self.before


def days_of(release: Release, today: date) -> Days | None:
    """Return the days up to today on which a release holds among the active ones."""
    keys = [one.key for one in Release.objects.active()]
    starts = sorted({key.effective_from for key in keys if key.effective_from >= release.effective_from})
    if not starts or release.effective_from > today:
        return None
    held = [start for start in starts if (found := release_on(keys, start)) is not None and found.id == release.pk]
    if not held:
        return None
    following = next((start for start in starts if start > held[-1]), None)
    year_end = date(release.year, 12, 31)
    last = min(today, year_end if following is None else min(year_end, date.fromordinal(following.toordinal() - 1)))
    return Days(held[0], last)


def recountable(release: Release, organisation: Organisation, today: date, closed: Collection[Month]) -> CaseLineQuerySet:
    """Return the kept lines of a release's days that were counted without it, closed months left out."""
    days = days_of(release, today)
    lines = CaseLine.objects.kept().filter(clinician__organisation=organisation)
    if days is None:
        return lines.none()
    of_days = lines.filter(date_of_service__gte=days.first, date_of_service__lte=days.last)
    counted_without = of_days.exclude(release=release).exclude(ranked_on=release)
    return counted_without.exclude(month_index__in=[month.index for month in closed])


def cases_of(lines: CaseLineQuerySet) -> Sequence[UUID]:
    """Return the cases of these lines, the earliest first."""
    return list(lines.order_by("date_of_service", "case_id").values_list("case_id", flat=True).distinct())
