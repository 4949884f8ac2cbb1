"""Checks the audit chain, counts everything stored again, and names each broken link, line, former value and month total that differs."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable

from django.core.management import CommandError
from django.core.management.base import BaseCommand

from rvuedge.accounts.chain import Trail, check_trail
from rvuedge.lib.decimals import decimal_text
from rvuedge.lib.months import Month
from tracking.moment import one_moment
from tracking.verification import DifferingLine, differing_lines, differing_versions
from tracking.verification_totals import DifferingTotal, differing_totals


class Command(BaseCommand):
    help = "Check the audit chain and count everything stored again; exit status 1 where a link is broken, a line or a month total differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *, as_json: bool, **_options: object) -> None:
        # What is logged meanwhile is in all of it or in none; a broken link does not keep the totals from being checked.
        with one_moment():
            trail = check_trail()
            lines, totals = [*differing_lines(), *differing_versions()], list(differing_totals())
        if as_json:
            said = {"audit": _trail(trail), "lines": [_line(one) for one in lines], "totals": [_total(one) for one in totals]}
            self.stdout.write(json.dumps(said))
        else:
            self._tell(trail, lines, totals)
        if lines or totals or trail.breaks:
            links = f"{len(trail.breaks):,} audit chains are broken, " if trail.breaks else ""
            months = len({(total.clinician, total.month_index) for total in totals})
            raise CommandError(f"{links}{len(lines):,} lines and {months:,} month totals differ.", returncode=1)
        if not as_json:
            self.stdout.write("Every stored line and month total is what the engine gives.")

    def _tell(self, trail: Trail, lines: list[DifferingLine], totals: list[DifferingTotal]) -> None:
        waiting = f", {trail.waiting:,} wait for their seal" if trail.waiting else ""
        for link in trail.breaks:
            chain = f"of organisation {link.chain}" if link.chain else "of no organisation"
            self.stdout.write(f"audit chain {chain}: link {link.position:,} (entry {link.entry}): {link.reason}")
        self.stdout.write(f"{trail.sealed:,} audit entries are sealed as they were{waiting}.")
        for one in lines:
            self.stdout.write(_told(one))
        for total in totals:
            figure = "" if total.figure == "credit" else f", {_words([total.figure])}"
            month = Month.from_index(total.month_index)
            self.stdout.write(f"clinician {total.clinician} {month}{figure}: stored {total.stored}, the lines come to {total.computed}")


def _told(one: DifferingLine) -> str:
    if one.computed is None:
        computed = f"its {_words(one.differs)} is gone"
    elif one.computed != one.stored:
        computed = f"computed {one.computed}"
    else:
        computed = f"it differs in: {_words(one.differs)}"
    version = "" if one.version is None else f" version {one.version}"
    if not one.position:
        return f"case {one.case}{version}: stored {one.stored}, {computed}"
    counted = f"({one.release or 'no release'}, {one.policy})"
    return f"case {one.case}{version} line {one.position} {one.code} {counted}: stored {one.stored}, {computed}"


def _words(names: Iterable[str]) -> str:
    return ", ".join(name.replace("_", " ") for name in names)


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
        "version": one.version,
        "line": one.position,
        "code": one.code,
        "release": one.release,
        "policy": one.policy,
        "stored": decimal_text(one.stored),
        "computed": decimal_text(one.computed),
        "differs": list(one.differs),
    }


def _total(total: DifferingTotal) -> dict[str, object]:
    return {
        "clinician": total.clinician,
        "month": str(Month.from_index(total.month_index)),
        "figure": total.figure,
        "stored": decimal_text(total.stored),
        "computed": decimal_text(total.computed),
    }
