"""/manage/benchmarks/NUMBER/terms/ and what removes: what is said of a stored edition, changed by an administrator."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from benchmarks.forms import TermsForm
from benchmarks.models import Edition
from benchmarks.services_editions import change_edition, forget_columns, remove_edition
from benchmarks.views_editions import edition_seen
from rvuedge.accounts.permits import administrator_required, viewer_required


@require_safe
@administrator_required
def terms(request: HttpRequest, number: int) -> HttpResponse:
    """Show what is said of an edition, to say it anew."""
    found = edition_seen(request, number)
    return _page(request, found, TermsForm(initial=model_to_dict(found) | {"survey_name": found.survey.name}))


@require_POST
@administrator_required
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Keep what is said now."""
    found, form = edition_seen(request, number), TermsForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        is_other = change_edition(edition=found, said=form.said, actor=viewer_required(request).user)
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, found, form, status=422)
    told = _("Saved. New comparisons follow it; published reports stay as they are.") if is_other else _("Nothing was changed.")
    messages.success(request, told)
    return redirect("edition", number=number)


@require_POST
@administrator_required
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Remove a draft or a retired edition; one in force is retired first."""
    found = edition_seen(request, number)
    told = _("%(edition)s is removed with its cells. Published reports keep what they showed.") % {"edition": found}
    try:
        remove_edition(edition=found, actor=viewer_required(request).user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("edition", number=number)
    messages.success(request, told)
    return redirect("benchmarks")


@require_POST
@administrator_required
def forget(request: HttpRequest, number: int) -> HttpResponse:
    """Forget what the columns of the edition's survey were said to hold."""
    found = edition_seen(request, number)
    if forget_columns(survey=found.survey, actor=viewer_required(request).user):
        messages.success(request, _("The columns are forgotten. You say anew what they hold when the next table comes."))
    return redirect("edition", number=number)


def _page(request: HttpRequest, found: Edition, form: TermsForm, status: int = 200) -> HttpResponse:
    return render(request, "benchmarks/editions_terms.html", {"edition": found, "form": form}, status=status)
