"""The only writer of closed months and reports: each report is made once, from frozen inputs, and never changes silently."""

import hashlib
import json
import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.files.base import ContentFile
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F, Min, Q
from django.db.models.fields.json import KT
from django.utils import timezone

from benchmarks.gather import for_clinician
from benchmarks.models import PeriodClose, ReportSnapshot, SnapshotState
from benchmarks.pay_beside import pay_beside
from benchmarks.pay_frozen import pay_of
from benchmarks.queries import window_of
from benchmarks.render import pdf_of
from benchmarks.report.build import build
from benchmarks.report.codec import as_json, from_json
from benchmarks.report.report import METHOD_VERSION, Report
from rvuedge.accounts.audit import record
from rvuedge.accounts.models import Organisation, User
from rvuedge.imports.clock import shared_now
from rvuedge.imports.workers import this_worker
from rvuedge.lib.months import Month
from tracking.models import Clinician

logger = logging.getLogger("rvuedge.reports")

FIRST_VERSION = 1
# Longer than a report takes; whoever ends a report first has made it, so that a slow worker costs time and doubles nothing.
CLAIM_HOLDS = timedelta(seconds=30)


def close_month(*, organisation: Organisation, month: Month, today_month: Month, by: User | None) -> PeriodClose:
    """Close a month that is over; once closed it stays closed, and closing it again changes nothing."""
    if month >= today_month:
        raise ValidationError(f"{month.name} is not over yet. A month is closed after its last day.")
    first = Clinician.objects.filter(organisation=organisation).aggregate(day=Min("started_on"))["day"]
    if first and month.last_day < first:
        raise ValidationError(f"Nobody kept a log in {month.name}: there is nothing to close.")
    try:
        with transaction.atomic():
            lock_closing(organisation)
            closing = PeriodClose.objects.create(organisation=organisation, month_index=month.index, closed_by=by)
            record(action="month.closed", actor=by, organisation=organisation, subject=str(month))
            return closing
    except IntegrityError:
        return PeriodClose.objects.get(organisation=organisation, department=None, month_index=month.index)


def due_clinicians(organisation: Organisation, month: Month) -> list[Clinician]:
    """Return the clinicians who were there in a month, whose report of it is not published yet."""
    there = Clinician.objects.filter(organisation=organisation, started_on__lte=month.last_day)
    there = there.filter(Q(ended_on=None) | Q(ended_on__gte=month.first_day))
    published = ReportSnapshot.objects.published().filter(month_index=month.index, clinician__organisation=organisation)
    return list(there.exclude(pk__in=published.values("clinician_id")).select_related("organisation", "department", "specialty"))


def queue_reports(*, organisation: Organisation, month: Month, by: User | None) -> list[ReportSnapshot]:
    """Make the rows of the reports that are due in a closed month; the tasks fill them. Twice in a row adds nothing."""
    if not is_closed(organisation, month):
        raise ValidationError(f"{month.name} is not closed. Close it first.")
    due = due_clinicians(organisation, month)
    rows = (ReportSnapshot(clinician=clinician, month_index=month.index, version=FIRST_VERSION) for clinician in due)
    ReportSnapshot.objects.bulk_create(rows, ignore_conflicts=True)
    if due:
        record(action="reports.queued", actor=by, organisation=organisation, subject=str(month), detail={"reports": len(due)})
    waiting = ReportSnapshot.objects.filter(clinician__in=due, month_index=month.index, version=FIRST_VERSION)
    return list(waiting.exclude(state=SnapshotState.PUBLISHED).select_related("clinician"))


def publish_report(*, snapshot: ReportSnapshot) -> bool:
    """Fill and publish one report; False where somebody else has it, or it is published already."""
    now = shared_now()
    free = Q(state__in=(SnapshotState.DUE, SnapshotState.FAILED)) | Q(state=SnapshotState.MAKING, claimed_at__lt=now - CLAIM_HOLDS)
    taken = {"state": SnapshotState.MAKING, "claimed_at": now, "reason": "", "worker": this_worker(), "attempts": F("attempts") + 1}
    if not ReportSnapshot.objects.filter(free, pk=snapshot.pk).update(**taken):
        return False
    clinician = Clinician.objects.select_related("organisation", "department", "specialty").get(pk=snapshot.clinician_id)
    month = Month.from_index(snapshot.month_index)
    payload = as_json(report_of(clinician, month, is_kept=False))
    digest = hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()
    with transaction.atomic():
        unpublished = ReportSnapshot.objects.filter(pk=snapshot.pk).exclude(state=SnapshotState.PUBLISHED)
        done = unpublished.update(
            state=SnapshotState.PUBLISHED, payload=payload, inputs_hash=digest, method_version=METHOD_VERSION, published_at=timezone.now()
        )
        if done:
            record(action="report.published", organisation=clinician.organisation, subject=f"{clinician.name} {month}")
    return bool(done)


