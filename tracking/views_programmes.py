"""/training/programmes/: for directors and administrators: programmes, who is in them and how far, and their case sets."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rvuedge.accounts.models import Department, User
from rvuedge.accounts.permits import lead_or_administrator_required, organisation_of, viewer_required
from rvuedge.accounts.scope import Viewer
from rvuedge.lib.issues import Issue
from tracking.forms_programmes import CaseSetForm, EnrolForm, ProgrammeForm
from tracking.models import CaseSet, Clinician, Programme, Training
from tracking.services_programmes import (
    activate_case_set,
    add_programme,
    enrol,
    leave_programme,
    retire_case_set,
    stage_case_set,
)
from tracking.training.case_set_file import read_case_set
from tracking.training_cases import case_set_of, told_of
from tracking.training_page import standing_of, standings


@require_safe
@lead_or_administrator_required
def programmes(request: HttpRequest) -> HttpResponse:
    """The programmes that one directs, with the form for another."""
    viewer = viewer_required(request)
    return _list_page(request, viewer, ProgrammeForm(_departments(viewer)))


@require_POST
@lead_or_administrator_required
def programme_new(request: HttpRequest) -> HttpResponse:
    """Make a programme of a department that one leads or administers."""
    viewer = viewer_required(request)
    form = ProgrammeForm(_departments(viewer), request.POST)
    if not form.is_valid():
        return _list_page(request, viewer, form, status=422)
    made = add_programme(organisation=organisation_of(viewer), by=viewer.user, **form.cleaned_data)
    if not Programme.objects.directed_by(viewer.user).filter(pk=made.pk).exists():
        form.add_error("name", _("Another department has a programme of this name. Choose another name."))
        return _list_page(request, viewer, form, status=422)
    return redirect("programme", number=made.pk)


@require_safe
@lead_or_administrator_required
def programme(request: HttpRequest, number: int) -> HttpResponse:
    """Everybody of a programme with how far they are, and its case sets."""
    found = _programme(request, number)
    return _page(request, found, EnrolForm(_trainees(found)), CaseSetForm())


@require_POST
@lead_or_administrator_required
def programme_enrol(request: HttpRequest, number: int) -> HttpResponse:
    """Put a trainee into a programme, or change the days of one who is in it."""
    found = _programme(request, number)
    form = EnrolForm(_trainees(found), request.POST)
    if not form.is_valid():
        return _page(request, found, form, CaseSetForm(), status=422)
    enrolled = enrol(programme=found, by=_user(request), **form.cleaned_data)
    messages.success(request, _("%s is in the programme.") % enrolled.clinician.name)
    return redirect("programme", number=number)


@require_POST
@lead_or_administrator_required
def case_set_check(request: HttpRequest, number: int) -> HttpResponse:
    """Check a case set file and keep it as a draft; a refused one shows every fault."""
    found = _programme(request, number)
    form = CaseSetForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, EnrolForm(_trainees(found)), form, status=422)
    upload = form.cleaned_data["file"]
    content = upload.read()
    file = read_case_set(content)
    if file.is_refused:
        return _page(request, found, EnrolForm(_trainees(found)), form, issues=file.issues, status=422)
    stored, is_new = stage_case_set(
        programme=found, terms=form.terms, file=file, content=content, source_name=str(upload.name), by=_user(request)
    )
    said = _("The set is stored as a draft. Look at it, then activate it.") if is_new else _("This very file is stored already.")
    messages.success(request, said)
    return redirect("case-set", number=stored.pk)


@require_safe
@lead_or_administrator_required
def case_set(request: HttpRequest, number: int) -> HttpResponse:
    """A case set as it was read, with what it would do."""
    found = _case_set(request, number)
    return render(request, "training/case_set.html", {"case_set": found, "value": found.as_value()})


@require_POST
@lead_or_administrator_required
def case_set_activate(request: HttpRequest, number: int) -> HttpResponse:
    """Let a case set count."""
    found = _case_set(request, number)
    activate_case_set(case_set=found, by=_user(request), at=timezone.now())
    messages.success(request, _("%s counts now, for everybody who graduates from its day on.") % found.name)
    return redirect("programme", number=found.programme_id)


@require_POST
@lead_or_administrator_required
def case_set_retire(request: HttpRequest, number: int) -> HttpResponse:
    """Take a case set out of use."""
    found = _case_set(request, number)
    retire_case_set(case_set=found, by=_user(request))
    messages.success(request, _("%s counts no longer. It stays readable.") % found.name)
    return redirect("programme", number=found.programme_id)


@require_safe
@lead_or_administrator_required
def trainee(request: HttpRequest, number: int) -> HttpResponse:
    """How far one trainee is: every minimum, no case."""
    viewer = viewer_required(request)
    found = _training(request, number)
    told = told_of([found.clinician]).get(found.clinician_id, ())
    standing = standing_of(found, case_set_of(found), told, viewer.today())
    return render(request, "training/trainee.html", {"training": standing})


@require_POST
@lead_or_administrator_required
def trainee_leave(request: HttpRequest, number: int) -> HttpResponse:
    """Take a trainee out of the programme; log and signatures stay."""
    found = _training(request, number)
    leave_programme(training=found, by=_user(request))
    messages.success(request, _("%s is in the programme no longer. The log stays.") % found.clinician.name)
    return redirect("programme", number=found.programme_id)


def _user(request: HttpRequest) -> User:
    return viewer_required(request).user


def _departments(viewer: Viewer) -> QuerySet[Department]:
    """The departments whose programmes one may make: the led one, or those of the organisation."""
    own = Department.objects.visible_to(viewer.user).filter(organisation=organisation_of(viewer))
    return own if viewer.is_administrator or viewer.membership is None else own.filter(pk=viewer.membership.department_id or 0)


def _trainees(found: Programme) -> QuerySet[Clinician]:
    return Clinician.objects.filter(organisation=found.organisation_id, is_trainee=True, ended_on=None).order_by("name")


def _programme(request: HttpRequest, number: int) -> Programme:
    directed = Programme.objects.directed_by(_user(request)).filter(organisation=organisation_of(viewer_required(request)))
    return get_object_or_404(directed.select_related("organisation", "department"), pk=number)


def _case_set(request: HttpRequest, number: int) -> CaseSet:
    directed = Programme.objects.directed_by(_user(request)).filter(organisation=organisation_of(viewer_required(request)))
    sets = CaseSet.objects.filter(programme__in=directed).select_related("programme__organisation")
    return get_object_or_404(sets.prefetch_related("categories"), pk=number)


def _training(request: HttpRequest, number: int) -> Training:
    directed = Programme.objects.directed_by(_user(request)).filter(organisation=organisation_of(viewer_required(request)))
    found = Training.objects.filter(programme__in=directed).select_related("clinician", "programme__organisation")
    return get_object_or_404(found, pk=number)


def _list_page(request: HttpRequest, viewer: Viewer, form: ProgrammeForm, status: int = 200) -> HttpResponse:
    directed = Programme.objects.directed_by(viewer.user).filter(organisation=organisation_of(viewer))
    found = directed.select_related("department").prefetch_related("trainings")
    return render(request, "training/programmes.html", {"programmes": found, "form": form}, status=status)


def _page(
    request: HttpRequest, found: Programme, enrol_form: EnrolForm, set_form: CaseSetForm, issues: tuple[Issue, ...] = (), status: int = 200
) -> HttpResponse:
    today = viewer_required(request).today()
    shape = {
        "programme": found,
        "standings": standings(found, today),
        "sets": found.case_sets.all(),
        "enrol_form": enrol_form,
        "set_form": set_form,
        "issues": issues,
    }
    return render(request, "training/programme.html", shape, status=status)
