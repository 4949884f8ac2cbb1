"""Reads the work that a plan pays from a log: by day, in windows, and on the values of another fee schedule year."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Q, Sum

from benchmarks.pay.arithmetic import NOTHING
from benchmarks.pay.proration import TotalFrom, share_of_year, total_fte_years
from benchmarks.pay.work import Stretch
from benchmarks.stats.effective_cfte import Absence, EffortFrom, Window, effective_cfte
from codes.models import Release
from rvuedge.lib.months import Month
from tracking.frozen_comparison import compare
from tracking.models import CaseLine, Clinician
from tracking.models.case import CaseLineQuerySet

_STORED = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class DayOfWork:
    """What one day holds."""

    day: date
    wrvu: Decimal
    encounters: int
    dental: Decimal
    asa: Decimal


@dataclass(frozen=True, slots=True)
class OwnTime:
    """Effort and leave of a clinician by day."""

    efforts: tuple[EffortFrom, ...]
    totals: tuple[TotalFrom, ...]
    absences: tuple[Absence, ...]

    def in_window(self, window: Window, period: int) -> Stretch:
        """Return the time of a window, without any work."""
        effective = effective_cfte(window, self.efforts, self.absences)
        total, share = total_fte_years(window, self.totals), share_of_year(window)
        ends = window.first_day, window.last_day
        return Stretch(*ends, effective_years=effective, fte_years=total, share_of_year=share, period=period)


def time_of(clinician: Clinician) -> OwnTime:
    """Return effort and leave of a clinician. Two queries."""
    efforts = list(clinician.efforts.all())
    return OwnTime(
        tuple(EffortFrom(one.effective_from, one.clinical_fte) for one in efforts),
        tuple(TotalFrom(one.effective_from, one.total_fte) for one in efforts),
        tuple(Absence(one.first_day, one.last_day, one.counts) for one in clinician.leaves.all()),
    )


def days_of(clinician: Clinician, window: Window) -> tuple[DayOfWork, ...]:
    """Return the days of a window with work. One query."""
    sums = (
        lines_in(clinician, window)
        .values("date_of_service")
        .annotate(
            credits=Sum("credit"),
            encounters=Count("case", distinct=True),
            dental=Sum("fee_amount", filter=Q(lane="dental")),
            asa=Sum("asa_units"),
        )
    )
    return tuple(
        DayOfWork(row["date_of_service"], _exact(row["credits"]), row["encounters"], _exact(row["dental"]), _exact(row["asa"]))
        for row in sums.order_by("date_of_service")
    )


def lines_in(clinician: Clinician, window: Window) -> CaseLineQuerySet:
    """Return the kept lines of a window; those of a training that ended are never paid."""
    first = window.first_day
    if clinician.trainee_until is not None:
        first = max(first, clinician.trainee_until + timedelta(days=1))
    lines = CaseLine.objects.kept().of_months(clinician, Month.of(first), Month.of(window.last_day))
    return lines.filter(date_of_service__gte=first, date_of_service__lte=window.last_day)


def with_work(time: Stretch, days: Sequence[DayOfWork]) -> Stretch:
    """Return a stretch with the work of its days."""
    own = [one for one in days if time.first_day <= one.day <= time.last_day]
    return replace(
        time,
        wrvu=sum((one.wrvu for one in own), NOTHING),
        encounters=Decimal(sum(one.encounters for one in own)),
        dental=sum((one.dental for one in own), NOTHING),
        asa=sum((one.asa for one in own), NOTHING),
    )


def release_of_year(year: int) -> Release | None:
    """Return the last release in force that begins in a year; None where none is loaded."""
    return Release.objects.active().filter(effective_from__year=year).order_by("-effective_from").first()


def revalued(clinician: Clinician, stretch: Stretch, release: Release) -> Stretch:
    """Return a stretch with its wRVU on the values of another release: each case counted anew, nothing stored."""
    found = compare((clinician,), lines_in(clinician, Window(stretch.first_day, stretch.last_day)), release)
    return replace(stretch, wrvu=found.effect.then)


def _exact(value: Decimal | None) -> Decimal:
    """A sum as stored; SQLite sums decimals as floats, which hold four decimals exactly enough to be rounded back."""
    return NOTHING if value is None else Decimal(value).quantize(_STORED)
