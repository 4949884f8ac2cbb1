"""/manage/people/divisions/: which departments are summed together, and who reads their sums."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from rvuedge.accounts.confirming import confirmed
from rvuedge.accounts.forms_divisions import DivisionForm, DivisionNameForm
from rvuedge.accounts.models import Division, Membership, Role
from rvuedge.accounts.permits import administrator_required, organisation_of, viewer_required
from rvuedge.accounts.services_divisions import add_division, change_division, end_division

_confirmed = confirmed(gettext_lazy("You change what others may do here."))


@require_safe
@administrator_required
def divisions(request: HttpRequest) -> HttpResponse:
    """List the divisions with their departments and leads, each to be changed."""
    return _page(request, DivisionNameForm())


@require_POST
@administrator_required
def new_division(request: HttpRequest) -> HttpResponse:
    """Add a division."""
    viewer, form = viewer_required(request), DivisionNameForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=400)
    add_division(organisation=organisation_of(viewer), name=form.cleaned_data["name"], by=viewer.user)
    messages.success(request, _("The division is added. Choose its departments."))
    return redirect("divisions")


@require_POST
@administrator_required
@_confirmed
def save_division(request: HttpRequest, number: int) -> HttpResponse:
    """Say what belongs to a division."""
    division = _division(request, number)
    form = DivisionForm(division, request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the division a name, and choose its departments and leads from the lists."))
        return redirect("divisions")
    try:
        change_division(division=division, by=viewer_required(request).user, **form.cleaned_data)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("Saved."))
    return redirect("divisions")


@require_POST
@administrator_required
@_confirmed
def remove_division(request: HttpRequest, number: int) -> HttpResponse:
    """Take a division away."""
    division = _division(request, number)
    end_division(division=division, by=viewer_required(request).user)
    messages.success(request, _("%(division)s is gone; its departments stay.") % {"division": division.name})
    return redirect("divisions")


def _division(request: HttpRequest, number: int) -> Division:
    viewer = viewer_required(request)
    own = Division.objects.visible_to(viewer.user).filter(organisation=organisation_of(viewer))
    return get_object_or_404(own.select_related("organisation"), pk=number)


def _page(request: HttpRequest, form: DivisionNameForm, status: int = 200) -> HttpResponse:
    viewer = viewer_required(request)
    organisation = organisation_of(viewer)
    departments = list(organisation.departments.visible_to(viewer.user).select_related("division"))
    leads = Membership.objects.filter(organisation=organisation, role=Role.LEAD, active=True).select_related("user").order_by("user__name")
    rows = []
    for division in organisation.divisions.visible_to(viewer.user):
        own = [one for one in departments if one.division_id == division.pk]
        chiefs = [one for one in leads if one.leads_id == division.pk]
        said = {"name": division.name, "departments": [one.pk for one in own], "leads": [one.pk for one in chiefs]}
        change = DivisionForm(division, initial=said, auto_id=f"d{division.pk}_%s")
        change.offer(departments, leads)
        rows.append((division, own, chiefs, change))
    return render(request, "accounts/divisions.html", {"rows": rows, "form": form, "departments": departments}, status=status)
