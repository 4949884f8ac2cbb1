"""/manage/people/: members, roles, invitations and leavers of one organisation, and what its audit trail holds."""

from collections.abc import Callable

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from rvuedge.accounts.confirming import confirmed
from rvuedge.accounts.forms import DepartmentForm, InvitationForm, MembershipForm
from rvuedge.accounts.models import AuditEntry, Department, Invitation, Membership, Organisation
from rvuedge.accounts.permits import administrator_required, organisation_of, viewer_required
from rvuedge.accounts.services import (
    add_department,
    change_membership,
    confirm_path,
    end_membership,
    invite,
    reset_path,
    take_back_member,
    withdraw_invitation,
)

_confirmed = confirmed(gettext_lazy("You change what others may do here."))


@require_safe
@administrator_required
def people(request: HttpRequest) -> HttpResponse:
    """List the members with their roles, the open invitations and the departments."""
    return _people_page(request, InvitationForm(_organisation(request)))


@require_POST
@administrator_required
@_confirmed
def invite_person(request: HttpRequest) -> HttpResponse:
    """Invite one person and show the link to hand over."""
    organisation = _organisation(request)
    form = InvitationForm(organisation, request.POST)
    if not form.is_valid():
        return _people_page(request, form, status=400)
    try:
        _invitation, secret = invite(organisation=organisation, by=viewer_required(request).user, **form.cleaned_data)
    except ValidationError as error:
        form.add_error("email", error)
        return _people_page(request, form, status=400)
    return _link_page(request, form.cleaned_data["email"], f"/invitations/{secret}/", _("Invitation"))


@require_POST
@administrator_required
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take back an invitation that nobody used."""
    found = get_object_or_404(Invitation, pk=number, organisation=_organisation(request), accepted_at=None)
    if withdraw_invitation(invitation=found, by=viewer_required(request).user):
        messages.success(request, _("The invitation is withdrawn; its link no longer works."))
    return redirect("people")


@require_POST
@administrator_required
@_confirmed
def change_role(request: HttpRequest, number: int) -> HttpResponse:
    """Change a member's role or department."""
    viewer, member = viewer_required(request), _member(request, number)
    form = MembershipForm(member.organisation, request.POST)
    if form.is_valid():
        said = form.cleaned_data
        _tell(request, lambda: change_membership(membership=member, by=viewer.user, on=viewer.today(), **said), _("Saved."))
    else:
        messages.error(request, _("Choose a role and a department from the lists."))
    return redirect("people")


@require_POST
@administrator_required
@_confirmed
def end_member(request: HttpRequest, number: int) -> HttpResponse:
    """Let a member leave."""
    viewer, member = viewer_required(request), _member(request, number)
    done = _("%(person)s has no access from now on. The log and the reports stay.") % {"person": member.user}
    _tell(request, lambda: end_membership(membership=member, by=viewer.user, on=viewer.today()), done)
    return redirect("people")


@require_POST
@administrator_required
@_confirmed
def return_member(request: HttpRequest, number: int) -> HttpResponse:
    """Take a former member back."""
    viewer, member = viewer_required(request), _member(request, number)
    take_back_member(membership=member, by=viewer.user, on=viewer.today())
    messages.success(request, _("%(person)s has access again.") % {"person": member.user})
    return redirect("people")


@require_POST
@administrator_required
@_confirmed
def reset_link(request: HttpRequest, number: int) -> HttpResponse:
    """Make a link for a new password and show it."""
    member = _member(request, number)
    if _belongs_elsewhere(member):
        messages.error(request, _("This person also belongs elsewhere. The operator of the installation resets the password."))
        return redirect("people")
    path = reset_path(user=member.user, organisation=member.organisation, by=viewer_required(request).user)
    return _link_page(request, member.user.email, path, _("New password"))


@require_POST
@administrator_required
@_confirmed
def confirm_link(request: HttpRequest, number: int) -> HttpResponse:
    """Make a link that confirms a member's address and show it; where a mail server is set, it goes by mail instead."""
    member = _member(request, number)
    if settings.MAIL_IS_CONFIGURED:
        messages.error(request, _("A mail server is set: the person confirms the address by a mail, under Settings."))
        return redirect("people")
    if _belongs_elsewhere(member):
        messages.error(request, _("This person also belongs elsewhere. The operator of the installation confirms the address."))
        return redirect("people")
    path = confirm_path(user=member.user, organisation=member.organisation, by=viewer_required(request).user)
    return _link_page(request, member.user.email, path, _("Confirmation of the address"))


@require_POST
@administrator_required
def new_department(request: HttpRequest) -> HttpResponse:
    """Add a department."""
    form = DepartmentForm(request.POST)
    if form.is_valid():
        add_department(organisation=_organisation(request), name=form.cleaned_data["name"], by=viewer_required(request).user)
        messages.success(request, _("The department is added."))
    else:
        messages.error(request, _("Give the department a name of at most 120 characters."))
    return redirect("people")


@require_safe
@administrator_required
def audit_trail(request: HttpRequest) -> HttpResponse:
    """Show who did what, newest first."""
    entries = AuditEntry.objects.visible_to(viewer_required(request).user)
    page = Paginator(entries, 50).get_page(request.GET.get("page"))
    return render(request, "accounts/audit.html", {"page": page})


def _organisation(request: HttpRequest) -> Organisation:
    return organisation_of(viewer_required(request))


def _member(request: HttpRequest, number: int) -> Membership:
    members = Membership.objects.visible_to(viewer_required(request).user).filter(organisation=_organisation(request))
    return get_object_or_404(members.select_related("user", "organisation"), pk=number)


def _belongs_elsewhere(member: Membership) -> bool:
    """Whether the account is not this organisation's alone: an operator's, or a member's of another one too."""
    others = member.user.memberships.filter(active=True).exclude(organisation=member.organisation)
    return member.user.is_superuser or others.exists()


def _people_page(request: HttpRequest, form: InvitationForm, status: int = 200) -> HttpResponse:
    organisation = _organisation(request)
    user = viewer_required(request).user
    members = Membership.objects.visible_to(user).filter(organisation=organisation).select_related("user", "department")
    confirmed = set(
        EmailAddress.objects.filter(user__memberships__organisation=organisation, verified=True).values_list("email", flat=True)
    )
    departments = list(organisation.departments.visible_to(user))
    rows = [
        (member, _form_of(member, organisation, departments), settings.MAIL_IS_CONFIGURED or member.user.email in confirmed)
        for member in members.order_by("-active", "user__name", "user__email")
    ]
    waiting = Invitation.objects.visible_to(user).filter(organisation=organisation, accepted_at=None, expires_at__gt=timezone.now())
    shape = {"form": form, "rows": rows, "invitations": waiting, "departments": departments, "department_form": DepartmentForm()}
    return render(request, "accounts/people.html", shape, status=status)


def _form_of(member: Membership, organisation: Organisation, departments: list[Department]) -> MembershipForm:
    initial = {"role": member.role, "department": member.department_id}
    form = MembershipForm(organisation, initial=initial, auto_id=f"m{member.pk}_%s")
    form.list_departments(departments)
    return form


def _link_page(request: HttpRequest, email: str, path: str, what: str) -> HttpResponse:
    return render(request, "accounts/link.html", {"email": email, "link": request.build_absolute_uri(path), "what": what})


def _tell(request: HttpRequest, act: Callable[[], object], done: str) -> None:
    try:
        act()
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, done)
