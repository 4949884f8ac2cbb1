"""/reconcile/: an employer's report comes in, its columns are chosen, and it is compared with the own log."""

import hashlib

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from benchmarks.forms_reconcile import HeadingForm, ReportForm, TotalForm
from benchmarks.models import Reconciliation
from benchmarks.pay_rate import HeldRate, held_rate
from benchmarks.reconcile.month_table import MonthTable
from benchmarks.reconciling import Settings, Source, compared_total
from benchmarks.report_intake import TOO_LARGE, ReportUploadHandler, hints_for, last_of
from benchmarks.report_waiting import waiting_ones
from benchmarks.services_reconcile import keep_report, known_run, store_run
from rvuedge.accounts.permits import organisation_of, viewer_required
from rvuedge.accounts.scope import Viewer
from rvuedge.lib.issues import Issue, Severity
from tracking.answers import log_of
from tracking.models import Clinician
from tracking.uploads import TOO_LARGE_MARK, CleanedUpload

SHOWN_RUNS = 50
_FULL = "The report could not be kept: the data folder is full or not writable. Tell the operator."


@login_required
@require_safe
def reconcile(request: HttpRequest) -> HttpResponse:
    """The form for a report, and what was compared before."""
    return _page(request, viewer_required(request))


@csrf_exempt
@login_required
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Take a report; the token against forgery is checked once it is known how the file is to be received."""
    viewer = viewer_required(request)
    clinician = counted_log(viewer)
    handler = ReportUploadHandler(request, hints_for(last_of(clinician), _heading(request).named))
    request.upload_handlers = [handler]
    return _checked(request, viewer, clinician, handler)


@csrf_protect
def _checked(request: HttpRequest, viewer: Viewer, clinician: Clinician, handler: ReportUploadHandler) -> HttpResponse:
    form = ReportForm(clinician, viewer.today(), request.POST, request.FILES)
    if request.META.get(TOO_LARGE_MARK):
        form.add_error("file", TOO_LARGE)
        return _page(request, viewer, form, status=413)
    file = form.cleaned_data.get("file") if form.is_valid() else None
    if not isinstance(file, CleanedUpload) or file.cleaned is None:
        return _page(request, viewer, form, status=400)
    month, seen = form.cleaned_data["month"], handler.seen
    known = known_run(clinician=clinician, month=month, file_hash=seen.sha256)
    if known is not None:
        messages.info(request, _("This report was compared before. What came out then is shown."))
        return redirect("reconciled", known.pk)
    table = seen.month_table
    if table is not None:
        return _of_table(request, viewer, clinician, form, table, Source(file.name or "", seen.sha256))
    if not file.cleaned.can_be_read or file.cleaned.findings.has_errors:
        return _page(request, viewer, form, issues=file.cleaned.findings.shown(), status=422)
    try:
        report = keep_report(
            clinician=clinician,
            month=month,
            cleaned=file.cleaned,
            file_name=file.name or "",
            file_hash=seen.sha256,
            value_header=_heading(request).named,
            by=viewer.user,
        )
    except OSError:
        form.add_error(None, _FULL)
        return _page(request, viewer, form, status=507)
    return redirect("employer-report", report.pk)


def _of_table(
    request: HttpRequest, viewer: Viewer, clinician: Clinician, form: ReportForm, table: MonthTable, source: Source
) -> HttpResponse:
    month = form.cleaned_data["month"]
    total, issues = table.of(month), table.issues
    if total is None and not issues:
        issues = (Issue(None, "month", "", Severity.ERROR, f"The table has no total for {month.name}. Choose another month."),)
    if issues or total is None:
        return _page(request, viewer, form, issues=issues, status=422)
    settings = _settings_of(held_rate(clinician, month))
    run = store_run(compared=compared_total(clinician, month, total, settings), source=source, by=viewer.user)
    return redirect("reconciled", run.pk)


@login_required
@require_POST
def total(request: HttpRequest) -> HttpResponse:
    """Compare with a month's total that somebody types."""
    viewer = viewer_required(request)
    clinician = counted_log(viewer)
    form = TotalForm(clinician, viewer.today(), request.POST)
    if not form.is_valid():
        return _page(request, viewer, total_form=form, status=400)
    month, told = form.cleaned_data["month"], form.cleaned_data["total"]
    rate = form.cleaned_data["rate"]
    settings = Settings(rate=rate) if rate is not None else _settings_of(held_rate(clinician, month))
    sign = hashlib.sha256(f"total {month} {told.normalize():f}".encode()).hexdigest()
    ready = compared_total(clinician, month, told, settings)
    run = store_run(compared=ready, source=Source(_("Total of %(month)s") % {"month": month.name}, sign), by=viewer.user)
    return redirect("reconciled", run.pk)


def counted_log(viewer: Viewer) -> Clinician:
    """Return the own log, of somebody whose work is counted for pay; 404 without one, and for trainees."""
    organisation_of(viewer)
    clinician = log_of(viewer)
    if clinician is None or clinician.is_trainee:
        raise Http404
    return clinician


def _page(
    request: HttpRequest,
    viewer: Viewer,
    form: ReportForm | None = None,
    total_form: TotalForm | None = None,
    issues: tuple[Issue, ...] = (),
    status: int = 200,
) -> HttpResponse:
    own, today = log_of(viewer), viewer.today()
    is_counted = own is not None and not own.is_trainee
    runs = Reconciliation.objects.visible_to(viewer.user).filter(clinician__organisation=viewer.organisation)
    shape: dict[str, object] = {
        "own": own if is_counted else None,
        "is_trainee": own is not None and own.is_trainee,
        "runs": runs.select_related("clinician").defer("near", "facts", "headers")[:SHOWN_RUNS],
        "issues": issues,
        "total_is_open": total_form is not None,
    }
    if own is not None and is_counted:
        shape["form"] = form or ReportForm(own, today)
        shape["total_form"] = total_form or TotalForm(own, today)
        shape["waiting"] = waiting_ones(own)[:SHOWN_RUNS]
        shape["heading"] = _heading(request)
    return render(request, "benchmarks/reconcile.html", shape, status=status)


def _settings_of(held: HeldRate | None) -> Settings:
    return Settings(rate=held.amount, rate_plan=held.plan) if held else Settings()


def _heading(request: HttpRequest) -> HeadingForm:
    return HeadingForm(request.GET if "heading" in request.GET else None)
