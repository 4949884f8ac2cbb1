"""/reconcile/files/ID/: a report that was brought; its columns are chosen, it is compared, and the page shows how far that is."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from benchmarks.forms_reconcile import SettingsForm
from benchmarks.report_waiting import Waiting, waiting_of, wish_of
from benchmarks.services_reconcile import KIND, let_go
from rvuedge.accounts.permits import viewer_required
from rvuedge.imports.models import ImportRun, RunState
from rvuedge.imports.running import carry_out
from rvuedge.imports.services import answer, try_again
from rvuedge.imports.tasks import queue_import
from tracking.forms_import import ColumnsForm, RenderingForm
from tracking.shown_import import first_rows

# The name of a person stands beside the choice of the column with the names.
_WHO = "who"


@login_required
@require_safe
def employer_report(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """A report that was brought: which column holds what, how far its comparison is, or what came out of it."""
    waiting = _own(request, run_id)
    made = waiting.report.outcome.get("reconciliation") if waiting.report.state == RunState.ACTIVE else None
    if made:
        address = reverse("reconciled", args=[made])
        return HttpResponseClientRedirect(address) if request.headers.get("HX-Request") else redirect(address)
    if waiting.report.state == RunState.UNCHANGED:
        raise Http404
    if not waiting.is_asking:
        return render(request, "benchmarks/reconcile_running.html", {"shown": waiting})
    columns = ColumnsForm(waiting.kept, waiting.first_columns)
    return _asking(request, waiting, columns, SettingsForm(initial=waiting.first_settings, held=waiting.held))


@login_required
@require_POST
def compare(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Compare the report with the chosen columns: a small one at once, a large one by the worker."""
    waiting = _own(request, run_id)
    columns, settings = ColumnsForm(waiting.kept, {}, request.POST), SettingsForm(request.POST, held=waiting.held)
    mapping = columns.mapping if columns.is_valid() else None
    if mapping is None or not settings.is_valid():
        return _asking(request, waiting, columns, settings, status=400)
    viewer = viewer_required(request)
    wish = wish_of(mapping, settings.chosen(), request.POST.get(f"{_WHO}-rendering", "")[:60], viewer.today())
    is_asked = answer(
        run=waiting.report,
        by=viewer.user,
        action="import.answered",
        answers={**waiting.report.answers, **wish},
        accepts_repairs=settings.cleaned_data["accepts_repairs"],
    )
    if is_asked:
        carry(waiting.report, is_small=waiting.is_small)
    return redirect("employer-report", run_id)


@login_required
@require_POST
def again(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Let a comparison that stopped start anew."""
    waiting = _own(request, run_id)
    if try_again(run=waiting.report, by=viewer_required(request).user):
        carry(waiting.report, is_small=False)
    return redirect("employer-report", run_id)


@login_required
@require_POST
def discard(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Let go of a report that waits, or that could not be compared."""
    if let_go(report=_own(request, run_id).report):
        messages.info(request, _("The report was let go. Nothing of it was stored."))
        return redirect("reconcile")
    return redirect("employer-report", run_id)


def carry(report: ImportRun, *, is_small: bool) -> None:
    """Compare a report that nothing is missing of any more: here and now, or by the worker."""
    if is_small:
        carry_out(report.pk)
    else:
        transaction.on_commit(lambda: queue_import(report))


def _own(request: HttpRequest, run_id: UUID) -> Waiting:
    viewer = viewer_required(request)
    report = get_object_or_404(ImportRun, pk=run_id, kind=KIND)
    waiting = waiting_of(report, viewer.user)
    if waiting is None:
        raise Http404
    return waiting


def _asking(request: HttpRequest, waiting: Waiting, columns: ColumnsForm, settings: SettingsForm, status: int = 200) -> HttpResponse:
    people = RenderingForm(waiting.people) if waiting.people else None
    if people is not None:
        people.prefix = _WHO
    shape = {
        "waiting": waiting,
        "columns": columns,
        "settings": settings,
        "people": people,
        "issues": waiting.report.issues.all(),
        "first_rows": first_rows(waiting.report, waiting.kept),
    }
    return render(request, "benchmarks/reconcile_file.html", shape, status=status)
