"""Ends the demo: removes the fictional people and everything of theirs."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from rvuedge.demo.leave import joined_people, leave_demo
from rvuedge.embedded.folders import turn_demo_off

# How one of what was removed is called.
ONE = {
    "people": "person",
    "cases": "case",
    "lines": "line",
    "reports": "report",
    "benchmark editions": "benchmark edition",
    "fee schedules": "fee schedule",
    "imported files": "imported file",
    "organisations": "organisation",
}


class Command(BaseCommand):
    help = "Remove all fictional data and say what was removed; the audit trail stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--yes", action="store_true", help="Remove people too whom somebody invited into the demo.")

    def handle(self, **options: object) -> None:
        joined = joined_people()
        if joined and not options["yes"]:
            raise CommandError(
                f"{', '.join(joined)} joined the demo by invitation and would be removed with all that they logged. "
                "Nothing was removed. Let them export their log first, then say --yes."
            )
        removed = leave_demo()
        turn_demo_off(settings.DATA_DIR)
        if not removed["organisations"]:
            self.stdout.write("There is no demo in this installation. Nothing was removed.")
            return
        for name, count in removed.items():
            self.stdout.write(f"{count:>8,}  {name if count != 1 else ONE[name]} removed")
        self.stdout.write("The audit trail keeps its entries. The next start shows the set-up page if nobody else is there.")
