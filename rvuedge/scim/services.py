"""The only writer of provisioning: tokens, and people and groups as a provider says they are."""

from collections.abc import Iterable
from datetime import date, timedelta

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from rvuedge.accounts.audit import record
from rvuedge.accounts.followers import all_follow
from rvuedge.accounts.models import Department, Membership, Organisation, Role, User
from rvuedge.accounts.services import change_membership, end_membership, take_back_member
from rvuedge.accounts.services_addresses import free_address
from rvuedge.accounts.tokens import hash_of
from rvuedge.lib.claims import domain_of
from rvuedge.lib.scim import Person, ScimFault
from rvuedge.scim.models import Provisioned, ScimToken
from rvuedge.sign_on.models import SignOnDomain


@transaction.atomic
def make_scim_token(*, organisation: Organisation, name: str, days: int, by: User) -> tuple[ScimToken, str]:
    """Make a token and return it with its secret, which is shown once."""
    secret = ScimToken.new_secret()
    expires_at = timezone.now() + timedelta(days=days)
    token = ScimToken.objects.create(
        organisation=organisation, name=name, secret_hash=hash_of(secret), created_by=by, expires_at=expires_at
    )
    record(action="scim.token_made", actor=by, organisation=organisation, subject=name, detail={"until": expires_at.date().isoformat()})
    return token, secret


@transaction.atomic
def revoke_scim_token(*, token: ScimToken, by: User) -> None:
    """End a token now."""
    if ScimToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()):
        record(action="scim.token_revoked", actor=by, organisation=token.organisation, subject=token.name)


@transaction.atomic
def create_person(*, organisation: Organisation, said: Person, on: date) -> Membership:
    """Give a person whom the provider names an account and a place; one that was deleted there comes back to the same place."""
    # Two requests for one person wait for each other, so that the second finds what the first made.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    email = _address(organisation, said.user_name)
    place = Membership.objects.select_related("user", "organisation").filter(organisation=organisation, user__email=email).first()
    if place is not None and not Provisioned.objects.filter(membership=place, is_deleted=True).exists():
        raise ScimFault(409, "uniqueness", f"{email} is here already.")
    if place is None:
        place = _new_place(organisation, email, said)
    _keep(place, said.external_id or "", is_deleted=False)
    return _change(place, said, on, is_active=said.active is not False)


@transaction.atomic
def change_person(*, place: Membership, said: Person, on: date) -> Membership:
    """Change what is said of a person; nothing else."""
    # Whom an administrator gave access back after the provider had deleted the person, the provider keeps again.
    Provisioned.objects.filter(membership=place, is_deleted=True).update(is_deleted=False)
    if said.external_id is not None:
        _keep(place, said.external_id, is_deleted=False)
    return _change(place, said, on, is_active=said.active)


@transaction.atomic
def delete_person(*, place: Membership, on: date) -> None:
    """End the place; the provider sees the person no more, and the log stays with its closed months."""
    _set_active(place, False, on)
    _keep(place, _external_id(place), is_deleted=True)
    record(action="scim.person_deleted", organisation=place.organisation, subject=place.user.email)


@transaction.atomic
def create_group(*, organisation: Organisation, name: str) -> Department:
    """Make a department; a name that a role or a department has is taken."""
    name = name.strip()
    if not 0 < len(name) <= 120:
        raise ScimFault(400, "invalidValue", "displayName is the name of the department, of at most 120 characters.")
    taken = {str(label).casefold() for label in Role.labels} | {
        one.casefold() for one in organisation.departments.values_list("name", flat=True)
    }
    if name.casefold() in taken:
        raise ScimFault(409, "uniqueness", f"There is a group {name} already.")
    department = Department.objects.create(organisation=organisation, name=name)
    record(action="department.added", organisation=organisation, subject=name, detail={"by": "provider"})
    return department


@transaction.atomic
def change_group(*, group: Role | Department, add: Iterable[Membership], remove: Iterable[Membership], on: date) -> None:
    """Let people join and leave a role or a department; whoever leaves a role is a clinician, since everybody has one."""
    for place in remove:
        if isinstance(group, Department):
            if place.department_id == group.pk:
                _move(place, place.role, None, on)
        elif place.role == group:
            _move(place, Role.CLINICIAN.value, place.department, on)
    for place in add:
        if isinstance(group, Department):
            _move(place, place.role, group, on)
        else:
            _move(place, group.value, place.department, on)


