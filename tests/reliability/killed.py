"""A program for the test of killed workers: closes month after month, kills the worker while it makes the reports, and tells what is there.

It works on the database, the queue and the mail server that the environment names, with the worker as `up` starts it.
"""

import hashlib
import json
import os
import random
import signal
import sys
import time
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import redis
from django.db.models import Count
from django.utils import timezone

from benchmarks.models import MailState, ReportMail, ReportSnapshot, SnapshotState
from benchmarks.report.codec import from_json
from benchmarks.report_mail import CLAIM_HOLDS as MAIL_CLAIM_HOLDS
from benchmarks.report_mail import plan_mails
from benchmarks.report_services import CLAIM_HOLDS, close_month, queue_reports
from benchmarks.tasks import mail_due_reports, publish_clinician_report, publish_due_reports
from rvuedge.accounts.models import AuditEntry, Membership, Organisation, Role, User
from rvuedge.embedded.children import Child
from rvuedge.embedded.servers import worker
from rvuedge.lib.months import Month
from tracking.models import Case, CaseLine, Clinician, Effort, MonthTotal

FIRST = Month(2020, 1)
TODAY = Month(2026, 11)
PATIENCE, AT_ONCE = 120.0, 0.02


@dataclass(frozen=True, slots=True)
class Killed:
    """One month: when the worker was killed, how many reports were out or being made then, and how long the rest took another worker."""

    month: str
    after: float
    published: int
    making: int
    seconds: float


def seed(clinicians: int, months: int, first: Month = FIRST) -> Organisation:
    """Store clinicians with one case in each month, whose credit is the number of the clinician."""
    place = Organisation.objects.create(name="Clinic", slug="clinic", time_zone="UTC")
    for number in range(1, clinicians + 1):
        user = User.objects.create(email=f"c{number}@x.example", name=f"C{number}")
        Membership.objects.create(user=user, organisation=place, role=Role.CLINICIAN)
        one = Clinician.objects.create(organisation=place, user=user, name=user.name, started_on=first.first_day)
        Effort.objects.create(clinician=one, effective_from=first.first_day, total_fte=1, clinical_fte=1)
        for index in range(months):
            _store(one, first.plus(index).first_day, Decimal(number))
    return place


def _store(clinician: Clinician, day: date, credit: Decimal) -> None:
    index = Month.of(day).index
    case = Case.objects.create(clinician=clinician, date_of_service=day)
    told = {"date_of_service": day, "month_index": index, "code": "99213", "units": 1, "outcome": "credited", "lane": "wrvu"}
    CaseLine.objects.create(case=case, position=1, clinician=clinician, credit=credit, engine_version="1", **told)
    MonthTotal.objects.create(clinician=clinician, month_index=index, credit=credit, lines=1)


def begin(place: Organisation, month: Month) -> None:
    """Close a month and queue its reports with their mails, as the page does."""
    close_month(organisation=place, month=month, today_month=TODAY, by=None)
    waiting = queue_reports(organisation=place, month=month, by=None)
    plan_mails(snapshots=waiting, link=f"https://rvu.example/reports/{month}/", at=timezone.now())
    for snapshot in waiting:
        publish_clinician_report.delay(str(snapshot.pk))


def kill(child: Child) -> None:
    """Kill the worker with everything that it started."""
    assert child.running is not None
    os.killpg(child.running.pid, signal.SIGKILL)
    child.running.wait(30)


def later() -> None:
    """Let the claims of the killed worker look as old as they are when the clock comes round, and let the clock queue what is due."""
    of_now = timezone.now()
    ReportSnapshot.objects.filter(state=SnapshotState.MAKING).update(claimed_at=of_now - CLAIM_HOLDS - timedelta(seconds=1))
    ReportMail.objects.filter(state=MailState.SENDING).update(claimed_at=of_now - MAIL_CLAIM_HOLDS - timedelta(seconds=1))
    publish_due_reports.delay()
    mail_due_reports.delay()


