"""/cases/ID/lines/POSITION/: one line of a case, with what is known beside its code."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rvuedge.accounts.permits import viewer_required
from tracking.content import content_of, with_line
from tracking.entry import stored_line
from tracking.forms_details import LineForm
from tracking.models import Case
from tracking.services import CaseConflict, amend_case
from tracking.shown import stored


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def case_line(request: HttpRequest, case_id: UUID, position: int) -> HttpResponse:
    """Show the details of an own line, and store them: the case is valued again."""
    viewer = viewer_required(request)
    own = Case.objects.own(viewer.user).kept().select_related("clinician__organisation").prefetch_related("lines__release")
    case = get_object_or_404(own, pk=case_id)
    line, name = next(((line, name) for line, name in stored(case).lines if line.position == position), (None, ""))
    if line is None:
        raise Http404
    entered = stored_line(line.code, line.modifiers, line.units, line.details)
    form = LineForm(line, entered, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            amend_case(case=case, content=with_line(content_of(case), position, form.line), actor=viewer.user)
        except CaseConflict:
            raise Http404 from None
        messages.success(request, _("The details of %s are kept, and the case is counted with them.") % line.code)
        return redirect("case", case.pk)
    shown = {"case": case, "line": line, "name": name, "form": form}
    return render(request, "tracking/line.html", shown, status=422 if form.is_bound else 200)
