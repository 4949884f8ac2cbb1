"""What an installation keeps sealed is sealed anew once another key took over, or where it was stored before it was sealed."""

from collections.abc import Mapping

from allauth.mfa.models import Authenticator
from django.db import transaction

from rvuedge.accounts.sealing import CLIENT_SECRET, is_sealed_by_today, seal, unseal
from rvuedge.accounts.second_secrets import renewed
from rvuedge.sign_on.models import SignOn

_SEEDS = ("secret", "seed")


def seal_everything_anew() -> int:
    """Seal the seeds of second factors and the secrets of providers under the present key; return how many that was."""
    factors = Authenticator.objects.filter(type__in=(Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)).only("pk", "data")
    # Looked at without holding anything: nearly always there is nothing to do.
    waiting = [factor.pk for factor in factors if _renewed(factor.data) != factor.data]
    providers = SignOn.objects.only("pk", "sealed_secret")
    old = [one.pk for one in providers if not is_sealed_by_today(one.sealed_secret, CLIENT_SECRET)]
    return sum(_renew_factor(number) for number in waiting) + sum(_renew_provider(number) for number in old)


def _renewed(data: Mapping[str, object]) -> dict[str, object]:
    return {name: renewed(str(value)) if name in _SEEDS else value for name, value in data.items()}


@transaction.atomic
def _renew_factor(number: int) -> bool:
    """Nobody uses a recovery code meanwhile: the row is held."""
    factor = Authenticator.objects.select_for_update().filter(pk=number).first()
    if factor is None:
        return False
    data = _renewed(factor.data)
    if data == factor.data:
        return False
    factor.data = data
    factor.save(update_fields=["data"])
    return True


@transaction.atomic
def _renew_provider(number: int) -> bool:
    sign_on = SignOn.objects.select_for_update().filter(pk=number).first()
    if sign_on is None or is_sealed_by_today(sign_on.sealed_secret, CLIENT_SECRET):
        return False
    secret = unseal(sign_on.sealed_secret, CLIENT_SECRET)
    if secret is None:
        return False
    sign_on.sealed_secret = seal(secret, CLIENT_SECRET)
    sign_on.save(update_fields=["sealed_secret"])
    return True
