"""The front page, with a worked case that the engine values on the release in force."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from codes.texts import load_texts
from rvuedge.accounts.scope import viewer_of
from tracking.entry import EntryLine
from tracking.schedules import for_case
from tracking.valuing import ValuedLine, value_lines
from tracking.wrvu.credit import total_credit
from tracking.wrvu.presets import RAW

EXAMPLE = (EntryLine("99214", (), 1), EntryLine("45385", (), 1), EntryLine("D1553", (), 1))


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Say what the product is, in one screen."""
    viewer = viewer_of(request.user)
    valued = worked_case(viewer.today() if viewer else timezone.now().date())
    shape = {"valued": valued, "total": total_credit(one.item for one in valued), "code_count": len(load_texts())}
    return render(request, "home.html", shape)


def worked_case(on: date) -> tuple[ValuedLine, ...]:
    """Return the example of the front page, valued on the release that holds on a day."""
    return value_lines(EXAMPLE, "24", for_case((line.code for line in EXAMPLE), on, None), RAW)
