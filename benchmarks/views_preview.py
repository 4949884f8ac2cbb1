"""/manage/months/YYYY-MM/preview/: the reports of a month and the roll-up as they would be published; nothing is stored or mailed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from benchmarks.preview import MOST_REPORTS, preview_of, previewed
from benchmarks.shown import REPORT_WIDE, shape_of
from rvuedge.accounts.permits import administrator_required, organisation_of, viewer_required
from rvuedge.lib.months import Month
from tracking.models import Clinician


@require_safe
@administrator_required
def preview(request: HttpRequest, month: str) -> HttpResponse:
    """Show the roll-up of the organisation, or of one of its departments, before it is published."""
    viewer, wanted = viewer_required(request), _over(request, month)
    organisation = organisation_of(viewer)
    departments = list(organisation.departments.visible_to(viewer.user))
    asked = request.GET.get("department", "")
    department = next((one for one in departments if str(one.pk) == asked), None)
    if asked and department is None:
        raise Http404
    people = Clinician.objects.visible_to(viewer.user).filter(organisation=organisation)
    shown = preview_of(people.filter(department=department) if department else people, wanted)
    shape = {
        "found": shown,
        "rollup": shown.rollup,
        "month": wanted,
        "before": wanted.plus(-1),
        "departments": departments,
        "department": department,
        "most": MOST_REPORTS,
    }
    return render(request, "benchmarks/preview.html", shape)


@require_safe
@administrator_required
def preview_report(request: HttpRequest, month: str, number: int) -> HttpResponse:
    """Show the exact report of one clinician before it is published; one that is out is read as it was published."""
    viewer, wanted = viewer_required(request), _over(request, month)
    row = previewed(organisation_of(viewer), wanted, number)
    if row is None or row.report is None:
        raise Http404
    if row.is_published:
        return redirect(f"{reverse('report', args=[wanted])}?clinician={number}")
    shape = shape_of(row.report, is_own=False, wide=REPORT_WIDE)
    return render(request, "benchmarks/preview_report.html", shape | {"row": row, "before": wanted.plus(-1)})


def _over(request: HttpRequest, text: str) -> Month:
    """The month, which must be over; 404 for any other."""
    try:
        month = Month.parse(text)
    except ValueError:
        raise Http404 from None
    if month >= Month.of(viewer_required(request).today()):
        raise Http404
    return month
