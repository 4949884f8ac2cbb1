"""Several cases at once: a counted clinic day, a day logged again, and taking that back."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rvuedge.accounts.permits import viewer_required
from rvuedge.accounts.scope import Viewer
from tracking.answers import after_write, draft_answer, own_log
from tracking.content import again, content_of
from tracking.entry import CaseContent
from tracking.forms import MOST_VISITS, CountForm, date_fault
from tracking.models import Case, Clinician
from tracking.services import CaseConflict
from tracking.services_many import log_cases, remove_cases
from tracking.toasts import Toast


@login_required
@require_POST
def count(request: HttpRequest) -> HttpResponse:
    """Store a counted clinic day: a case for each visit."""
    viewer = viewer_required(request)
    clinician = own_log(viewer)
    form = CountForm(request.POST, clinician=clinician, today=viewer.today())
    if not form.is_valid():
        return draft_answer(request, viewer, clinician, form, status=422)
    return _logged(request, viewer, clinician, form.cleaned_data["case_id"], form.contents)


@login_required
@require_POST
def copy_day(request: HttpRequest) -> HttpResponse:
    """Log the cases of a day again today."""
    viewer = viewer_required(request)
    clinician = own_log(viewer)
    try:
        day, batch = date.fromisoformat(request.POST.get("day", "")), UUID(request.POST.get("case_id", ""))
    except ValueError:
        raise Http404 from None
    today = viewer.today()
    cases = Case.objects.own(viewer.user).kept().filter(clinician=clinician, date_of_service=day).prefetch_related("lines")
    copies = [CaseContent(today, one.place_of_service, again(content_of(one).lines)) for one in cases.order_by("created_at")[:MOST_VISITS]]
    if not copies:
        raise Http404
    if fault := date_fault(today, clinician, today):
        messages.error(request, fault)
        return redirect("log")
    return _logged(request, viewer, clinician, batch, copies)


@login_required
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take cases back that were logged at once."""
    viewer = viewer_required(request)
    clinician = own_log(viewer)
    try:
        wanted = {UUID(told) for told in request.POST.getlist("case")[:MOST_VISITS]}
    except ValueError:
        raise Http404 from None
    cases = list(Case.objects.own(viewer.user).kept().filter(clinician=clinician, pk__in=wanted).select_related("clinician__organisation"))
    remove_cases(cases=cases, actor=viewer.user, at=timezone.now())
    messages.info(request, _("The cases are deleted again. They can be restored for 30 days."))
    return redirect("deleted-cases")


def _logged(request: HttpRequest, viewer: Viewer, clinician: Clinician, batch: UUID, contents: Sequence[CaseContent]) -> HttpResponse:
    try:
        cases = log_cases(clinician=clinician, batch=batch, contents=contents, actor=viewer.user)
    except Case.DoesNotExist:
        raise Http404 from None
    except CaseConflict:
        messages.error(request, _("These cases were saved before, and changed or deleted since. Nothing was stored: look at the day."))
        return redirect("log-day", contents[0].date_of_service.isoformat())
    toast = Toast("saved-many", str(len(cases)), reverse("log-undo-many"), [["case", str(case.pk)] for case in cases])
    return after_write(request, viewer, clinician, contents[0].date_of_service, toast)
