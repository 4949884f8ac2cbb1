"""Closes the past months of the demo and publishes their reports, all but the last one's."""

from datetime import date

from benchmarks.editions import stage_demo_edition
from benchmarks.models import Edition
from benchmarks.report_services import close_month, publish_report, queue_reports
from rvuedge.accounts.models import Organisation
from rvuedge.demo.seed import first_day
from rvuedge.lib.months import Month


def close_past_months(*, organisation: Organisation, today: date) -> int:
    """Close every whole month since the logs begin and return how many; the last one is left unpublished."""
    if not Edition.objects.filter(survey__organisation=organisation).exists():
        stage_demo_edition(organisation, None)
    this_month = Month.of(today)
    month, closed = Month.of(first_day(today)), 0
    while month < this_month:
        close_month(organisation=organisation, month=month, today_month=this_month, by=None)
        if month.plus(1) < this_month:
            for snapshot in queue_reports(organisation=organisation, month=month, by=None):
                publish_report(snapshot=snapshot)
        month, closed = month.plus(1), closed + 1
    return closed
