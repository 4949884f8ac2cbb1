"""Ends the demo: removes the fictional people and everything of theirs."""

from django.conf import settings
from django.core.management.base import BaseCommand

from rvuedge.demo.leave import leave_demo
from rvuedge.embedded.folders import turn_demo_off


class Command(BaseCommand):
    help = "Remove all fictional data and say what was removed; the audit trail stays."

    def handle(self, **_options: object) -> None:
        removed = leave_demo()
        turn_demo_off(settings.DATA_DIR)
        if not removed["organisations"]:
            self.stdout.write("There is no demo in this installation. Nothing was removed.")
            return
        for name, count in removed.items():
            self.stdout.write(f"{count:>8,}  {name} removed")
        self.stdout.write("The audit trail keeps its entries. The next start shows the set-up page if nobody else is there.")
