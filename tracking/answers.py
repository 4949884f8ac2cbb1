"""How the log answers: a whole page, the same parts as a fragment, or a redirect after a plain form."""

from datetime import date

from django.contrib.messages import get_messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from codes.search import search
from rvuedge.accounts.scope import Viewer
from rvuedge.web.edition import edition
from rvuedge.web.statements import Question
from tracking.content import content_of, with_details
from tracking.entry import CaseContent
from tracking.forms import DayForm
from tracking.models import Case, Clinician
from tracking.places import OFFICE
from tracking.sheet import TAPS, draft_of, sheet_of
from tracking.shown import Draft
from tracking.toasts import Toast, keep_toast, take_toast
from tracking.training_entry import entry_facts

_LOG = Question(
    lambda user, place: Clinician.objects.own(user).filter(organisation=place).select_related("specialty").order_by("name")[:1],
    takes=2,
)
# A service worker asks for a page to keep: it takes no message away from the page that a person sees.
FOR_DEVICE = "X-For-Device"


def log_of(viewer: Viewer) -> Clinician | None:
    """Return the log that a person keeps in the organisation of this request."""
    clinician = _LOG.row(viewer.user.pk, viewer.organisation.pk) if viewer.organisation else None
    if clinician and viewer.organisation:
        clinician.organisation = viewer.organisation
    return clinician


def own_log(viewer: Viewer) -> Clinician:
    """Return the person's own log; 404 without one."""
    clinician = log_of(viewer)
    if clinician is None:
        raise Http404
    return clinician


def wants_fragment(request: HttpRequest) -> bool:
    """Return whether a script asks for the changed parts only."""
    return request.headers.get("HX-Request") == "true"


def sheet_page(request: HttpRequest, viewer: Viewer, clinician: Clinician, day: date, brought: CaseContent | None = None) -> HttpResponse:
    """Return the log page of a day with what waits to be told, marked with its owner and edition for the device that keeps it."""
    sheet = sheet_of(viewer.user, clinician, day, viewer.today(), brought)
    shown: dict[str, object] = {"sheet": sheet, "draft": sheet.draft, "brings": brought is not None}
    shown["facts"] = entry_facts(clinician)
    if wants_fragment(request):
        return render(request, "tracking/_day.html", shown)
    if FOR_DEVICE in request.headers:
        page = render(request, "tracking/log.html", shown | {"messages": []})
    else:
        told = get_messages(request)
        is_told = len(told) > 0
        toast = take_toast(request)
        page = render(request, "tracking/log.html", shown | {"toast": toast, "messages": told})
        if toast or is_told:
            page["X-Told"] = "once"
    page["X-Log-Owner"], page["X-Edition"] = str(viewer.user.pk), edition()
    return page


def draft_answer(request: HttpRequest, viewer: Viewer, clinician: Clinician, form: DayForm, status: int = 200) -> HttpResponse:
    """Return the draft of a form with its faults: the fragment for a script, else the page around it."""
    draft = draft_of_form(clinician, form)
    words = " ".join(form.entry.words)
    shown: dict[str, object] = {"draft": draft, "form": form, "faults": _faults(form, status), "words": words}
    if wants_fragment(request):
        return render(request, "tracking/_draft.html", shown, status=status)
    sheet = sheet_of(viewer.user, clinician, draft.date_of_service, viewer.today())
    hits = [] if form.questions else search(words, TAPS)
    beside = {"sheet": sheet, "hits": hits, "facts": entry_facts(clinician, request.POST)}
    return render(request, "tracking/log.html", {**beside, **shown}, status=status)


def draft_of_form(clinician: Clinician, form: DayForm) -> Draft:
    """Return the draft that a form holds, also where parts of it are wrong."""
    place, case_id = form.cleaned_data.get("place_of_service") or OFFICE, form.cleaned_data.get("case_id")
    lines = form.entry.lines
    if form.data.get("amends") and case_id:
        stored = Case.objects.kept().filter(pk=case_id, clinician=clinician).prefetch_related("lines").first()
        lines = with_details(lines, content_of(stored), tells_minutes="minutes" in form.data) if stored else lines
    return draft_of(clinician, CaseContent(form.day, place, lines), case_id)


def after_write(request: HttpRequest, viewer: Viewer, clinician: Clinician, day: date, toast: Toast) -> HttpResponse:
    """Answer a write with the log of its day and the toast: parts for a script, else a redirect."""
    if wants_fragment(request):
        sheet = sheet_of(viewer.user, clinician, day, viewer.today())
        return render(request, "tracking/_after.html", {"sheet": sheet, "draft": sheet.draft, "toast": toast})
    keep_toast(request, toast)
    return redirect(reverse("log") if day == viewer.today() else reverse("log-day", args=[day.isoformat()]))


def _faults(form: DayForm, status: int) -> list[str]:
    """Return the faults to show; a draft that was not sent yet is not told that it is empty or that words remain."""
    faults = [str(fault) for errors in form.errors.values() for fault in errors]
    return faults if status != 200 else [fault for fault in faults if fault not in form.unfinished]
