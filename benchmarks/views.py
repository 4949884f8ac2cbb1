"""The clinician's own pages: the year so far, and the reports of closed months."""

from dataclasses import replace

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRefresh

from benchmarks.colleagues import peers_of
from benchmarks.cuts_offered import EVERYBODY, cut_asked_for, cuts_offered
from benchmarks.dashboard import lines_to_review, months_of_year
from benchmarks.gather import for_clinician
from benchmarks.models import ReportSnapshot, SnapshotState
from benchmarks.own import own_clinician
from benchmarks.own_reports import newest_of, rows_of, wait_for
from benchmarks.pay_frozen import may_read_pay
from benchmarks.position import derivation_of
from benchmarks.queries import queries_of, unsettled_months, window_of
from benchmarks.render import csv_of
from benchmarks.report.among_peers import peer_strip
from benchmarks.report.build import build
from benchmarks.report.codec import from_json
from benchmarks.report.report import Report
from benchmarks.report_services import note_export, pdf_bytes
from benchmarks.report_sheet import sheet_of
from benchmarks.shown import PHONE, REPORT_WIDE, WIDE, shape_of
from rvuedge.accounts.confirming import confirmed
from rvuedge.accounts.permits import organisation_of, viewer_required
from rvuedge.accounts.scope import Viewer
from rvuedge.lib.months import Month
from rvuedge.web.pdf import PdfFailed

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _names_somebody(request: HttpRequest, month: str) -> bool:
    """Whether the address names whose report it is: one's own needs no number."""
    return "clinician" in request.GET


_confirmed = confirmed(gettext_lazy("You export the report of somebody else."), when=_names_somebody, is_file=True)


