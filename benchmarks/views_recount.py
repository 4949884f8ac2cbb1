"""Counting logged lines with a release that came later: first what it changes, then, if an administrator says so, the recount itself."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from benchmarks.report_services import closed_months
from benchmarks.tasks import recount_by_terms, recount_lines
from codes.models import Release
from rvuedge.accounts.audit import record
from rvuedge.accounts.permits import administrator_required, organisation_of, viewer_required
from rvuedge.web.free_text import reason_fault
from tracking.recount import days_of, recountable
from tracking.recount_terms import change_of_lines, change_of_terms, since_of


@require_safe
@administrator_required
def recount(request: HttpRequest, release_id: int) -> HttpResponse:
    """Show what counting the organisation's open months with a release would change; nothing is stored."""
    viewer = viewer_required(request)
    organisation, release = organisation_of(viewer), _release(release_id)
    lines = recountable(release, organisation, viewer.today(), closed_months(organisation))
    shape = {
        "release": release,
        "days": days_of(release, viewer.today()),
        "change": change_of_lines(organisation, lines).change,
        "is_running": request.GET.get("running") == "1",
    }
    return render(request, "benchmarks/recount.html", shape)


@require_POST
@administrator_required
def recount_confirm(request: HttpRequest, release_id: int) -> HttpResponse:
    """Count the lines anew, case by case, in the background; closed months stay as they are."""
    viewer = viewer_required(request)
    organisation, release, reason = organisation_of(viewer), _release(release_id), _reason(request)
    if fault := _fault(reason):
        messages.error(request, fault)
        return redirect("recount", release.pk)
    detail: dict[str, object] = {"reason": reason}
    record(action="lines.recount_asked", actor=viewer.user, organisation=organisation, subject=release.name, detail=detail)
    day = viewer.today().isoformat()
    transaction.on_commit(lambda: recount_lines.delay(release.pk, organisation.pk, viewer.user.pk, day, reason))
    messages.success(request, _("The recount runs. Each case keeps its former value as a version of its own."))
    return redirect(f"{request.path.removesuffix('confirm/')}?running=1")


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "").strip()[:200]


def _fault(reason: str) -> str:
    return reason_fault(reason, _("Say why the lines are counted anew: the reason stands with the former value of each case."))


def _release(release_id: int) -> Release:
    return get_object_or_404(Release.objects.active(), pk=release_id)


@require_safe
@administrator_required
def recount_terms(request: HttpRequest) -> HttpResponse:
    """Show what counting this year's open months under the policies and contracts of today would change; nothing is stored."""
    viewer = viewer_required(request)
    organisation = organisation_of(viewer)
    found = change_of_terms(organisation, since_of(viewer.today()), viewer.today(), closed_months(organisation))
    shape = {"found": found, "change": found.change, "since": since_of(viewer.today()), "is_running": request.GET.get("running") == "1"}
    return render(request, "benchmarks/recount_terms.html", shape)


@require_POST
@administrator_required
def recount_terms_confirm(request: HttpRequest) -> HttpResponse:
    """Count those cases anew in the background, with the reason that was given; closed months stay as they are."""
    viewer = viewer_required(request)
    organisation, reason = organisation_of(viewer), _reason(request)
    if fault := _fault(reason):
        messages.error(request, fault)
        return redirect("recount-policy")
    record(action="lines.recount_asked", actor=viewer.user, organisation=organisation, subject=reason)
    day = viewer.today().isoformat()
    transaction.on_commit(lambda: recount_by_terms.delay(organisation.pk, viewer.user.pk, day, reason))
    messages.success(request, _("The recount runs. Each case keeps its former value as a version of its own."))
    return redirect(f"{reverse('recount-policy')}?running=1")
