"""The providers of both organisations, at an address that nobody asks, and their tokens."""

from typing import Any

from rvuedge.accounts.models import Membership, Role
from rvuedge.accounts.sealing import CLIENT_SECRET, seal
from rvuedge.scim.services import make_scim_token
from rvuedge.sign_on.models import SignOn


def add_sign_on(world: Any) -> None:
    """Store a provider of each organisation, and name its page."""
    for owner, organisation in (("organisation", world.cast.organisation), ("elsewhere", world.cast.elsewhere)):
        made = SignOn.objects.create(
            organisation=organisation,
            issuer="http://provider.example",
            client_id="c",
            sealed_secret=seal("secret", CLIENT_SECRET),
            is_on=True,
        )
        made.domains.create(name=f"{organisation.slug}.example", is_confirmed=True)
        world.add("sign-on", owner, slug=organisation.slug)
        place = Membership.objects.get(organisation=organisation, role=Role.ADMINISTRATOR)
        token, _secret = make_scim_token(organisation=organisation, name="Provider", days=90, by=place.user)
        world.add("provisioning token", owner, number=token.pk)
        world.add("provisioned", owner, key=str(place.pk))
