"""Counts everything stored again and names each line and each month total that differs."""

import json
from argparse import ArgumentParser

from django.core.management import CommandError
from django.core.management.base import BaseCommand

from rvuedge.lib.decimals import decimal_text
from rvuedge.lib.months import Month
from tracking.verification import DifferingLine, DifferingTotal, differing_lines, differing_totals


class Command(BaseCommand):
    help = "Count every stored line again under its own release and policy; exit status 1 where a line or a month total differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *, as_json: bool, **_options: object) -> None:
        lines, totals = list(differing_lines()), list(differing_totals())
        if as_json:
            self.stdout.write(json.dumps({"lines": [_line(one) for one in lines], "totals": [_total(one) for one in totals]}))
        else:
            for one in lines:
                computed = f"computed {one.computed}"
                if one.computed is None:
                    computed = "its policy is gone"
                elif one.computed == one.stored:
                    computed = "its outcome, units, flags or steps differ"
                self.stdout.write(
                    f"case {one.case} line {one.position} {one.code} ({one.release}, {one.policy}): stored {one.stored}, {computed}"
                )
            for total in totals:
                month = Month.from_index(total.month_index)
                self.stdout.write(f"clinician {total.clinician} {month}: stored {total.stored}, the lines come to {total.computed}")
        if lines or totals:
            raise CommandError(f"{len(lines):,} lines and {len(totals):,} month totals differ.", returncode=1)
        if not as_json:
            self.stdout.write("Every stored line and month total is what the engine gives.")


def _line(one: DifferingLine) -> dict[str, object]:
    return {
        "case": str(one.case),
        "line": one.position,
        "code": one.code,
        "release": one.release,
        "policy": one.policy,
        "stored": decimal_text(one.stored),
        "computed": decimal_text(one.computed),
    }


def _total(total: DifferingTotal) -> dict[str, object]:
    return {
        "clinician": total.clinician,
        "month": str(Month.from_index(total.month_index)),
        "stored": decimal_text(total.stored),
        "computed": decimal_text(total.computed),
    }
