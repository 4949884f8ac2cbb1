"""/manage/people/NUMBER/plan/: an administrator says what is agreed with a member, from which day on."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from benchmarks.forms_pay import PlanForm, initial_of
from benchmarks.models import PayPlan
from benchmarks.pay_page import pay_year
from benchmarks.services_pay import keep_plan, remove_plan
from benchmarks.stats.fiscal_year import fiscal_year
from rvuedge.accounts.models import Membership
from rvuedge.accounts.permits import administrator_required, organisation_of, viewer_required
from rvuedge.lib.in_force import in_force
from tracking.models import Clinician


@require_safe
@administrator_required
def plans(request: HttpRequest, number: int) -> HttpResponse:
    """Show the plans of a member, newest first, and what the one in force pays so far."""
    viewer, member = viewer_required(request), _member(request, number)
    clinician = _log_of(request, member)
    shape: dict[str, object] = {"member": member, "clinician": clinician}
    if clinician is not None:
        rows = list(PayPlan.objects.visible_to(viewer.user).filter(clinician=clinician))
        year = pay_year(viewer.user, clinician, viewer.today())
        shape |= {"plans": rows[::-1], "current": in_force(rows, viewer.today()), "year": year}
    return render(request, "benchmarks/pay_plans.html", shape)


@require_safe
@administrator_required
def new(request: HttpRequest, number: int) -> HttpResponse:
    """Show the form for a plan."""
    _clinician(request, number)
    viewer = viewer_required(request)
    today, starts_in = viewer.today(), organisation_of(viewer).year_starts_in
    proposed = {"effective_from": fiscal_year(starts_in, today).window.first_day, "year_starts_in": starts_in}
    return _form_page(request, number, PlanForm(today=today, initial=proposed), None)


@require_POST
@administrator_required
def add(request: HttpRequest, number: int) -> HttpResponse:
    """Keep another plan."""
    return _keep(request, number, None)


@require_safe
@administrator_required
def plan(request: HttpRequest, number: int, row: int) -> HttpResponse:
    """Show a plan in its form."""
    kept = _plan(request, number, row)
    return _form_page(request, number, PlanForm(today=viewer_required(request).today(), initial=initial_of(kept)), kept)


@require_POST
@administrator_required
def change(request: HttpRequest, number: int, row: int) -> HttpResponse:
    """Keep what a plan says now."""
    return _keep(request, number, _plan(request, number, row))


@require_POST
@administrator_required
def remove(request: HttpRequest, number: int, row: int) -> HttpResponse:
    """Take a plan away."""
    kept = _plan(request, number, row)
    if remove_plan(clinician=kept.clinician, row=kept, by=viewer_required(request).user):
        messages.success(request, _("Removed. The plan before it holds again, if there is one."))
    return redirect("pay-plans", number)


def _keep(request: HttpRequest, number: int, row: PayPlan | None) -> HttpResponse:
    viewer, clinician = viewer_required(request), _clinician(request, number)
    form = PlanForm(request.POST, today=viewer.today())
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("effective_from", "title", "year_starts_in", "schedule_year")}
        try:
            keep_plan(clinician=clinician, row=row, by=viewer.user, terms=form.terms, **said)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved. %(person)s sees it under Pay plan.") % {"person": clinician.name})
            return redirect("pay-plans", number)
    return _form_page(request, number, form, row, status=422)


def _form_page(request: HttpRequest, number: int, form: PlanForm, row: PayPlan | None, status: int = 200) -> HttpResponse:
    member = _member(request, number)
    return render(request, "benchmarks/pay_plan.html", {"member": member, "form": form, "row": row}, status=status)


def _member(request: HttpRequest, number: int) -> Membership:
    viewer = viewer_required(request)
    members = Membership.objects.visible_to(viewer.user).filter(organisation=organisation_of(viewer))
    return get_object_or_404(members.select_related("user"), pk=number)


def _log_of(request: HttpRequest, member: Membership) -> Clinician | None:
    own = Clinician.objects.administered_by(viewer_required(request).user)
    return own.filter(user=member.user_id, organisation=member.organisation_id).select_related("organisation").first()


def _clinician(request: HttpRequest, number: int) -> Clinician:
    clinician = _log_of(request, _member(request, number))
    if clinician is None:
        raise Http404
    return clinician


def _plan(request: HttpRequest, number: int, row: int) -> PayPlan:
    clinician = _clinician(request, number)
    rows = PayPlan.objects.visible_to(viewer_required(request).user).filter(clinician=clinician)
    return get_object_or_404(rows.select_related("clinician__organisation"), pk=row)
