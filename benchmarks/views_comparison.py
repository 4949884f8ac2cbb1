"""How an organisation compares, and the specialties of a clinician by date: pages for its administrators."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from benchmarks.forms_comparison import ComparisonForm, SharesForm, said_of_policy, said_of_shares
from benchmarks.models import ComparisonPolicy, Cut, SpecialtyShare, Survey
from benchmarks.services_comparison import keep_policy, keep_shares, remove_policy, remove_shares
from codes.models import Specialty
from rvuedge.accounts.models import Membership
from rvuedge.accounts.permits import administrator_required, organisation_of, viewer_required
from tracking.models import Clinician


@require_safe
@administrator_required
def comparison(request: HttpRequest) -> HttpResponse:
    """Show how the organisation compares, with a form for another day, or for one that is asked for."""
    return _comparison_page(request, _comparison_form(request))


@require_POST
@administrator_required
def comparison_save(request: HttpRequest) -> HttpResponse:
    """Keep how the organisation compares from a day on."""
    viewer, form = viewer_required(request), _comparison_form(request)
    if not form.is_valid():
        return _comparison_page(request, form, status=422)
    keep_policy(organisation=organisation_of(viewer), by=viewer.user, **form.cleaned_data)
    messages.success(request, _("Saved. New comparisons follow it; published reports stay as they are."))
    return redirect("comparison")


@require_POST
@administrator_required
def comparison_remove(request: HttpRequest, policy: int) -> HttpResponse:
    """Take away what was said for a day."""
    viewer = viewer_required(request)
    own = ComparisonPolicy.objects.visible_to(viewer.user).filter(organisation=organisation_of(viewer))
    remove_policy(policy=get_object_or_404(own.select_related("organisation"), pk=policy), by=viewer.user)
    messages.success(request, _("Removed."))
    return redirect("comparison")


@require_safe
@administrator_required
def shares(request: HttpRequest, number: int) -> HttpResponse:
    """Show among which specialties a member's clinical time is divided, by date."""
    said = said_of_shares(_shares_of(request, _log(request, number), _asked_day(request)))
    return _shares_page(request, number, SharesForm(initial=said, today=viewer_required(request).today()))


@require_POST
@administrator_required
def shares_save(request: HttpRequest, number: int) -> HttpResponse:
    """Keep the shares from a day on."""
    viewer, form = viewer_required(request), SharesForm(request.POST, today=viewer_required(request).today())
    clinician = _log(request, number)
    if not form.is_valid():
        return _shares_page(request, number, form, status=422)
    known = {specialty.code: specialty for specialty in Specialty.objects.filter(code__in=form.cleaned_data["shares"])}
    weights = {known[code]: weight for code, weight in form.cleaned_data["shares"].items()}
    keep_shares(clinician=clinician, effective_from=form.cleaned_data["effective_from"], shares=weights, by=viewer.user)
    messages.success(request, _("Saved. New comparisons follow it; published reports stay as they are."))
    return redirect("shares", number)


@require_POST
@administrator_required
def shares_remove(request: HttpRequest, number: int, day: str) -> HttpResponse:
    """Take the shares of a day away."""
    try:
        first = date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    if remove_shares(clinician=_log(request, number), effective_from=first, by=viewer_required(request).user):
        messages.success(request, _("Removed."))
    return redirect("shares", number)


def _comparison_form(request: HttpRequest) -> ComparisonForm:
    viewer = viewer_required(request)
    surveys = list(Survey.objects.visible_to(viewer.user).filter(organisation=organisation_of(viewer)))
    labels = Cut.objects.filter(edition__survey__in=surveys).order_by("label").values_list("label", flat=True).distinct()
    data = request.POST if request.method == "POST" else None
    own, asked = ComparisonPolicy.objects.visible_to(viewer.user).filter(organisation=organisation_of(viewer)), _asked_day(request)
    initial = next((said_of_policy(policy) for policy in own if policy.effective_from == asked), {})
    return ComparisonForm(data, initial=initial, today=viewer.today(), surveys=surveys, cuts=list(labels))


def _comparison_page(request: HttpRequest, form: ComparisonForm, status: int = 200) -> HttpResponse:
    viewer = viewer_required(request)
    own = ComparisonPolicy.objects.visible_to(viewer.user).filter(organisation=organisation_of(viewer)).order_by("-effective_from")
    return render(request, "benchmarks/comparison.html", {"form": form, "policies": own}, status=status)


def _asked_day(request: HttpRequest) -> date | None:
    """The day of the entry that is to be changed, if one is asked for."""
    try:
        return date.fromisoformat(request.GET.get("from", ""))
    except ValueError:
        return None


def _shares_of(request: HttpRequest, clinician: Clinician, day: date | None) -> list[SpecialtyShare]:
    own = SpecialtyShare.objects.visible_to(viewer_required(request).user).filter(clinician=clinician)
    return [one for one in own.select_related("specialty").order_by("-weight") if one.effective_from == day]


def _log(request: HttpRequest, number: int) -> Clinician:
    viewer = viewer_required(request)
    members = Membership.objects.visible_to(viewer.user).filter(organisation=organisation_of(viewer))
    member = get_object_or_404(members, pk=number)
    own = Clinician.objects.administered_by(viewer.user).filter(user=member.user_id, organisation=member.organisation_id)
    return get_object_or_404(own.select_related("organisation", "specialty"))


def _shares_page(request: HttpRequest, number: int, form: SharesForm, status: int = 200) -> HttpResponse:
    clinician = _log(request, number)
    rows = SpecialtyShare.objects.visible_to(viewer_required(request).user).filter(clinician=clinician).select_related("specialty")
    by_day: dict[date, list[tuple[str, str]]] = {}
    for row in rows.order_by("-effective_from", "-weight"):
        by_day.setdefault(row.effective_from, []).append((row.specialty.name, f"{(row.weight * 100).normalize():f}%"))
    shape = {"form": form, "clinician": clinician, "number": number, "days": by_day.items()}
    return render(request, "benchmarks/shares.html", shape, status=status)
