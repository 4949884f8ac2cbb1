"""/manage/policies/: how an organisation counts work: copy, change, preview, activate from a day; and who is counted under what."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rvuedge.accounts.permits import administrator_required, organisation_of, viewer_required
from tracking.agreed import as_policy, default_policy, policy_named
from tracking.answers import wants_fragment
from tracking.effect import MOST_LINES, last_year_of
from tracking.forms_policy import ContractForm, NewPolicyForm, PolicyForm
from tracking.models import CaseLine, Contract, CreditPolicy
from tracking.policy_preview import counted_by, preview_of
from tracking.services_policy import (
    ChangedMeanwhile,
    activate_policy,
    agree_contract,
    change_policy,
    draft_policy,
    next_version,
    remove_contract,
    withdraw_policy,
)
from tracking.wrvu.policy_choices import differences
from tracking.wrvu.presets import CMS_PARALLEL, PRESETS


@require_safe
@administrator_required
def policies(request: HttpRequest) -> HttpResponse:
    """List the presets, the organisation's policies and its contracts."""
    return _page(request)


@require_POST
@administrator_required
def policy_new(request: HttpRequest) -> HttpResponse:
    """Start a policy from a preset or from one of the organisation's."""
    viewer, form = viewer_required(request), NewPolicyForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form, status=400)
    given, organisation = form.cleaned_data, organisation_of(viewer)
    base = policy_named(given["base"], organisation, viewer.today()) or CMS_PARALLEL
    try:
        draft = draft_policy(
            organisation=organisation, title=given["title"], base=base, effective_from=given["effective_from"], by=viewer.user
        )
    except ValidationError as error:
        form.add_error("title", error.messages[0])
        return _page(request, form=form, status=400)
    return redirect("policy", draft.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@administrator_required
def policy(request: HttpRequest, policy_id: int) -> HttpResponse:
    """Show one version: as a draft its choices can be changed."""
    found = _policy(request, policy_id)
    form = PolicyForm(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            change_policy(
                policy=found,
                title=given["title"],
                effective_from=given["effective_from"],
                choices=form.choices,
                by=viewer_required(request).user,
                seen=request.POST.get("seen", ""),
            )
        except ChangedMeanwhile as error:
            found.refresh_from_db()
            form.tell_apart(error.messages[0], found)
            return _policy_page(request, found, form, status=409)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(request, _("The draft is kept. Nothing is counted by it until it is activated."))
        return redirect("policy", policy_id)
    return _policy_page(request, found, form, status=400 if form.errors else 200)


def _policy_page(request: HttpRequest, found: CreditPolicy, form: PolicyForm, status: int) -> HttpResponse:
    value = as_policy(found)
    shape = {"policy": found, "value": value, "form": form, "changed": differences(CMS_PARALLEL, value)}
    return render(request, "tracking/policy.html", shape, status=status)


@require_safe
@administrator_required
def policy_preview(request: HttpRequest, policy_id: int) -> HttpResponse:
    """Value the last twelve months under a version, beside what is stored: the total and the lines that change most."""
    viewer, found = viewer_required(request), _policy(request, policy_id)
    lines = CaseLine.objects.visible_to(viewer.user).filter(clinician__organisation=organisation_of(viewer))
    effect = preview_of(as_policy(found), last_year_of(lines, viewer.today()), counted_by(found))
    template = "tracking/_policy_preview.html" if wants_fragment(request) else "tracking/policy_preview.html"
    answer = render(request, template, {"effect": effect, "policy": found, "most_lines": MOST_LINES})
    patch_vary_headers(answer, ("HX-Request",))
    return answer


@require_POST
@administrator_required
def policy_activate(request: HttpRequest, policy_id: int) -> HttpResponse:
    """Let a version count from its day on; for everybody where that is asked for."""
    found = _policy(request, policy_id)
    is_default, seen = request.POST.get("is_default") == "1", request.POST.get("seen", "")
    try:
        is_activated = activate_policy(policy=found, is_default=is_default, by=viewer_required(request).user, seen=seen)
    except ChangedMeanwhile as error:
        messages.error(request, _("%s It was not activated: look at it as it stands now.") % error.messages[0])
        return redirect("policy", policy_id)
    if is_activated:
        told = _("%(policy)s counts from %(day)s. Lines that are logged keep their value; a recount is offered below.")
        day = f"{found.effective_from.day} {found.effective_from:%B %Y}"
        messages.success(request, told % {"policy": found.title, "day": day})
    return redirect("policies")


@require_POST
@administrator_required
def policy_withdraw(request: HttpRequest, policy_id: int) -> HttpResponse:
    """Let a version count no more."""
    found = _policy(request, policy_id)
    try:
        is_withdrawn = withdraw_policy(policy=found, by=viewer_required(request).user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("policy", policy_id)
    if is_withdrawn:
        messages.success(request, _("%s counts no more. Lines that are logged keep their value.") % found.title)
    return redirect("policies")


@require_POST
@administrator_required
def policy_next(request: HttpRequest, policy_id: int) -> HttpResponse:
    """Start the next version of a policy."""
    return redirect("policy", next_version(policy=_policy(request, policy_id), by=viewer_required(request).user).pk)


@require_POST
@administrator_required
def contract_new(request: HttpRequest) -> HttpResponse:
    """Keep what a clinician is counted under from a day on."""
    viewer = viewer_required(request)
    form = ContractForm(organisation_of(viewer), request.POST)
    if not form.is_valid():
        return _page(request, contract_form=form, status=400)
    try:
        agree_contract(by=viewer.user, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, contract_form=form, status=400)
    messages.success(request, _("The contract of %s is kept. Lines that are logged keep their value.") % form.cleaned_data["clinician"])
    return redirect("policies")


@require_POST
@administrator_required
def contract_remove(request: HttpRequest, contract_id: int) -> HttpResponse:
    """Take a contract away."""
    viewer = viewer_required(request)
    visible = Contract.objects.visible_to(viewer.user).filter(clinician__organisation=organisation_of(viewer))
    remove_contract(contract=get_object_or_404(visible.select_related("clinician__organisation"), pk=contract_id), by=viewer.user)
    return redirect("policies")


def _page(
    request: HttpRequest, form: NewPolicyForm | None = None, contract_form: ContractForm | None = None, status: int = 200
) -> HttpResponse:
    viewer = viewer_required(request)
    organisation = organisation_of(viewer)
    contracts = Contract.objects.visible_to(viewer.user).filter(clinician__organisation=organisation)
    shape = {
        "presets": PRESETS.values(),
        "policies": CreditPolicy.objects.administered_by(viewer.user).filter(organisation=organisation),
        "default": default_policy(organisation, viewer.today()),
        "contracts": contracts.select_related("clinician", "frozen_release").order_by("clinician__name", "-effective_from", "-id"),
        "form": form or NewPolicyForm(initial={"effective_from": viewer.today().replace(month=1, day=1)}),
        "contract_form": contract_form or ContractForm(organisation, today=viewer.today()),
    }
    return render(request, "tracking/policies.html", shape, status=status)


def _policy(request: HttpRequest, policy_id: int) -> CreditPolicy:
    viewer = viewer_required(request)
    own = CreditPolicy.objects.administered_by(viewer.user).filter(organisation=organisation_of(viewer))
    return get_object_or_404(own.select_related("organisation"), pk=policy_id)
