"""/manage/months/YYYY-MM/pay/: what plans pay beside the work, by the published reports of a closed month; for administrators."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from benchmarks.aligned_month import aligned_month
from benchmarks.report_services import is_closed
from rvuedge.accounts.permits import administrator_required, organisation_of, viewer_required
from rvuedge.lib.months import Month


@require_safe
@administrator_required
def pay_beside_work(request: HttpRequest, month: str) -> HttpResponse:
    """Show the percentile of pay beside that of work for everybody with a plan."""
    organisation = organisation_of(viewer_required(request))
    try:
        wanted = Month.parse(month)
    except ValueError:
        raise Http404 from None
    if not is_closed(organisation, wanted):
        raise Http404
    shape = {"month": wanted, "found": aligned_month(organisation, wanted)}
    return render(request, "benchmarks/pay_beside.html", shape)
