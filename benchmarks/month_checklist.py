"""What an administrator reads of one month on one screen: roster, unlogged days, lines to look at, schedule, exceptions, reports."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count

from benchmarks.calendar_page import calendar_of
from benchmarks.curves import edition_in_force
from benchmarks.models import Edition, ReportSnapshot
from benchmarks.months import was_there
from benchmarks.report.codec import from_json
from benchmarks.report.exceptions import MONTHS_OF_THE_MEAN, Exceptional, exceptions_of
from benchmarks.report.imputed import imputed_of
from benchmarks.report.report import Report
from benchmarks.review import to_review
from benchmarks.stats.effective_cfte import Absence, EffortFrom, Window, effective_cfte
from benchmarks.stats.working_days import SaidOfDay, is_working
from codes.models import Release
from rvuedge.accounts.models import Membership, Organisation
from rvuedge.lib.decimals import round_half_up
from rvuedge.lib.in_force import in_force
from rvuedge.lib.months import Month
from tracking.models import CaseLine, Clinician, Effort, Leave, MonthTotal

_NO_WORK = (Decimal(0), 0, 0)


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One person of the month; `cfte` is what is entered at its end, `unlogged` are working days without an entry or leave."""

    clinician: Clinician
    place: int | None
    starts: bool
    ends: bool
    cfte: Decimal | None
    days_away: int
    unlogged: int
    credit: Decimal
    not_counted: int
    exceptions: tuple[Exceptional, ...]


@dataclass(frozen=True, slots=True)
class LaneCount:
    """Lines without wRVU of one lane, and how many of them want a look."""

    lane: str
    lines: int
    to_review: int


