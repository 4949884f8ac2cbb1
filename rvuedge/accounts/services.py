"""The only writer of people, places and secrets; every change of a right is recorded."""

import secrets
from datetime import date, timedelta

from allauth.account.models import EmailAddress, get_emailconfirmation_model
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.text import slugify

from rvuedge.accounts.audit import record
from rvuedge.accounts.followers import all_follow
from rvuedge.accounts.models import ApiToken, Department, Invitation, Membership, Organisation, Role, User
from rvuedge.accounts.services_sessions import end_sessions
from rvuedge.accounts.tokens import hash_of

INVITATION_HOLDS = timedelta(days=14)


@transaction.atomic
def found_organisation(*, name: str, time_zone: str, founder: User, is_signed_up: bool = False) -> Organisation:
    """Make an organisation with `founder` as its administrator and return it."""
    organisation = Organisation.objects.create(name=name, slug=_free_slug(name), time_zone=time_zone, is_signed_up=is_signed_up)
    Membership.objects.create(user=founder, organisation=organisation, role=Role.ADMINISTRATOR)
    record(action="organisation.founded", actor=founder, organisation=organisation, subject=name)
    return organisation


@transaction.atomic
def set_up_installation(*, name: str, email: str, password: str, organisation_name: str, time_zone: str) -> User:
    """Make the first person, who is operator and administrator; refuse when anybody is there already."""
    _let_nobody_in_meanwhile()
    if User.objects.exists():
        raise ValidationError("This installation has been set up already. Sign in instead.")
    user = User.objects.create_superuser(email, password, name=name)
    found_organisation(name=organisation_name, time_zone=time_zone, founder=user)
    record(action="installation.set_up", actor=user, subject=email)
    return user


def start_alone(*, user: User, time_zone: str) -> Organisation:
    """Give a clinician who signed up without an invitation an organisation of one."""
    return found_organisation(name=f"Practice of {user}", time_zone=time_zone, founder=user, is_signed_up=True)


@transaction.atomic
def invite(*, organisation: Organisation, email: str, role: str, department: Department | None, by: User) -> tuple[Invitation, str]:
    """Make an invitation and return it with its secret, which is shown once; an earlier open one ends."""
    email = email.strip().lower()
    if Membership.objects.filter(organisation=organisation, user__email=email, active=True).exists():
        raise ValidationError(f"{email} is a member already. Change the role in the list below.")
    if department is not None and department.organisation_id != organisation.pk:
        raise ValidationError("This department belongs to another organisation.")
    Invitation.objects.filter(organisation=organisation, email=email, accepted_at=None).delete()
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=email,
        role=role,
        department=department,
        secret_hash=hash_of(secret),
        created_by=by,
        expires_at=timezone.now() + INVITATION_HOLDS,
    )
    record(action="person.invited", actor=by, organisation=organisation, subject=email, detail={"role": role})
    return invitation, secret


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: User) -> bool:
    """End an invitation; False where it was used in the meantime."""
    withdrawn, _ = Invitation.objects.filter(pk=invitation.pk, accepted_at=None).delete()
    if withdrawn:
        record(action="person.invitation_withdrawn", actor=by, organisation=invitation.organisation, subject=invitation.email)
    return bool(withdrawn)


def open_invitation(secret: str) -> Invitation | None:
    """Return the invitation of a secret that is neither used nor expired; None otherwise, whatever the reason."""
    waiting = Invitation.objects.filter(accepted_at=None, expires_at__gt=timezone.now()).select_related("organisation", "department")
    return waiting.filter(secret_hash=hash_of(secret)).first()


@transaction.atomic
def accept_invitation(*, invitation: Invitation, user: User | None, name: str, password: str, career_stage: str, on: date) -> User:
    """Join the organisation, with the signed-in account of that address or a new one; once. Who is a member by now keeps the role."""
    claimed = Invitation.objects.filter(pk=invitation.pk, accepted_at=None).update(accepted_at=timezone.now())
    if not claimed:
        raise ValidationError("This link was used already. Ask your administrator for a new one.")
    if user is None:
        if User.objects.filter(email=invitation.email).exists():
            raise ValidationError("There is an account with this address. Sign in first, then open the link again.")
        user = User.objects.create_user(invitation.email, password, name=name, career_stage=career_stage)
    place, made = Membership.objects.select_for_update().get_or_create(
        user=user, organisation=invitation.organisation, defaults={"role": invitation.role, "department": invitation.department}
    )
    if not made and place.active:
        # Taken back in the meantime, by an administrator or the provider: the role they gave stays, as `invite` would have said.
        record(
            action="person.invitation_used_up", actor=user, organisation=place.organisation, subject=user.email, detail={"role": place.role}
        )
        return user
    if not made:
        place.active, place.role, place.department, place.leads = True, invitation.role, invitation.department, None
        place.save(update_fields=["active", "role", "department", "leads"])
        all_follow(place, on)
    record(action="person.joined", actor=user, organisation=invitation.organisation, subject=user.email, detail={"role": invitation.role})
    return user


