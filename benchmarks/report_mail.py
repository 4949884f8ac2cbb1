"""The only writer of mails about reports: a link and no figure, one automatic mail at most for each version of a report.

A mail is claimed by a conditional UPDATE before it is handed over. Where the mail server certainly did not take it, it is tried again
with a growing wait, with the same Message-ID; where that cannot be told, its state is unknown, and an administrator decides.
"""

import smtplib
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string

from benchmarks.models import MailState, ReportMail, ReportSnapshot, SnapshotState
from rvuedge.accounts.audit import record
from rvuedge.accounts.models import Membership, Organisation, User
from rvuedge.imports.workers import this_worker
from rvuedge.lib.months import Month
from tracking.models import Clinician

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=12)
# After so long a mail is no news any more: an administrator is told instead.
GIVEN_UP_AFTER = timedelta(days=3)
# Longer than a mail server may take (EMAIL_TIMEOUT for each of its answers): whoever claimed it then is gone.
CLAIM_HOLDS = timedelta(minutes=10)
_NOT_TAKEN = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError, smtplib.SMTPHeloError)


def plan_mails(*, snapshots: Iterable[ReportSnapshot], link: str, at: datetime) -> None:
    """Note that these reports are to be told of by mail once they are out; whoever wants none, and the people of a demo, get none."""
    if settings.MAIL_IS_CONFIGURED:
        rows = (ReportMail(snapshot=one, link=link, planned_at=at, next_try_at=at) for one in snapshots)
        ReportMail.objects.bulk_create(rows, ignore_conflicts=True)


def plan_later_mails(*, snapshots: Iterable[ReportSnapshot], at: datetime) -> None:
    """Note the same of later versions, by the link under which the former version was told of."""
    for one in snapshots:
        former = ReportMail.objects.filter(snapshot__clinician=one.clinician_id, snapshot__month_index=one.month_index).first()
        if former is not None:
            plan_mails(snapshots=[one], link=former.link, at=at)


def send_mail(*, number: int, at: datetime) -> bool:
    """Send one mail that is due; return whether the mail server took it here and now."""
    free = ReportMail.objects.filter(pk=number, state=MailState.WAITING, next_try_at__lte=at, snapshot__state=SnapshotState.PUBLISHED)
    if not settings.MAIL_IS_CONFIGURED or not free.update(state=MailState.SENDING, claimed_at=at, worker=this_worker()):
        return False
    mail = ReportMail.objects.select_related("snapshot__clinician__organisation", "snapshot__clinician__user").get(pk=number)
    if not _is_wanted(mail.snapshot.clinician):
        mail.delete()
        return False
    state, reason = _hand_over(mail)
    mine = ReportMail.objects.filter(pk=number, state=MailState.SENDING, claimed_at=at)
    if state == MailState.SENT:
        mine.update(state=state, sent_at=at, reason="")
    elif state == MailState.WAITING and at - _due_since(mail) < GIVEN_UP_AFTER:
        wait = min(FIRST_WAIT * 4**mail.tries, LONGEST_WAIT)
        mine.update(state=state, reason=reason, tries=mail.tries + 1, next_try_at=at + wait)
    else:
        mine.update(state=MailState.FAILED if state == MailState.WAITING else state, reason=reason)
    return state == MailState.SENT


def due_mails(at: datetime) -> list[int]:
    """Return the mails that may go now. One whose sender is gone may have gone: it becomes unknown, and goes no second time."""
    lost = ReportMail.objects.filter(state=MailState.SENDING, claimed_at__lt=at - CLAIM_HOLDS)
    lost.update(state=MailState.UNKNOWN, reason="The sender was ended while the mail was handed over.")
    due = ReportMail.objects.filter(state=MailState.WAITING, next_try_at__lte=at, snapshot__state=SnapshotState.PUBLISHED)
    return list(due.order_by("next_try_at").values_list("pk", flat=True)[:1000])


@transaction.atomic
def send_again(*, organisation: Organisation, month: Month, by: User, at: datetime) -> list[int]:
    """Let the unknown and failed mails of a month wait anew, as an administrator decides; return which."""
    settled = ReportMail.objects.visible_to(by).filter(state__in=(MailState.UNKNOWN, MailState.FAILED))
    settled = settled.filter(snapshot__clinician__organisation=organisation, snapshot__month_index=month.index)
    numbers = list(settled.values_list("pk", flat=True))
    again = ReportMail.objects.filter(pk__in=numbers, state__in=(MailState.UNKNOWN, MailState.FAILED))
    if again.update(state=MailState.WAITING, reason="", tries=0, planned_at=at, next_try_at=at):
        record(action="reports.mailed_again", actor=by, organisation=organisation, subject=str(month), detail={"mails": len(numbers)})
    return numbers


def _due_since(mail: ReportMail) -> datetime:
    return max(mail.planned_at, mail.snapshot.published_at or mail.planned_at)


def _is_wanted(clinician: Clinician) -> bool:
    user, organisation = clinician.user, clinician.organisation
    if organisation.is_demo or not user.is_active or not user.gets_query_mail:
        return False
    return Membership.objects.filter(user=user, organisation=organisation, active=True).exists()


def _hand_over(mail: ReportMail) -> tuple[MailState, str]:
    """Hand one mail to the mail server; return what is known of it then, and why."""
    connection = get_connection()
    try:
        connection.open()
    except OSError as error:  # smtplib's own errors are among them
        return MailState.WAITING, f"The mail server does not answer ({type(error).__name__})."
    try:
        connection.send_messages([_message(mail)])
    except _NOT_TAKEN as error:
        code = _code_of(error)
        return MailState.WAITING if code < 500 else MailState.FAILED, f"The mail server refused it ({code})."
    except OSError as error:
        return MailState.UNKNOWN, f"The mail server fell silent while it took the mail ({type(error).__name__})."
    finally:
        with suppress(OSError):
            connection.close()
    return MailState.SENT, ""


def _message(mail: ReportMail) -> EmailMessage:
    title, _blank, body = render_to_string("benchmarks/report_mail.txt", {"link": mail.link}).strip().partition("\n")
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    # The same for each try: a mail server that did take an earlier one can tell.
    headers = {"Message-ID": f"<report-{mail.snapshot_id}@{host}>"}
    return EmailMessage(title, body.strip() + "\n", None, [mail.snapshot.clinician.user.email], headers=headers)


def _code_of(error: smtplib.SMTPException) -> int:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max(code for code, _words in error.recipients.values())
    return int(getattr(error, "smtp_code", 0))
