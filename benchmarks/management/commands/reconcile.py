"""Compares an employer's report with the log of one clinician."""

import json
from argparse import ArgumentParser
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.core.management import CommandError
from django.core.management.base import BaseCommand

from benchmarks.own_lines import counted_from
from benchmarks.pay_rate import held_rate
from benchmarks.reconcile.lines import MOST_SHIFT, Kind
from benchmarks.reconcile_command import Told, Wish, carried_out, issues_json
from benchmarks.reconcile_result import Result, result_json
from benchmarks.reconciling import SHIFT, TOLERANCE, Settings
from rvuedge.lib.decimals import round_half_up
from rvuedge.lib.issues import Severity
from rvuedge.lib.months import Month
from rvuedge.web.templatetags.parts import money as money_text
from rvuedge.web.templatetags.parts import price
from tracking.models import Clinician
from tracking.one_log import log_named

_MOST_TOLERATED, _MOST_A_UNIT = Decimal(10), Decimal(1000)


class Command(BaseCommand):
    help = "Compare an employer's report (csv, xlsx, 837P, 835, or a table of month totals) with a log: what differs, why, and by how much."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", metavar="FILE", type=Path)
        parser.add_argument("--clinician", required=True, metavar="EMAIL", help="whose log it is compared with")
        parser.add_argument("--month", required=True, metavar="YYYY-MM")
        parser.add_argument("--organisation", default="", metavar="SLUG", help="where the clinician keeps several logs")
        parser.add_argument("--rendering", default="", metavar="NAME", help="whose rows are read of a file with several clinicians")
        parser.add_argument("--value-column", default="", metavar="NAME", help="the heading of the column with the wRVU")
        parser.add_argument("--tolerance", default=str(TOLERANCE), metavar="WRVU", help="the difference of a line that is none")
        parser.add_argument("--shift", type=int, default=SHIFT, metavar="DAYS", help=f"days by which a date may be off, 0 to {MOST_SHIFT}")
        parser.add_argument(
            "--rate",
            default="",
            metavar="DOLLARS",
            help="dollars for each wRVU (default: what the pay plan pays for the next one, else the last that was named)",
        )
        parser.add_argument("--repair", action="store_true", help="accept proposed mends, such as lost leading zeros")
        parser.add_argument("--again", action="store_true", help="compare a known file with the log as it is now, as a later version")
        parser.add_argument("--dry-run", action="store_true", help="compare, store nothing")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *, path: Path, clinician: str, organisation: str, month: str, as_json: bool, **options: object) -> None:
        log, wanted = log_named(clinician, organisation), _month(month)
        if log.is_trainee:
            raise CommandError(f"{clinician} is a trainee, whose work is not counted for pay. Nothing was compared.", returncode=2)
        if log.trainee_until is not None and wanted.last_day <= log.trainee_until:
            first = counted_from(log)
            raise CommandError(f"--month: the work of {clinician} is counted for pay from {first} on. Nothing was compared.", returncode=2)
        told = carried_out(
            Wish(
                path=path,
                clinician=log,
                month=wanted,
                settings=_settings(options, log, wanted),
                rendering=str(options["rendering"]),
                value_header=str(options["value_column"]),
                accepts_repairs=bool(options["repair"]),
                is_trial=bool(options["dry_run"]),
                again=bool(options["again"]),
            )
        )
        if told.result is None:
            self._refuse(path, told, as_json)
            return
        self._tell_issues(told)
        if told.is_old:
            self.stderr.write("This file was compared before; what came out then is told. Compare it anew with --again.")
        self.stdout.write(json.dumps(result_json(told.result)) if as_json else _sentence(told.result))

    def _refuse(self, path: Path, told: Told, as_json: bool) -> None:
        if as_json:
            nothing: dict[str, object] = {"matched": 0, "missing": 0, "extra": 0, "changed": [], "credit_difference": None}
            self.stdout.write(json.dumps({**nothing, "pay_difference": None, "run": None, "issues": issues_json(told.issues)}))
        self._tell_issues(told)
        mend = any(issue.severity is Severity.REPAIR for issue in told.issues)
        hint = " Accept the proposed mends with --repair." if mend else ""
        raise CommandError(f"{path.name} was refused; nothing was compared.{hint}", returncode=2)

    def _tell_issues(self, told: Told) -> None:
        for issue in told.issues:
            where = ", ".join(part for part in (f"line {issue.line}" if issue.line else "", issue.field) if part)
            self.stderr.write(f"{issue.severity}: {where + ': ' if where else ''}{issue.message}")
        if told.count > len(told.issues):
            self.stderr.write(f"and {told.count - len(told.issues):,} more")


def _sentence(result: Result) -> str:
    changed = len(result.of(*(kind for kind in Kind if kind.is_changed)))
    counts = ", ".join(f"{len(result.of(kind)):,} {kind}" for kind in (Kind.MATCHED, Kind.MISSING, Kind.EXTRA))
    lines = f" {counts}, {changed:,} changed." if result.findings else ""
    own, theirs, apart = (f"{round_half_up(one, 2):,}" for one in (result.own_total, result.their_total, result.difference))
    money = "" if result.money is None else f", {money_text(result.money)} at {price(result.rate)} a wRVU"
    return f"{result.month.name}:{lines} Your log {own} wRVU, the report {theirs}: difference {apart}{money}."


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError as error:
        raise CommandError(f"--month: {error}", returncode=2) from None


def _settings(options: Mapping[str, object], log: Clinician, month: Month) -> Settings:
    shift = options["shift"]
    if not isinstance(shift, int) or not 0 <= shift <= MOST_SHIFT:
        raise CommandError(f"--shift: name 0 to {MOST_SHIFT} days.", returncode=2)
    tolerance = _number("--tolerance", str(options["tolerance"]), _MOST_TOLERATED)
    rate = str(options["rate"])
    if rate:
        return Settings(tolerance, shift, _number("--rate", rate, _MOST_A_UNIT))
    held = held_rate(log, month)
    return Settings(tolerance, shift, held.amount, held.plan) if held else Settings(tolerance, shift)


def _number(name: str, text: str, most: Decimal) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not 0 <= value <= most or round_half_up(value, 4) != value:
        raise CommandError(f"{name}: '{text}' is no number from 0 to {most} with at most four decimals.", returncode=2)
    return value
