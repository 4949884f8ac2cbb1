"""Tells what is known of one code."""

import json
import sys
from argparse import ArgumentParser
from datetime import date

from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.utils import timezone

from codes.code_json import code_json
from codes.page import CodePage, code_page
from rvuedge.lib.decimals import decimal_text


class Command(BaseCommand):
    help = "Show rows, lane and fees of a code."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code")
        parser.add_argument("--on", metavar="DATE", default="")
        parser.add_argument("--release", default="", help="an active release by name, such as RVU26C")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *, code: str, on: str, release: str, as_json: bool, **_options: object) -> None:
        try:
            day = date.fromisoformat(on) if on else timezone.now().date()
        except ValueError:
            raise CommandError(f"'{on}' is not a date. Write it as YYYY-MM-DD.", returncode=2) from None
        page = code_page(code.strip().upper(), day, None, release)
        if release and page.release is None:
            raise CommandError(f"No active release is named {release}. Active: {', '.join(page.searched) or 'none'}.", returncode=2)
        if as_json:
            self.stdout.write(json.dumps(code_json(page)))
        else:
            self._tell(page)
        if not page.is_known:
            sys.exit(1)

    def _tell(self, page: CodePage) -> None:
        if not page.is_known:
            self.stderr.write(f"{page.code}: no loaded schedule holds this code (searched: {', '.join(page.searched) or 'none'}).")
            return
        release = f"{page.release.name} from {page.release.effective_from}" if page.release and page.rows else "no release"
        self.stdout.write(f"{page.code}  {page.name or page.official}\n{page.lane_name} ({page.lane}), {release}\n{page.reason}")
        for priced in page.rows:
            row = priced.row
            totals = f"office {row.non_facility_total}  facility {row.facility_total}"
            self.stdout.write(f"  {row.modifier or '--'}  status {row.status}  work {row.work_rvu}  {totals}")
        for fee in page.fees:
            self.stdout.write(
                f"  {fee.schedule}: {decimal_text(fee.amount) or 'fee not known'} per {fee.unit or 'service'} from {fee.effective_from}"
            )
