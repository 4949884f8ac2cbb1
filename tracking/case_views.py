"""One case: understand it, correct it, delete it, take that back."""

from dataclasses import replace
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from rvuedge.accounts.permits import viewer_required
from tracking.advice import advice_on
from tracking.answers import after_write, draft_of_form
from tracking.content import content_of, with_details
from tracking.entry import CaseContent, write_entry
from tracking.estimates import estimate_of
from tracking.forms import CaseForm
from tracking.forms_own import SetForm
from tracking.forms_what_if import WhatIfForm
from tracking.history import history_of
from tracking.models import Case
from tracking.places import NAMES
from tracking.services import remove_case, restore_case
from tracking.services_entries import CaseChanged, amend_as_seen, version_of
from tracking.sheet import draft_of
from tracking.shown import stored
from tracking.toasts import Toast, keep_toast, take_toast
from tracking.usual_place import work_place_of
from tracking.wrvu.details import write_details

CHANGED = _("This case was changed on another device in the meantime: %s. Save again to replace that, or leave the page to keep it.")

DELETED = _("This case was deleted in the meantime. Restore it on its page, then save again; what you typed stays here until then.")


def _own_case(request: HttpRequest, case_id: UUID) -> Case:
    """Return a case that the person may change: an own one; for anybody else it does not exist."""
    own = Case.objects.own(viewer_required(request).user).select_related("clinician__organisation", "clinician__user")
    return get_object_or_404(own.prefetch_related("lines"), pk=case_id)


@login_required
@require_safe
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """A case with how each line was counted; whoever may see the log may look, the owner may change."""
    viewer = viewer_required(request)
    seen = (
        Case.objects.visible_to(viewer.user)
        .select_related("clinician__organisation", "attending", "trained")
        .prefetch_related("lines__release")
    )
    found = get_object_or_404(seen, pk=case_id)
    may_change = found.clinician.user_id == viewer.user.pk
    if found.deleted_at and not may_change:
        raise Http404
    content, told = content_of(found), stored(found)
    work_place = work_place_of(found)
    place, advice = NAMES.get(found.place_of_service, ""), advice_on(content.lines, found.date_of_service)
    shown = {
        "shown": told,
        "may_change": may_change,
        "place": place,
        "advice": advice,
        "toast": take_toast(request),
        "what_if_form": WhatIfForm(found, content.lines),
        "history": history_of(found),
        "former": found.former_valuations.select_related("replaced_by"),
        "set_form": SetForm(initial={"codes": told.text}, auto_id="set_%s"),
        "told": getattr(found, "trained", None),
        "work_place": work_place,
        "estimate": estimate_of(found, work_place.locality if work_place else ""),
    }
    return render(request, "tracking/case.html", shown)


@login_required
@require_safe
def case_edit(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The form that corrects a case."""
    found = _own_case(request, case_id)
    if found.deleted_at:
        raise Http404
    draft = draft_of(found.clinician, content_of(found), found.pk)
    return render(request, "tracking/edit.html", {"case": found, "draft": draft, "seen": version_of(found)})


@login_required
@require_POST
def case_amend(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Store a corrected case."""
    viewer = viewer_required(request)
    found = _own_case(request, case_id)
    form = CaseForm(request.POST, clinician=found.clinician, today=viewer.today())
    if not form.is_valid():
        return _not_amended(request, found, form, request.POST.get("seen", ""), 422)
    before = content_of(found)
    told = request.POST.getlist("entry_details")
    content = replace(form.content, lines=with_details(form.content.lines, before, told, tells_minutes="minutes" in request.POST))
    try:
        amend_as_seen(case=found, content=content, seen=request.POST.get("seen", "")[:40], actor=viewer.user)
    except CaseChanged as changed:
        form.add_error(None, DELETED if changed.case.deleted_at else CHANGED % write_entry(content_of(changed.case).lines))
        return _not_amended(request, found, form, version_of(changed.case), 409)
    if before != content:
        keep_toast(request, Toast("amended", "", reverse("case-amend", args=[found.pk]), _fields(found, before)))
    return redirect("case", found.pk)


@login_required
@require_POST
def case_remove(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Delete a case; it can be restored."""
    viewer = viewer_required(request)
    found = _own_case(request, case_id)
    remove_case(case=found, actor=viewer.user, at=timezone.now())
    toast = Toast("removed", " + ".join(stored(found).names), reverse("case-restore", args=[found.pk]))
    return after_write(request, viewer, found.clinician, found.date_of_service, toast)


@login_required
@require_POST
def case_restore(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Take a deletion back."""
    viewer = viewer_required(request)
    found = _own_case(request, case_id)
    restore_case(case=found, actor=viewer.user)
    toast = Toast("restored", " + ".join(stored(found).names), reverse("case-remove", args=[found.pk]))
    return after_write(request, viewer, found.clinician, found.date_of_service, toast)


def _not_amended(request: HttpRequest, case: Case, form: CaseForm, seen: str, status: int) -> HttpResponse:
    faults = [str(fault) for errors in form.errors.values() for fault in errors]
    shown = {"case": case, "draft": draft_of_form(case.clinician, form), "faults": faults, "seen": seen}
    return render(request, "tracking/edit.html", shown, status=status)


def _fields(case: Case, content: CaseContent) -> list[list[str]]:
    """Return the form fields that put a case back to what it said."""
    head = [
        ["case_id", str(case.pk)],
        ["date_of_service", content.date_of_service.isoformat()],
        ["place_of_service", content.place_of_service],
    ]
    lines = [["entry_line", line.text] for line in content.lines]
    details = [["entry_details", write_details(line.facts)] for line in content.lines] if any(line.facts for line in content.lines) else []
    return [*head, *lines, *details]
