"""Which logged lines a release would now count otherwise: those of its days that were counted with another release."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from uuid import UUID

from codes.effective import release_on
from codes.models import Release
from rvuedge.accounts.models import Organisation
from rvuedge.lib.months import Month
from tracking.effect import LARGEST, CodeEffect, line_of
from tracking.models import CaseLine
from tracking.models.case import CaseLineQuerySet
from tracking.schedules import rows_of
from tracking.wrvu.credit import credit_case
from tracking.wrvu.policy import Policy
from tracking.wrvu.types import NOTHING

_READ = ("case_id", "case__place_of_service", "code", "modifiers", "units", "credit")


@dataclass(frozen=True, slots=True)
class Days:
    """The days on which a release holds now, first and last included; None where it holds on no day up to today."""

    first: date
    last: date


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
    """Return the kept lines of a release's days that were counted with another release, closed months left out."""
    days = days_of(release, today)
    lines = CaseLine.objects.kept().filter(clinician__organisation=organisation)
    if days is None:
        return lines.none()
    of_days = lines.filter(date_of_service__gte=days.first, date_of_service__lte=days.last)
    return of_days.exclude(release=release).exclude(month_index__in=[month.index for month in closed])


def cases_of(lines: CaseLineQuerySet) -> Sequence[UUID]:
    """Return the cases of these lines, the earliest first."""
    return list(lines.order_by("date_of_service", "case_id").values_list("case_id", flat=True).distinct())


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


def change_of(lines: CaseLineQuerySet, release: Release, policy: Policy) -> Change:
    """Return what counting these lines with a release changes; nothing is stored."""
    touched = CaseLine.objects.filter(case__in=lines.values("case"))
    read = list(touched.order_by("case_id", "position").values_list(*_READ))
    schedule = rows_of(release, sorted({row[2] for row in read}))
    sums: dict[str, list[Decimal]] = defaultdict(lambda: [NOTHING, NOTHING, NOTHING])
    cases = 0
    for _case, rows in groupby(read, key=lambda row: row[0]):
        stored = list(rows)
        cases += 1
        items = credit_case((line_of(*row[1:5]) for row in stored), schedule, policy)
        for row, item in zip(stored, items, strict=True):
            for place, value in enumerate((Decimal(1), row[5], item.credit)):
                sums[row[2]][place] += value
    effects = [CodeEffect(code, int(count), before, after) for code, (count, before, after) in sums.items()]
    moved = sorted((one for one in effects if one.change), key=lambda one: (-abs(one.change), one.code))
    before, after = sum((one.before for one in effects), NOTHING), sum((one.after for one in effects), NOTHING)
    return Change(len(read), cases, before, after, tuple(moved[:LARGEST]))
