"""The only writer of providers: what an administrator enters, what an operator confirms, and the way back to passwords."""

from collections.abc import Collection
from dataclasses import dataclass

from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ValidationError
from django.db import transaction

from rvuedge.accounts.audit import record
from rvuedge.accounts.models import Organisation, User
from rvuedge.accounts.sealing import CLIENT_SECRET, seal
from rvuedge.sign_on.models import SignOn, SignOnDomain


@dataclass(frozen=True, slots=True)
class Terms:
    """What an administrator says of the provider; an empty secret keeps the one that is stored."""

    issuer: str
    client_id: str
    secret: str
    domains: tuple[str, ...]
    role_claim: str
    role_rules: str
    joins_as: str
    is_on: bool
    is_forced: bool


@transaction.atomic
def set_sign_on(*, organisation: Organisation, terms: Terms, by: User, may_confirm: bool) -> SignOn:
    """Store the provider of an organisation; another issuer or client knows people by other numbers, so their links end."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    sign_on = SignOn.objects.filter(organisation=organisation).first() or SignOn(organisation=organisation)
    is_another = sign_on.pk is not None and (sign_on.issuer, sign_on.client_id) != (terms.issuer, terms.client_id)
    if is_another:
        SocialAccount.objects.filter(provider=sign_on.key).delete()
    if is_another or terms.secret:
        sign_on.proven_at = None
    was_forced = sign_on.is_forced
    sign_on.is_forced = _may_be_forced(sign_on, terms)
    for name in ("issuer", "client_id", "role_claim", "role_rules", "joins_as", "is_on"):
        setattr(sign_on, name, getattr(terms, name))
    if terms.secret:
        sign_on.sealed_secret = seal(terms.secret, CLIENT_SECRET)
    if not sign_on.sealed_secret:
        raise ValidationError({"secret": "Type the client secret that the provider shows for this client."})
    sign_on.save()
    _set_domains(sign_on, terms.domains, by if may_confirm else None)
    detail: dict[str, object] = {
        "issuer": terms.issuer,
        "client": terms.client_id,
        "domains": list(terms.domains),
        "role_claim": terms.role_claim,
        "on": terms.is_on,
        "forced": sign_on.is_forced,
        "new_secret": bool(terms.secret),
    }
    record(action="sign_on.set", actor=by, organisation=organisation, subject=organisation.name, detail=detail)
    if was_forced != sign_on.is_forced:
        action = "sign_on.forced" if sign_on.is_forced else "sign_on.passwords_allowed"
        record(action=action, actor=by, organisation=organisation, subject=organisation.name)
    return sign_on


@transaction.atomic
def remove_sign_on(*, sign_on: SignOn, by: User) -> None:
    """Remove a provider with its links; accounts, places and logs stay, and passwords open them again."""
    SocialAccount.objects.filter(provider=sign_on.key).delete()
    record(action="sign_on.removed", actor=by, organisation=sign_on.organisation, subject=sign_on.organisation.name)
    sign_on.delete()


@transaction.atomic
def confirm_domain(*, sign_on: SignOn, name: str, by: User | None = None) -> bool:
    """Say that a domain of mail is the organisation's own; False where it is confirmed already or was never entered."""
    if _is_taken(sign_on, name):
        raise ValidationError(f"{name} belongs to another organisation of this installation.")
    confirmed = sign_on.domains.filter(name=name, is_confirmed=False).update(is_confirmed=True)
    if confirmed:
        record(action="sign_on.domain_confirmed", actor=by, organisation=sign_on.organisation, subject=name)
    return bool(confirmed)


@transaction.atomic
def allow_passwords(*, sign_on: SignOn) -> bool:
    """Open the way of passwords again where a provider is forced, on the word of the operator; False where it is open."""
    opened = SignOn.objects.filter(pk=sign_on.pk, is_forced=True).update(is_forced=False)
    if opened:
        detail: dict[str, object] = {"by": "operator"}
        record(action="sign_on.passwords_allowed", organisation=sign_on.organisation, subject=sign_on.organisation.name, detail=detail)
    return bool(opened)


def _may_be_forced(sign_on: SignOn, terms: Terms) -> bool:
    """Whether everybody may be sent to the provider: only once somebody came in by it, so that nobody shuts all out."""
    if not terms.is_forced:
        return False
    if not terms.is_on:
        raise ValidationError({"is_forced": "Open the sign-in first: it cannot be the only one while it is closed."})
    if sign_on.proven_at is None:
        raise ValidationError({"is_forced": "Save without this, sign in by the provider once, then make it the only way."})
    return True


def _set_domains(sign_on: SignOn, names: Collection[str], confirms: User | None) -> None:
    sign_on.domains.exclude(name__in=names).delete()
    for name in names:
        if _is_taken(sign_on, name):
            raise ValidationError({"domains": f"{name} belongs to another organisation of this installation. Ask the operator."})
        domain, _made = SignOnDomain.objects.get_or_create(sign_on=sign_on, name=name)
        if confirms and not domain.is_confirmed:
            confirm_domain(sign_on=sign_on, name=name, by=confirms)


def _is_taken(sign_on: SignOn, name: str) -> bool:
    return SignOnDomain.objects.filter(name=name, is_confirmed=True).exclude(sign_on=sign_on).exists()
