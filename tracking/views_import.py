"""/log/import/: bring a charge extract into the own log, see what is new, confirm it, take it back."""

import io
from collections.abc import Iterator
from tempfile import TemporaryFile
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from rvuedge.accounts.permits import viewer_required
from rvuedge.accounts.scope import Viewer
from rvuedge.imports.models import ImportRun
from rvuedge.imports.no_change import why_nothing_changed
from rvuedge.imports.services import accept_mends, give_answers, try_again
from rvuedge.imports.tasks import queue_import
from tracking.answers import log_of, own_log
from tracking.extracts.kept import kept_of
from tracking.extracts.mapping import fingerprint, hints_of, is_sure, recalled, suggest
from tracking.forms_import import ColumnsForm, ExtractForm, RenderingForm
from tracking.incoming import PIECE, TOO_LARGE, Cleaned, cleaned
from tracking.models import ChargeColumns, ChargeImport, Clinician
from tracking.services_imports import discard_import, receive_charges, remember_charge_columns, remember_rendering, undo_import
from tracking.shown_import import first_rows, shown_import
from tracking.uploads import TOO_LARGE_MARK, CleanedUpload, ExtractUploadHandler

SHOWN_IMPORTS = 20
_PASTED = "pasted lines"


@login_required
@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """The form for an extract, and what was brought before."""
    viewer = viewer_required(request)
    if log_of(viewer) is None:
        return redirect("log")
    return _page(request, viewer, ExtractForm())


@csrf_exempt
@login_required
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Take an extract; the token against forgery is checked once it is known how the file is to be received."""
    viewer = viewer_required(request)
    clinician = own_log(viewer)
    memory = ChargeColumns.objects.filter(clinician=clinician).first()
    request.upload_handlers = [ExtractUploadHandler(request, hints_of(memory.headers) if memory else {})]
    return _checked(request, viewer, clinician, memory)


@csrf_protect
def _checked(request: HttpRequest, viewer: Viewer, clinician: Clinician, memory: ChargeColumns | None) -> HttpResponse:
    form = ExtractForm(request.POST, request.FILES)
    if request.META.get(TOO_LARGE_MARK):
        form.add_error("file", TOO_LARGE)
        return _page(request, viewer, form, status=413)
    if not form.is_valid():
        return _page(request, viewer, form, status=400)
    file, place = form.cleaned_data.get("file"), form.cleaned_data["place"]
    try:
        if isinstance(file, CleanedUpload) and file.cleaned is not None:
            run = _received(file.cleaned, file.name or "", viewer, clinician, memory, place)
        else:
            with TemporaryFile("w+b") as into:
                found = cleaned(_pieces(form.cleaned_data["text"]), into, hints_of(memory.headers) if memory else {})
                run = _received(found, _PASTED, viewer, clinician, memory, place)
    except OSError:
        form.add_error(None, _("The extract could not be kept: the data folder is full or not writable. Tell the operator."))
        return _page(request, viewer, form, status=507)
    return redirect("charge-import", run.pk)


@login_required
@require_safe
def one_import(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """One import: the question it asks, what it would do, its issues, or what it did."""
    charges = _own(request, run_id)
    run = charges.run
    kept = kept_of(run.answers.get("kept", {}))
    asks = str(run.outcome.get("asks", "")) if run.state == "needs_answer" else ""
    proposed = suggest(kept) if asks == "columns" else None
    form = ColumnsForm(kept, proposed.stored() if proposed else {}) if asks == "columns" else None
    people = RenderingForm(run.outcome["people"]) if asks == "rendering" else None
    rows = first_rows(run, kept) if form is not None else []
    shape = {"shown": shown_import(charges, timezone.now()), "columns": form, "people": people, "kept": kept, "first_rows": rows}
    return render(request, "tracking/import_one.html", shape)


@login_required
@require_POST
def columns(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Answer which column holds what; remembered for the next extract with the same columns."""
    charges = _own(request, run_id)
    kept = kept_of(charges.run.answers.get("kept", {}))
    form = ColumnsForm(kept, {}, request.POST)
    mapping = form.mapping if form.is_valid() else None
    if mapping is None:
        shape = {"shown": shown_import(charges, timezone.now()), "columns": form, "first_rows": first_rows(charges.run, kept), "kept": kept}
        return render(request, "tracking/import_one.html", shape, status=400)
    with transaction.atomic():
        remember_charge_columns(clinician=charges.clinician, columns=mapping, kept=kept)
        _answered(request, charges, {"columns": mapping.stored()})
    return redirect("charge-import", run_id)


