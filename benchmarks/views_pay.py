"""/plan/: the pay illustration of the own log, own offers that nobody else sees, and two plans or offers side by side."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from benchmarks.forms_pay import CompareForm, OfferForm, YearEndForm, initial_of
from benchmarks.models import PayOffer
from benchmarks.pay_compared import Comparison, choices_of, on_log, on_volumes
from benchmarks.pay_export import csv_of_year
from benchmarks.pay_page import end_at, pay_year
from benchmarks.services_pay import keep_offer, note_arithmetic, remove_offer
from rvuedge.accounts.permits import viewer_required
from rvuedge.accounts.scope import Viewer
from tracking.answers import log_of, own_log
from tracking.models import Clinician


@require_safe
@login_required
def plan(request: HttpRequest) -> HttpResponse:
    """Show what the own plan pays for the own log, line by line, and where the contract year could end."""
    viewer = viewer_required(request)
    clinician = log_of(viewer)
    offers = PayOffer.objects.visible_to(viewer.user).filter(clinician=clinician)
    if clinician is None or clinician.is_trainee:
        return render(request, "benchmarks/plan_none.html", {"clinician": clinician, "offers": offers})
    year = pay_year(viewer.user, clinician, viewer.today())
    form = YearEndForm(request.GET if "wrvu" in request.GET else None)
    typed = form.cleaned_data["wrvu"] if year and form.is_bound and form.is_valid() else None
    end = end_at(year, typed) if year and typed is not None else None
    shape = {"clinician": clinician, "year": year, "form": form, "typed": typed, "end": end, "offers": offers}
    return render(request, "benchmarks/plan.html", shape)


@require_safe
@login_required
def arithmetic(request: HttpRequest) -> HttpResponse:
    """Send the arithmetic of the own plan as csv."""
    viewer = viewer_required(request)
    year = pay_year(viewer.user, own_log(viewer), viewer.today())
    if year is None:
        raise Http404
    note_arithmetic(clinician=own_log(viewer), by=viewer.user)
    answer = HttpResponse(csv_of_year(year).encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="pay-illustration.csv"'
    return answer


@require_safe
@login_required
def compare(request: HttpRequest) -> HttpResponse:
    """Show two plans or offers side by side, on the own log or on planned volumes."""
    viewer = viewer_required(request)
    clinician = own_log(viewer)
    choices = choices_of(viewer.user, clinician, viewer.today())
    form = CompareForm(choices, request.GET if "first" in request.GET else None, has_paid_log=not clinician.is_trainee)
    found = _compared(viewer, clinician, form) if form.is_bound and form.is_valid() else None
    status = 422 if form.is_bound and not form.is_valid() else 200
    chosen = form.chosen if found else None
    shape = {"form": form, "choices": choices, "found": found, "chosen": chosen, "asked": form.is_bound and form.is_valid()}
    return render(request, "benchmarks/plan_compare.html", shape, status=status)


@require_safe
@login_required
def new_offer(request: HttpRequest) -> HttpResponse:
    """Show the form for an offer."""
    viewer = viewer_required(request)
    own_log(viewer)
    return _offer_page(request, OfferForm(today=viewer.today()), None)


@require_POST
@login_required
def add_offer(request: HttpRequest) -> HttpResponse:
    """Keep an offer that nobody else sees."""
    return _keep(request, None)


@require_safe
@login_required
def offer(request: HttpRequest, row: int) -> HttpResponse:
    """Show an own offer in its form."""
    viewer = viewer_required(request)
    kept = _own_offer(viewer, row)
    return _offer_page(request, OfferForm(today=viewer.today(), initial=initial_of(kept)), kept)


@require_POST
@login_required
def change_offer(request: HttpRequest, row: int) -> HttpResponse:
    """Keep what an offer says now."""
    return _keep(request, _own_offer(viewer_required(request), row))


@require_POST
@login_required
def remove(request: HttpRequest, row: int) -> HttpResponse:
    """Take an own offer away."""
    viewer = viewer_required(request)
    kept = _own_offer(viewer, row)
    remove_offer(clinician=kept.clinician, row=kept)
    return redirect("plan")


def _own_offer(viewer: Viewer, row: int) -> PayOffer:
    offers = PayOffer.objects.visible_to(viewer.user).filter(clinician__organisation=viewer.organisation)
    return get_object_or_404(offers.select_related("clinician"), pk=row)


def _keep(request: HttpRequest, row: PayOffer | None) -> HttpResponse:
    viewer = viewer_required(request)
    clinician = own_log(viewer)
    form = OfferForm(request.POST, today=viewer.today())
    if form.is_valid():
        try:
            keep_offer(clinician=clinician, row=row, title=form.cleaned_data["title"], terms=form.terms)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("plan")
    return _offer_page(request, form, row, status=422)


def _offer_page(request: HttpRequest, form: OfferForm, row: PayOffer | None, status: int = 200) -> HttpResponse:
    title = row.title if row else _("An offer of your own")
    return render(request, "benchmarks/plan_offer.html", {"form": form, "row": row, "title": title}, status=status)


def _compared(viewer: Viewer, clinician: Clinician, form: CompareForm) -> Comparison | None:
    today = viewer.today()
    if form.cleaned_data["on"] == "planned":
        return on_volumes(form.chosen, form.volumes, today.year)
    return on_log(viewer.user, clinician, form.chosen, today)
