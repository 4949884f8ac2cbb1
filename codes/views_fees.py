"""/manage/schedules/fees/: an organisation's own fee tables, brought in by choosing their columns; visible to its members only."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from codes.activation import activate_target, date_target
from codes.forms_fees import ColumnsForm, FeeTableForm
from codes.forms_schedules import EffectiveFromForm
from codes.importers_fees import header_of
from codes.models import OtherSchedule
from codes.run_page import ShownRun, shown_run
from codes.schedule_pages import page_of_runs, shown_tables
from codes.services_mapping import remember_columns
from codes.services_other import publish_schedule, take_schedule_back
from rvuedge.accounts.permits import administrator_required, organisation_of, viewer_required
from rvuedge.imports.models import ImportRun, ImportRunQuerySet
from rvuedge.imports.no_change import why_nothing_changed
from rvuedge.imports.services import accept_mends, give_answers, give_day, receive_file, refuse_mends, try_again
from rvuedge.imports.tasks import queue_import


@require_safe
@administrator_required
def tables(request: HttpRequest) -> HttpResponse:
    """List the organisation's tables and imports."""
    return _page(request, FeeTableForm())


@require_POST
@administrator_required
def check(request: HttpRequest) -> HttpResponse:
    """Take a fee table."""
    form = FeeTableForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=400)
    given = form.cleaned_data
    try:
        run, is_new = receive_file(
            content=given["file"].read(),
            file_name=given["file"].name,
            kind=given["kind"],
            by=viewer_required(request).user,
            organisation=organisation_of(viewer_required(request)),
            effective_from=given["effective_from"],
            answers={"name": given["name"].strip()},
        )
    except OSError:
        form.add_error("file", _("The file could not be kept: the data folder is full or not writable. Tell the operator."))
        return _page(request, form, status=507)
    if is_new:
        _queue_on_commit(run)
    else:
        messages.info(request, _("This very file was brought before; nothing was done twice."))
    return redirect("fee-table-run", run.pk)


@require_safe
@administrator_required
def run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Show one import: the question about its columns, its issues, its difference and what can be done."""
    shown = shown_run(_run(request, run_id), _runs(request))
    columns = _columns_form(shown.run) if shown.run.outcome.get("asks") == "columns" else None
    return render(request, "codes/fee_table_run.html", {"shown": shown, "columns": columns, "form": _day_form(shown)})


@require_POST
@administrator_required
def columns(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Answer which column holds what; the answer is remembered for the next table of that name."""
    found = _run(request, run_id)
    form = _columns_form(found, request)
    if not form.is_valid():
        shown = shown_run(found, _runs(request))
        return render(request, "codes/fee_table_run.html", {"shown": shown, "columns": form, "form": None}, status=400)
    mapping = form.mapping
    header = header_of(found.outcome.get("preview", []), mapping)
    name = str(found.answers.get("name", ""))
    with transaction.atomic():
        remember_columns(organisation=organisation_of(viewer_required(request)), kind=found.kind, name=name, mapping=mapping, header=header)
        if give_answers(run=found, answers={"columns": mapping.stored()}, by=viewer_required(request).user):
            _queue_on_commit(found)
        else:
            messages.warning(request, why_nothing_changed(found))
    return redirect("fee-table-run", run_id)


