"""/manage/months/YYYY-MM/pay/: what plans pay beside the work, by the published reports of a closed month; for administrators."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from benchmarks.aligned_month import aligned_month
from benchmarks.forms_alignment import PaidForm
from benchmarks.report_services import is_closed
from rvuedge.accounts.permits import administrator_required, organisation_of, viewer_required
from rvuedge.lib.months import Month


@require_safe
@administrator_required
def pay_beside_work(request: HttpRequest, month: str) -> HttpResponse:
    """Show the percentile of pay beside that of work for everybody who can be compared."""
    return _page(request, month)


@require_POST
@administrator_required
def paid_beside_work(request: HttpRequest, month: str, number: str) -> HttpResponse:
    """Show the same with what payroll says of one of them, which is kept nowhere."""
    form = PaidForm(int(number), request.POST)
    return _page(request, month, (int(number), form), 200 if form.is_valid() else 422)


def _page(request: HttpRequest, month: str, sent: tuple[int, PaidForm] | None = None, status: int = 200) -> HttpResponse:
    organisation = organisation_of(viewer_required(request))
    try:
        wanted = Month.parse(month)
    except ValueError:
        raise Http404 from None
    if not is_closed(organisation, wanted):
        raise Http404
    found = aligned_month(organisation, wanted, sent)
    if sent and all(row.number != sent[0] for row in found.rows):
        raise Http404
    return render(request, "benchmarks/pay_beside.html", {"month": wanted, "found": found}, status=status)
