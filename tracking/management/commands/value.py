"""Values the lines of a file without storing them."""

import json
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from django.core.management import CommandError
from django.core.management.base import BaseCommand

from codes.locality import asked_key
from codes.models import Release
from codes.reference import current_reference
from rvuedge.lib.decimals import decimal_text
from tracking.estimates import local_factors
from tracking.line_files import FileLine, read_lines
from tracking.places import NAMES, OFFICE
from tracking.schedules import Schedules, for_case, with_release
from tracking.valuations import payment_steps_as_json, steps_as_json, told_steps
from tracking.valuing import ValuedLine, value_placed
from tracking.wrvu.credit import total_credit, total_payment
from tracking.wrvu.policy import Policy
from tracking.wrvu.presets import CMS_PARALLEL, PRESETS
from tracking.wrvu.terms import Terms

Valued = tuple[FileLine, int, Schedules, ValuedLine]


class Command(BaseCommand):
    help = "Value the lines of a csv file (case,date_of_service,place_of_service,code,modifiers,units) without storing them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--policy", default=CMS_PARALLEL.name, help=", ".join(PRESETS))
        parser.add_argument("--schedule", default="", metavar="RELEASE", help="an active release by name instead of the one of each date")
        parser.add_argument("--place", default=OFFICE, metavar="CODE", help="place of service where the file names none")
        parser.add_argument("--locality", default="", metavar="KEY", help="pay by a locality: CA-05, or 01112-05")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *, file: Path, policy: str, schedule: str, place: str, locality: str, as_json: bool, **_options: object) -> None:
        if policy not in PRESETS:
            raise CommandError(f"No policy is named '{policy}'. There is: {', '.join(PRESETS)}.", returncode=2)
        if place not in NAMES:
            raise CommandError(f"'{place}' is no place of service. Write its two digits, such as {OFFICE}.", returncode=2)
        valued = _value(self._lines_of(file, place), PRESETS[policy], _release_of(schedule), locality)
        items = [one.item for *_, one in valued]
        totals = {"total_credit": decimal_text(total_credit(items)), "total_payment": decimal_text(total_payment(items))}
        if as_json:
            self.stdout.write(json.dumps({"lines": [_as_json(*one) for one in valued], **totals}))
            return
        for one in valued:
            self.stdout.write(_as_text(*one))
        self.stdout.write(f"payment {totals['total_payment']}\ntotal {totals['total_credit']}")

    def _lines_of(self, file: Path, place: str) -> Sequence[FileLine]:
        try:
            text = file.read_bytes().decode("utf-8-sig")
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.", returncode=2) from None
        except UnicodeDecodeError:
            raise CommandError(f"{file} is not text in UTF-8. Save it as csv UTF-8.", returncode=2) from None
        lines, issues = read_lines(text, place)
        if issues:
            told = [
                f"line {issue.line}, {issue.field}: {issue.message}" + (f" Found '{issue.value}'." if issue.value else "")
                for issue in issues
            ]
            raise CommandError("\n".join(told), returncode=2)
        return lines


def _release_of(name: str) -> Release | None:
    if not name:
        return None
    release = Release.objects.active().filter(name=name).first()
    if release is None:
        active = ", ".join(Release.objects.active().values_list("name", flat=True))
        raise CommandError(f"No active release is named '{name}'. Active: {active or 'none'}.", returncode=2)
    return release


def _value(lines: Sequence[FileLine], policy: Policy, release: Release | None, locality: str) -> list[Valued]:
    """Return each line with its number in its case, its schedules and its value; the lines of one case and day are valued together."""
    codes = defaultdict(set)
    for line in lines:
        codes[line.date_of_service].add(line.line.code)
    by_day = {day: with_release(found, day, None, release) if release else for_case(found, day, None) for day, found in codes.items()}
    terms = {day: _terms_on(day, schedules, policy, locality) for day, schedules in by_day.items()}
    cases: dict[tuple[str, date], list[FileLine]] = defaultdict(list)
    numbers: dict[int, int] = {}
    seen: dict[str, int] = defaultdict(int)
    for line in lines:
        cases[line.case, line.date_of_service].append(line)
        seen[line.case] += 1
        numbers[line.number] = seen[line.case]
    valued: list[Valued] = []
    for (_, day), case in cases.items():
        items = value_placed([(line.line, line.place_of_service) for line in case], by_day[day], terms[day])
        valued += [(line, numbers[line.number], by_day[day], one) for line, one in zip(case, items, strict=True)]
    return sorted(valued, key=lambda one: one[0].number)


def _terms_on(day: date, schedules: Schedules, policy: Policy, asked: str) -> Terms:
    """Return the terms of a day, paid by a locality where one is asked for."""
    terms = replace(schedules.terms_of(policy), on=day)
    if not asked or schedules.release is None:
        # A day before any release is paid nothing, wherever it is: its lines say so.
        return terms
    reference = current_reference()
    table = reference.table("gpci", day)
    if table is None:
        raise CommandError(f"No locality factors are loaded for {day}, so locality '{asked}' cannot be used.", returncode=2)
    by_contractor = {f"{one.mac}-{one.number}": one.key for one in reference.localities(table).values()}
    local = local_factors(reference, by_contractor.get(asked.strip()) or asked_key(asked), day)
    if local is None:
        raise CommandError(
            f"{table.title} has no locality '{asked}'. Write state and number (CA-05), or contractor and number (01112-05).", returncode=2
        )
    return local.on(terms)


def _as_text(line: FileLine, _number: int, schedules: Schedules, one: ValuedLine) -> str:
    item = one.item
    release = schedules.release.name if schedules.release else "no release"
    payment = "no payment" if item.payment is None else f"{item.payment} dollars"
    remarks = " ".join(dict.fromkeys((*item.flags, *item.payment_flags)))
    return f"{line.case}  {one.line.text}  {release}  {item.outcome}  {item.lane}  {item.credit}  {payment}  {remarks}".rstrip()


def _as_json(line: FileLine, number: int, schedules: Schedules, one: ValuedLine) -> dict[str, object]:
    return {
        "case": line.case,
        "line": number,
        "code": one.line.code,
        "modifiers": list(one.line.modifiers),
        "units": one.line.units,
        "release": schedules.release.name if schedules.release else None,
        "outcome": str(one.item.outcome),
        "lane": str(one.item.lane),
        "work_rvu": decimal_text(one.item.work_rvu),
        "credit": decimal_text(one.item.credit),
        "payment": decimal_text(one.item.payment),
        "steps": told_steps(steps_as_json(one.item)),
        "flags": [str(flag) for flag in one.item.flags],
        "asa_units": decimal_text(one.item.asa_units),
        "payment_steps": payment_steps_as_json(one.item.payment_steps),
        "payment_flags": [str(flag) for flag in one.item.payment_flags],
    }