@require_POST
@administrator_required
def answer(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Accept proposed mends, name the day, or let a failed import start anew: whatever the run waits for."""
    found, by, form = _run(request, run_id), viewer_required(request).user, EffectiveFromForm(request.POST)
    if found.outcome.get("asks") == "day":
        if not form.is_valid():
            messages.error(request, str(form.errors["effective_from"][0]))
            return redirect("fee-table-run", run_id)
        is_open = give_day(run=found, day=form.cleaned_data["effective_from"], by=by)
    else:
        is_open = accept_mends(run=found, by=by) or try_again(run=found, by=by)
    if is_open:
        _queue_on_commit(found)
    else:
        messages.warning(request, why_nothing_changed(found))
    return redirect("fee-table-run", run_id)


@require_POST
@administrator_required
def refuse(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Refuse the proposed mends, which ends the import."""
    found = _run(request, run_id)
    if not refuse_mends(run=found, by=viewer_required(request).user):
        messages.warning(request, why_nothing_changed(found))
    return redirect("fee-table-run", run_id)


@require_POST
@administrator_required
def effective(request: HttpRequest, schedule_id: int) -> HttpResponse:
    """Change the day from which a draft will hold."""
    schedule, form = _schedule(request, schedule_id), EffectiveFromForm(request.POST)
    try:
        if form.is_valid():
            date_target(schedule, form.cleaned_data["effective_from"], viewer_required(request).user)
        else:
            messages.error(request, str(form.errors["effective_from"][0]))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("fee-table-run", schedule.import_run_id) if schedule.import_run_id else redirect("fee-tables")


@require_POST
@administrator_required
def activate(request: HttpRequest, schedule_id: int) -> HttpResponse:
    """Make a table count."""
    schedule = _schedule(request, schedule_id)
    is_new = activate_target(schedule, viewer_required(request).user)
    told = _("%s is active. Members see its fees on code pages and in the log.") if is_new else _("%s is active already.")
    messages.success(request, told % schedule.name)
    return redirect("fee-tables")


@require_POST
@administrator_required
def take_back(request: HttpRequest, schedule_id: int) -> HttpResponse:
    """Retire the latest table of a name; the one before counts again."""
    schedule = _schedule(request, schedule_id)
    try:
        former = take_schedule_back(schedule=schedule, by=viewer_required(request).user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        day = f"{former.effective_from.day} {former.effective_from:%B %Y}" if former else ""
        told = _("%(name)s is taken back; the table of %(day)s counts again.") if former else _("%(name)s is taken back.")
        messages.success(request, told % {"name": schedule.name, "day": day})
    return redirect("fee-tables")


@require_POST
@administrator_required
def publish(request: HttpRequest, schedule_id: int) -> HttpResponse:
    """Show a table on public pages, or take it off them again: the operator's choice."""
    viewer, schedule = viewer_required(request), _schedule(request, schedule_id)
    if not viewer.may_manage_releases:
        messages.error(request, _("Only the operator publishes a fee table."))
    else:
        publish_schedule(schedule=schedule, is_public=not schedule.is_public, by=viewer.user)
    return redirect("fee-tables")


def _page(request: HttpRequest, form: FeeTableForm, status: int = 200) -> HttpResponse:
    viewer = viewer_required(request)
    own = OtherSchedule.objects.visible_to(viewer.user).filter(organisation=organisation_of(viewer), is_sample=False)
    runs = page_of_runs(_runs(request), request.GET.get("page"))
    shape = {"file_form": form, "tables": shown_tables(viewer.today(), list(own)), "runs": runs}
    return render(request, "codes/fee_tables.html", shape, status=status)


def _columns_form(found: ImportRun, request: HttpRequest | None = None) -> ColumnsForm:
    preview, proposed = found.outcome.get("preview", []), found.outcome.get("proposed", {})
    return ColumnsForm(preview, proposed, request.POST) if request else ColumnsForm(preview, proposed)


def _day_form(shown: ShownRun) -> EffectiveFromForm | None:
    if shown.target is not None:
        return EffectiveFromForm({"effective_from": shown.target.effective_from})
    return EffectiveFromForm() if shown.run.outcome.get("asks") == "day" else None


def _queue_on_commit(run: ImportRun) -> None:
    transaction.on_commit(lambda: queue_import(run))


def _runs(request: HttpRequest) -> ImportRunQuerySet:
    viewer = viewer_required(request)
    return ImportRun.objects.visible_to(viewer.user).filter(organisation=organisation_of(viewer), kind__in=("payer", "dental"))


def _run(request: HttpRequest, run_id: UUID) -> ImportRun:
    return get_object_or_404(_runs(request).select_related("created_by"), pk=run_id)


def _schedule(request: HttpRequest, schedule_id: int) -> OtherSchedule:
    viewer = viewer_required(request)
    own = OtherSchedule.objects.visible_to(viewer.user).filter(organisation=organisation_of(viewer), is_sample=False)
    return get_object_or_404(own, pk=schedule_id)
