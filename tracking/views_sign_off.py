"""/training/sign-off/: the cases that wait for an attending: signed together, or given back with what to correct."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from rvuedge.accounts.permits import viewer_required
from rvuedge.accounts.scope import Viewer
from tracking.answers import log_of
from tracking.forms_training import ReturnForm, moment_of, seen_of
from tracking.models import Clinician, TrainedCase
from tracking.services_training import return_case, sign_cases
from tracking.training_cases import told_cases
from tracking.training_page import waiting_for

SIGNED_SHOWN = 8


def own_attending(viewer: Viewer) -> Clinician:
    """Return the viewer's log as one who may sign; for anybody else these pages do not exist."""
    clinician = log_of(viewer)
    if clinician is None or clinician.is_trainee:
        raise Http404
    return clinician


@login_required
@require_safe
def sign_off(request: HttpRequest) -> HttpResponse:
    """What waits for the own signature, the oldest first, and what was signed last."""
    viewer = viewer_required(request)
    own_attending(viewer)
    return _page(request, viewer)


@login_required
@require_POST
def sign(request: HttpRequest) -> HttpResponse:
    """Sign the chosen cases, each as it was seen."""
    viewer = viewer_required(request)
    own_attending(viewer)
    seen = seen_of(request.POST)
    if not seen:
        messages.error(request, _("Choose at least one case."))
        return _page(request, viewer, status=422)
    done = sign_cases(user=viewer.user, seen=seen, at=timezone.now())
    if done.signed:
        told = ngettext("%(count)s case is signed.", "%(count)s cases are signed.", done.signed)
        messages.success(request, told % {"count": done.signed})
    if done.changed:
        told = _("%(count)s were changed, deleted or given to somebody else in the meantime. Look at those that still wait.")
        messages.warning(request, told % {"count": done.changed})
    return redirect("sign-off")


@login_required
@require_POST
def give_back(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Give one case back with what to correct; a signature that was given is taken back with it."""
    viewer = viewer_required(request)
    own_attending(viewer)
    if not TrainedCase.objects.kept().signed_by(viewer.user).filter(case=case_id).exists():
        raise Http404
    form, seen = ReturnForm(request.POST), moment_of(request.POST.get("seen", ""))
    if not form.is_valid() or seen is None:
        messages.error(request, _("Choose what to correct, then give the case back."))
        return _page(request, viewer, status=422)
    reason = form.cleaned_data["reason"]
    if return_case(user=viewer.user, case_id=case_id, seen=seen, reason=reason, at=timezone.now()):
        messages.success(request, _("The case went back to the trainee."))
    else:
        messages.warning(request, _("The case was changed in the meantime. Look at it again."))
    return redirect("sign-off")


def _page(request: HttpRequest, viewer: Viewer, status: int = 200) -> HttpResponse:
    signed = (
        TrainedCase.objects.kept()
        .signed()
        .signed_by(viewer.user)
        .select_related("case__clinician")
        .order_by("-signed_at", "-case__date_of_service")
    )
    shape = {"waiting": waiting_for(viewer.user), "signed": told_cases(signed[:SIGNED_SHOWN]), "form": ReturnForm()}
    return render(request, "training/sign_off.html", shape, status=status)
