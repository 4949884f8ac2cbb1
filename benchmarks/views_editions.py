"""/manage/benchmarks/: the survey editions of an organisation, for its administrators."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from benchmarks.edition_page import edition_page
from benchmarks.editions import activate_edition, check_terms, map_specialty, retire_edition, stage_edition
from benchmarks.forms import EditionForm, MappingForm
from benchmarks.models import Edition, WaitingTable
from benchmarks.services_tables import columns_of_survey, keep_table
from benchmarks.surveys.reader import asks_for_columns, preview, read_survey
from benchmarks.told import tell_stored
from rvuedge.accounts.models import Organisation, User
from rvuedge.accounts.permits import administrator_required, organisation_of, viewer_required
from rvuedge.lib.issues import Issue


@require_safe
@administrator_required
def benchmarks(request: HttpRequest) -> HttpResponse:
    """List the editions, newest first, with the form for another."""
    return _list_page(request, EditionForm())


@require_POST
@administrator_required
def upload(request: HttpRequest) -> HttpResponse:
    """Check a survey table and keep it as a draft; a refused one shows every fault."""
    form = EditionForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list_page(request, form, status=422)
    organisation, terms, name = _organisation(request), form.terms, str(form.cleaned_data["file"].name)
    content = form.cleaned_data["file"].read()
    try:
        file = read_survey(content, name, columns_of_survey(organisation, terms.survey_code))
    except OSError:
        form.add_error("file", _("The file could not be kept: the disk of the server is full or not writable. Tell the operator."))
        return _list_page(request, form, status=507)
    faults = check_terms(organisation=organisation, terms=terms, source_name=name)
    if not faults and asks_for_columns(file) and preview(content) is not None:
        waiting = keep_table(organisation=organisation, terms=terms, content=content, source_name=name, actor=_user(request))
        return redirect("edition-columns", table=waiting.pk)
    if faults or file.is_refused:
        return _list_page(request, form, issues=(*faults, *file.issues), status=422)
    stored, is_new = stage_edition(organisation=organisation, terms=terms, file=file, source_name=name, actor=_user(request))
    tell_stored(request, stored, file, is_new=is_new)
    return redirect("edition", number=stored.pk)


@require_safe
@administrator_required
def edition(request: HttpRequest, number: int) -> HttpResponse:
    """Show an edition: its terms, the names that wait for a specialty, and every cell."""
    return render(
        request, "benchmarks/editions_one.html", {"page": edition_page(edition_seen(request, number), request.GET.get("cut", ""))}
    )


@require_POST
@administrator_required
def activate(request: HttpRequest, number: int) -> HttpResponse:
    """Put an edition in force."""
    viewer, found = viewer_required(request), edition_seen(request, number)
    told = _("%(edition)s is in force. New comparisons use it; published reports keep theirs.") % {"edition": found}
    _tell(request, lambda: activate_edition(edition=found, actor=viewer.user, today=viewer.today()), told)
    return redirect("edition", number=number)


@require_POST
@administrator_required
def retire(request: HttpRequest, number: int) -> HttpResponse:
    """Take an edition out of force."""
    found = edition_seen(request, number)
    retire_edition(edition=found, actor=_user(request))
    messages.success(request, _("%(edition)s is retired. Published reports keep what they showed.") % {"edition": found})
    return redirect("edition", number=number)


@require_POST
@administrator_required
def map_name(request: HttpRequest, number: int) -> HttpResponse:
    """Confirm which specialty a survey's name stands for, or take that back."""
    found, form = edition_seen(request, number), MappingForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a specialty from the list."))
        return redirect("edition", number=number)
    name, specialty = form.cleaned_data["raw_name"], form.cleaned_data["specialty"]
    done = _("%(name)s stands for %(specialty)s.") if specialty else _("%(name)s stands for no specialty now.")
    _tell(
        request,
        lambda: map_specialty(edition=found, raw_name=name, specialty=specialty, actor=_user(request)),
        done % {"name": name, "specialty": specialty},
    )
    return redirect("edition", number=number)


def _organisation(request: HttpRequest) -> Organisation:
    return organisation_of(viewer_required(request))


def _user(request: HttpRequest) -> User:
    return viewer_required(request).user


def edition_seen(request: HttpRequest, number: int) -> Edition:
    """Return an edition of the own organisation, with its survey; 404 for any other."""
    seen = Edition.objects.visible_to(_user(request)).filter(survey__organisation=_organisation(request))
    return get_object_or_404(seen.select_related("survey__organisation", "imported_by"), pk=number)


def _list_page(request: HttpRequest, form: EditionForm, issues: tuple[Issue, ...] = (), status: int = 200) -> HttpResponse:
    seen = Edition.objects.visible_to(_user(request)).filter(survey__organisation=_organisation(request)).select_related("survey")
    shape: dict[str, object] = {"editions": seen.order_by("survey__name", "-report_year", "-revision"), "form": form, "issues": issues}
    shape["waiting"] = WaitingTable.objects.visible_to(_user(request)).filter(organisation=_organisation(request)).defer("content")
    return render(request, "benchmarks/editions.html", shape, status=status)


def _tell(request: HttpRequest, act: Callable[[], object], done: str) -> None:
    try:
        act()
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, done)
