"""/manage/months/ and /department/: closing a month, publishing its reports, and the roll-up that a lead reads."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from benchmarks.department import roll_up
from benchmarks.models import ReportSnapshot, SnapshotState
from benchmarks.report_services import close_month, closed_months, due_clinicians, queue_reports
from benchmarks.tasks import publish_clinician_report
from rvuedge.accounts.models import Organisation
from rvuedge.accounts.permits import administrator_required, lead_or_administrator_required, organisation_of, viewer_required
from rvuedge.lib.months import Month
from tracking.models import Clinician

SHOWN = 14


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month of the checklist."""

    month: Month
    is_closed: bool
    published: int
    failed: int
    making: int
    due: int


@require_safe
@administrator_required
def months(request: HttpRequest) -> HttpResponse:
    """List the months that are over: closed or not, and how many reports are out."""
    viewer = viewer_required(request)
    organisation = organisation_of(viewer)
    rows = _rows(organisation, Month.of(viewer.today()))
    return render(request, "benchmarks/months.html", {"rows": rows, "is_busy": any(row.making for row in rows)})


@require_POST
@administrator_required
def close(request: HttpRequest, month: str) -> HttpResponse:
    """Close a month."""
    viewer = viewer_required(request)
    wanted = _month(month)
    try:
        close_month(organisation=organisation_of(viewer), month=wanted, today_month=Month.of(viewer.today()), by=viewer.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("%(month)s is closed. Its reports can be published.") % {"month": wanted.name})
    return redirect("months")


@require_POST
@administrator_required
def publish(request: HttpRequest, month: str) -> HttpResponse:
    """Publish the reports of a closed month that are not out yet, one task a clinician."""
    viewer = viewer_required(request)
    wanted = _month(month)
    try:
        waiting = queue_reports(organisation=organisation_of(viewer), month=wanted, by=viewer.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("months")
    for snapshot in waiting:
        _queue(snapshot)
    told = _("%(count)d reports of %(month)s are being made.") if waiting else _("Every report of %(month)s is out already.")
    messages.success(request, told % {"count": len(waiting), "month": wanted.name})
    return redirect("months")


@require_safe
@lead_or_administrator_required
def department(request: HttpRequest) -> HttpResponse:
    """Show the totals of published reports of the own department (a lead) or of all (an administrator)."""
    viewer = viewer_required(request)
    organisation = organisation_of(viewer)
    closed = closed_months(organisation)
    asked = request.GET.get("month", "")
    month = _month(asked) if asked else _newest_published(viewer.user.pk, organisation, closed)
    people = Clinician.objects.visible_to(viewer.user).filter(organisation=organisation)
    if viewer.is_lead and viewer.membership:
        people = people.filter(department=viewer.membership.department_id)
    shape = {"month": month, "closed": closed[:6], "rollup": roll_up(viewer.user, people, month) if month else None}
    return render(request, "benchmarks/department.html", shape)


def _newest_published(_user: int, organisation: Organisation, closed: list[Month]) -> Month | None:
    published = set(ReportSnapshot.objects.published().filter(clinician__organisation=organisation).values_list("month_index", flat=True))
    return next((month for month in closed if month.index in published), closed[0] if closed else None)


def _rows(organisation: Organisation, this_month: Month) -> list[MonthRow]:
    closed = set(closed_months(organisation))
    states: dict[int, list[str]] = {}
    found = ReportSnapshot.objects.filter(clinician__organisation=organisation, month_index__gte=this_month.index - SHOWN)
    for index, state in found.values_list("month_index", "state"):
        states.setdefault(index, []).append(state)
    rows = []
    for back in range(1, SHOWN):
        month = this_month.plus(-back)
        known = states.get(month.index, [])
        due = len(due_clinicians(organisation, month)) if month in closed else 0
        making = known.count(SnapshotState.MAKING) + known.count(SnapshotState.DUE)
        rows.append(MonthRow(month, month in closed, known.count(SnapshotState.PUBLISHED), known.count(SnapshotState.FAILED), making, due))
    return rows


def _queue(snapshot: ReportSnapshot) -> None:
    number = str(snapshot.pk)
    transaction.on_commit(lambda: publish_clinician_report.delay(number))


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError:
        raise Http404 from None
