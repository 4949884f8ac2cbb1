"""/training/: a trainee's case log and pace, what is said of each case, and for everybody else the way to what concerns them."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rvuedge.accounts.permits import viewer_required
from rvuedge.accounts.scope import Viewer
from tracking.answers import log_of
from tracking.forms_training import CaseFactsForm, ChosenCasesForm, FactsForm, initial_facts
from tracking.models import Case, Clinician, Programme, TrainedCase, Training
from tracking.services_training import tell_case, tell_many
from tracking.training.case_set import CaseSet
from tracking.training.terms import SignState
from tracking.training_cases import case_set_of, claimed_of, short_name, told_cases
from tracking.training_entry import last_facts
from tracking.training_page import own_training, untold_cases
from tracking.training_words import STATE_WORDS

AT_ONCE = 50
SIGN_STATES = {str(state) for state in SignState}


def own_trainee(viewer: Viewer) -> Clinician:
    """Return the viewer's log as a trainee; for anybody else these pages do not exist."""
    clinician = log_of(viewer)
    if clinician is None or not clinician.is_trainee:
        raise Http404
    return clinician


@login_required
@require_safe
def training(request: HttpRequest) -> HttpResponse:
    """The own training of a trainee; for others what waits for a signature and the programmes they direct."""
    viewer = viewer_required(request)
    clinician = log_of(viewer)
    if clinician is not None and clinician.is_trainee:
        page = own_training(viewer.user, clinician, viewer.today())
        return render(request, "training/own.html", {"page": page, "training": page.standing})
    waiting = TrainedCase.objects.waiting().signed_by(viewer.user).count()
    programmes = Programme.objects.directed_by(viewer.user).filter(organisation=viewer.organisation)
    directs = viewer.is_lead or viewer.is_administrator
    return render(request, "training/others.html", {"waiting": waiting, "programmes": programmes, "directs": directs, "log": clinician})


@login_required
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """The own cases of which something is said, the latest first, all or those of one state."""
    viewer = viewer_required(request)
    clinician = own_trainee(viewer)
    own = TrainedCase.objects.visible_to(viewer.user).kept().filter(case__clinician=clinician)
    wanted = request.GET.get("state", "")
    if wanted in SIGN_STATES:
        own = own.in_state(SignState(wanted))
    latest = own.select_related("case__attending").order_by("-case__date_of_service", "-case__created_at")
    page = Paginator(latest, AT_ONCE).get_page(request.GET.get("page"))
    shape = {"page": page, "rows": told_cases(page.object_list), "wanted": wanted, "states": STATE_WORDS}
    return render(request, "training/cases.html", shape)


@login_required
@require_safe
def untold(request: HttpRequest) -> HttpResponse:
    """The own cases of which nothing is said yet, with one form for those that are alike."""
    viewer = viewer_required(request)
    clinician = own_trainee(viewer)
    form = FactsForm(clinician=clinician, initial=last_facts(clinician))
    return _untold_page(request, viewer, clinician, form)


@login_required
@require_POST
def tell_chosen(request: HttpRequest) -> HttpResponse:
    """Say the same of the chosen cases."""
    viewer = viewer_required(request)
    clinician = own_trainee(viewer)
    form = FactsForm(request.POST, clinician=clinician)
    own = {case.pk: case for case in untold_cases(clinician)}
    chosen = ChosenCasesForm(request.POST, own)
    if not form.is_valid() or not chosen.is_valid():
        return _untold_page(request, viewer, clinician, form, chosen, status=422)
    cases = [own[number] for number in chosen.cleaned_data["case"]]
    told = tell_many(cases=cases, facts=form.facts, actor=viewer.user)
    messages.success(request, _("%(count)s cases have a role now. Those with an attending wait for the signature.") % {"count": told})
    return redirect("training-untold")


@login_required
@require_safe
def trained_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What is said of one own case, to look at and to change."""
    viewer = viewer_required(request)
    clinician, case, case_set = _own_case(viewer, case_id)
    told = TrainedCase.objects.filter(case=case).first()
    initial = initial_facts(told, case.attending_id) if told else last_facts(clinician)
    form = CaseFactsForm(clinician=clinician, codes=_codes(case), case_set=case_set, initial=initial)
    return _case_page(request, case, told, form, case_set)


@login_required
@require_POST
def tell_one(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Store what is said of one case."""
    viewer = viewer_required(request)
    clinician, case, case_set = _own_case(viewer, case_id)
    form = CaseFactsForm(request.POST, clinician=clinician, codes=_codes(case), case_set=case_set)
    if not form.is_valid():
        return _case_page(request, case, TrainedCase.objects.filter(case=case).first(), form, case_set, status=422)
    told = tell_case(case=case, facts=form.facts, actor=viewer.user)
    told.case.refresh_from_db()
    waits = told.case.attending
    said = _("Saved. It waits for the signature of %s.") % waits.name if waits else _("Saved. Without an attending nobody can sign it.")
    messages.success(request, said)
    return redirect("training")


def _own_case(viewer: Viewer, case_id: UUID) -> tuple[Clinician, Case, CaseSet | None]:
    clinician = own_trainee(viewer)
    own = Case.objects.own(viewer.user).kept().filter(clinician=clinician)
    case = get_object_or_404(own.select_related("attending", "clinician").prefetch_related("lines"), pk=case_id)
    own_training = Training.objects.visible_to(viewer.user).filter(clinician=clinician).first()
    return clinician, case, case_set_of(own_training) if own_training else None


def _codes(case: Case) -> list[str]:
    return list(dict.fromkeys(line.code for line in case.lines.all()))


def _case_page(
    request: HttpRequest, case: Case, told: TrainedCase | None, form: CaseFactsForm, case_set: CaseSet | None, status: int = 200
) -> HttpResponse:
    claimed = claimed_of([(line.code, line.work_rvu) for line in case.lines.all()], told.claimed_code if told else "")
    if told is not None:
        told.case = case
    proposed = [case_set.by_key[key].name for key in case_set.proposed(claimed)] if case_set else []
    codes = [(code, short_name(code)) for code in _codes(case)]
    shape = {"case": case, "told": told, "form": form, "claimed": claimed, "proposed": proposed, "codes": codes}
    return render(request, "training/case.html", shape, status=status)


def _untold_page(
    request: HttpRequest, viewer: Viewer, clinician: Clinician, form: FactsForm, chosen: ChosenCasesForm | None = None, status: int = 200
) -> HttpResponse:
    cases = untold_cases(clinician).order_by("-date_of_service", "-created_at").prefetch_related("lines")
    page = Paginator(cases, AT_ONCE).get_page(request.GET.get("page"))
    rows = [(case, [(code, short_name(code)) for code in _codes(case)]) for case in page.object_list]
    shape = {"page": page, "rows": rows, "form": form, "chosen": chosen, "picked": set(request.POST.getlist("case"))}
    return render(request, "training/untold.html", shape, status=status)
