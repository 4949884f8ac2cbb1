"""Restating a closed month: first what it would change, then, with a reason, later versions of its reports beside the first ones."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from benchmarks.forms_queries import about_words
from benchmarks.models import ReportQuery
from benchmarks.queries import unsettled_of
from benchmarks.report_services import is_closed
from benchmarks.restatement import restatement_of
from benchmarks.services_restate import ask_restatement
from benchmarks.tasks import restate_month
from rvuedge.accounts.models import Organisation
from rvuedge.accounts.permits import administrator_required, organisation_of, viewer_required
from rvuedge.lib.months import Month
from rvuedge.web.free_text import reason_fault

LONGEST_REASON = 200


@require_safe
@administrator_required
def restate(request: HttpRequest, month: str) -> HttpResponse:
    """Show what counting a closed month by what holds now would change, and whose reports; nothing is stored."""
    viewer, wanted = viewer_required(request), _month(month)
    organisation = organisation_of(viewer)
    if not is_closed(organisation, wanted):
        raise Http404
    found = restatement_of(organisation, wanted)
    asked = unsettled_of(viewer.user, organisation, wanted)
    return render(request, "benchmarks/restate.html", {"found": found, "change": found.change.change, "month": wanted, "asked": asked})


@require_POST
@administrator_required
def restate_confirm(request: HttpRequest, month: str) -> HttpResponse:
    """Restate the month in the background, with the reason that was given."""
    viewer, wanted = viewer_required(request), _month(month)
    organisation, because = organisation_of(viewer), request.POST.get("reason", "").strip()[:LONGEST_REASON]
    if not is_closed(organisation, wanted):
        raise Http404
    query = _query(request, organisation, wanted)
    if query is not None and not because:
        because = _("A query: %(about)s") % {"about": about_words(query.about)}
    if fault := reason_fault(because, _("Say why the month is restated: the reason stands on each report.")):
        messages.error(request, fault)
        return redirect("month-restate", wanted)
    ask_restatement(organisation=organisation, month=wanted, because=because, by=viewer.user, query=query)
    number = str(query.pk) if query else None
    transaction.on_commit(lambda: restate_month.delay(organisation.pk, str(wanted), viewer.user.pk, because, number))
    messages.success(request, _("%s is being restated. The first reports stay beside the later ones.") % wanted.name)
    return redirect("months")


def _query(request: HttpRequest, organisation: Organisation, month: Month) -> ReportQuery | None:
    """The query of the month that is named as the reason; 404 for any other text."""
    named = request.POST.get("query", "")
    if not named:
        return None
    found = (one for one in unsettled_of(viewer_required(request).user, organisation, month) if str(one.pk) == named)
    query = next(found, None)
    if query is None:
        raise Http404
    return query


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError:
        raise Http404 from None
