"""/department/division/: the sums that the lead of a division reads, department by department."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from benchmarks.division import division_roll_up, months_of_division
from benchmarks.report_services import closed_months
from benchmarks.views_months import chosen_month, months_around
from rvuedge.accounts.permits import lead_or_administrator_required, organisation_of, viewer_required


@require_safe
@lead_or_administrator_required
def division(request: HttpRequest) -> HttpResponse:
    """Show the sums of the division that the lead leads; nobody else has one."""
    viewer = viewer_required(request)
    own, closed = viewer.division, closed_months(organisation_of(viewer))
    if own is None or viewer.membership is None:
        raise Http404
    month = chosen_month(request.GET.get("month", ""), closed, months_of_division(own, closed))
    rollup = division_roll_up(own, viewer.membership.department_id, month) if month else None
    shape = {"division": own, "month": month, "closed": months_around(closed, month), "rollup": rollup}
    return render(request, "benchmarks/division.html", shape)