def report_of(clinician: Clinician, month: Month, *, is_kept: bool = True) -> Report:
    """Return the report of a closed month by the log as it is now, with what the plans of its contract year pay; nothing is stored.

    What was worked out is kept for whoever looks again (`is_kept`), as a preview does; a report that is published is made once.
    """
    inputs = for_clinician(clinician, month.last_day, is_closed=True, is_kept=is_kept)
    pay, beside = pay_of(clinician, month.last_day), pay_beside(clinician, inputs)
    return build(replace(inputs, pay=pay, pay_beside=beside, published=_published_before(clinician, month)))


def _published_before(clinician: Clinician, month: Month) -> tuple[tuple[Month, Decimal], ...]:
    """What the last report of each of the twelve months before says of its work. One query."""
    before = ReportSnapshot.objects.published().filter(clinician=clinician, month_index__lt=month.index, month_index__gte=month.index - 12)
    # As the text that stands there: as a value of JSON SQLite would give a float.
    said = before.order_by("month_index", "version").values_list("month_index", KT("payload__this_month__credit"))
    return tuple((Month.from_index(index), Decimal(credit)) for index, credit in dict(said).items())


def publish_or_note(*, snapshot: ReportSnapshot) -> bool:
    """Publish one report and return whether it was done here; what cannot be made keeps its reason, to be tried again."""
    try:
        return publish_report(snapshot=snapshot)
    except (ObjectDoesNotExist, DatabaseError, ArithmeticError, ValueError, KeyError) as error:
        reason = f"The report could not be made ({type(error).__name__}). Try again, or tell the operator."
        logger.exception("The report %s was not made", snapshot.pk)
        note_failure(snapshot_id=snapshot.pk, reason=reason)
        return False


def pdf_bytes(*, snapshot: ReportSnapshot, with_pay: bool = True) -> bytes:
    """Return the PDF of a published report, made at first need and kept beside it; one without its pay is never kept.

    It names the last day to query the report: a kept one is made again where an administrator moved that day.
    """
    query_by, is_demo = window_of(snapshot).last_day, snapshot.clinician.organisation.is_demo
    if not with_pay and snapshot.payload.get("pay"):
        return pdf_of(replace(from_json(snapshot.payload), pay=None), query_by, is_demo=is_demo)
    name = f"{snapshot.pk}-{query_by:%Y%m%d}"
    if snapshot.pdf and name in str(snapshot.pdf.name):
        with snapshot.pdf.open("rb") as kept:
            return bytes(kept.read())
    made = pdf_of(from_json(snapshot.payload), query_by, is_demo=is_demo)
    snapshot.pdf.delete(save=False)
    snapshot.pdf.save(f"{name}.pdf", ContentFile(made), save=False)
    ReportSnapshot.objects.filter(pk=snapshot.pk).update(pdf=snapshot.pdf.name)
    return made


def note_export(*, snapshot: ReportSnapshot, kind: str, by: User) -> None:
    """Record that somebody took a report away as a file."""
    clinician = snapshot.clinician
    subject = f"{clinician.name} {Month.from_index(snapshot.month_index)}"
    record(action="report.exported", actor=by, organisation=clinician.organisation, subject=subject, detail={"as": kind})


def note_true_up(*, organisation: Organisation, month: Month, by: User) -> None:
    """Record that somebody took the true-up list of a month away."""
    record(action="true_up.exported", actor=by, organisation=organisation, subject=str(month))


def note_failure(*, snapshot_id: UUID, reason: str) -> None:
    """Keep why a report could not be made; it can be tried again."""
    ReportSnapshot.objects.filter(pk=snapshot_id).exclude(state=SnapshotState.PUBLISHED).update(
        state=SnapshotState.FAILED, reason=reason[:300], attempts=0
    )


def lock_closing(organisation: Organisation) -> None:
    """Let nobody else close a month of an organisation, or count its cases anew, until the transaction ends.

    The lock leaves room for rows that refer to the organisation; SQLite, where one transaction writes at a time, needs none.
    """
    Organisation.objects.select_for_update(no_key=True).only("pk").get(pk=organisation.pk)


def is_closed(organisation: Organisation, month: Month) -> bool:
    """Return whether an organisation closed a month."""
    return PeriodClose.objects.filter(organisation=organisation, department=None, month_index=month.index).exists()


def closed_months(organisation: Organisation) -> list[Month]:
    """Return the closed months, newest first."""
    indexes: Iterable[int] = PeriodClose.objects.filter(organisation=organisation, department=None).values_list("month_index", flat=True)
    return sorted((Month.from_index(index) for index in indexes), reverse=True)
