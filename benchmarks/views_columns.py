"""/manage/benchmarks/columns/: what the columns of a survey table hold, said once and remembered for the survey."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from benchmarks.forms import ColumnsForm
from benchmarks.models import WaitingTable
from benchmarks.services_tables import columns_of_survey, drop_table, stage_by_columns
from benchmarks.surveys.reader import Preview, preview
from benchmarks.told import tell_stored
from rvuedge.accounts.permits import administrator_required, organisation_of, viewer_required
from rvuedge.lib.issues import Issue


@require_safe
@administrator_required
def columns(request: HttpRequest, table: UUID) -> HttpResponse:
    """Show each column with its first values, and what it is taken for."""
    found = _table(request, table)
    shown = _shown(found)
    return _page(request, found, shown, ColumnsForm(shown.columns))


@require_POST
@administrator_required
def read(request: HttpRequest, table: UUID) -> HttpResponse:
    """Read the table by the choice and keep it as a draft; a refused one shows every fault."""
    found = _table(request, table)
    shown = _shown(found)
    form = ColumnsForm(shown.columns, request.POST)
    if not form.is_valid():
        return _page(request, found, shown, form, status=422)
    try:
        file, stored = stage_by_columns(table=found, roles=form.roles, actor=viewer_required(request).user)
    except ValidationError as error:
        form.add_error(None, error.messages[0])
        return _page(request, found, shown, form, status=422)
    if stored is None:
        return _page(request, found, shown, form, issues=file.issues, status=422)
    tell_stored(request, stored, file, is_new=True)
    return redirect("edition", number=stored.pk)


@require_POST
@administrator_required
def drop(request: HttpRequest, table: UUID) -> HttpResponse:
    """Forget a table that waits for its columns."""
    drop_table(table=_table(request, table), actor=viewer_required(request).user)
    messages.success(request, _("The table was not stored."))
    return redirect("benchmarks")


def _table(request: HttpRequest, table: UUID) -> WaitingTable:
    viewer = viewer_required(request)
    seen = WaitingTable.objects.visible_to(viewer.user).filter(organisation=organisation_of(viewer))
    return get_object_or_404(seen.select_related("organisation"), pk=table)


def _shown(table: WaitingTable) -> Preview:
    shown = preview(bytes(table.content), columns_of_survey(table.organisation, table.survey_code))
    return shown or Preview((), ())


def _page(
    request: HttpRequest, table: WaitingTable, shown: Preview, form: ColumnsForm, issues: tuple[Issue, ...] = (), status: int = 200
) -> HttpResponse:
    rows = [line.cells for line in shown.lines]
    places = [place for place, column in enumerate(shown.columns) if column.header]
    samples = [[row[place] for row in rows if place < len(row)] for place in places]
    shape = {"table": table, "form": form, "pairs": list(zip(form, samples, strict=True)), "issues": issues}
    return render(request, "benchmarks/editions_columns.html", shape, status=status)
