"""/training/sheet/: cases in the order in which one types them into the official system, to print or as csv."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rvuedge.accounts.permits import viewer_required
from tracking.forms_training import DaysForm, moment_of
from tracking.models import TrainedCase
from tracking.services_training import mark_typed, record_sheet, unmark_typed
from tracking.typing_file import MOST_CASES, Sheet, sheet_csv, sheet_of
from tracking.views_training import own_trainee


@login_required
@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """The sheet of the chosen days, to look at and to print."""
    viewer = viewer_required(request)
    own_trainee(viewer)
    form = DaysForm(request.GET or None)
    found = _sheet(request, form)
    status = 400 if form.is_bound and not form.is_valid() else 200
    return render(request, "training/sheet.html", {"form": form, "sheet": found, "query": request.GET.urlencode()}, status=status)


@login_required
@require_POST
def sheet_file(request: HttpRequest) -> HttpResponse:
    """The sheet as csv."""
    viewer = viewer_required(request)
    clinician = own_trainee(viewer)
    form = DaysForm(request.POST)
    found = _sheet(request, form)
    if found is None:
        return render(request, "training/sheet.html", {"form": form, "sheet": None, "query": ""}, status=400)
    record_sheet(clinician=clinician, by=viewer.user, form="csv", cases=found.cases)
    answer = HttpResponse(sheet_csv(found.groups), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="cases-{viewer.today().isoformat()}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


@login_required
@require_POST
def typed(request: HttpRequest) -> HttpResponse:
    """Note that the cases of the sheet stand in the official system now."""
    viewer = viewer_required(request)
    clinician = own_trainee(viewer)
    own = TrainedCase.objects.visible_to(viewer.user).kept().filter(case__clinician=clinician)
    wanted = {number for text in request.POST.getlist("case")[:MOST_CASES] if (number := _number(text))}
    numbers = list(own.filter(case__in=wanted).values_list("case_id", flat=True)) if wanted else []
    marked = mark_typed(clinician=clinician, case_ids=numbers, at=timezone.now())
    messages.success(request, _("%(count)s cases are noted as typed and leave the sheet.") % {"count": marked})
    return redirect("training-sheet")


@login_required
@require_POST
def untyped(request: HttpRequest) -> HttpResponse:
    """Take the last note back."""
    viewer = viewer_required(request)
    clinician = own_trainee(viewer)
    at = moment_of(request.POST.get("at", ""))
    taken_back = unmark_typed(clinician=clinician, at=at) if at else 0
    messages.success(request, _("%(count)s cases are on the sheet again.") % {"count": taken_back})
    return redirect("training-sheet")


def _sheet(request: HttpRequest, form: DaysForm) -> Sheet | None:
    viewer = viewer_required(request)
    told = form.cleaned_data if form.is_bound and form.is_valid() else {}
    if form.is_bound and form.errors:
        return None
    return sheet_of(
        viewer.user,
        own_trainee(viewer),
        first=told.get("first"),
        last=told.get("last"),
        with_typed=bool(told.get("with_typed")),
    )


def _number(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
