"""Addresses of mail that give way: what a sign-up claims and nobody confirmed blocks nobody for whom an organisation vouches."""

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from rvuedge.accounts.audit import record
from rvuedge.accounts.models import Membership, Organisation, User


@transaction.atomic
def free_address(*, email: str, organisation: Organisation) -> None:
    """Take an address from sign-ups that never confirmed it, for the person for whom `organisation` vouches.

    The account keeps its log, its password and its open sign-ins under a name that is no address, until the operator gives it another.
    Nothing is taken from who logged a case, confirmed the address, was invited, came by a provider or runs the installation: somebody
    whose employer begins with single sign-on does not lose the own log to herself.
    """
    claims = EmailAddress.objects.filter(email__iexact=email, verified=False)
    for user in User.objects.select_for_update().filter(email__iexact=email).order_by("pk"):
        if _is_stranger(user):
            user.email = f"unconfirmed-{user.pk}@unconfirmed.invalid"
            user.save(update_fields=["email"])
            claims.filter(user=user).delete()
            record(action="address.given_way", organisation=organisation, subject=email, detail={"now": user.email})
    # A second address that somebody typed and never confirmed is a mere claim, whoever typed it.
    claims.exclude(user__email__iexact=email).delete()


@transaction.atomic
def confirm_address(*, address: EmailAddress, by: User) -> bool:
    """Count an address as confirmed without a mail; False where it is already, or where somebody else confirmed it."""
    if address.verified or not address.set_verified():
        return False
    record(action="address.confirmed", actor=by, subject=address.email)
    return True


def _is_stranger(user: User) -> bool:
    """Whether an account is a sign-up of one person without a case, whose address nobody ever confirmed."""
    if user.is_superuser or user.is_staff or EmailAddress.objects.filter(user=user, verified=True).exists():
        return False
    if User.objects.filter(pk=user.pk, clinicians__cases__isnull=False).exists():
        return False
    places = Membership.objects.filter(user=user)
    if not places.exists() or places.exclude(organisation__is_signed_up=True).exists():
        return False
    is_alone = not Membership.objects.filter(organisation__memberships__user=user).exclude(user=user).exists()
    return is_alone and not SocialAccount.objects.filter(user=user).exists()