def is_complete(month: Month) -> bool:
    """Whether every report of a month is out, and no mail about it is on its way."""
    reports = ReportSnapshot.objects.filter(month_index=month.index)
    mails = ReportMail.objects.filter(snapshot__month_index=month.index, state__in=(MailState.WAITING, MailState.SENDING))
    return not reports.exclude(state=SnapshotState.PUBLISHED).exists() and not mails.exists()


def wait_for(month: Month) -> float:
    """Wait until a month is complete, and return how long that took."""
    began = time.monotonic()
    while not is_complete(month) and time.monotonic() - began < PATIENCE:
        time.sleep(AT_ONCE)
    return time.monotonic() - began


def one_run(place: Organisation, month: Month, child: Child, after: float, folder: Path) -> tuple[Killed, Child]:
    """Kill the worker so many seconds after a month began, start another, and wait until it has completed the month."""
    begin(place, month)
    time.sleep(after)
    kill(child)
    reports = ReportSnapshot.objects.filter(month_index=month.index)
    then = dict(reports.order_by().values_list("state").annotate(Count("id")))
    other = worker(folder)
    other.start()
    later()
    seconds = wait_for(month)
    done, making = (then.get(state, 0) for state in (SnapshotState.PUBLISHED, SnapshotState.MAKING))
    return Killed(str(month), round(after, 2), done, making, round(seconds, 1)), other


def delivered_again(month: Month, times: int) -> None:
    """Give the task of one report so many times more, and wait until the worker has had all of them."""
    one = ReportSnapshot.objects.filter(month_index=month.index).first()
    assert one is not None
    for _ in range(times):
        publish_clinician_report.delay(str(one.pk))
    queue = redis.Redis.from_url(os.environ["REDIS_URL"])
    until = time.monotonic() + PATIENCE
    while (queue.llen("celery") or queue.hlen("unacked")) and time.monotonic() < until:
        time.sleep(AT_ONCE)
    assert not queue.llen("celery"), "The worker did not take every task."


def stands(month: Month) -> dict[str, object]:
    """Return how a month stands in the end."""
    out = list(ReportSnapshot.objects.filter(month_index=month.index, state=SnapshotState.PUBLISHED).select_related("clinician"))
    mails = ReportMail.objects.filter(snapshot__month_index=month.index)
    return {
        "rows": ReportSnapshot.objects.filter(month_index=month.index).count(),
        "published": len({one.clinician_id for one in out}),
        "audited": AuditEntry.objects.filter(action="report.published", subject__endswith=f" {month}").count(),
        "unlike_their_hash": sum(one.inputs_hash != _hash(one.payload) for one in out),
        "wrong": sum(from_json(one.payload).this_month.credit != Decimal(one.clinician.name[1:]) for one in out),
        "mails_sent": mails.filter(state=MailState.SENT).count(),
        "mails_unknown": mails.filter(state=MailState.UNKNOWN).count(),
    }


def _hash(payload: dict[str, object]) -> str:
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()


def main() -> None:
    """Make two months without a kill, then kill the worker in as many months as the command says, within the second's time."""
    clinicians, runs, again, seed_of_moments = map(int, sys.argv[1:])
    drawn, folder = random.Random(seed_of_moments), Path(os.environ["RVUEDGE_DATA"])
    place, child = seed(clinicians, runs + 2), worker(folder)
    child.start()
    killed: list[Killed] = []
    try:
        undisturbed = 0.0
        for number in range(2):
            begin(place, FIRST.plus(number))
            undisturbed = wait_for(FIRST.plus(number))
        delivered_again(FIRST, again)
        for number in range(2, runs + 2):
            one, child = one_run(place, FIRST.plus(number), child, drawn.uniform(0, undisturbed), folder)
            killed.append(one)
            print(one, file=sys.stderr, flush=True)
    finally:
        child.stop()
    months = {str(month): stands(month) for month in map(FIRST.plus, range(runs + 2))}
    print(json.dumps({"undisturbed": undisturbed, "killed": [asdict(one) for one in killed], "months": months}))
