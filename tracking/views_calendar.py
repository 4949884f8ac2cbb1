"""/log/calendar/: the days of a month with their credit, and the weekdays on which nothing was logged."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from rvuedge.accounts.permits import viewer_required
from rvuedge.lib.months import Month
from tracking.answers import log_of, own_log
from tracking.calendar_page import calendar_of


@login_required
@require_safe
def this_month(request: HttpRequest) -> HttpResponse:
    """The month that is."""
    viewer = viewer_required(request)
    if log_of(viewer) is None:
        return redirect("log")
    return redirect("calendar-month", str(Month.of(viewer.today())))


@login_required
@require_safe
def month(request: HttpRequest, month: str) -> HttpResponse:
    """One month, up to the one that is."""
    viewer = viewer_required(request)
    clinician, today = own_log(viewer), viewer.today()
    try:
        asked = Month.parse(month)
    except ValueError:
        raise Http404 from None
    if not Month.of(clinician.started_on).plus(-1) <= asked <= Month.of(today):
        raise Http404
    shape = {
        "shown": calendar_of(viewer.user, clinician, asked, today),
        "clinician": clinician,
        "today": today,
        "before": asked.plus(-1) if asked > Month.of(clinician.started_on) else None,
        "after": asked.plus(1) if asked < Month.of(today) else None,
    }
    return render(request, "tracking/calendar.html", shape)
