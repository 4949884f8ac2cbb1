"""/manage/benchmarks/calendar/: the days on which an organisation is open, for its administrators."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from benchmarks.calendar_page import calendar_page
from benchmarks.forms_calendar import CLOSED, OPEN, CalendarForm
from benchmarks.models import CalendarDay
from benchmarks.services_calendar import keep_day, remove_day
from rvuedge.accounts.permits import administrator_required, organisation_of, viewer_required
from tracking.forms_effort import EARLIEST

YEARS_AHEAD = 5


@require_safe
@administrator_required
def calendar(request: HttpRequest) -> HttpResponse:
    """Show the days of a year, with a form that starts with what holds on a day where one is asked for."""
    viewer, asked = viewer_required(request), _asked_day(request)
    shown = calendar_page(viewer.user, organisation_of(viewer), asked.year) if asked else None
    named = next((one for one in shown.days if one.day == asked), None) if shown else None
    initial: dict[str, object] = {"day": asked}
    if named is not None:
        is_yearly = bool(named.said and named.said.is_yearly)
        initial |= {"state": OPEN if named.is_open else CLOSED, "is_yearly": is_yearly, "name": named.said.name if named.said else ""}
    return _page(request, CalendarForm(initial=initial, today=viewer.today()))


@require_POST
@administrator_required
def save(request: HttpRequest) -> HttpResponse:
    """Keep that the organisation is open or closed on a day."""
    viewer = viewer_required(request)
    form = CalendarForm(request.POST, today=viewer.today())
    if not form.is_valid():
        return _page(request, form, status=422)
    said = form.cleaned_data
    facts = {"day": said["day"], "is_open": said["state"] == OPEN, "is_yearly": said["is_yearly"], "name": said["name"]}
    try:
        keep_day(organisation=organisation_of(viewer), by=viewer.user, **facts)
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, form, status=422)
    messages.success(request, _("Saved. The dashboards and the checklist of months follow it; published reports stay as they are."))
    return redirect(f"{reverse('working-calendar')}?year={said['day'].year}")


@require_POST
@administrator_required
def remove(request: HttpRequest, row: int) -> HttpResponse:
    """Take away what was said of a day."""
    viewer = viewer_required(request)
    own = CalendarDay.objects.visible_to(viewer.user).filter(organisation=organisation_of(viewer))
    found = get_object_or_404(own.select_related("organisation"), pk=row)
    remove_day(day=found, by=viewer.user)
    messages.success(request, _("Removed. The usual calendar holds on this day again."))
    return redirect(f"{reverse('working-calendar')}?year={found.day.year}")


def _asked_day(request: HttpRequest) -> date | None:
    try:
        day = parse_date(request.GET.get("day", ""))
    except ValueError:
        return None
    return day if day is not None and _is_shown(day.year, viewer_required(request).today().year) else None


def _is_shown(year: int, this_year: int) -> bool:
    return EARLIEST.year <= year <= this_year + YEARS_AHEAD


def _page(request: HttpRequest, form: CalendarForm, status: int = 200) -> HttpResponse:
    viewer, day = viewer_required(request), _asked_day(request)
    this_year, text = viewer.today().year, request.GET.get("year", "")
    asked = int(text) if text.isascii() and text.isdigit() and len(text) == len(str(this_year)) else this_year
    year = day.year if day else asked if _is_shown(asked, this_year) else this_year
    shown = calendar_page(viewer.user, organisation_of(viewer), year)
    before, after = (one if _is_shown(one, this_year) else None for one in (year - 1, year + 1))
    return render(request, "benchmarks/calendar.html", {"page": shown, "form": form, "before": before, "after": after}, status=status)
