"""Writes the audit trail as JSON lines, for a system that collects events."""

import json
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from rvuedge.accounts.chain import sealed_entries
from rvuedge.accounts.models import Organisation
from rvuedge.embedded.refusal import Refusal


class Command(BaseCommand):
    help = "Write sealed audit entries as JSON lines, the oldest first; --after goes on where the last call ended."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--after", type=int, default=0, metavar="SEAL", help="only what was sealed after it: the `seal` of the last line"
        )
        parser.add_argument("--organisation", metavar="SLUG", help="only entries of this organisation")

    def handle(self, *, after: int, organisation: str | None, **_options: object) -> None:
        place = Organisation.objects.filter(slug=organisation).first()
        if organisation and place is None:
            raise Refusal(f"There is no organisation {organisation}: name one by its short name.")
        for seal, entry in sealed_entries(after=after, chain=place.pk if place else None):
            line = {
                "seal": seal.pk,
                "at": entry.at.isoformat(),
                "organisation": entry.organisation_id,
                "actor": entry.actor_id,
                "actor_name": entry.actor_name,
                "action": entry.action,
                "subject": entry.subject,
                "detail": entry.detail,
                "entry": entry.pk,
                "chain": seal.chain,
                "position": seal.position,
                "hash": seal.hash,
            }
            self.stdout.write(json.dumps(line, ensure_ascii=True))
