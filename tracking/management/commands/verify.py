"""Checks the audit chain, counts everything stored again, and names each broken link, line and month total that differs."""

import json
from argparse import ArgumentParser

from django.core.management import CommandError
from django.core.management.base import BaseCommand

from rvuedge.accounts.chain import Trail, check_trail
from rvuedge.lib.decimals import decimal_text
from rvuedge.lib.months import Month
from tracking.verification import DifferingLine, DifferingTotal, differing_lines, differing_totals


class Command(BaseCommand):
    help = "Check the audit chain and count every stored line again; exit status 1 where a link is broken, a line or a month total differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *, as_json: bool, **_options: object) -> None:
        trail = check_trail()
        # A broken link does not keep the totals from being checked.
        lines, totals = list(differing_lines()), list(differing_totals())
        if as_json:
            said = {"audit": _trail(trail), "lines": [_line(one) for one in lines], "totals": [_total(one) for one in totals]}
            self.stdout.write(json.dumps(said))
        else:
            self._tell(trail, lines, totals)
        if lines or totals or trail.breaks:
            links = f"{len(trail.breaks):,} audit chains are broken, " if trail.breaks else ""
            raise CommandError(f"{links}{len(lines):,} lines and {len(totals):,} month totals differ.", returncode=1)
        if not as_json:
            self.stdout.write("Every stored line and month total is what the engine gives.")

    def _tell(self, trail: Trail, lines: list[DifferingLine], totals: list[DifferingTotal]) -> None:
        waiting = f", {trail.waiting:,} wait for their seal" if trail.waiting else ""
        for link in trail.breaks:
            chain = f"of organisation {link.chain}" if link.chain else "of no organisation"
            self.stdout.write(f"audit chain {chain}: link {link.position:,} (entry {link.entry}): {link.reason}")
        self.stdout.write(f"{trail.sealed:,} audit entries are sealed as they were{waiting}.")
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


def _trail(trail: Trail) -> dict[str, object]:
    return {
        "sealed": trail.sealed,
        "waiting": trail.waiting,
        "broken": [{"chain": one.chain, "position": one.position, "entry": one.entry, "reason": one.reason} for one in trail.breaks],
        "heads": [{"chain": chain, "position": position, "hash": digest} for chain, position, digest in trail.heads],
    }


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
