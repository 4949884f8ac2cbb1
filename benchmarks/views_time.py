"""/manage/people/NUMBER/time/ and /settings/clinical-time/: specialty, effort by date, leave and targets of somebody who keeps a log."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from benchmarks.clinical_time import KINDS, Kind, Sent, closed_within, form_of, sections_of, to_date
from rvuedge.accounts.models import Membership
from rvuedge.accounts.permits import administrator_required, organisation_of, viewer_required
from tracking.answers import log_of
from tracking.forms_effort import SpecialtyForm
from tracking.models import Clinician
from tracking.services_effort import Held, remove_held, set_specialty

MONTHS_NAMED = 3


@require_safe
@administrator_required
def clinical_time(request: HttpRequest, number: int) -> HttpResponse:
    """Show what holds for a member, with a form to change each; a member without a log is told so."""
    return _page(request, number)


@require_POST
@administrator_required
def specialty(request: HttpRequest, number: int) -> HttpResponse:
    """Say in which specialty the log is compared."""
    clinician, form = _log(request, number), SpecialtyForm(request.POST)
    if not form.is_valid():
        return _page(request, number, specialty_form=form, status=422)
    said = form.cleaned_data["specialty"]
    if set_specialty(clinician=clinician, specialty=said, by=viewer_required(request).user):
        told = _("The log of %(person)s is compared in %(specialty)s from now on. Published reports stay as they are.")
        messages.success(request, told % {"person": clinician.name, "specialty": said or _("no specialty")})
    return redirect("clinical-time", number)


@require_POST
@administrator_required
def add(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """Keep another effort, leave or target."""
    return _keep(request, number, KINDS[kind], _log(request, number), None)


@require_POST
@administrator_required
def change(request: HttpRequest, number: int, kind: str, row: int) -> HttpResponse:
    """Keep what is said now in place of an effort, a leave or a target."""
    clinician = _log(request, number)
    return _keep(request, number, KINDS[kind], clinician, _held(request, KINDS[kind], clinician, row))


@require_POST
@administrator_required
def remove(request: HttpRequest, number: int, kind: str, row: int) -> HttpResponse:
    """Take an effort, a leave or a target away."""
    clinician = _log(request, number)
    held = _held(request, KINDS[kind], clinician, row)
    closed = _closed_words(clinician, held)
    if remove_held(clinician=clinician, row=held, by=viewer_required(request).user):
        messages.success(request, " ".join([_("Removed."), *closed]))
    return redirect("clinical-time", number)


@require_safe
@login_required
def own_time(request: HttpRequest) -> HttpResponse:
    """Show somebody what holds for the own log; an administrator changes it."""
    viewer = viewer_required(request)
    clinician = log_of(viewer)
    shape: dict[str, object] = {"clinician": clinician}
    if clinician is not None:
        sections = sections_of(viewer.user, clinician, viewer.today(), may_change=False)
        shape |= {"sections": sections, "to_date": to_date(sections, organisation_of(viewer), viewer.today())}
    return render(request, "benchmarks/own_time.html", shape)


def _keep(request: HttpRequest, number: int, kind: Kind, clinician: Clinician, row: Held | None) -> HttpResponse:
    viewer = viewer_required(request)
    form = form_of(kind, row, viewer.today(), request.POST)
    sent = Sent(kind.name, row.pk if row else None, form)
    if not form.is_valid():
        return _page(request, number, sent=sent, status=422)
    before = (_held(request, kind, clinician, row.pk),) if row else ()
    try:
        kept = kind.keep(clinician=clinician, row=row, by=viewer.user, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, number, sent=sent, status=422)
    messages.success(request, " ".join([_("Saved."), *_closed_words(clinician, *before, kept)]))
    return redirect("clinical-time", number)


def _closed_words(clinician: Clinician, *rows: Held) -> list[str]:
    """Say what does not change: published reports of the closed months that the days reach into."""
    closed = closed_within(clinician, *rows)
    if not closed:
        return []
    named = ", ".join(month.name for month in closed[:MONTHS_NAMED])
    more = len(closed) - MONTHS_NAMED
    rest = " " + ngettext("and %(more)s earlier month", "and %(more)s earlier months", more) % {"more": more} if more > 0 else ""
    told = _("Closed months stay as they were published: %(months)s. The dashboard counts with the new entry.")
    return [told % {"months": named + rest}]


def _member(request: HttpRequest, number: int) -> Membership:
    viewer = viewer_required(request)
    members = Membership.objects.visible_to(viewer.user).filter(organisation=organisation_of(viewer))
    return get_object_or_404(members.select_related("user"), pk=number)


def _log_of_member(request: HttpRequest, member: Membership) -> Clinician | None:
    own = Clinician.objects.administered_by(viewer_required(request).user)
    kept = own.filter(user=member.user_id, organisation=member.organisation_id)
    return kept.select_related("organisation", "specialty").first()


def _log(request: HttpRequest, number: int) -> Clinician:
    clinician = _log_of_member(request, _member(request, number))
    if clinician is None:
        raise Http404
    return clinician


def _held(request: HttpRequest, kind: Kind, clinician: Clinician, row: int) -> Held:
    held: Held = get_object_or_404(kind.rows(viewer_required(request).user, clinician), pk=row)
    return held


def _page(
    request: HttpRequest, number: int, *, sent: Sent | None = None, specialty_form: SpecialtyForm | None = None, status: int = 200
) -> HttpResponse:
    viewer, member = viewer_required(request), _member(request, number)
    clinician = _log_of_member(request, member)
    shape: dict[str, object] = {"member": member, "clinician": clinician}
    if clinician is not None:
        sections = sections_of(viewer.user, clinician, viewer.today(), may_change=True, sent=sent)
        said = clinician.specialty.code if clinician.specialty else ""
        form = specialty_form or SpecialtyForm(initial={"specialty": said})
        so_far = to_date(sections, organisation_of(viewer), viewer.today())
        shape |= {"sections": sections, "to_date": so_far, "specialty_form": form}
    return render(request, "benchmarks/clinical_time.html", shape, status=status)