@transaction.atomic
def change_membership(*, membership: Membership, role: str, department: Department | None, by: User | None, on: date) -> Membership:
    """Give a member another role or department (`by` nobody: the organisation's provider does); the last administrator stays one."""
    if department is not None and department.organisation_id != membership.organisation_id:
        raise ValidationError("This department belongs to another organisation.")
    if membership.role == Role.ADMINISTRATOR and role != Role.ADMINISTRATOR:
        _require_another_administrator(membership)
    before = membership.role
    membership.role, membership.department, membership.leads = role, department, membership.leads if role == Role.LEAD else None
    membership.save(update_fields=["role", "department", "leads"])
    all_follow(membership, on)
    detail: dict[str, object] = {"before": before, "after": role, "department": department.name if department else ""}
    record(action="person.role_changed", actor=by, organisation=membership.organisation, subject=membership.user.email, detail=detail)
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, by: User | None, on: date) -> None:
    """Let a member leave (`by` nobody: the provider says so): no access from the next request on; the log and the reports stay."""
    if membership.role == Role.ADMINISTRATOR:
        _require_another_administrator(membership)
    membership.active, membership.ended_by_provider = False, by is None
    membership.save(update_fields=["active", "ended_by_provider"])
    all_follow(membership, on)
    if not Membership.objects.filter(user=membership.user, active=True).exists():
        ApiToken.objects.filter(user=membership.user, revoked_at=None).update(revoked_at=timezone.now())
        end_sessions(user=membership.user)
    record(action="person.left", actor=by, organisation=membership.organisation, subject=membership.user.email)


@transaction.atomic
def take_back_member(*, membership: Membership, by: User | None, on: date) -> None:
    """Make a member who left active again; the provider (`by` nobody) only whom it ended itself."""
    if by is None and not membership.ended_by_provider:
        raise ValidationError("An administrator ended this access and gives it back, under People.")
    membership.active = True
    membership.save(update_fields=["active"])
    all_follow(membership, on)
    record(action="person.returned", actor=by, organisation=membership.organisation, subject=membership.user.email)


def reset_path(*, user: User, organisation: Organisation, by: User) -> str:
    """Return the path of a page where `user` can set a new password, for an administrator to hand over."""
    record(action="person.reset_link_made", actor=by, organisation=organisation, subject=user.email)
    return f"/people/new-password/{urlsafe_base64_encode(force_bytes(user.pk))}/{default_token_generator.make_token(user)}/"


def confirm_path(*, user: User, organisation: Organisation, by: User) -> str:
    """Return the path of a page that confirms the address of `user`, for an administrator to hand over."""
    address, _ = EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"primary": True})
    record(action="person.confirm_link_made", actor=by, organisation=organisation, subject=user.email)
    return f"/accounts/confirm-email/{get_emailconfirmation_model().create(address).key}/"


@transaction.atomic
def set_password(*, user: User, password: str) -> None:
    """Store a new password; links made before it end with it."""
    user.set_password(password)
    user.save(update_fields=["password"])
    end_sessions(user=user)
    record(action="person.password_set", actor=user, subject=user.email)


@transaction.atomic
def suspend(*, user: User, by: User) -> bool:
    """Let an account in no longer, from its next request on; False for an operator's, and where it is so already."""
    suspended = User.objects.filter(pk=user.pk, is_superuser=False, is_active=True).update(is_active=False)
    if suspended:
        end_sessions(user=user)
        record(action="person.suspended", actor=by, subject=user.email)
    return bool(suspended)


@transaction.atomic
def readmit(*, user: User, by: User) -> bool:
    """Let a suspended account in again; False where it is not suspended."""
    readmitted = User.objects.filter(pk=user.pk, is_active=False).update(is_active=True)
    if readmitted:
        record(action="person.readmitted", actor=by, subject=user.email)
    return bool(readmitted)


@transaction.atomic
def add_department(*, organisation: Organisation, name: str, by: User) -> Department:
    """Make a department; the same name again is the same department."""
    department, made = Department.objects.get_or_create(organisation=organisation, name=name.strip())
    if made:
        record(action="department.added", actor=by, organisation=organisation, subject=department.name)
    return department


@transaction.atomic
def make_token(*, user: User, name: str, days: int, may_write: bool) -> tuple[ApiToken, str]:
    """Make an API token and return it with its secret, which is shown once."""
    secret = ApiToken.new_secret()
    expires_at = timezone.now() + timedelta(days=days)
    token = ApiToken.objects.create(user=user, name=name, may_write=may_write, secret_hash=hash_of(secret), expires_at=expires_at)
    record(action="token.made", actor=user, subject=name, detail={"may_write": may_write})
    return token, secret


@transaction.atomic
def revoke_token(*, token: ApiToken) -> None:
    """End a token now."""
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()):
        record(action="token.revoked", actor=token.user, subject=token.name)


def _let_nobody_in_meanwhile() -> None:
    # There is no row yet to lock. On SQLite the transaction holds the only pen already.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {connection.ops.quote_name(User._meta.db_table)} IN SHARE ROW EXCLUSIVE MODE")


def _require_another_administrator(membership: Membership) -> None:
    # All are locked, in one order: of two administrators who demote each other at the same moment, one stays.
    there = Membership.objects.filter(organisation=membership.organisation_id, role=Role.ADMINISTRATOR, active=True)
    if not set(there.select_for_update().order_by("pk").values_list("pk", flat=True)) - {membership.pk}:
        raise ValidationError("This is the last administrator. Make somebody else administrator first.")


def _free_slug(name: str) -> str:
    base = slugify(name)[:50] or "organisation"
    slug = base
    while Organisation.objects.filter(slug=slug).exists():
        slug = f"{base}-{secrets.token_hex(2)}"
    return slug
