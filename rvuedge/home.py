"""The front page, with a worked case that the engine values on the release in force."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from codes.texts import load_texts
from rvuedge.web.context import shell_of
from tracking.entry import EntryLine
from tracking.schedules import Schedules, for_case
from tracking.valuing import ValuedLine, value_lines
from tracking.wrvu.credit import total_credit
from tracking.wrvu.presets import CMS_PARALLEL
from tracking.wrvu.types import Outcome

OFFICE = "11"
EXAMPLE = (EntryLine("99214", (), 3), EntryLine("45385", (), 1), EntryLine("71046", ("26",), 1), EntryLine("D1553", (), 1))


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Say what the product is, in one screen."""
    viewer = shell_of(request).viewer
    schedules = _schedules(viewer.today() if viewer else timezone.now().date())
    valued = worked_case(schedules)
    shape = {
        "valued": valued,
        "release": schedules.release,
        "total": total_credit(one.item for one in valued),
        "fees": _known_fees(valued),
        "code_count": len(load_texts()),
    }
    return render(request, "home.html", shape)


def worked_case(schedules: Schedules) -> tuple[ValuedLine, ...]:
    """Return the example of the front page, valued on the schedules of a day."""
    return value_lines(EXAMPLE, OFFICE, schedules, CMS_PARALLEL)


def _schedules(on: date) -> Schedules:
    return for_case((line.code for line in EXAMPLE), on, None)


def _known_fees(valued: Iterable[ValuedLine]) -> Decimal | None:
    """The sum of the fees of what has no work RVU; None where one of them is not known."""
    fees = [one.fee_amount for one in valued if one.item.outcome != Outcome.CREDITED]
    known = [fee for fee in fees if fee is not None]
    return sum(known, Decimal(0)) if len(known) == len(fees) else None
