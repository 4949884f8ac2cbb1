"""Shows what counting logged lines anew would change, and stores it only with --confirm and a reason; closed months are restated apart."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.utils import timezone

from benchmarks.report_services import closed_months, publish_or_note
from benchmarks.restatement import Restatement, restatement_of
from benchmarks.services_recount import recount_closed, recount_open
from benchmarks.services_restate import MonthOpen, ask_restatement
from rvuedge.accounts.audit import record
from rvuedge.accounts.models import Organisation
from rvuedge.lib.decimals import decimal_text
from rvuedge.lib.months import Month
from rvuedge.web.free_text import reason_fault
from tracking.recount import Change
from tracking.recount_terms import change_of_terms, since_of


@dataclass(frozen=True, slots=True)
class _Told:
    """What a recount of one organisation changes: the open months, or one closed month; and what of it was stored."""

    organisation: Organisation
    change: Change
    is_cut: bool
    kept: int
    month: Month | None = None
    waiting: tuple[Restatement, ...] = ()
    reports: tuple[str, ...] = ()
    counted: int = 0
    published: int = 0
    failed: int = 0


class Command(BaseCommand):
    help = (
        "Show what counting logged lines by today's releases, policies and contracts would change; with --confirm and --reason, store it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organisation", default="", metavar="SLUG", help="one organisation (default: all; --confirm wants one)")
        parser.add_argument("--restate", default="", metavar="YYYY-MM", help="a closed month, in place of the open ones")
        parser.add_argument("--confirm", action="store_true", help="store the new values; each case keeps its former one")
        parser.add_argument("--reason", default="", metavar="TEXT", help="why; it stands with each former value and on restated reports")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *, organisation: str, restate: str, confirm: bool, reason: str, as_json: bool, **_options: object) -> None:
        month = _month(restate) if restate else None
        why = reason.strip()
        if confirm and (fault := _fault(why)):
            raise CommandError(fault, returncode=2)
        found = _organisations(organisation, confirm)
        if month and not organisation:
            found = self._closed(found, month)
        told = [_of_month(one, month, confirm, why) if month else _of_open_months(one, confirm, why) for one in found]
        if as_json:
            self.stdout.write(json.dumps({"confirmed": confirm, "reason": why, "organisations": [_as_json(one) for one in told]}))
        else:
            for one in told:
                self.stdout.write("\n".join(_as_text(one, confirm)))
        if any(one.failed for one in told):
            raise CommandError("Not every report could be published. It is tried again, and Months shows why.", returncode=1)

    def _closed(self, found: list[Organisation], month: Month) -> list[Organisation]:
        """Return those that closed the month, and name the others."""
        closed = [one for one in found if month in closed_months(one)]
        if passed := [one.slug for one in found if one not in closed]:
            self.stderr.write(f"{month.name} is open in {', '.join(passed)}: passed over.")
        return closed


def _of_open_months(organisation: Organisation, confirm: bool, reason: str) -> _Told:
    """Return what the open months change, and what waits in closed ones; with a confirmation the open ones are counted anew."""
    today = timezone.now().astimezone(ZoneInfo(organisation.time_zone)).date()
    since, closed = since_of(today), closed_months(organisation)
    found = change_of_terms(organisation, since, today, closed)
    months = (restatement_of(organisation, month) for month in closed if month.first_day >= since)
    told = _Told(organisation, found.change, found.is_cut, found.kept, waiting=tuple(one for one in months if one.is_needed))
    if not confirm or not found.change.lines:
        return told
    record(action="lines.recount_asked", actor=None, organisation=organisation, subject=reason)
    return replace(told, counted=recount_open(organisation=organisation, today=today, actor=None, reason=reason))


def _of_month(organisation: Organisation, month: Month, confirm: bool, reason: str) -> _Told:
    """Return what restating a closed month changes; with a confirmation it is counted anew and later versions are published."""
    if month not in closed_months(organisation):
        raise CommandError(f"{month.name} is open in {organisation.name}: leave out --restate, open months are counted anew.", returncode=2)
    found = restatement_of(organisation, month)
    names = (*found.clinicians, *found.renamed)
    told = _Told(organisation, found.change.change, found.change.is_cut, found.change.kept, month, reports=names)
    if not confirm or not found.is_needed:
        return told
    try:
        ask_restatement(organisation=organisation, month=month, because=reason, by=None)
    except MonthOpen:
        raise CommandError(f"{month.name} was opened meanwhile. Nothing was stored.", returncode=2) from None
    restated = recount_closed(organisation=organisation, month=month, actor=None, because=reason)
    published = sum(publish_or_note(snapshot=snapshot) for snapshot in restated.later)
    return replace(told, counted=restated.cases, published=published, failed=len(restated.later) - published)


def _as_text(told: _Told, confirm: bool) -> Iterator[str]:
    change, where = told.change, told.month.name if told.month else "open months"
    yield f"{told.organisation.name}, {where}: {change.lines:,} lines in {change.cases:,} cases"
    yield f"  {change.before} wRVU as they stand, {change.after} counted anew: {change.change:+}"
    if told.kept:
        yield f"  {told.kept:,} cases keep their value; their flags, policy or release would be others."
    for one in change.largest:
        yield f"  {one.code}: {one.lines:,} lines, {one.before} to {one.after}, {one.change:+}"
    if told.is_cut:
        yield "  Only the first lines were looked at; the recount itself takes all."
    if told.reports:
        yield f"  Reports with a later version: {', '.join(told.reports)}"
    for closed in told.waiting:
        moved = closed.change.change
        yield f"  {closed.month} is closed and stays: {moved.lines:,} lines would change by {moved.change:+}. See --restate {closed.month}."
    if confirm:
        yield f"  {told.counted:,} cases were counted anew, {told.published:,} reports published as a later version."
    else:
        yield "  Nothing was stored. Add --confirm and --reason to store it."


def _as_json(told: _Told) -> dict[str, object]:
    return {
        "organisation": told.organisation.slug,
        "month": str(told.month) if told.month else None,
        **_change(told.change),
        "is_cut": told.is_cut,
        "kept": told.kept,
        "codes": [
            {"code": one.code, "lines": one.lines, "before": decimal_text(one.before), "after": decimal_text(one.after)}
            for one in told.change.largest
        ],
        "closed": [{"month": str(one.month), **_change(one.change.change)} for one in told.waiting],
        "reports": list(told.reports),
        "counted": told.counted,
        "published": told.published,
        "failed": told.failed,
    }


def _change(change: Change) -> dict[str, object]:
    sums = {"before": change.before, "after": change.after, "change": change.change}
    return {"lines": change.lines, "cases": change.cases, **{name: decimal_text(value) for name, value in sums.items()}}


def _fault(reason: str) -> str:
    if len(reason) > 200:
        return "--reason: write at most 200 characters."
    return reason_fault(reason, "--reason is missing: say why the lines are counted anew. It stands with the former value of each case.")


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError as error:
        raise CommandError(f"--restate: {error}", returncode=2) from None


def _organisations(slug: str, confirm: bool) -> list[Organisation]:
    found = list(Organisation.objects.filter(slug=slug) if slug else Organisation.objects.order_by("slug"))
    if slug and not found:
        raise CommandError(f"--organisation: no organisation is named {slug}.", returncode=2)
    if confirm and len(found) > 1:
        raise CommandError(f"--confirm counts one organisation. Name it: {', '.join(one.slug for one in found)}.", returncode=2)
    return found
