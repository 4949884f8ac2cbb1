"""The log: look at a day, value a draft, save it as a case."""

from datetime import date
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from codes.descriptors import may_show_descriptors
from codes.own_codes import own_codes
from codes.search import search
from rvuedge.accounts.permits import viewer_required
from tracking.answers import after_write, draft_answer, log_of, own_log, sheet_page
from tracking.entry import CaseContent, read_entry
from tracking.forms import CaseForm
from tracking.meanings import meanings_of, unread_in
from tracking.models import Case
from tracking.services import CaseConflict, log_case, same_case_before
from tracking.sheet import repeated_case
from tracking.shown import stored
from tracking.toasts import Toast
from tracking.training_entry import keep_entry_facts
from tracking.views_logs import no_log

HITS = 8
# As long as a case of the calculator may be.
LONGEST_ADDED = 1_000
USED_ID = _("This case was saved before with other content, or deleted. Look at the day's list, then save it again as a new case.")


@login_required
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """The log of today, with the codes that a link brings along; somebody who keeps no log is told where to go."""
    viewer = viewer_required(request)
    clinician = log_of(viewer)
    if clinician is None:
        return no_log(request, viewer)
    lines = read_entry(request.GET.get("add", "")[:LONGEST_ADDED]).lines
    return sheet_page(request, viewer, clinician, viewer.today(), CaseContent(viewer.today(), "", lines) if lines else None)


@login_required
@require_safe
def log_again(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The log of today with a draft that repeats an own case; nothing is stored."""
    viewer = viewer_required(request)
    repeated = repeated_case(viewer.user, case_id)
    if repeated is None:
        raise Http404
    return sheet_page(request, viewer, own_log(viewer), viewer.today(), repeated)


@login_required
@require_safe
def log_day(request: HttpRequest, day: str) -> HttpResponse:
    """The log of one day, today or earlier."""
    viewer = viewer_required(request)
    clinician = own_log(viewer)
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    if on > viewer.today():
        raise Http404
    return sheet_page(request, viewer, clinician, on)


@login_required
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """What the typed text may mean, then the codes that answer it, as options of the list under the field."""
    viewer = viewer_required(request)
    today, user = viewer.today(), viewer.user
    hits = search(request.GET.get("q", "")[:100], HITS, today, own_codes(user, today))
    typed = request.GET.get("text", "")[:300]
    meant = meanings_of(typed, today, viewer.organisation)
    shown = {"hits": hits, "meant": meant, "unread": () if meant else unread_in(typed, today)}
    return render(request, "tracking/_hits.html", {**shown, "shows_official": may_show_descriptors(user)})


@login_required
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """The draft with the value of each line; nothing is stored."""
    viewer = viewer_required(request)
    clinician = own_log(viewer)
    form = CaseForm(request.POST, clinician=clinician, today=viewer.today())
    form.is_valid()
    return draft_answer(request, viewer, clinician, form)


@login_required
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Store the draft as a case."""
    viewer = viewer_required(request)
    clinician = own_log(viewer)
    form = CaseForm(request.POST, clinician=clinician, today=viewer.today())
    if not form.is_valid():
        return draft_answer(request, viewer, clinician, form, status=422)
    try:
        case = log_case(clinician=clinician, case_id=form.cleaned_data["case_id"], content=form.content, actor=viewer.user)
    except Case.DoesNotExist:
        raise Http404 from None
    except CaseConflict:
        form.add_error(None, USED_ID)
        return draft_answer(request, viewer, clinician, form, status=409)
    keep_entry_facts(case, request.POST, viewer.user)
    kind = "saved-again" if same_case_before(case) else "saved"
    toast = Toast(kind, " + ".join(stored(case).names), reverse("case-remove", args=[case.pk]))
    return after_write(request, viewer, clinician, case.date_of_service, toast)
