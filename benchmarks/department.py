"""The roll-up of a department: sums of published reports, never computed again; no case and no league table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet

from benchmarks.models import ReportSnapshot
from benchmarks.report.codec import from_json
from benchmarks.report.points import ALL_POINTS
from benchmarks.report.report import Report
from benchmarks.report.rollup import Sums, of_median, sums_of
from rvuedge.accounts.models import Department, Division, Organisation, User
from rvuedge.lib.months import Month
from tracking.models import Clinician


@dataclass(frozen=True, slots=True)
class Row:
    """One clinician of the roll-up, by name; `report` is None where none is published."""

    clinician: Clinician
    report: Report | None
    of_median: Decimal | None

    @property
    def is_trainee(self) -> bool:
        """Whether the month was one of training: the report keeps what was so then."""
        return self.report.is_trainee if self.report else self.clinician.is_trainee


@dataclass(frozen=True, slots=True)
class Part:
    """A department of an organisation with the sums of its people; `department` is None for those who belong to none."""

    department: Department | None
    sums: Sums


@dataclass(frozen=True, slots=True)
class DivisionPart:
    """The departments of a division with their sums; `division` is None for those that belong to none."""

    division: Division | None
    parts: tuple[Part, ...]
    sums: Sums


@dataclass(frozen=True, slots=True)
class RollUp:
    """A department and a month: those who count, trainees apart, and the sums."""

    rows: tuple[Row, ...]
    trainees: tuple[Row, ...]
    sums: Sums
    missing: int
    shows_median: bool
    # By department, where the people are of several, those of a division together.
    divisions: tuple[DivisionPart, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """The departments in the order in which they are shown."""
        return tuple(part for one in self.divisions for part in one.parts)


def roll_up(user: User, people: QuerySet[Clinician], month: Month, *, is_licensed: bool) -> RollUp:
    """Return the published reports of these people and their sums. Two queries.

    A share of the median tells the median: it is shown to whom the edition's licence shows all points, or who holds the licence.
    """
    snapshots = ReportSnapshot.objects.visible_to(user).published().filter(clinician__in=people, month_index=month.index)
    newest = {snapshot.clinician_id: snapshot for snapshot in snapshots.order_by("version")}
    reports = {number: from_json(snapshot.payload) for number, snapshot in newest.items()}
    shows = is_licensed or all(report.source is None or report.source.view == ALL_POINTS for report in reports.values())
    return rolled_up(people.select_related("department__division", "specialty").order_by("name", "pk"), reports, month, shows_median=shows)


def rolled_up(people: Iterable[Clinician], reports: Mapping[int, Report], month: Month, *, shows_median: bool) -> RollUp:
    """Return the sums of the reports of people in the order in which they come; no query."""
    there = (one for one in people if one.pk in reports or _is_there(one, month))
    rows = tuple(_row(clinician, reports.get(clinician.pk), shows_median=shows_median) for clinician in there)
    counted = [row.report for row in rows if row.report]
    return RollUp(
        rows=tuple(row for row in rows if not row.is_trainee),
        trainees=tuple(row for row in rows if row.is_trainee),
        sums=sums_of(counted),
        missing=sum(row.report is None for row in rows),
        shows_median=shows_median,
        divisions=_divisions(rows),
    )


def months_with_reports(user: User, people: QuerySet[Clinician], closed: list[Month]) -> set[Month]:
    """Return the closed months in which one of these people has a published report. One query."""
    indexes = [month.index for month in closed]
    published = ReportSnapshot.objects.visible_to(user).published().filter(clinician__in=people, month_index__in=indexes)
    return {Month.from_index(index) for index in published.values_list("month_index", flat=True).distinct()}


def people_of(user: User, organisation: Organisation, department: int | None, *, is_lead: bool) -> QuerySet[Clinician]:
    """Return whose totals a lead or an administrator sees: the own department's and its programmes' trainees, or the organisation's."""
    people = Clinician.objects.visible_to(user).filter(organisation=organisation)
    if not is_lead:
        return people
    trained_here = Q(is_trainee=True, training__programme__department=department)
    return people.filter(Q(department=department) | trained_here) if department is not None else people.none()


def _row(clinician: Clinician, report: Report | None, *, shows_median: bool) -> Row:
    return Row(clinician, report, of_median([report]) if report and shows_median else None)


def _divisions(rows: Iterable[Row]) -> tuple[DivisionPart, ...]:
    """The sums of each department by its name within those of its division, those of none last; nothing where there is one alone."""
    reports: dict[Department | None, list[Report]] = {}
    for row in rows:
        reports.setdefault(row.clinician.department, []).extend([row.report] if row.report else [])
    if len(reports) < 2:
        return ()
    found: dict[Division | None, list[Department | None]] = {}
    for department in sorted(reports, key=_by_name):
        found.setdefault(department.division if department else None, []).append(department)
    return tuple(
        DivisionPart(
            division, tuple(Part(one, sums_of(reports[one])) for one in own), sums_of(each for one in own for each in reports[one])
        )
        for division, own in sorted(found.items(), key=lambda one: _by_name(one[0]))
    )


def _by_name(unit: Department | Division | None) -> tuple[bool, str]:
    return unit is None, unit.name if unit else ""


def _is_there(clinician: Clinician, month: Month) -> bool:
    return clinician.started_on <= month.last_day and (clinician.ended_on is None or clinician.ended_on >= month.first_day)
