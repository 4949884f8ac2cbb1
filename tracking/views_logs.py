"""Beginning a log: for whoever has a place in an organisation and keeps none there yet."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from rvuedge.accounts.permits import viewer_required
from rvuedge.accounts.scope import Viewer
from tracking.forms_logs import BeginForm
from tracking.services_logs import begin_log


@login_required
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Open the own log; twice is once."""
    viewer = viewer_required(request)
    if viewer.membership is None:
        raise Http404
    form = BeginForm(request.POST, today=viewer.today())
    if not form.is_valid():
        return no_log(request, viewer, form)
    begin_log(place=viewer.membership, **form.cleaned_data)
    return redirect("log")


def no_log(request: HttpRequest, viewer: Viewer, form: BeginForm | None = None) -> HttpResponse:
    """Tell somebody who keeps no log so, with the form that begins one."""
    shown = {"viewer": viewer, "form": form or BeginForm(today=viewer.today())}
    return render(request, "tracking/no_log.html", shown, status=422 if form else 200)
