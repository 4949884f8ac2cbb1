"""Who comes in by a provider, and what becomes of them: the account that is theirs, their place, role and department."""

from datetime import date

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone

from rvuedge.accounts.audit import record
from rvuedge.accounts.models import CareerStage, Department, Invitation, Membership, Organisation, Role, User
from rvuedge.accounts.services import change_membership
from rvuedge.accounts.services_addresses import free_address
from rvuedge.lib.claims import Asserted, RoleRule, first_fit, read_rules
from rvuedge.sign_on.faults import Fault, SignOnError
from rvuedge.sign_on.models import SignOn


def admit(*, sign_on: SignOn, said: Asserted, on: date) -> SocialAccount:
    """Return the link of the person with an account that may come in; raise with the reason where nobody may."""
    try:
        with transaction.atomic():
            return _admit(sign_on, said, on)
    except IntegrityError:
        # Somebody who signs in twice at the same moment finds at the second try what the first one made.
        with transaction.atomic():
            return _admit(sign_on, said, on)


def forced_way_of(organisation: Organisation) -> str:
    """Return where the people of an organisation have to sign in; nothing where a password will do."""
    sign_on = SignOn.objects.open().filter(organisation=organisation, is_forced=True).first()
    return sign_on.path if sign_on else ""


def forced_door_of(user: User) -> SignOn | None:
    """Return the provider by which this person has to sign in; None for an operator, and for whoever also belongs elsewhere."""
    if user.is_superuser:
        return None
    places = list(Membership.objects.filter(user=user).values_list("organisation_id", "active"))
    forced = {one.organisation_id: one for one in SignOn.objects.open().filter(is_forced=True, organisation__in=[at for at, _ in places])}
    if any(active and at not in forced for at, active in places):
        return None
    return next((forced[at] for at, _active in sorted(places, key=lambda place: not place[1]) if at in forced), None)


def door_to_confirm(user: User) -> SignOn | None:
    """Return the provider that can say once more who a person is; only the one whose word would let the person in."""
    places = list(Membership.objects.filter(user=user).values_list("organisation_id", "active")[:2])
    if user.is_superuser or len(places) != 1 or not places[0][1]:
        return None
    sign_on = SignOn.objects.open().filter(organisation=places[0][0]).first()
    if sign_on is None or not (sign_on.is_forced or SocialAccount.objects.filter(user=user, provider=sign_on.key).exists()):
        return None
    return sign_on


def note_refusal(sign_on: SignOn, why: str, email: str) -> None:
    """Keep that somebody was not let in, and why."""
    record(action="sign_in.refused", organisation=sign_on.organisation, subject=email, detail={"by": "provider", "why": str(why)})


def _admit(sign_on: SignOn, said: Asserted, on: date) -> SocialAccount:
    known = SocialAccount.objects.select_related("user").filter(provider=sign_on.key, uid=said.subject).first()
    user = known.user if known else _owner_of(sign_on, said)
    place = _place_of(sign_on, user) if user else None
    rule = _fitting(sign_on, said, place)
    if user is None or place is None:
        user = _join(sign_on, said, user, rule)
    elif sign_on.role_claim:
        _follow_mapping(place, rule, on)
    if known is None:
        known = SocialAccount.objects.create(user=user, provider=sign_on.key, uid=said.subject, extra_data={})
        EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
        record(action="sign_on.linked", actor=user, organisation=sign_on.organisation, subject=user.email)
    SignOn.objects.filter(pk=sign_on.pk).update(proven_at=timezone.now())
    return known


def _owner_of(sign_on: SignOn, said: Asserted) -> User | None:
    """Return the account of an address that the provider may speak for; None where nobody has it yet."""
    try:
        validate_email(said.email)
    except ValidationError:
        raise SignOnError(Fault.NO_EMAIL) from None
    if not said.is_verified:
        raise SignOnError(Fault.UNVERIFIED, said.email)
    if not sign_on.domains.filter(name=said.domain, is_confirmed=True).exists():
        raise SignOnError(Fault.FOREIGN, said.domain)
    free_address(email=said.email, organisation=sign_on.organisation)
    owner = User.objects.filter(email__iexact=said.email).first()
    if owner is None and (other := EmailAddress.objects.select_related("user").filter(email__iexact=said.email, verified=True).first()):
        owner = other.user
    return owner


