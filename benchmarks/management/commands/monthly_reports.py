"""Publishes the reports that are due in a closed month; runs without a worker."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.core.exceptions import ValidationError
from django.core.management import CommandError
from django.core.management.base import BaseCommand

from benchmarks.models import PeriodClose, ReportSnapshot, SnapshotState
from benchmarks.report_services import publish_or_note, queue_reports
from rvuedge.accounts.models import Organisation
from rvuedge.lib.months import Month


class Command(BaseCommand):
    help = "Publish what is due in a closed month; closes nothing. Twice in a row publishes nothing new."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--month", required=True, metavar="YYYY-MM")
        parser.add_argument("--organisation", default="", metavar="SLUG", help="one organisation (default: all that closed the month)")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *, month: str, organisation: str, as_json: bool, **_options: object) -> None:
        wanted = _month(month)
        told = _sum(_publish(one, wanted) for one in _organisations(organisation, wanted))
        for failure in told.failed:
            self.stderr.write(f"{failure['clinician']}: {failure['reason']}")
        if as_json:
            self.stdout.write(json.dumps(asdict(told)))
        else:
            self.stdout.write(f"{wanted.name}: {told.published} published, {told.already} were out already, {len(told.failed)} failed.")
        if told.failed:
            sys.exit(1)


@dataclass(frozen=True, slots=True)
class Told:
    """What the command did: how many reports it published, how many were out before, and whose failed with the reason."""

    published: int
    already: int
    failed: tuple[dict[str, str], ...] = ()


def _sum(parts: Iterable[Told]) -> Told:
    done = list(parts)
    failed = (failure for one in done for failure in one.failed)
    return Told(sum(one.published for one in done), sum(one.already for one in done), tuple(failed))


def _publish(organisation: Organisation, month: Month) -> Told:
    out = ReportSnapshot.objects.published().filter(clinician__organisation=organisation, month_index=month.index)
    already = out.values("clinician").distinct().count()
    try:
        waiting = queue_reports(organisation=organisation, month=month, by=None)
    except ValidationError as error:
        raise CommandError(error.messages[0], returncode=2) from None
    published = sum(publish_or_note(snapshot=snapshot) for snapshot in waiting)
    failed = ReportSnapshot.objects.filter(pk__in=[one.pk for one in waiting], state=SnapshotState.FAILED)
    reasons = failed.order_by("clinician__name").values_list("clinician__name", "reason")
    return Told(published, already, tuple({"clinician": name, "reason": reason} for name, reason in reasons))


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError as error:
        raise CommandError(str(error), returncode=2) from None


def _organisations(slug: str, month: Month) -> list[Organisation]:
    if slug:
        found = list(Organisation.objects.filter(slug=slug))
        if not found:
            raise CommandError(f"No organisation is named {slug}.", returncode=2)
        return found
    closed = PeriodClose.objects.filter(department=None, month_index=month.index).values("organisation_id")
    found = list(Organisation.objects.filter(pk__in=closed))
    if not found:
        raise CommandError(f"No organisation closed {month.name}. An administrator closes it under Months.", returncode=2)
    return found