@require_safe
@login_required
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show where the year stands, from the log as it is now."""
    viewer = viewer_required(request)
    clinician = own_clinician(viewer)
    if clinician is None:
        return render(request, "benchmarks/no_log.html", {"viewer": viewer})
    inputs = for_clinician(clinician, viewer.today(), is_closed=False)
    report = build(inputs)
    months = months_of_year(clinician, inputs.year, report.month, inputs.months)
    beside = {"months": months, "open_lines": lines_to_review(clinician, report.month)}
    return render(request, "benchmarks/dashboard.html", shape_of(report) | beside)


@require_safe
@login_required
def position(request: HttpRequest) -> HttpResponse:
    """Show what the own position comes from: window, clinical time, edition, schedule and method."""
    viewer = viewer_required(request)
    clinician = own_clinician(viewer)
    if clinician is None:
        return render(request, "benchmarks/no_log.html", {"viewer": viewer})
    cuts = cuts_offered(clinician, viewer.today())
    try:
        cut = cut_asked_for(request.GET.get("cut", ""), cuts)
    except LookupError:
        raise Http404 from None
    found = derivation_of(build(for_clinician(clinician, viewer.today(), is_closed=False, cut=cut)))
    shape = {"found": found, "report": found.report, "cuts": cuts, "cut": cut, "everybody": EVERYBODY}
    return render(request, "benchmarks/position.html", shape)


@require_safe
@login_required
def reports(request: HttpRequest) -> HttpResponse:
    """List the own reports, newest first, and the closed months whose report is not out yet."""
    viewer = viewer_required(request)
    own = own_clinician(viewer)
    rows = rows_of(own, unsettled_months(viewer.user, own.pk)) if own else ()
    return render(request, "benchmarks/reports.html", {"rows": rows, "own": own, "viewer": viewer})


@require_safe
@login_required
def report(request: HttpRequest, month: str) -> HttpResponse:
    """Show one published report, from its snapshot alone; an own month that is over and not published yet says how far it is."""
    viewer = viewer_required(request)
    wanted, whose = _month(month), _whose(request, viewer)
    snapshot = newest_of(viewer.user, whose, wanted, _version(request))
    if snapshot is None and _version(request) is not None:
        raise Http404
    if snapshot is None:
        return _waiting(request, viewer, wanted, whose)
    if request.headers.get("HX-Request"):
        return HttpResponseClientRefresh()
    own, found = snapshot.clinician.user_id == viewer.user.pk, _read(snapshot, viewer)
    shape = shape_of(found, is_own=own, wide=REPORT_WIDE)
    near = list(ReportSnapshot.objects.published().filter(clinician=snapshot.clinician).defer("payload"))
    around = sorted({one.month_index for one in near if abs(one.month_index - snapshot.month_index) <= 2})[-3:]
    beside = {
        "snapshot": snapshot,
        "months": [(Month.from_index(index), index == snapshot.month_index) for index in around],
        "versions": sorted((one for one in near if one.month_index == snapshot.month_index), key=lambda one: one.version),
        "query": _query(request),
        "of_version": _of_version(request),
        "queries": queries_of(viewer.user, snapshot.clinician_id, wanted),
        "window": window_of(snapshot),
        "today": viewer.today(),
    }
    return render(request, "benchmarks/report.html", shape | beside | (_among_peers(snapshot, found) if own else {}))


def _among_peers(snapshot: ReportSnapshot, found: Report) -> dict[str, object]:
    """The own work among colleagues, for the clinician alone."""
    peers = peers_of(snapshot, found)
    if peers is None:
        return {}
    return {"peers": peers, "peers_phone": peer_strip(peers, PHONE), "peers_wide": peer_strip(peers, WIDE)}


@require_safe
@login_required
@_confirmed
def report_pdf(request: HttpRequest, month: str) -> HttpResponse:
    """Send the report as PDF."""
    snapshot, viewer = newest_for(request, month), viewer_required(request)
    try:
        content = pdf_bytes(snapshot=snapshot, with_pay=may_read_pay(viewer.user, snapshot.clinician))
    except (PdfFailed, OSError):
        return render(request, "benchmarks/pdf_failed.html", {"month": _month(month), "query": _query(request)}, status=503)
    note_export(snapshot=snapshot, kind="pdf", by=viewer.user)
    return _file(content, "application/pdf", f"rvu-report-{month}.pdf")


@require_safe
@login_required
@_confirmed
def report_csv(request: HttpRequest, month: str) -> HttpResponse:
    """Send the report as csv."""
    snapshot, viewer = newest_for(request, month), viewer_required(request)
    note_export(snapshot=snapshot, kind="csv", by=viewer.user)
    return _file(csv_of(_read(snapshot, viewer)).encode("utf-8-sig"), "text/csv; charset=utf-8", f"rvu-report-{month}.csv")


@require_safe
@login_required
@_confirmed
def report_xlsx(request: HttpRequest, month: str) -> HttpResponse:
    """Send the report as a workbook."""
    snapshot, viewer = newest_for(request, month), viewer_required(request)
    note_export(snapshot=snapshot, kind="xlsx", by=viewer.user)
    return _file(sheet_of(_read(snapshot, viewer)), SHEET, f"rvu-report-{month}.xlsx")


def _read(snapshot: ReportSnapshot, viewer: Viewer) -> Report:
    """The report as it was frozen; pay is left out for whom it is not, and pay beside the survey for everybody: it has its own page."""
    found = replace(from_json(snapshot.payload), pay_beside=None)
    return found if found.pay is None or may_read_pay(viewer.user, snapshot.clinician) else replace(found, pay=None)


def _whose(request: HttpRequest, viewer: Viewer) -> int:
    """The clinician of a report: the own one, or the number after ?clinician=; 404 without one."""
    organisation_of(viewer)
    number = request.GET.get("clinician", "")
    if number and not (number.isascii() and number.isdigit() and len(number) < 16):
        raise Http404
    own = None if number else own_clinician(viewer)
    if not number and own is None:
        raise Http404
    return int(number) if number else own.pk if own else 0


def newest_for(request: HttpRequest, text: str) -> ReportSnapshot:
    """Return the newest version of a month's report; 404 where none is published or visible."""
    viewer = viewer_required(request)
    snapshot = newest_of(viewer.user, _whose(request, viewer), _month(text), _version(request))
    if snapshot is None:
        raise Http404
    return snapshot


def _waiting(request: HttpRequest, viewer: Viewer, month: Month, whose: int) -> HttpResponse:
    waiting = wait_for(viewer.user, whose, month, Month.of(viewer.today()))
    if waiting is None:
        raise Http404
    is_busy = waiting.state in (SnapshotState.DUE, SnapshotState.MAKING)
    return render(request, "benchmarks/report_waiting.html", {"waiting": waiting, "is_busy": is_busy, "query": _query(request)})


def _query(request: HttpRequest) -> str:
    """The part of the address that names another clinician, to be kept in links; checked by `_whose` before."""
    number = request.GET.get("clinician", "")
    return f"?clinician={number}" if number else ""


def _version(request: HttpRequest) -> int | None:
    """The version after ?version=; None for the newest, 404 for what is no number."""
    text = request.GET.get("version", "")
    if text and not (text.isascii() and text.isdigit() and len(text) < 5):
        raise Http404
    return int(text) if text else None


def _of_version(request: HttpRequest) -> str:
    """The part of the address that names clinician and version, for the files of the report that is shown."""
    version, query = _version(request), _query(request)
    return query if version is None else f"{query}&version={version}" if query else f"?version={version}"


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError:
        raise Http404 from None


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
