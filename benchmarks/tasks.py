"""Reports as tasks: one per clinician and month; a task that comes twice finds the work done."""

import logging
from datetime import date
from functools import partial
from itertools import takewhile

from celery import shared_task
from celery.signals import worker_ready
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import DatabaseError
from django.template.loader import render_to_string
from django.utils import timezone

from benchmarks.models import PeriodClose, ReportMail, ReportQuery, ReportSnapshot, SnapshotState
from benchmarks.queries import told_by
from benchmarks.report_mail import due_mails, plan_later_mails, send_mail
from benchmarks.report_services import FIRST_VERSION, pdf_bytes, publish_or_note, queue_reports
from benchmarks.services_left import left_reports, lost_reports, settle_mails_of_gone_workers
from benchmarks.services_queries import claim_message
from benchmarks.services_recount import recount_closed, recount_open, recount_with
from codes.models import Release
from rvuedge.accounts.models import Organisation, User
from rvuedge.imports.clock import shared_now
from rvuedge.lib.months import Month
from rvuedge.web.pdf import PdfFailed
from rvuedge.web.queue import hand_over, queue_length

logger = logging.getLogger("rvuedge.reports")


@shared_task(name="benchmarks.tasks.publish_clinician_report", acks_late=True)
def publish_clinician_report(snapshot_id: str) -> bool:
    """Publish one report, make its PDF, tell its clinician; a failure is kept on its row with a reason. A row that is gone is no work."""
    snapshot = ReportSnapshot.objects.filter(pk=snapshot_id).first()
    if snapshot is None or not publish_or_note(snapshot=snapshot):
        return False
    _make_pdf(snapshot_id)
    for number in ReportMail.objects.filter(snapshot=snapshot).values_list("pk", flat=True):
        hand_over(partial(mail_report.delay, number))
    return True


@shared_task(name="benchmarks.tasks.mail_report", acks_late=True)
def mail_report(number: int) -> bool:
    """Tell a clinician that a report is out, if nobody did; a task that comes twice finds the mail claimed."""
    return send_mail(number=number, at=shared_now())


@shared_task(name="benchmarks.tasks.mail_due_reports")
def mail_due_reports() -> int:
    """Try again what the mail server did not take, and what a lost task left; return how many were queued."""
    due = due_mails(shared_now())
    for number in due:
        mail_report.delay(number)
    return len(due)


@shared_task(name="benchmarks.tasks.take_up_left_reports")
def take_up_left_reports() -> int:
    """Take up within a minute what a killed worker left, and what waits without a task where nothing waits in the queue."""
    settle_mails_of_gone_workers()
    now = shared_now()
    is_idle = not queue_length()
    reports = dict.fromkeys([*left_reports(now), *(lost_reports(now) if is_idle else ())])
    mails = due_mails(now) if is_idle else []
    asks = [
        *(partial(publish_clinician_report.delay, str(number)) for number in reports),
        *(partial(mail_report.delay, one) for one in mails),
    ]
    # The first that the queue does not take is the last that is tried.
    return sum(1 for _ in takewhile(hand_over, asks))


@worker_ready.connect
def take_up_at_start(**_told: object) -> None:
    """Take up at once what killed workers of this machine left: a worker that starts need not wait for their silence."""
    try:
        take_up_left_reports()
    except DatabaseError:
        logger.warning("What killed workers left is taken up by the next sweep: the database could not be asked")


def _make_pdf(snapshot_id: str) -> None:
    """The report is published already: a PDF that fails is made again when somebody asks for it."""
    try:
        pdf_bytes(snapshot=ReportSnapshot.objects.get(pk=snapshot_id))
    except (PdfFailed, OSError):
        logger.warning("The PDF of report %s was not made", snapshot_id)


@shared_task(name="benchmarks.tasks.publish_due_reports")
def publish_due_reports() -> int:
    """Take up what is due in closed months, also what a dead worker left; return how many tasks were queued."""
    queued = 0
    for closing in PeriodClose.objects.filter(department=None).select_related("organisation").order_by("-month_index")[:50]:
        waiting = queue_reports(organisation=closing.organisation, month=Month.from_index(closing.month_index), by=None)
        for snapshot in waiting:
            publish_clinician_report.delay(str(snapshot.pk))
        queued += len(waiting)
    for restated in ReportSnapshot.objects.filter(version__gt=FIRST_VERSION).exclude(state=SnapshotState.PUBLISHED)[:500]:
        publish_clinician_report.delay(str(restated.pk))
        queued += 1
    return queued


@shared_task(name="benchmarks.tasks.mail_query_message", acks_late=True)
def mail_query_message(message_id: int, link: str) -> int:
    """Tell the other side of a thread that a message waits, once: the mail holds a link, no figure and no word of the message.

    A message is claimed before its first mail goes: what a dying worker left unsent is not sent again, and waits on the page.
    """
    message = claim_message(message_id=message_id, at=timezone.now()) if settings.MAIL_IS_CONFIGURED else None
    if message is None or message.query.snapshot.clinician.organisation.is_demo:
        return 0
    text = render_to_string("benchmarks/query_mail.txt", {"message": message, "link": link})
    title, _blank, body = text.strip().partition("\n")
    return sum(EmailMessage(title, body.strip() + "\n", None, [address]).send() for address in told_by(message))


@shared_task(name="benchmarks.tasks.recount_lines", acks_late=True)
def recount_lines(release_id: int, organisation_id: int, user_id: int, today: str, reason: str = "") -> int:
    """Count the open months' lines of an organisation with a release; a task that comes twice finds less to do."""
    release, organisation = Release.objects.get(pk=release_id), Organisation.objects.get(pk=organisation_id)
    told, actor = reason or f"Counted with {release.name}", User.objects.get(pk=user_id)
    return recount_with(release=release, organisation=organisation, today=date.fromisoformat(today), actor=actor, reason=told)


@shared_task(name="benchmarks.tasks.recount_by_terms", acks_late=True)
def recount_by_terms(organisation_id: int, user_id: int, today: str, reason: str) -> int:
    """Count the open months' lines of an organisation by what holds now, every one; a task that comes twice finds less to do."""
    organisation, actor = Organisation.objects.get(pk=organisation_id), User.objects.get(pk=user_id)
    return recount_open(organisation=organisation, today=date.fromisoformat(today), actor=actor, reason=reason)


@shared_task(name="benchmarks.tasks.restate_month", acks_late=True)
def restate_month(organisation_id: int, month: str, user_id: int, because: str, query_id: str | None = None) -> int:
    """Count a closed month by what holds now, and publish a later version of each report that says something else then.

    What was published and what each case was counted as stay beside it. A task that comes twice finds less to do.
    """
    organisation, actor = Organisation.objects.get(pk=organisation_id), User.objects.get(pk=user_id)
    query = ReportQuery.objects.select_related("snapshot").filter(pk=query_id).first() if query_id else None
    later = recount_closed(organisation=organisation, month=Month.parse(month), actor=actor, because=because, query=query).later
    plan_later_mails(snapshots=later, at=timezone.now())
    for snapshot in later:
        publish_clinician_report.delay(str(snapshot.pk))
    return len(later)
