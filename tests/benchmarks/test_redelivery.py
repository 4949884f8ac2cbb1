"""A report stays one report however often its task comes, and a case stays in its month whatever the clock says elsewhere."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine

from benchmarks.models import ReportSnapshot, SnapshotState
from benchmarks.report.codec import from_json
from benchmarks.report_services import close_month, queue_reports
from benchmarks.tasks import publish_clinician_report, publish_due_reports
from rvuedge.accounts.models import AuditEntry, Organisation
from rvuedge.accounts.scope import viewer_of
from rvuedge.lib.months import Month
from tests.benchmarks.work import OCTOBER, clinician_of, close, did, publish
from tests.cast import Cast

DELIVERIES = 200
ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "Pacific/Honolulu")


def test_stays_one_report_after_two_hundred_deliveries(cast: Cast) -> None:
    did(cast.clinician, date(2026, 10, 5), "99214", "1.92")
    close(cast, OCTOBER)
    waiting = queue_reports(organisation=cast.organisation, month=OCTOBER, by=None)
    one = next(snapshot for snapshot in waiting if snapshot.clinician_id == clinician_of(cast.clinician).pk)
    assert [publish_clinician_report(str(one.pk)) for _ in range(DELIVERIES)] == [True] + [False] * (DELIVERIES - 1)
    (kept,) = ReportSnapshot.objects.filter(clinician=one.clinician)
    assert (kept.state, kept.version) == (SnapshotState.PUBLISHED, 1)
    assert from_json(kept.payload).this_month.credit == Decimal("1.92")
    assert AuditEntry.objects.filter(action="report.published").count() == 1


def test_makes_no_report_twice_when_the_schedule_runs_twice(cast: Cast) -> None:
    close(cast, OCTOBER)
    first, second = publish_due_reports(), publish_due_reports()
    assert (first, second) == (ReportSnapshot.objects.count(), 0)
    assert AuditEntry.objects.filter(action="report.published").count() == first


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    "midnight",
    [
        # The first of November 2026 is the day on which daylight saving time ends; the eighth of March is the day on which it begins.
        date(2026, 11, 1),
        date(2026, 3, 1),
        date(2026, 4, 1),
        # The day after the 29th of February, and the one after a 28th.
        date(2028, 3, 1),
        date(2027, 3, 1),
        date(2027, 1, 1),
    ],
)
def test_closes_a_month_at_the_midnight_of_the_organisation(cast: Cast, zone: str, midnight: date) -> None:
    Organisation.objects.filter(pk=cast.organisation.pk).update(time_zone=zone)
    over = Month.of(midnight).plus(-1)
    begins = datetime(midnight.year, midnight.month, midnight.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    for seconds, today in ((-1, over.last_day), (0, midnight)):
        with time_machine.travel(begins.timestamp() + seconds, tick=False):
            viewer = viewer_of(cast.administrator.user)
            assert viewer is not None and viewer.today() == today
            if today == midnight:
                close_month(organisation=cast.organisation, month=over, today_month=Month.of(viewer.today()), by=None)
    assert over.last_day.toordinal() + 1 == midnight.toordinal()


@pytest.mark.parametrize("last", [date(2028, 2, 29), date(2027, 2, 28), date(2026, 10, 31), date(2026, 3, 31)])
def test_counts_the_last_and_the_first_day_in_their_own_months(cast: Cast, last: date) -> None:
    month = Month.of(last)
    did(cast.clinician, last, "99214", "1.92")
    did(cast.clinician, month.plus(1).first_day, "99214", "5.00")
    did(cast.clinician, month.first_day, "99214", "0.08")
    close_month(organisation=cast.organisation, month=month, today_month=month.plus(1), by=None)
    publish(cast, month)
    report = from_json(ReportSnapshot.objects.get(clinician=clinician_of(cast.clinician)).payload)
    assert (report.as_of, report.this_month.credit, report.this_month.cases) == (last, Decimal("2.00"), 2)