def _place_of(sign_on: SignOn, user: User) -> Membership | None:
    """Return the place of somebody who may come in; None where an invitation waits; raise where the account is not theirs to open.

    An operator's account, or one that belongs to another organisation too, is not opened by the word of one organisation.
    """
    if user.is_superuser:
        raise SignOnError(Fault.OPERATOR)
    if not user.is_active:
        raise SignOnError(Fault.SUSPENDED)
    places = {place.organisation_id: place for place in user.memberships.select_related("organisation", "user")}
    place = places.pop(sign_on.organisation_id, None)
    if places:
        raise SignOnError(Fault.ELSEWHERE)
    if place is not None and not place.active:
        raise SignOnError(Fault.LEFT)
    if place is None and _invitation_of(sign_on, user.email) is None:
        raise SignOnError(Fault.NOT_INVITED)
    return place


def _fitting(sign_on: SignOn, said: Asserted, place: Membership | None) -> RoleRule | None:
    """Return what the mapping makes of the person; raise where it names nobody like that."""
    names = sign_on.organisation.departments.values_list("name", flat=True)
    rules, _issues = read_rules(sign_on.role_rules, [role.value for role in Role], list(names))
    rule = first_fit(rules, said.values) if sign_on.role_claim else None
    waits = place is None and _invitation_of(sign_on, said.email) is not None
    needs_rule = bool(sign_on.role_claim) or (place is None and not waits)
    if rule is None and needs_rule:
        if not sign_on.joins_as:
            raise SignOnError(Fault.NO_ROLE, sign_on.role_claim)
        return RoleRule("", sign_on.joins_as)
    return rule


def _join(sign_on: SignOn, said: Asserted, user: User | None, rule: RoleRule | None) -> User:
    """Give a person who comes for the first time a place, by the mapping or else by the invitation that waits."""
    invitation = _invitation_of(sign_on, said.email)
    role = rule.role if rule else invitation.role if invitation else Role.CLINICIAN.value
    department = _department(sign_on, rule) if rule and rule.department else invitation.department if invitation else None
    if user is None:
        stage = CareerStage.RESIDENT if role == Role.TRAINEE else CareerStage.ATTENDING
        user = User.objects.create_user(said.email, None, name=said.name, career_stage=stage)
    Membership.objects.create(user=user, organisation=sign_on.organisation, role=role, department=department)
    Invitation.objects.filter(organisation=sign_on.organisation, email=said.email, accepted_at=None).update(accepted_at=timezone.now())
    detail: dict[str, object] = {"role": role, "department": department.name if department else "", "by": "provider"}
    record(action="person.joined", actor=user, organisation=sign_on.organisation, subject=user.email, detail=detail)
    return user


def _follow_mapping(place: Membership, rule: RoleRule | None, on: date) -> None:
    """Give a member the role and the department that the provider names today; the last administrator stays one."""
    if rule is None:
        return
    department = place.organisation.departments.filter(name=rule.department).first() if rule.department else place.department
    if (place.role, place.department_id) == (rule.role, department.pk if department else None):
        return
    try:
        change_membership(membership=place, role=rule.role, department=department, by=None, on=on)
    except ValidationError:
        record(action="sign_on.role_kept", organisation=place.organisation, subject=place.user.email, detail={"asked": rule.role})


def _department(sign_on: SignOn, rule: RoleRule) -> Department | None:
    return sign_on.organisation.departments.filter(name=rule.department).first()


def _invitation_of(sign_on: SignOn, email: str) -> Invitation | None:
    waiting = Invitation.objects.filter(organisation=sign_on.organisation, accepted_at=None, expires_at__gt=timezone.now())
    return waiting.filter(email__iexact=email).first()
