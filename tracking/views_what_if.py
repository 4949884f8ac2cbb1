"""/cases/ID/what-if/: the same case under another policy, another release or other modifiers, worked out by the engine, not stored."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from rvuedge.accounts.permits import viewer_required
from tracking.answers import wants_fragment
from tracking.content import content_of
from tracking.forms_what_if import WhatIfForm
from tracking.models import Case
from tracking.shown import stored
from tracking.what_if import what_if as worked_out


@login_required
@require_safe
def what_if(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show both totals and the steps that differ; whoever may see the case may ask."""
    viewer = viewer_required(request)
    seen = Case.objects.visible_to(viewer.user).select_related("clinician__organisation")
    case = get_object_or_404(seen.prefetch_related("lines__release", "lines__ranked_on"), pk=case_id)
    if case.deleted_at and case.clinician.user_id != viewer.user.pk:
        raise Http404
    form = WhatIfForm(case, content_of(case).lines, request.GET)
    shape: dict[str, object] = {"case": case, "what_if_form": form}
    is_valid = form.is_valid()
    if is_valid:
        shape["found"] = worked_out(case, form.asked)
    if wants_fragment(request):
        return render(request, "tracking/_what_if_found.html", shape)
    return render(request, "tracking/what_if.html", shape | {"shown": stored(case)}, status=200 if is_valid else 400)
