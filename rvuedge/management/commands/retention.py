"""Says what the settings of this installation no longer keep, and removes it where it is told to."""

import json
from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from rvuedge.operating.retention import over_at
from rvuedge.operating.services import forget_what_is_over

_KINDS = {
    "files": ("files of imports that ended", "RVUEDGE_KEEP_FILES_DAYS", "KEEP_FILES_DAYS", "days"),
    "messages": ("messages of the contact form", "RVUEDGE_KEEP_MESSAGES_DAYS", "KEEP_MESSAGES_DAYS", "days"),
    "logs": ("logs of people who left", "RVUEDGE_KEEP_LOGS_YEARS", "KEEP_LOGS_YEARS", "years"),
}


class Command(BaseCommand):
    help = "Say what is kept for how long and what is over by now; --now removes it, as the clock does once a day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--now", action="store_true", dest="at_once", help="remove it now")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *, at_once: bool, as_json: bool, **_options: object) -> None:
        now = timezone.now()
        counts = forget_what_is_over(now=now) if at_once else over_at(now).counts()
        if as_json:
            kept = {
                name: {"kept": getattr(settings, setting), "unit": unit, "over": counts[name]}
                for name, (*_, setting, unit) in _KINDS.items()
            }
            self.stdout.write(json.dumps({"removed": at_once} | kept))
            return
        for name, (words, variable, setting, unit) in _KINDS.items():
            time = getattr(settings, setting)
            kept_for = f"kept for {time} {unit}" if time > 0 else f"kept for good (set {variable})"
            self.stdout.write(f"{words}: {kept_for}; {counts[name]} {'removed' if at_once else 'are over'}.")
