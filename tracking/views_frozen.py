"""/manage/policies/frozen/: a log of the last 12 months by the release of each date of service, and on one frozen release."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rvuedge.accounts.permits import administrator_required, organisation_of, viewer_required
from tracking.effect import MOST_LINES, last_year_of
from tracking.forms_policy import FrozenForm
from tracking.frozen_comparison import compare
from tracking.models import CaseLine, Clinician


@require_safe
@administrator_required
def frozen(request: HttpRequest) -> HttpResponse:
    """Show the total both ways and the lines that change most; nothing is stored."""
    viewer = viewer_required(request)
    organisation = organisation_of(viewer)
    form = FrozenForm(organisation, request.GET if "release" in request.GET else None)
    shape: dict[str, object] = {"form": form, "most_lines": MOST_LINES}
    if form.is_bound and form.is_valid():
        release, whose = form.cleaned_data["release"], form.cleaned_data["clinician"]
        logged = CaseLine.objects.visible_to(viewer.user).filter(clinician__organisation=organisation)
        lines = last_year_of(logged, viewer.today())
        people = Clinician.objects.filter(pk=whose.pk) if whose else Clinician.objects.filter(pk__in=lines.order_by().values("clinician"))
        found = compare(people.select_related("organisation").order_by("name"), lines, release)
        shape |= {"found": found, "effect": found.effect, "release": release, "whose": whose}
    return render(request, "tracking/frozen.html", shape, status=400 if form.errors else 200)
