"""The only writer of what killed workers and lost tasks left of reports and their mails: it is taken up again within a minute."""

from datetime import datetime, timedelta
from uuid import UUID

from benchmarks.models import MailState, ReportMail, ReportSnapshot, SnapshotState
from benchmarks.report_services import CLAIM_HOLDS, note_failure
from rvuedge.imports.workers import is_gone

MOST_ATTEMPTS = 3
# Whoever queued a report needs a moment between its row and its task.
UNQUEUED_AFTER = timedelta(seconds=10)
_MOST_AT_ONCE = 500
_STOPPED = "The report stopped three times without an answer. Try again; if it stops once more, tell the operator."
_SENDER_GONE = "The sender was ended while the mail was handed over."


def left_reports(at: datetime) -> list[UUID]:
    """Return the reports whose worker is gone or fell silent, free to be made anew; one that stopped too often fails with a reason."""
    making = ReportSnapshot.objects.filter(state=SnapshotState.MAKING).only("claimed_at", "worker", "attempts")[:_MOST_AT_ONCE]
    left = [one for one in making if is_gone(one.worker) or (one.claimed_at is not None and one.claimed_at < at - CLAIM_HOLDS)]
    for one in left:
        if one.attempts >= MOST_ATTEMPTS:
            note_failure(snapshot_id=one.pk, reason=_STOPPED)
        else:
            ReportSnapshot.objects.filter(pk=one.pk, state=SnapshotState.MAKING, claimed_at=one.claimed_at).update(state=SnapshotState.DUE)
    return [one.pk for one in left if one.attempts < MOST_ATTEMPTS]


def lost_reports(at: datetime) -> list[UUID]:
    """Return the reports that wait without a task: asked for where nothing waits in the queue."""
    waiting = ReportSnapshot.objects.filter(state=SnapshotState.DUE, created_at__lt=at - UNQUEUED_AFTER)
    return list(waiting.order_by("created_at").values_list("pk", flat=True)[:_MOST_AT_ONCE])


def settle_mails_of_gone_workers() -> int:
    """Say of each mail that a worker of this machine was handing over when it was ended that nobody can tell whether it went."""
    held = [mail for mail in ReportMail.objects.filter(state=MailState.SENDING).exclude(worker="") if is_gone(mail.worker)]
    mine = [ReportMail.objects.filter(pk=mail.pk, state=MailState.SENDING, worker=mail.worker) for mail in held]
    return sum(mail.update(state=MailState.UNKNOWN, reason=_SENDER_GONE) for mail in mine)
