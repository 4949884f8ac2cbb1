"""The providers of both organisations, at an address that nobody asks."""

from typing import Any

from rvuedge.sign_on.models import SignOn
from rvuedge.sign_on.sealing import seal


def add_sign_on(world: Any) -> None:
    """Store a provider of each organisation, and name its page."""
    for owner, organisation in (("organisation", world.cast.organisation), ("elsewhere", world.cast.elsewhere)):
        made = SignOn.objects.create(
            organisation=organisation, issuer="http://provider.example", client_id="c", sealed_secret=seal("secret"), is_on=True
        )
        made.domains.create(name=f"{organisation.slug}.example", is_confirmed=True)
        world.add("sign-on", owner, slug=organisation.slug)
