"""/log/export/: everything one has leaves as csv, xlsx, pdf or json, and the trail says so."""

from io import BytesIO

from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from rvuedge.accounts.confirming import confirmed
from rvuedge.accounts.permits import viewer_required
from rvuedge.accounts.scope import Viewer
from rvuedge.web.pdf import PdfFailed
from tracking.answers import log_of, own_log
from tracking.chosen import Sums, lines_of, sums_of
from tracking.exports import MOST_PDF_LINES, MOST_SHEET_LINES, about, csv_pieces, export_lines, json_pieces, pdf, write_sheet
from tracking.forms_entries import ExportForm
from tracking.models import Clinician
from tracking.models.case import CaseLineQuerySet
from tracking.services_filters import record_export

# A workbook of more lines is made on disk.
FEW_LINES = 20_000
# The page asks, so that a file is fetched from where it was chosen.
_confirmed = confirmed(gettext_lazy("Your whole log leaves as a file."))
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_safe
@_confirmed
def export(request: HttpRequest) -> HttpResponse:
    """What leaves, and in which shape; a link may bring a choice along."""
    viewer = viewer_required(request)
    if log_of(viewer) is None:
        return redirect("log")
    names = ("code", "place", "category", "first", "last")
    return _page(request, ExportForm(initial={name: request.GET[name] for name in names if name in request.GET}))


@login_required
@require_POST
@_confirmed
def export_file(request: HttpRequest) -> HttpResponseBase:
    """The file itself."""
    viewer = viewer_required(request)
    clinician = own_log(viewer)
    form = ExportForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=400)
    lines = lines_of(viewer.user, clinician, form.choice)
    sums, shape = sums_of(lines), form.cleaned_data["format"]
    most = {"pdf": MOST_PDF_LINES, "xlsx": MOST_SHEET_LINES}.get(shape)
    if most is not None and sums.lines > most:
        told = _("A %(format)s holds at most %(most)s lines, and %(lines)s were chosen. Choose fewer days, or csv.")
        form.add_error("format", told % {"format": shape, "most": f"{most:,}", "lines": f"{sums.lines:,}"})
        return _page(request, form, status=400)
    try:
        answer = _file(viewer, clinician, form, lines, sums)
    except PdfFailed:
        form.add_error("format", _("The pdf could not be made. Choose fewer days, or csv, and tell the operator."))
        return _page(request, form, status=503)
    record_export(clinician=clinician, by=viewer.user, form=shape, lines=sums.lines, choice=form.choice)
    answer["Content-Disposition"] = f'attachment; filename="log-{viewer.today().isoformat()}.{shape}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _file(viewer: Viewer, clinician: Clinician, form: ExportForm, lines: CaseLineQuerySet, sums: Sums) -> HttpResponseBase:
    shape, leaving = form.cleaned_data["format"], export_lines(lines)
    if shape == "csv":
        pieces = csv_pieces(leaving, with_mark=form.cleaned_data["with_mark"])
        return StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    if shape == "json":
        return StreamingHttpResponse(json_pieces(leaving, about(clinician)), content_type="application/json")
    if shape == "pdf":
        return HttpResponse(pdf(clinician, leaving, sums, form.choice, viewer.today()), content_type="application/pdf")
    out = BytesIO() if sums.lines <= FEW_LINES else TemporaryUploadedFile("log.xlsx", SHEET, 0, None)
    write_sheet(leaving, out)
    out.seek(0)
    return FileResponse(out, content_type=SHEET)


def _page(request: HttpRequest, form: ExportForm, status: int = 200) -> HttpResponse:
    return render(request, "tracking/export.html", {"form": form}, status=status)
