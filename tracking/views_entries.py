"""/log/list/: every entry of the own log, chosen by code, place, category and days; choices are kept under a name."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rvuedge.accounts.permits import viewer_required
from rvuedge.accounts.scope import Viewer
from tracking.answers import log_of, own_log
from tracking.chosen import Choice, lines_of, sums_of
from tracking.forms_entries import ChoiceForm, SavedFilterForm
from tracking.models import Clinician, SavedFilter
from tracking.naming import names_of
from tracking.services_filters import MOST_FILTERS, remove_filter, save_filter

SHOWN_LINES = 50


@login_required
@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """The chosen entries, the latest first."""
    viewer = viewer_required(request)
    clinician = log_of(viewer)
    if clinician is None:
        return redirect("log")
    form = ChoiceForm(request.GET)
    return _page(request, viewer, clinician, form, SavedFilterForm(initial=request.GET.dict()))


@login_required
@require_POST
def keep_filter(request: HttpRequest) -> HttpResponse:
    """Keep a choice under a name."""
    viewer = viewer_required(request)
    clinician = own_log(viewer)
    form = SavedFilterForm(request.POST)
    if not form.is_valid():
        return _page(request, viewer, clinician, ChoiceForm(request.POST), form, status=400)
    if save_filter(clinician=clinician, name=form.cleaned_data["name"], choice=form.choice) is None:
        messages.error(request, _("At most %s filters are kept. Remove one first.") % MOST_FILTERS)
    else:
        messages.success(request, _("The filter is kept."))
    return redirect(address_of(form.choice))


@login_required
@require_POST
def drop_filter(request: HttpRequest, filter_id: int) -> HttpResponse:
    """Let go of a kept filter."""
    own = SavedFilter.objects.visible_to(viewer_required(request).user)
    remove_filter(saved=get_object_or_404(own, pk=filter_id))
    return redirect("entries")


def address_of(choice: Choice) -> str:
    """Return the address of the list with a choice."""
    query = urlencode(choice.stored())
    return reverse("entries") + (f"?{query}" if query else "")


def _page(
    request: HttpRequest, viewer: Viewer, clinician: Clinician, form: ChoiceForm, keeping: SavedFilterForm, status: int = 200
) -> HttpResponse:
    choice = form.choice if form.is_valid() else None
    status = status if choice is not None else 400
    shape: dict[str, object] = {"form": form, "keeping": keeping, "clinician": clinician, "filters": _filters(clinician)}
    if choice is not None:
        lines = lines_of(viewer.user, clinician, choice)
        latest = lines.select_related("case").order_by("-date_of_service", "-case__created_at", "case_id", "position")
        page = Paginator(latest.defer("steps"), SHOWN_LINES).get_page(request.GET.get("page"))
        rows = list(page.object_list)
        names = names_of(line.code for line in rows)
        shape |= {
            "choice": choice,
            "sums": sums_of(lines),
            "page": page,
            "rows": [(line, names.get(line.code, "")) for line in rows],
            "query": urlencode(choice.stored()),
        }
    return render(request, "tracking/list.html", shape, status=status)


def _filters(clinician: Clinician) -> list[tuple[SavedFilter, str]]:
    return [(saved, reverse("entries") + "?" + urlencode(saved.chosen)) for saved in clinician.saved_filters.all()]