@dataclass(frozen=True, slots=True)
class Checklist:
    """The month as a checklist."""

    month: Month
    rows: tuple[RosterRow, ...]
    lanes: tuple[LaneCount, ...]
    edition: Edition | None
    in_force: Release | None
    releases: tuple[str, ...]

    @property
    def unlogged(self) -> tuple[RosterRow, ...]:
        return tuple(row for row in self.rows if row.unlogged)

    @property
    def changes(self) -> tuple[RosterRow, ...]:
        """Who starts, ends, was away or has no clinical time."""
        return tuple(row for row in self.rows if row.starts or row.ends or row.days_away or row.cfte is None)

    @property
    def exceptional(self) -> tuple[RosterRow, ...]:
        return tuple(row for row in self.rows if row.exceptions)

    @property
    def lines_to_review(self) -> int:
        return sum(lane.to_review for lane in self.lanes)


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of everybody, by clinician."""

    totals: Mapping[tuple[int, int], tuple[Decimal, int, int]]
    efforts: Mapping[int, list[EffortFrom]]
    absences: Mapping[int, list[Absence]]
    days: Mapping[int, set[date]]
    places: Mapping[int, int]
    reports: Mapping[int, Report]
    # The working days of the month: worked out once for everybody.
    working: frozenset[date]


def checklist_of(organisation: Organisation, month: Month, today: date) -> Checklist:
    """Return the checklist of a month that began. Twelve queries, whatever the number of people."""
    everybody = Clinician.objects.filter(organisation=organisation).select_related("department", "specialty").order_by("name")
    people = [one for one in everybody if was_there(one, month)]
    read = _read(organisation, people, month)
    lines = CaseLine.objects.kept().filter(clinician__in=people, month_index=month.index)
    lanes = lines.exclude(outcome="credited").values("lane").annotate(all=Count("pk"), look=Count("pk", filter=to_review()))
    return Checklist(
        month=month,
        rows=tuple(_row(one, month, min(today, month.last_day), read) for one in people),
        lanes=tuple(LaneCount(row["lane"], row["all"], row["look"]) for row in lanes.order_by("-all", "lane")),
        edition=edition_in_force(organisation),
        in_force=Release.objects.active().filter(effective_from__lte=month.last_day).order_by("-effective_from").first(),
        releases=tuple(lines.filter(release__isnull=False).order_by("release__name").values_list("release__name", flat=True).distinct()),
    )


def _read(organisation: Organisation, people: list[Clinician], month: Month) -> _Read:
    totals = MonthTotal.objects.filter(clinician__in=people, basis=MonthTotal.CURRENT, month_index__lte=month.index)
    recent = totals.filter(month_index__gte=month.index - MONTHS_OF_THE_MEAN).values_list(
        "clinician_id", "month_index", "credit", "lines", "not_counted"
    )
    efforts = {one.pk: list[EffortFrom]() for one in people}
    absences = {one.pk: list[Absence]() for one in people}
    days = {one.pk: set[date]() for one in people}
    for effort in Effort.objects.filter(clinician__in=people, effective_from__lte=month.last_day):
        efforts[effort.clinician_id].append(EffortFrom(effort.effective_from, effort.clinical_fte))
    away = Leave.objects.filter(clinician__in=people, first_day__lte=month.last_day, last_day__gte=month.first_day)
    for leave in away:
        absences[leave.clinician_id].append(Absence(leave.first_day, leave.last_day, leave.counts))
    logged = CaseLine.objects.kept().filter(clinician__in=people, month_index=month.index)
    for number, day in logged.order_by().values_list("clinician_id", "date_of_service").distinct():
        days[number].add(day)
    members = Membership.objects.filter(organisation=organisation, user__in=[one.user_id for one in people])
    published = ReportSnapshot.objects.published().filter(clinician__in=people, month_index=month.index).order_by("version")
    return _Read(
        totals={(number, index): (credit, lines, not_counted) for number, index, credit, lines, not_counted in recent},
        efforts=efforts,
        absences=absences,
        days=days,
        places=dict(members.values_list("user_id", "pk")),
        reports={one.clinician_id: from_json(one.payload) for one in published},
        working=_working(month, calendar_of(organisation)),
    )


def _row(one: Clinician, month: Month, end: date, read: _Read) -> RosterRow:
    credit, lines, not_counted = read.totals.get((one.pk, month.index), _NO_WORK)
    first, last = max(one.started_on, month.first_day), min(one.ended_on or end, end)
    absences = read.absences[one.pk]
    there = [day for day in month.days() if first <= day <= last]
    away = {day for day in there if any(leave.first_day <= day <= leave.last_day for leave in absences)}
    effort = in_force(read.efforts[one.pk], last)
    since = max(Month.of(one.started_on).index, month.index - MONTHS_OF_THE_MEAN)
    before = [read.totals.get((one.pk, index), _NO_WORK)[0] for index in range(since, month.index)]
    is_silent = not lines and bool(away) and len(away) == len(there)
    mean = _mean(one, month, end, read)
    return RosterRow(
        clinician=one,
        place=read.places.get(one.user_id),
        starts=month.first_day <= one.started_on <= month.last_day,
        ends=one.ended_on is not None and one.ended_on <= month.last_day,
        cfte=effort.clinical_fte if effort else None,
        days_away=len(away),
        unlogged=sum(day in read.working and day not in away and day not in read.days[one.pk] for day in there),
        credit=credit,
        not_counted=not_counted,
        exceptions=() if is_silent else exceptions_of(credit, lines, before, mean, _imputed(read.reports.get(one.pk))),
    )


def _working(month: Month, calendar: tuple[SaidOfDay, ...]) -> frozenset[date]:
    return frozenset(day for day in month.days() if is_working(day, calendar))


def _mean(one: Clinician, month: Month, end: date, read: _Read) -> Decimal | None:
    """The mean clinical FTE of the month on the days that the person was there, leave left out; None where nothing is entered."""
    window = Window(max(one.started_on, month.first_day), min(one.ended_on or end, end))
    if not read.efforts[one.pk] or window.days <= 0:
        return None
    whole = effective_cfte(window, [EffortFrom(date.min, Decimal(1))], read.absences[one.pk])
    years = effective_cfte(window, read.efforts[one.pk], read.absences[one.pk])
    return round_half_up(years / whole, 3) if whole else None


def _imputed(report: Report | None) -> tuple[Decimal, Decimal] | None:
    """The clinical FTE that the year to date stands for by the survey, and the mean that is entered; from the published report."""
    imputed = imputed_of(report) if report else None
    return (imputed.found, imputed.entered) if imputed else None
