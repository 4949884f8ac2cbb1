"""What becomes of an account when its owner deletes it: said before, place by place."""

from dataclasses import dataclass

from django.db.models import QuerySet

from benchmarks.models import PeriodClose, ReportSnapshot
from rvuedge.accounts.models import Membership, Organisation, Role, User
from tracking.models import Case, CaseLine, Clinician


@dataclass(frozen=True, slots=True)
class Leaving:
    """One place of somebody: what goes with the account, and what stays with the organisation."""

    organisation: Organisation
    is_alone: bool
    is_last_administrator: bool
    going: int
    staying: int
    reports: int


def places_of(user: User) -> list[Leaving]:
    """Return what becomes of the log in each organisation that the user is or was in."""
    memberships = Membership.objects.filter(user=user).select_related("organisation").order_by("pk")
    return [_place(user, membership.organisation) for membership in memberships]


def why_not(user: User, places: list[Leaving]) -> str:
    """Return why the account cannot be deleted yet; empty where it can."""
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
    somebody_else = User.objects.filter(is_active=True).exclude(pk=user.pk)
    if user.is_superuser and somebody_else.exists() and not others.exists():
        return "You are the only operator of this installation. Make somebody else operator first."
    stuck = next((place for place in places if place.is_last_administrator), None)
    return f"You are the last administrator of {stuck.organisation}. Make somebody else administrator first." if stuck else ""


def open_cases(clinician: Clinician) -> QuerySet[Case]:
    """Return the cases that no closed month of the organisation holds; deleted ones too, which only wait for their end."""
    return Case.objects.filter(clinician=clinician).exclude(pk__in=_closed_lines(clinician).values("case_id"))


def _place(user: User, organisation: Organisation) -> Leaving:
    others = Membership.objects.filter(organisation=organisation, active=True).exclude(user=user)
    administers = Membership.objects.filter(organisation=organisation, user=user, active=True, role=Role.ADMINISTRATOR).exists()
    clinician = Clinician.objects.filter(user=user, organisation=organisation).first()
    is_alone = not others.exists() and not Clinician.objects.filter(organisation=organisation).exclude(user=user).exists()
    going = open_cases(clinician).count() if clinician else 0
    total = Case.objects.filter(clinician=clinician).count() if clinician else 0
    return Leaving(
        organisation=organisation,
        is_alone=is_alone,
        is_last_administrator=administers and not is_alone and not others.filter(role=Role.ADMINISTRATOR).exists(),
        going=total if is_alone else going,
        staying=0 if is_alone else total - going,
        reports=0 if is_alone or not clinician else ReportSnapshot.objects.filter(clinician=clinician).published().count(),
    )


def _closed_lines(clinician: Clinician) -> QuerySet[CaseLine]:
    closed = PeriodClose.objects.filter(organisation=clinician.organisation_id, department=None).values("month_index")
    return CaseLine.objects.kept().filter(clinician=clinician, month_index__in=closed)
