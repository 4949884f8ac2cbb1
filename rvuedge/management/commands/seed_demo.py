"""Fills an installation with fictional people and their logs, or, with numbers, a database for the benchmarks."""

from argparse import ArgumentParser
from zoneinfo import ZoneInfo

from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.utils import timezone

from rvuedge.demo.clinic import seed_clinic
from rvuedge.demo.crowd import seed_crowd
from rvuedge.demo.employer import compare_last_month
from rvuedge.demo.months import close_past_months
from rvuedge.demo.people import PEOPLE, TIME_ZONE


class Command(BaseCommand):
    help = "Make the fictional people of the demo with 14 months of cases; running it again adds the days since."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--clinicians", type=int, default=0, metavar="N", help="instead: so many made-up clinicians for a benchmark")
        parser.add_argument("--lines", type=int, default=0, metavar="N", help="so many lines over all of them")

    def handle(self, *, clinicians: int, lines: int, verbosity: int, **_options: object) -> None:
        today = timezone.now().astimezone(ZoneInfo(TIME_ZONE)).date()
        if clinicians or lines:
            if clinicians < 1 or lines < clinicians:
                raise CommandError("Give both --clinicians N and --lines N, with at least one line a clinician.", returncode=2)
            stored = seed_crowd(clinicians=clinicians, lines=lines, today=today, tell=self.stderr.write if verbosity else None)
            self.stdout.write(f"{clinicians:,} made-up clinicians have {lines:,} lines, {stored:,} of them new.")
            return
        organisation, stored = seed_clinic(today=today)
        closed = close_past_months(organisation=organisation, today=today)
        compare_last_month(organisation=organisation, today=today)
        if verbosity:
            self.stdout.write(f"{len(PEOPLE)} fictional people, {stored:,} new cases, {closed} months closed.")
