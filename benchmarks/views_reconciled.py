"""/reconcile/ID/: what a comparison found, reviewed line by line, made again, and taken to the employer."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from benchmarks.dispute import csv_of, disputed_lines, pdf_bytes
from benchmarks.forms_reconcile import ReviewForm, SettingsForm
from benchmarks.models import ReconciledLine, Reconciliation, ReviewState
from benchmarks.pay.printed import figure_text
from benchmarks.pay_rate import HeldRate
from benchmarks.reconcile.lines import Kind
from benchmarks.reconcile.written import sums_from
from benchmarks.reconcile_page import FILTERS, shown_run
from benchmarks.reconciling import Source, compared_again
from benchmarks.report_waiting import is_small
from benchmarks.services_reconcile import keep_again, known_run, note_dispute, review_line, review_open, store_run
from benchmarks.views_report_file import carry
from rvuedge.accounts.confirming import confirmed
from rvuedge.accounts.permits import viewer_required
from rvuedge.accounts.scope import Viewer
from rvuedge.web.pdf import PdfFailed


def _is_of_another(request: HttpRequest, run_id: UUID) -> bool:
    return not Reconciliation.objects.own(viewer_required(request).user).filter(pk=run_id).exists()


_confirmed = confirmed(gettext_lazy("You export the comparison of somebody else."), when=_is_of_another, is_file=True)


@login_required
@require_safe
def reconciled(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Show a comparison: the money on top, the sums by kind, and the lines of the chosen kind."""
    viewer = viewer_required(request)
    return _page(request, viewer, _visible(viewer, run_id))


@login_required
@require_POST
def review(request: HttpRequest, run_id: UUID, position: int) -> HttpResponse:
    """Note what the clinician makes of a difference."""
    viewer = viewer_required(request)
    line = get_object_or_404(
        ReconciledLine.objects.select_related("run__clinician__organisation"), run=_own(viewer, run_id), position=position
    )
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return _page(request, viewer, line.run, review=form, reviewed=line.position, status=400)
    told = form.cleaned_data
    review_line(line=line, state=told["state"], note=told["note"], by=viewer.user, at=timezone.now())
    messages.success(request, _("%(code)s: %(state)s.") % {"code": line.code, "state": line.get_state_display()})
    return redirect(_back(request, run_id))


@login_required
@require_POST
def review_all(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Mark every difference of a kind that nobody has reviewed as one to dispute."""
    viewer = viewer_required(request)
    run, kind = _own(viewer, run_id), request.POST.get("kind", "")
    kinds = [one for one in Kind if one is not Kind.MATCHED and kind in (str(one), "differences")]
    marked = review_open(run=run, kinds=kinds, state=ReviewState.DISPUTED, by=viewer.user, at=timezone.now())
    told = ngettext("%(count)s line is marked to dispute.", "%(count)s lines are marked to dispute.", marked)
    messages.success(request, told % {"count": f"{marked:,}"})
    return redirect(_back(request, run_id))


@login_required
@require_POST
def again(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Compare the same report with the log as it is now, as a later version; the earlier one stays."""
    viewer = viewer_required(request)
    run = _own(viewer, run_id)
    form = SettingsForm(request.POST, held=_held_by(run))
    if not form.is_valid():
        return _page(request, viewer, run, settings=form, status=400)
    if not is_small(run.clinician, run.month, sum(one.count for one in sums_from(run.sums).kinds)):
        wish = {"settings": form.chosen().stored()}
        report = keep_again(run=run, wish=wish, by=viewer.user)
        carry(report, is_small=False)
        return redirect("employer-report", report.pk)
    latest = known_run(clinician=run.clinician, month=run.month, file_hash=run.file_hash) or run
    source = Source(run.file_name, run.file_hash, run.headers, run.rendering)
    ready = compared_again(run, form.chosen())
    made = store_run(compared=ready, source=source, by=viewer.user, former=latest)
    messages.success(request, _("Compared again, as version %(version)s. The earlier one stays as it was.") % {"version": made.version})
    return redirect("reconciled", made.pk)


@login_required
@require_safe
@_confirmed
def dispute_pdf(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Send the dispute file to print."""
    viewer = viewer_required(request)
    run = _visible(viewer, run_id)
    lines = disputed_lines(run)
    try:
        content = pdf_bytes(run, lines, viewer.today())
    except (PdfFailed, OSError):
        messages.error(request, _("The dispute file could not be made. Try again, or take the csv."))
        return redirect("reconciled", run.pk)
    note_dispute(run=run, form="pdf", lines=len(lines), by=viewer.user)
    return _file(content, "application/pdf", f"dispute-{run.month}.pdf")


@login_required
@require_safe
@_confirmed
def dispute_csv(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Send the dispute file as csv."""
    viewer = viewer_required(request)
    run = _visible(viewer, run_id)
    lines = disputed_lines(run)
    note_dispute(run=run, form="csv", lines=len(lines), by=viewer.user)
    return _file(csv_of(run, lines).encode("utf-8-sig"), "text/csv; charset=utf-8", f"dispute-{run.month}.csv")


def _page(
    request: HttpRequest,
    viewer: Viewer,
    run: Reconciliation,
    settings: SettingsForm | None = None,
    review: ReviewForm | None = None,
    reviewed: int = 0,
    status: int = 200,
) -> HttpResponse:
    first = {"rate": None if run.rate is None else figure_text(run.rate), "tolerance": figure_text(run.tolerance), "shift": run.shift}
    chosen = request.GET or {name: request.POST.get(f"shown_{name}", "") for name in FILTERS}
    versions = Reconciliation.objects.filter(clinician=run.clinician, month_index=run.month_index, file_hash=run.file_hash)
    shape = {
        "shown": shown_run(run, {name: chosen.get(name, "") for name in FILTERS}),
        "run": run,
        "is_own": run.clinician.user_id == viewer.user.pk,
        "settings": settings or SettingsForm(initial=first, held=_held_by(run)),
        "review": review,
        "reviewed": reviewed,
        "states": ReviewState.choices,
        "versions": list(versions.order_by("version").values_list("pk", "version")),
    }
    return render(request, "benchmarks/reconciled.html", shape, status=status)


def _held_by(run: Reconciliation) -> HeldRate | None:
    return HeldRate(run.rate, str(run.facts.get("rate_plan", ""))) if run.rate is not None else None


def _visible(viewer: Viewer, run_id: UUID) -> Reconciliation:
    runs = Reconciliation.objects.visible_to(viewer.user)
    return get_object_or_404(runs.select_related("clinician__organisation"), pk=run_id)


def _own(viewer: Viewer, run_id: UUID) -> Reconciliation:
    runs = Reconciliation.objects.own(viewer.user)
    return get_object_or_404(runs.select_related("clinician__organisation"), pk=run_id)


def _back(request: HttpRequest, run_id: UUID) -> str:
    """The page that was left, with its filters."""
    query = QueryDict(mutable=True)
    query.update({name: told for name in FILTERS if (told := request.POST.get(f"shown_{name}", "")[:20])})
    address = reverse("reconciled", args=[run_id])
    return f"{address}?{query.urlencode()}#lines" if query else f"{address}#lines"


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)