def _new_place(organisation: Organisation, email: str, said: Person) -> Membership:
    """An account elsewhere is not taken along by the word of a provider: its person follows an invitation."""
    free_address(email=email, organisation=organisation)
    if User.objects.filter(email__iexact=email).exists() or EmailAddress.objects.filter(email__iexact=email, verified=True).exists():
        raise ScimFault(409, "uniqueness", f"There is an account {email} that is no member here. Invite it under People.")
    user = User.objects.create_user(email, None, name=(said.name or "")[:120])
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    place = Membership.objects.create(user=user, organisation=organisation, role=Role.CLINICIAN)
    record(action="person.joined", organisation=organisation, subject=email, detail={"role": place.role, "by": "provider"})
    return place


def _change(place: Membership, said: Person, on: date, is_active: bool | None) -> Membership:
    user = place.user
    email = (
        _address(place.organisation, said.user_name) if said.user_name is not None and said.user_name.lower() != user.email else user.email
    )
    name = user.name if said.name is None else said.name[:120]
    # Access can be ended whatever else is said; name and address of an account that is not the organisation's alone stay.
    if (email, name) != (user.email, user.name) and (is_active is not False or _is_own(place)):
        _require_own(place)
        if email != user.email:
            free_address(email=email, organisation=place.organisation)
            _rename(user, email)
        user.email, user.name = email, name
        user.save(update_fields=["email", "name"])
        all_follow(place, on)
        record(action="scim.person_changed", organisation=place.organisation, subject=email)
    if is_active is not None:
        _set_active(place, is_active, on)
    return place


def _rename(user: User, email: str) -> None:
    others = EmailAddress.objects.filter(email__iexact=email).exclude(user=user)
    if User.objects.filter(email__iexact=email).exclude(pk=user.pk).exists() or others.exists():
        raise ScimFault(409, "uniqueness", f"{email} belongs to another account.")
    EmailAddress.objects.filter(user=user).exclude(email=email).delete()
    EmailAddress.objects.update_or_create(user=user, email=email, defaults={"primary": True, "verified": True})


def _set_active(place: Membership, is_active: bool, on: date) -> None:
    """End the access, or give back what the provider ended; what an administrator ended is not overturned."""
    if place.active == is_active:
        return
    try:
        if is_active:
            take_back_member(membership=place, by=None, on=on)
        else:
            end_membership(membership=place, by=None, on=on)
    except ValidationError as error:
        raise ScimFault(400, "mutability", error.messages[0]) from error


def _move(place: Membership, role: str, department: Department | None, on: date) -> None:
    if (place.role, place.department_id) == (role, department.pk if department else None):
        return
    try:
        change_membership(membership=place, role=role, department=department, by=None, on=on)
    except ValidationError as error:
        raise ScimFault(400, "mutability", error.messages[0]) from error


def _is_own(place: Membership) -> bool:
    return not place.user.is_superuser and not place.user.memberships.exclude(pk=place.pk).exists()


def _require_own(place: Membership) -> None:
    """An operator's account, or one that belongs to another organisation too, is not changed by the word of one."""
    if not _is_own(place):
        raise ScimFault(400, "mutability", "This account is not the organisation's alone: its name and address are the person's own.")


def _address(organisation: Organisation, named: str | None) -> str:
    email = (named or "").strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise ScimFault(400, "invalidValue", "userName is the work email address.") from None
    own = SignOnDomain.objects.filter(sign_on__organisation=organisation, is_confirmed=True, name=domain_of(email))
    if not own.exists():
        raise ScimFault(400, "invalidValue", f"{domain_of(email)} is no confirmed domain of the organisation, under Single sign-on.")
    return email


def _external_id(place: Membership) -> str:
    return Provisioned.objects.filter(membership=place).values_list("external_id", flat=True).first() or ""


def _keep(place: Membership, external_id: str, *, is_deleted: bool) -> None:
    """Keep the provider's own number of a person; one number names one person of an organisation."""
    others = Provisioned.objects.filter(membership__organisation=place.organisation, external_id=external_id, is_deleted=False)
    if external_id and not is_deleted and others.exclude(membership=place).exists():
        raise ScimFault(409, "uniqueness", f"externalId {external_id} belongs to somebody else.")
    kept, _made = Provisioned.objects.update_or_create(membership=place, defaults={"external_id": external_id, "is_deleted": is_deleted})
    place.provisioned = kept
