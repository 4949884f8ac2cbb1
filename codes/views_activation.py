"""/manage/schedules/: what an import left is dated, activated and taken back, for releases and for other tables."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from codes.activation import Target, activate_target, date_target
from codes.forms_schedules import DescriptorForm, EffectiveFromForm
from codes.models import OtherSchedule, Release
from codes.releases import official
from codes.run_page import shown_run
from codes.schedule_pages import official_runs
from codes.services import go_back
from codes.services_notices import declare_licence
from codes.services_other import take_schedule_back
from rvuedge.accounts.permits import administrator_required, operator_or_sole_administrator_required, organisation_of, viewer_required
from rvuedge.imports.models import RunState


@require_POST
@operator_or_sole_administrator_required
def effective(request: HttpRequest, release_id: int) -> HttpResponse:
    """Change the day from which a draft release will hold."""
    return _dated(request, _release(release_id))


@require_POST
@operator_or_sole_administrator_required
def activate(request: HttpRequest, release_id: int) -> HttpResponse:
    """Make a release count."""
    return _activated(request, _release(release_id))


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


@require_POST
@operator_or_sole_administrator_required
def table_effective(request: HttpRequest, schedule_id: int) -> HttpResponse:
    """Change the day from which a draft table will hold."""
    return _dated(request, _schedule(schedule_id))


@require_POST
@operator_or_sole_administrator_required
def table_activate(request: HttpRequest, schedule_id: int) -> HttpResponse:
    """Make a table count."""
    return _activated(request, _schedule(schedule_id))


@require_POST
@operator_or_sole_administrator_required
def table_take_back(request: HttpRequest, schedule_id: int) -> HttpResponse:
    """Retire the latest table of its kind; the one before counts again."""
    schedule = _schedule(schedule_id)
    try:
        former = take_schedule_back(schedule=schedule, by=viewer_required(request).user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        told = _("%(title)s is taken back; %(former)s counts again where it holds.")
        named = (former.title or former.name) if former else _("nothing")
        messages.success(request, told % {"title": schedule.title or schedule.name, "former": named})
    return redirect("schedules")


@require_POST
@operator_or_sole_administrator_required
def activate_all(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Make every table of one upload count that waits for it."""
    shown = shown_run(get_object_or_404(official_runs(), pk=run_id), official_runs())
    waiting = [shown_run(one, official_runs()).target for one in (shown.run, *shown.companions) if one.state == RunState.READY]
    activated, refused = [], []
    for target in waiting:
        try:
            if target is not None and activate_target(target, viewer_required(request).user):
                activated.append(target)
        except ValidationError as error:
            refused.append(error.messages[0])
            messages.error(request, error.messages[0])
    if activated:
        messages.success(request, _("Active now: %s. Logged lines keep their values.") % ", ".join(map(_title_of, activated)))
    elif not refused:
        messages.success(request, _("Everything of this upload was active already."))
    return redirect("schedule-run", run_id)


@require_POST
@administrator_required
def descriptors(request: HttpRequest) -> HttpResponse:
    """Say whether the organisation holds the licences to show official short descriptors to its members."""
    viewer, form = viewer_required(request), DescriptorForm(request.POST)
    if form.is_valid():
        declare_licence(organisation=organisation_of(viewer), holds_licence=form.cleaned_data["holds_licence"], by=viewer.user)
        shown = form.cleaned_data["holds_licence"]
        messages.success(request, _("Members see official short descriptors.") if shown else _("Members see our own words only."))
    return redirect("schedules" if viewer.may_manage_releases else "fee-tables")


def _dated(request: HttpRequest, target: Target) -> HttpResponse:
    form = EffectiveFromForm(request.POST)
    try:
        if form.is_valid():
            remark = date_target(target, form.cleaned_data["effective_from"], viewer_required(request).user)
            if remark:
                messages.warning(request, remark)
        else:
            messages.error(request, str(form.errors["effective_from"][0]))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return _back(target)


def _activated(request: HttpRequest, target: Target) -> HttpResponse:
    accept_short = bool(request.POST.get("accept_short"))
    try:
        is_new = activate_target(target, viewer_required(request).user, accept_short=accept_short)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return _back(target)
    if is_new:
        if isinstance(target, Release):
            told = _("%(title)s is active: it values dates of service from %(day)s. Logged lines keep their values.")
        else:
            told = _("%(title)s is active from %(day)s.")
    else:
        told = _("%(title)s is active already.")
    messages.success(request, told % {"title": _title_of(target), "day": f"{target.effective_from.day} {target.effective_from:%B %Y}"})
    return _back(target)


def _title_of(target: Target) -> str:
    return target.title or target.name


def _release(release_id: int) -> Release:
    return get_object_or_404(official(), pk=release_id)


def _schedule(schedule_id: int) -> OtherSchedule:
    return get_object_or_404(OtherSchedule.objects.official(), pk=schedule_id)


def _back(target: Target) -> HttpResponse:
    return redirect("schedule-run", target.import_run_id) if target.import_run_id else redirect("schedules")
