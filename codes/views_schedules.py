"""/manage/schedules/: bring an official release in, read what it changes, activate it, go back."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from codes.forms_schedules import EffectiveFromForm, ScheduleFileForm, too_large
from codes.models import Release
from codes.releases import official
from codes.schedule_pages import SHOWN_RUNS, official_runs, shown_releases, shown_run
from codes.services import activate_release, go_back, set_effective_from
from rvuedge.accounts.permits import operator_or_sole_administrator_required, viewer_required
from rvuedge.imports.models import ImportRun
from rvuedge.imports.services import accept_mends, receive_file, try_again
from rvuedge.imports.tasks import queue_import

_FORM_AROUND_FILE = 64 * 1024


@require_safe
@operator_or_sole_administrator_required
def schedules(request: HttpRequest) -> HttpResponse:
    """List the releases and the imports."""
    return _page(request, ScheduleFileForm())


@csrf_exempt
@require_POST
@operator_or_sole_administrator_required
def check(request: HttpRequest) -> HttpResponse:
    """Take a file; one beyond the limit is refused before a byte of it is kept, so the form's token is looked at after its size."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.UPLOAD_LIMIT + _FORM_AROUND_FILE:
        return _page(request, ScheduleFileForm(), too_large(), status=413)
    return _check(request)


@csrf_protect
def _check(request: HttpRequest) -> HttpResponse:
    form = ScheduleFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=400)
    file = form.cleaned_data["file"]
    try:
        run, is_new = receive_file(content=file.read(), file_name=file.name, by=viewer_required(request).user)
    except OSError:
        return _page(
            request, form, _("The file could not be kept: the data folder is full or not writable. Tell the operator."), status=507
        )
    if is_new:
        transaction.on_commit(lambda: queue_import(run))
    else:
        messages.info(request, _told_known(run))
    return redirect("schedule-run", run.pk)


@require_safe
@operator_or_sole_administrator_required
def run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Show one import: its progress while it runs, then its issues, its difference and what can be done."""
    shown = shown_run(_run(run_id))
    form = EffectiveFromForm({"effective_from": shown.release.effective_from}) if shown.release else None
    releases = shown_releases(viewer_required(request).today())
    return render(
        request, "codes/schedules_run.html", {"shown": shown, "form": form, "releases": releases, "file_form": ScheduleFileForm()}
    )


@require_POST
@operator_or_sole_administrator_required
def accept(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Accept the proposed mends and read the file again."""
    found = _run(run_id)
    if accept_mends(run=found, by=viewer_required(request).user):
        transaction.on_commit(lambda: queue_import(found))
    return redirect("schedule-run", run_id)


@require_POST
@operator_or_sole_administrator_required
def again(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Let a failed import start anew."""
    found = _run(run_id)
    if try_again(run=found, by=viewer_required(request).user):
        transaction.on_commit(lambda: queue_import(found))
    return redirect("schedule-run", run_id)


@require_POST
@operator_or_sole_administrator_required
def effective(request: HttpRequest, release_id: int) -> HttpResponse:
    """Change the day from which a draft will hold."""
    release, form = _release(release_id), EffectiveFromForm(request.POST)
    try:
        if form.is_valid():
            set_effective_from(release=release, day=form.cleaned_data["effective_from"], by=viewer_required(request).user)
        else:
            messages.error(request, str(form.errors["effective_from"][0]))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return _back(release)


@require_POST
@operator_or_sole_administrator_required
def activate(request: HttpRequest, release_id: int) -> HttpResponse:
    """Make a release count."""
    release = _release(release_id)
    if activate_release(release=release, by=viewer_required(request).user):
        told = _("%(title)s is active: it values dates of service from %(day)s. Logged lines keep their values.")
    else:
        told = _("%(title)s is active already.")
    messages.success(request, told % {"title": release.title, "day": f"{release.effective_from.day} {release.effective_from:%B %Y}"})
    return _back(release)


@require_POST
@operator_or_sole_administrator_required
def take_back(request: HttpRequest, release_id: int) -> HttpResponse:
    """Retire the latest release; the one before counts again."""
    release = _release(release_id)
    try:
        former = go_back(release=release, by=viewer_required(request).user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        told = _("%(title)s is taken back; %(former)s counts again where it holds. Logged lines keep their values.")
        messages.success(request, told % {"title": release.title, "former": former.title if former else _("nothing")})
    return redirect("schedules")


def _page(request: HttpRequest, form: ScheduleFileForm, fault: str = "", status: int = 200) -> HttpResponse:
    shown = {
        "file_form": form,
        "fault": fault,
        "releases": shown_releases(viewer_required(request).today()),
        "runs": official_runs().select_related("created_by")[:SHOWN_RUNS],
    }
    return render(request, "codes/schedules.html", shown, status=status)


def _told_known(run: ImportRun) -> str:
    by = run.created_by or _("the operator")
    return _("This very file was imported on %(day)s by %(by)s; nothing was done twice.") % {
        "day": f"{run.created_at.day} {run.created_at:%B %Y}",
        "by": by,
    }


def _run(run_id: UUID) -> ImportRun:
    return get_object_or_404(official_runs().select_related("created_by"), pk=run_id)


def _release(release_id: int) -> Release:
    return get_object_or_404(official(), pk=release_id)


def _back(release: Release) -> HttpResponse:
    return redirect("schedule-run", release.import_run_id) if release.import_run_id else redirect("schedules")
