"""/manage/schedules/: bring official files in, follow their import, answer what they ask."""

from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from codes.forms_schedules import MOST_FILES, DescriptorForm, EffectiveFromForm, ScheduleFileForm, too_large
from codes.models import NoticeAcknowledgement
from codes.run_page import ShownRun, shown_run
from codes.schedule_pages import official_runs, page_of_runs, shown_releases, shown_tables
from codes.services_notices import acknowledge_notices
from codes.uploads import NO_ROOM_MARK, TOO_LARGE_MARK, ScheduleUpload, ScheduleUploadHandler, is_large
from rvuedge.accounts.models import User
from rvuedge.accounts.permits import operator_or_sole_administrator_required, viewer_required
from rvuedge.imports.models import ImportRun
from rvuedge.imports.no_change import why_nothing_changed
from rvuedge.imports.services import accept_mends, give_day, receive_file, refuse_mends, try_again
from rvuedge.imports.services_kept import receive_large
from rvuedge.imports.tasks import queue_import

_FORM_AROUND_FILE = 64 * 1024


@require_safe
@operator_or_sole_administrator_required
def schedules(request: HttpRequest) -> HttpResponse:
    """List the releases, the other tables and the imports."""
    return _page(request, ScheduleFileForm())


@csrf_exempt
@require_POST
@operator_or_sole_administrator_required
def check(request: HttpRequest) -> HttpResponse:
    """Take files; what is beyond the limit is refused before a byte of it is kept, so the form's token is looked at after its size."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.UPLOAD_LIMIT * MOST_FILES + _FORM_AROUND_FILE:
        return _page(request, ScheduleFileForm(), too_large(), status=413)
    request.upload_handlers = [ScheduleUploadHandler(request)]
    return _check(request)


@csrf_protect
def _check(request: HttpRequest) -> HttpResponse:
    form = ScheduleFileForm(request.POST, request.FILES)
    if request.META.get(TOO_LARGE_MARK):
        return _page(request, ScheduleFileForm(), too_large(), status=413)
    if request.META.get(NO_ROOM_MARK):
        return _page(request, ScheduleFileForm(), _no_room(), status=507)
    if not form.is_valid():
        is_large = any(too_large() in str(fault) for fault in form.errors.get("file", ()))
        return _page(request, form, status=413 if is_large else 400)
    viewer = viewer_required(request)
    acknowledge_notices(organisation=viewer.organisation, by=viewer.user)
    try:
        runs = _received(request, form.cleaned_data["file"])
    except OSError:
        return _page(request, form, _no_room(), status=507)
    return redirect("schedule-run", runs[0].pk)


def _received(request: HttpRequest, files: "list[UploadedFile[bytes]]") -> list[ImportRun]:
    """Keep the files of one upload under runs of one batch, and queue those that are new."""
    runs, batch = [], uuid4()
    for file in files:
        run, is_new = _kept(file, viewer_required(request).user, batch)
        if is_new:
            _queue_on_commit(run)
        else:
            messages.info(request, _told_known(run))
        runs.append(run)
    return runs


def _kept(file: "UploadedFile[bytes]", by: User, batch: UUID) -> tuple[ImportRun, bool]:
    if isinstance(file, ScheduleUpload) and file.file is not None and is_large(file):
        return receive_large(kept=file.file, kind=file.large_kind, file_name=str(file.name), by=by, batch=batch)
    return receive_file(content=file.read(), file_name=str(file.name), by=by, batch=batch)


@require_safe
@operator_or_sole_administrator_required
def run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Show one import: its progress while it runs, then its issues, its difference and what can be done."""
    shown = shown_run(_run(run_id), official_runs())
    shape = {
        "shown": shown,
        "form": _day_form(shown),
        "releases": shown_releases(viewer_required(request).today()) if shown.run.kind == "pprrvu" else (),
        "file_form": ScheduleFileForm(),
        "is_acknowledged": True,
    }
    return render(request, "codes/schedules_run.html", shape)


@require_POST
@operator_or_sole_administrator_required
def accept(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Accept the proposed mends and read the file again."""
    found = _run(run_id)
    if accept_mends(run=found, by=viewer_required(request).user):
        _queue_on_commit(found)
    else:
        messages.warning(request, why_nothing_changed(found))
    return redirect("schedule-run", run_id)


@require_POST
@operator_or_sole_administrator_required
def refuse(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Refuse the proposed mends, which ends the import."""
    found = _run(run_id)
    if not refuse_mends(run=found, by=viewer_required(request).user):
        messages.warning(request, why_nothing_changed(found))
    return redirect("schedule-run", run_id)


@require_POST
@operator_or_sole_administrator_required
def give(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Name the day from which a file holds that does not say so itself, and read it again."""
    found, form = _run(run_id), EffectiveFromForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["effective_from"][0]))
    elif give_day(run=found, day=form.cleaned_data["effective_from"], by=viewer_required(request).user):
        _queue_on_commit(found)
    else:
        messages.warning(request, why_nothing_changed(found))
    return redirect("schedule-run", run_id)


@require_POST
@operator_or_sole_administrator_required
def again(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Let a failed import start anew."""
    found = _run(run_id)
    if try_again(run=found, by=viewer_required(request).user):
        _queue_on_commit(found)
    else:
        messages.warning(request, why_nothing_changed(found))
    return redirect("schedule-run", run_id)


def _page(request: HttpRequest, form: ScheduleFileForm, fault: str = "", status: int = 200) -> HttpResponse:
    viewer = viewer_required(request)
    notices = NoticeAcknowledgement.objects.visible_to(viewer.user).filter(organisation=viewer.organisation).first()
    shown = {
        "file_form": form,
        "fault": fault,
        "releases": shown_releases(viewer.today()),
        "tables": shown_tables(viewer.today()),
        "runs": page_of_runs(official_runs(), request.GET.get("page")),
        "is_acknowledged": notices is not None,
        "descriptor_form": DescriptorForm({"holds_licence": bool(notices and notices.holds_licence)}) if viewer.is_administrator else None,
    }
    return render(request, "codes/schedules.html", shown, status=status)


def _day_form(shown: ShownRun) -> EffectiveFromForm | None:
    if shown.target is not None:
        return EffectiveFromForm({"effective_from": shown.target.effective_from})
    return EffectiveFromForm() if shown.run.outcome.get("asks") == "day" else None


def _queue_on_commit(run: ImportRun) -> None:
    transaction.on_commit(lambda: queue_import(run))


def _no_room() -> str:
    return _("The file could not be kept: the data folder is full or not writable. Tell the operator.")


def _told_known(run: ImportRun) -> str:
    by = run.created_by or _("the operator")
    return _("This very file was imported on %(day)s by %(by)s; nothing was done twice.") % {
        "day": f"{run.created_at.day} {run.created_at:%B %Y}",
        "by": by,
    }


def _run(run_id: UUID) -> ImportRun:
    return get_object_or_404(official_runs().select_related("created_by"), pk=run_id)
