"""Shows the single sign-on of an organisation, confirms its domains of mail, and opens the way of passwords again."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand

from rvuedge.accounts.models import Organisation
from rvuedge.embedded.refusal import Refusal
from rvuedge.sign_on.models import SignOn
from rvuedge.sign_on.services import allow_passwords, confirm_domain


class Command(BaseCommand):
    help = "Show how an organisation signs in, confirm its domains of mail, or let its people sign in with passwords again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="the short name of the organisation")
        parser.add_argument("--confirm-domain", metavar="DOMAIN", help="say that this domain of mail is the organisation's own")
        parser.add_argument("--allow-passwords", action="store_true", help="let members sign in with passwords again")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *, slug: str, confirm_domain: str | None, allow_passwords: bool, **options: Any) -> None:
        sign_on = _found(slug)
        if confirm_domain:
            _confirm(sign_on, confirm_domain.strip().lower())
        if allow_passwords:
            _open(sign_on)
        sign_on = _found(slug)
        shape = _shape(sign_on)
        if options["json"]:
            self.stdout.write(json.dumps(shape))
            return
        for name, value in shape.items():
            self.stdout.write(f"{name.replace('_', ' ')}: {', '.join(value) if isinstance(value, list) else value}")


def _confirm(sign_on: SignOn, name: str) -> None:
    if not sign_on.domains.filter(name=name).exists():
        known = ", ".join(sign_on.domains.values_list("name", flat=True)) or "none"
        raise Refusal(f"Its administrator did not enter {name}; entered: {known}.")
    try:
        confirm_domain(sign_on=sign_on, name=name)
    except ValidationError as error:
        raise Refusal(error.messages[0]) from None


def _open(sign_on: SignOn) -> None:
    allow_passwords(sign_on=sign_on)


def _found(slug: str) -> SignOn:
    found = SignOn.objects.select_related("organisation").filter(organisation__slug=slug).first()
    if found is None:
        known = ", ".join(Organisation.objects.filter(sign_on__isnull=False).order_by("slug").values_list("slug", flat=True)) or "none"
        raise Refusal(f"There is no single sign-on of an organisation {slug}; there is one of: {known}.")
    return found


def _shape(sign_on: SignOn) -> dict[str, Any]:
    domains = list(sign_on.domains.all())
    return {
        "organisation": sign_on.organisation.slug,
        "issuer": sign_on.issuer,
        "open": sign_on.is_on,
        "only_way": sign_on.is_forced,
        "last_used_at": sign_on.proven_at.isoformat() if sign_on.proven_at else None,
        "domains": [domain.name for domain in domains if domain.is_confirmed],
        "waiting_domains": [domain.name for domain in domains if not domain.is_confirmed],
    }
