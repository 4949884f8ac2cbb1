"""Lets an organisation leave: writes everything of it to one file, and removes it where that is asked for."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand

from rvuedge.accounts.audit import record
from rvuedge.accounts.models import Organisation
from rvuedge.embedded.refusal import Refusal
from rvuedge.leaving.copy import copy_organisation
from rvuedge.leaving.services import remove_organisations


class Command(BaseCommand):
    help = "Write everything that belongs to an organisation to a zip; with --remove take it out of the installation afterwards."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="the short name of the organisation")
        parser.add_argument("file", metavar="FILE", help="a new file for what leaves")
        parser.add_argument("--remove", action="store_true", help="remove the organisation once the file is whole")

    def handle(self, *, slug: str, file: str, remove: bool, **_options: object) -> None:
        organisation = Organisation.objects.filter(slug=slug).first()
        if organisation is None:
            known = ", ".join(Organisation.objects.order_by("slug").values_list("slug", flat=True)) or "none"
            raise Refusal(f"There is no organisation {slug}: name one of {known}.")
        counts = copy_organisation(organisation=organisation, path=Path(file))
        record(action="organisation.exported", organisation=organisation, subject=organisation.name)
        self.stdout.write(f"Written to {file}: {sum(counts.values()):,} rows of {len(counts)} tables, logs, reports and files.")
        if remove:
            removed = remove_organisations(Organisation.objects.filter(pk=organisation.pk))
            record(action="organisation.removed", subject=organisation.name, detail=dict(removed))
            for name, count in removed.items():
                self.stdout.write(f"{count:>8,}  {name} removed")
            self.stdout.write("The audit trail keeps its entries.")
