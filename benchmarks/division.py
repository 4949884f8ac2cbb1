"""The roll-up of a division: sums of published reports by department, for who leads it; no name and no case."""

from dataclasses import dataclass

from django.db.models import QuerySet

from benchmarks.models import ReportSnapshot
from benchmarks.report.codec import from_json
from benchmarks.report.divided import Divided, Group, divided
from benchmarks.report.points import ALL_POINTS
from benchmarks.report.report import Report
from rvuedge.accounts.models import Division
from rvuedge.lib.months import Month


@dataclass(frozen=True, slots=True)
class DivisionRollUp:
    """The sums of a month, and whether they may tell the median."""

    found: Divided
    shows_median: bool


def division_roll_up(division: Division, own: int | None, month: Month) -> DivisionRollUp:
    """Return the sums of a division's departments, the own one among them by its number. Two queries."""
    rows = _published(division).filter(month_index=month.index).order_by("version")
    newest = {who: (department, payload) for who, department, payload in rows.values_list("clinician", "clinician__department", "payload")}
    reports: dict[int, list[Report]] = {}
    for department, payload in newest.values():
        reports.setdefault(department, []).append(from_json(payload))
    groups = [Group(one.name, tuple(reports.get(one.pk, ())), one.pk == own) for one in division.departments.all()]
    views = {report.source.view for of_one in reports.values() for report in of_one if report.source}
    return DivisionRollUp(divided(groups), views <= {ALL_POINTS})


def months_of_division(division: Division, closed: list[Month]) -> set[Month]:
    """Return the closed months in which somebody of the division has a published report. One query."""
    published = _published(division).filter(month_index__in=[month.index for month in closed])
    return {Month.from_index(index) for index in published.values_list("month_index", flat=True).distinct()}


def _published(division: Division) -> "QuerySet[ReportSnapshot]":
    return ReportSnapshot.objects.published().of_division(division)