@login_required
@require_POST
def rendering(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Answer whose rows are read; remembered for the next extract."""
    charges = _own(request, run_id)
    form = RenderingForm(charges.run.outcome.get("people", []), request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the names in the extract."))
        return redirect("charge-import", run_id)
    name = form.cleaned_data["rendering"]
    with transaction.atomic():
        remember_rendering(clinician=charges.clinician, name=name)
        _answered(request, charges, {"rendering": name})
    return redirect("charge-import", run_id)


@login_required
@require_POST
def confirm(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Store what the preview shows."""
    charges = _own(request, run_id)
    if charges.run.outcome.get("asks") == "confirm":
        _answered(request, charges, {"confirmed": True})
    else:
        messages.warning(request, why_nothing_changed(charges.run))
    return redirect("charge-import", run_id)


@login_required
@require_POST
def again(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Accept proposed mends, or let an import that stopped start anew: whatever it waits for."""
    charges = _own(request, run_id)
    by = viewer_required(request).user
    waits_for_mends = not charges.run.outcome.get("asks")
    if (waits_for_mends and accept_mends(run=charges.run, by=by)) or try_again(run=charges.run, by=by):
        _queue_on_commit(charges.run)
    else:
        messages.warning(request, why_nothing_changed(charges.run))
    return redirect("charge-import", run_id)


@login_required
@require_POST
def discard(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Let go of an import that waits."""
    charges = _own(request, run_id)
    if discard_import(run=charges.run, by=viewer_required(request).user):
        messages.info(request, _("The extract was let go. Nothing of it was stored."))
        return redirect("charge-imports")
    messages.warning(request, why_nothing_changed(charges.run))
    return redirect("charge-import", run_id)


@login_required
@require_POST
def undo(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Take an import back."""
    charges = _own(request, run_id)
    removed = undo_import(charges=charges, by=viewer_required(request).user, at=timezone.now())
    told = ngettext("%(count)s case was taken back.", "%(count)s cases were taken back.", removed)
    messages.success(request, told % {"count": f"{removed:,}"})
    return redirect("charge-import", run_id)


def _page(request: HttpRequest, viewer: Viewer, form: ExtractForm, status: int = 200) -> HttpResponse:
    own = ChargeImport.objects.visible_to(viewer.user).filter(clinician=log_of(viewer)).select_related("run")
    shape = {"form": form, "imports": own.order_by("-run__created_at")[:SHOWN_IMPORTS]}
    return render(request, "tracking/import.html", shape, status=status)


def _received(found: Cleaned, name: str, viewer: Viewer, clinician: Clinician, memory: ChargeColumns | None, place: str) -> ImportRun:
    """Keep what came through; with columns that are known it is read at once."""
    mapping = suggest(found.kept) if is_sure(found.kept) else None
    if mapping is None and memory is not None and memory.fingerprint == fingerprint(found.kept):
        mapping = recalled(memory.headers, found.kept)
    run = receive_charges(
        clinician=clinician, cleaned=found, file_name=name, by=viewer.user, today=viewer.today(), place=place, columns=mapping
    )
    if mapping is not None and found.can_be_read:
        _queue_on_commit(run)
    return run


def _answered(request: HttpRequest, charges: ChargeImport, answers: dict[str, object]) -> None:
    if give_answers(run=charges.run, answers=answers, by=viewer_required(request).user):
        _queue_on_commit(charges.run)
    else:
        messages.warning(request, why_nothing_changed(charges.run))


def _pieces(text: str) -> Iterator[bytes]:
    content = io.BytesIO(text.encode("utf-8", "replace"))
    while piece := content.read(PIECE):
        yield piece


def _queue_on_commit(run: ImportRun) -> None:
    transaction.on_commit(lambda: queue_import(run))


def _own(request: HttpRequest, run_id: UUID) -> ChargeImport:
    own = ChargeImport.objects.visible_to(viewer_required(request).user)
    return get_object_or_404(own.select_related("run", "clinician__organisation"), run_id=run_id)
