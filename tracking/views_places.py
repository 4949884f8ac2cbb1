"""/manage/places/ and /log/places/: the places of an organisation, and where a clinician usually is on each weekday."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rvuedge.accounts.permits import administrator_required, organisation_of, viewer_required
from rvuedge.accounts.scope import Viewer
from tracking.answers import own_log
from tracking.forms_places import UsualPlacesForm, WorkPlaceForm
from tracking.models import Clinician, UsualPlace, WorkPlace
from tracking.places import NAMES
from tracking.services_places import add_place, close_place, keep_usual_places
from tracking.usual_place import localities_on


@require_safe
@administrator_required
def places(request: HttpRequest) -> HttpResponse:
    """The places of the organisation, with the form for another."""
    viewer = viewer_required(request)
    return _page(request, viewer, WorkPlaceForm(localities_on(viewer.today())))


@require_POST
@administrator_required
def place_new(request: HttpRequest) -> HttpResponse:
    """Make a place, or say anew what one of that name is."""
    viewer = viewer_required(request)
    form = WorkPlaceForm(localities_on(viewer.today()), request.POST)
    if not form.is_valid():
        return _page(request, viewer, form, status=422)
    made = add_place(organisation=organisation_of(viewer), by=viewer.user, **form.cleaned_data)
    messages.success(request, _("%s is offered as a place.") % made.name)
    return redirect("places")


@require_POST
@administrator_required
def place_close(request: HttpRequest, number: int) -> HttpResponse:
    """Offer a place no longer; cases keep their place of service."""
    viewer = viewer_required(request)
    own = WorkPlace.objects.administered_by(viewer.user).filter(organisation=organisation_of(viewer))
    found = get_object_or_404(own.select_related("organisation"), pk=number)
    close_place(place=found, by=viewer.user)
    messages.success(request, _("%s is offered no longer. Cases keep their place of service.") % found.name)
    return redirect("places")


@login_required
@require_safe
def usual_places(request: HttpRequest) -> HttpResponse:
    """Where one usually is on each weekday."""
    clinician = own_log(viewer_required(request))
    return _usual_page(request, _usual_form(clinician))


@login_required
@require_POST
def usual_places_keep(request: HttpRequest) -> HttpResponse:
    """Keep the places of the weekdays; they stand in the log from the next case on."""
    clinician = own_log(viewer_required(request))
    form = _usual_form(clinician, request)
    if not form.is_valid():
        return _usual_page(request, form, status=422)
    keep_usual_places(clinician=clinician, usual=form.usual)
    messages.success(request, _("Kept. The log begins with the place of the weekday."))
    return redirect("usual-places")


def _usual_form(clinician: Clinician, request: HttpRequest | None = None) -> UsualPlacesForm:
    own = WorkPlace.objects.open().visible_to(clinician.user).filter(organisation=clinician.organisation_id)
    kept = UsualPlace.objects.filter(clinician=clinician)
    return UsualPlacesForm(own, kept, *([request.POST] if request else []))


def _usual_page(request: HttpRequest, form: UsualPlacesForm, status: int = 200) -> HttpResponse:
    return render(request, "tracking/usual_places.html", {"form": form}, status=status)


def _page(request: HttpRequest, viewer: Viewer, form: WorkPlaceForm, status: int = 200) -> HttpResponse:
    own = WorkPlace.objects.administered_by(viewer.user).filter(organisation=organisation_of(viewer))
    names = dict(localities_on(viewer.today()))
    rows = [(place, NAMES.get(place.place_of_service, ""), names.get(place.locality, place.locality)) for place in own]
    return render(request, "tracking/places.html", {"rows": rows, "form": form}, status=status)
