"""/manage/months/YYYY-MM/: a month as one checklist, from the days nobody logged to its reports; and its true-up list."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from benchmarks.month_checklist import checklist_of
from benchmarks.months import row_of
from benchmarks.queries import month_queries
from benchmarks.report_services import is_closed, note_true_up
from benchmarks.true_up import true_up_csv
from rvuedge.accounts.confirming import confirmed
from rvuedge.accounts.permits import administrator_required, organisation_of, viewer_required
from rvuedge.lib.months import Month


@require_safe
@administrator_required
def month_page(request: HttpRequest, month: str) -> HttpResponse:
    """Show everything that a month waits for, and its steps; the current month can be looked at before it ends."""
    viewer, wanted = viewer_required(request), _month(month)
    organisation, this_month = organisation_of(viewer), Month.of(viewer.today())
    row = row_of(organisation, wanted, this_month)
    if row is None and wanted != this_month:
        raise Http404
    asked = month_queries(viewer.user, organisation, wanted, viewer.today())
    shape = {"row": row, "month": wanted, "found": checklist_of(organisation, wanted, viewer.today()), "asked": asked}
    return render(request, "benchmarks/month.html", shape)


@require_safe
@administrator_required
@confirmed(gettext_lazy("The file says what your clinicians are paid."), is_file=True)
def true_up(request: HttpRequest, month: str) -> HttpResponse:
    """Send what the published reports of a closed month would settle, as csv."""
    viewer, wanted = viewer_required(request), _month(month)
    organisation = organisation_of(viewer)
    if not is_closed(organisation, wanted):
        raise Http404
    note_true_up(organisation=organisation, month=wanted, by=viewer.user)
    answer = HttpResponse(true_up_csv(organisation, wanted).encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="true-up-{wanted}.csv"'
    return answer


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError:
        raise Http404 from None
