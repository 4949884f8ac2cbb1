"""The clinician's own pages: the year so far, and the reports of closed months."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from benchmarks.gather import for_clinician
from benchmarks.models import PeriodClose, ReportSnapshot
from benchmarks.render import csv_of
from benchmarks.report.build import build
from benchmarks.report.codec import from_json
from benchmarks.report_services import pdf_bytes
from benchmarks.shown import shape_of
from rvuedge.accounts.permits import organisation_of, viewer_required
from rvuedge.accounts.scope import Viewer
from rvuedge.lib.months import Month
from tracking.models import Clinician, MonthTotal


@require_safe
@login_required
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show where the year stands, from the log as it is now."""
    viewer = viewer_required(request)
    clinician = _own(viewer)
    if clinician is None:
        return render(request, "benchmarks/no_log.html")
    report = build(for_clinician(clinician, viewer.today(), is_closed=False))
    months = MonthTotal.objects.filter(clinician=clinician, basis=MonthTotal.CURRENT, month_index__gte=report.month.index - 11)
    closed = set(PeriodClose.objects.filter(organisation=clinician.organisation, department=None).values_list("month_index", flat=True))
    rows = [(Month.from_index(total.month_index), total, total.month_index in closed) for total in months.order_by("-month_index")]
    return render(request, "benchmarks/dashboard.html", shape_of(report) | {"months": rows})


@require_safe
@login_required
def reports(request: HttpRequest) -> HttpResponse:
    """List the published reports, the own ones first."""
    viewer = viewer_required(request)
    own = _own(viewer)
    snapshots = ReportSnapshot.objects.visible_to(viewer.user).published().filter(clinician=own) if own else ReportSnapshot.objects.none()
    shown = [(Month.from_index(one.month_index), one) for one in snapshots]
    return render(request, "benchmarks/reports.html", {"snapshots": shown, "own": own})


@require_safe
@login_required
def report(request: HttpRequest, month: str) -> HttpResponse:
    """Show one published report, from its snapshot alone."""
    snapshot = _snapshot(request, month)
    shape = shape_of(from_json(snapshot.payload))
    near = ReportSnapshot.objects.published().filter(clinician=snapshot.clinician).values_list("month_index", flat=True)
    around = sorted({index for index in near if abs(index - snapshot.month_index) <= 2})[-3:]
    months = [(Month.from_index(index), index == snapshot.month_index) for index in around]
    return render(request, "benchmarks/report.html", shape | {"snapshot": snapshot, "months": months, "query": _query(request)})


@require_safe
@login_required
def report_pdf(request: HttpRequest, month: str) -> HttpResponse:
    """Send the report as PDF."""
    snapshot = _snapshot(request, month)
    return _file(pdf_bytes(snapshot=snapshot), "application/pdf", f"rvu-report-{month}.pdf")


@require_safe
@login_required
def report_csv(request: HttpRequest, month: str) -> HttpResponse:
    """Send the report as csv."""
    snapshot = _snapshot(request, month)
    return _file(csv_of(from_json(snapshot.payload)).encode("utf-8-sig"), "text/csv; charset=utf-8", f"rvu-report-{month}.csv")


def _own(viewer: Viewer) -> Clinician | None:
    people = Clinician.objects.own(viewer.user).select_related("organisation", "department", "specialty")
    return people.filter(organisation=viewer.organisation).first() if viewer.organisation else None


def _snapshot(request: HttpRequest, text: str) -> ReportSnapshot:
    """Return the newest version of a month's report: the own one, or with ?clinician= one that the viewer may see."""
    viewer = viewer_required(request)
    organisation_of(viewer)
    number = request.GET.get("clinician", "")
    if number and not (number.isascii() and number.isdigit() and len(number) < 16):
        raise Http404
    own = _own(viewer)
    wanted = int(number) if number else own.pk if own else None
    if wanted is None:
        raise Http404
    visible = ReportSnapshot.objects.visible_to(viewer.user).published().filter(clinician_id=wanted, month_index=_month(text).index)
    snapshot = visible.select_related("clinician").order_by("-version").first()
    if snapshot is None:
        raise Http404
    return snapshot


def _query(request: HttpRequest) -> str:
    """The part of the address that names another clinician, to be kept in links; checked by `_snapshot` before."""
    number = request.GET.get("clinician", "")
    return f"?clinician={number}" if number else ""


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError:
        raise Http404 from None


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
