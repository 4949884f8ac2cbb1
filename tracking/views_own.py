"""What a clinician arranges for the log: favourites with own labels, sets; and the cases deleted of late."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rvuedge.accounts.permits import viewer_required
from tracking.answers import own_log
from tracking.deleted import deleted_of
from tracking.forms_own import FavouritesForm, SetForm
from tracking.models import ProcedureSet
from tracking.services_deleted import KEPT_FOR
from tracking.services_sets import MOST_SETS, choose_favourites, keep_set, remove_set
from tracking.sheet import choices_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def favourites(request: HttpRequest) -> HttpResponse:
    """Choose the codes that stand one tap away, and what they are called; the sets stand beside them."""
    viewer = viewer_required(request)
    clinician = own_log(viewer)
    form = FavouritesForm(request.POST) if request.method == "POST" else FavouritesForm.of(clinician)
    if request.method == "POST" and form.is_valid():
        choose_favourites(clinician=clinician, lines=form.lines, labels=form.labels)
        return redirect("log")
    shown = {"choices": choices_of(viewer.user, clinician, viewer.today()), "form": form, "set_form": SetForm()}
    sets = ProcedureSet.objects.visible_to(viewer.user).filter(clinician=clinician)
    return render(request, "tracking/favourites.html", shown | {"sets": sets}, status=422 if form.is_bound and form.errors else 200)


@login_required
@require_POST
def set_keep(request: HttpRequest) -> HttpResponse:
    """Keep lines as a set."""
    viewer = viewer_required(request)
    clinician = own_log(viewer)
    form = SetForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(fault) for faults in form.errors.values() for fault in faults))
    elif keep_set(clinician=clinician, name=form.cleaned_data["name"], lines=form.lines) is None:
        messages.error(request, _("There are %s sets already. Remove one first.") % MOST_SETS)
    else:
        messages.success(request, _("The set '%s' stands one tap away on the log.") % form.cleaned_data["name"])
    return redirect("log-favourites")


@login_required
@require_POST
def set_remove(request: HttpRequest, set_id: int) -> HttpResponse:
    """Let go of a set."""
    viewer = viewer_required(request)
    remove_set(procedure_set=get_object_or_404(ProcedureSet.objects.visible_to(viewer.user), pk=set_id))
    return redirect("log-favourites")


@login_required
@require_safe
def deleted(request: HttpRequest) -> HttpResponse:
    """The cases that were deleted in the last thirty days, each with Restore."""
    viewer = viewer_required(request)
    clinician = own_log(viewer)
    now = timezone.now()
    return render(request, "tracking/deleted.html", {"cases": deleted_of(viewer.user, clinician, now), "kept_for": KEPT_FOR})
