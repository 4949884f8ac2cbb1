"""/manage/months/ and /department/: closing a month, publishing its reports, and the roll-up that a lead reads."""

from collections.abc import Iterable
from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from benchmarks.department import months_with_reports, people_of, roll_up
from benchmarks.models import ReportSnapshot
from benchmarks.months import closing_of, month_rows
from benchmarks.queries import unsettled_of
from benchmarks.report_mail import plan_mails, send_again
from benchmarks.report_services import close_month, closed_months, queue_reports
from benchmarks.tasks import mail_report, publish_clinician_report
from rvuedge.accounts.models import Department, Division, Organisation
from rvuedge.accounts.permits import administrator_required, lead_or_administrator_required, organisation_of, viewer_required
from rvuedge.imports.clock import shared_now
from rvuedge.lib.months import Month
from rvuedge.web.queue import hand_over

MONTHS_AROUND = 6


@require_safe
@administrator_required
def months(request: HttpRequest) -> HttpResponse:
    """List the months that are over: closed or not, and how many reports are out."""
    viewer = viewer_required(request)
    organisation = organisation_of(viewer)
    this_month = Month.of(viewer.today())
    rows = month_rows(organisation, this_month)
    busy = [row for row in rows if row.making]
    shape = {"rows": rows, "busy": busy, "closing": closing_of(organisation, this_month, rows), "this_month": this_month}
    return render(request, "benchmarks/months.html", shape)


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
    link = request.build_absolute_uri(reverse("report", args=[wanted]))
    try:
        # Together: a report that is asked for and whose mail is not would be told of to nobody.
        with transaction.atomic():
            waiting = queue_reports(organisation=organisation_of(viewer), month=wanted, by=viewer.user)
            plan_mails(snapshots=waiting, link=link, at=shared_now())
            transaction.on_commit(lambda: _queue(waiting))
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("months")
    told = _("%(count)d reports of %(month)s are being made.") if waiting else _("Every report of %(month)s is out already.")
    messages.success(request, told % {"count": len(waiting), "month": wanted.name})
    return redirect("months")


@require_POST
@administrator_required
def mail_again(request: HttpRequest, month: str) -> HttpResponse:
    """Send again the mails of a month of which nobody can tell whether they went, and those that failed."""
    viewer, wanted = viewer_required(request), _month(month)
    numbers = send_again(organisation=organisation_of(viewer), month=wanted, by=viewer.user, at=shared_now())
    transaction.on_commit(lambda: all(hand_over(partial(mail_report.delay, number)) for number in numbers))
    told = ngettext("%(count)d mail about %(month)s goes again.", "%(count)d mails about %(month)s go again.", len(numbers))
    messages.success(request, told % {"count": len(numbers), "month": wanted.name})
    return redirect("months")


@require_safe
@lead_or_administrator_required
def department(request: HttpRequest) -> HttpResponse:
    """Show the totals of published reports of the own department (a lead) or of all (an administrator)."""
    viewer = viewer_required(request)
    organisation = organisation_of(viewer)
    place = viewer.membership.department_id if viewer.membership else None
    people = people_of(viewer.user, organisation, place, is_lead=viewer.is_lead)
    chosen = None if viewer.is_lead else _unit(request, organisation)
    if isinstance(chosen, Division):
        people = people.filter(department__division=chosen)
    elif chosen:
        people = people.filter(department=chosen)
    closed = closed_months(organisation)
    month = chosen_month(request.GET.get("month", ""), closed, months_with_reports(viewer.user, people, closed))
    rollup = roll_up(viewer.user, people, month, is_licensed=viewer.is_administrator) if month else None
    waiting = unsettled_of(viewer.user, organisation, month) if month else ()
    shape = {"month": month, "closed": months_around(closed, month), "rollup": rollup, "viewer": viewer, "asked": waiting, "chosen": chosen}
    kind = chosen._meta.model_name if chosen else ""
    return render(request, "benchmarks/department.html", shape | {"kind": kind})


def _unit(request: HttpRequest, organisation: Organisation) -> Department | Division | None:
    """The department or division that an administrator looks at alone; 404 where it is none of the organisation's."""
    units: type[Department] | type[Division] = Division if "division" in request.GET else Department
    asked = request.GET.get(units.__name__.lower(), "")
    found = units.objects.filter(organisation=organisation, pk=asked).first() if asked.isdecimal() and len(asked) < 16 else None
    if asked and found is None:
        raise Http404
    return found


def chosen_month(asked: str, closed: list[Month], published: set[Month]) -> Month | None:
    """Return the closed month that is asked for, else the newest with reports; 404 for one that is not closed."""
    if not asked:
        return next((one for one in closed if one in published), closed[0] if closed else None)
    month = _month(asked)
    if month not in closed:
        raise Http404
    return month


def months_around(closed: list[Month], month: Month | None) -> list[Month]:
    """The six closed months around the one that is shown, newest first."""
    place = closed.index(month) if month in closed else 0
    start = max(min(place - 2, len(closed) - MONTHS_AROUND), 0)
    return closed[start : start + MONTHS_AROUND]


def _queue(waiting: Iterable[ReportSnapshot]) -> None:
    """Queue the reports, up to the first that the queue does not take: the clock takes up what waits without a task."""
    all(hand_over(partial(publish_clinician_report.delay, str(one.pk))) for one in waiting)


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError:
        raise Http404 from None
