"""Tells what is known of one code."""

import json
import sys
from argparse import ArgumentParser
from datetime import date

from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.utils import timezone

from codes.code_json import code_json
from codes.locality import asked_key
from codes.page import CodePage, code_page
from codes.priced import PricedRow
from codes.reasons import reason_of
from rvuedge.lib.decimals import decimal_text


class Command(BaseCommand):
    help = "Show rows, lane and fees of a code."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code")
        parser.add_argument("--on", metavar="DATE", default="")
        parser.add_argument("--release", default="", help="an active release by name, such as RVU26C")
        parser.add_argument("--locality", default="", help="a Medicare locality by state and number, such as CA-05")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *, code: str, on: str, release: str, locality: str, as_json: bool, **_options: object) -> None:
        try:
            day = date.fromisoformat(on) if on else timezone.now().date()
        except ValueError:
            raise CommandError(f"'{on}' is not a date. Write it as YYYY-MM-DD.", returncode=2) from None
        page = code_page(code.strip().upper(), day, None, release, asked_key(locality))
        if release and page.release is None:
            raise CommandError(f"No active release is named {release}. Active: {', '.join(page.searched) or 'none'}.", returncode=2)
        if locality and page.place is None:
            raise CommandError(f"No loaded table of localities holds {locality}. Write state and number, such as CA-05.", returncode=2)
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
        name = page.name or page.official or (page.national.name if page.national else "")
        self.stdout.write(f"{page.code}  {name}\n{page.lane_name} ({page.lane}), {release}\n{reason_of(page)}")
        if page.section:
            self.stdout.write(f"  {page.section.name}, {page.section.first} to {page.section.last}")
        for priced in page.rows:
            self._tell_row(priced, page.place.locality.key if page.place else "national")
        for fee in page.fees:
            amount = f"{fee.lowest} to {fee.highest}" if fee.has_range else decimal_text(fee.amount) or "fee not known"
            modifier = f" {fee.modifier}" if fee.modifier else ""
            self.stdout.write(f"  {fee.title}{modifier}: {amount} per {fee.unit or 'service'} from {fee.effective_from}")
        if page.units and page.units.base_units is not None:
            self.stdout.write(f"  {page.units.base_units} base units ({page.units.base_source})")
        if page.limit:
            self.stdout.write(f"  at most {page.limit.units} units (adjudication {page.limit.adjudication_indicator})")

    def _tell_row(self, priced: PricedRow, place: str) -> None:
        row = priced.row
        totals = f"office {row.non_facility_total}  facility {row.facility_total}"
        self.stdout.write(f"  {row.modifier or '--'}  status {row.status}  work {row.work_rvu}  {totals}")
        if priced.is_paid:
            amounts = (decimal_text(amount) or "-" for amount in (priced.payments.office_amount, priced.payments.facility_amount))
            self.stdout.write("      payment, {}: office {}  facility {}".format(place, *amounts))
